"""How long a backup takes and holds writers up: `python benchmarks/backup.py STUDY --answers 250000`.

Fills the database of a copy of the study, stores answers from four threads as the survey does,
and backs up meanwhile: SQLite with `ascolto db backup`, PostgreSQL (by DATABASE_URL, an empty
database) with pg_dump. Then counts in the backup what was acknowledged before it began.
"""

import argparse
import os
import platform
import shutil
import subprocess
import tempfile
import threading
import time
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert, make_url, select

from study.folder import StudyFolder
from survey_app.backup import back_up
from survey_app.database import Database, database_url
from survey_app.material import read_material
from survey_app.models import Answer, ListeningSession, Participant, Trial
from survey_app.operations.study_versions import register_version
from survey_app.schema import upgrade

N_WRITERS = 4
N_TRIALS = 100
NOW = datetime.now(UTC)


def fill(database: Database, version_id: int, n_answers: int) -> None:
    """Store participants with a hundred trials each, all answered, and one without answers for the writers."""
    n_participants = n_answers // N_TRIALS
    for first in range(0, n_participants, 100):
        numbers = range(first + 1, min(first + 100, n_participants) + 1)
        with database.writing() as transaction:
            transaction.execute(insert(Participant), [{"id": n, "public_id": f"p{n}", "made_at": NOW} for n in numbers])
            transaction.execute(insert(ListeningSession), [session(n, version_id) for n in numbers])
            places = [(n, place) for n in numbers for place in range(N_TRIALS)]
            transaction.execute(insert(Trial), [trial(n, place) for n, place in places])
            transaction.execute(insert(Answer), [answer((n - 1) * N_TRIALS + place + 1, "q") for n, place in places])


def session(number: int, version_id: int) -> dict[str, Any]:
    """Return a finished listening session."""
    return {
        "id": number,
        "participant_id": number,
        "study_version_id": version_id,
        "token_hash": uuid4().hex,
        "withdrawal_hash": uuid4().hex,
        "run": "live",
        "is_simulated": False,
        "language": "en",
        "device_class": "phone",
        "seed": "7",
        "slot": number,
        "state": "completed",
        "opened_at": NOW,
        "seen_at": NOW,
    }


def trial(number: int, place: int) -> dict[str, Any]:
    """Return a trial of a participant."""
    return {
        "id": (number - 1) * N_TRIALS + place + 1,
        "public_id": uuid4().hex,
        "listening_session_id": number,
        "place": place,
        "part": 0,
        "section": "singles",
        "position": place + 1,
        "is_practice": False,
        "stimulus_set": "singles",
        "stimulus": f"s-{place}",
        "sound_name": uuid4().hex,
        "options": {},
    }


def answer(trial_id: int, question: str) -> dict[str, Any]:
    """Return an answer to a trial."""
    return {
        "uuid": uuid4().hex,
        "trial_id": trial_id,
        "question": question,
        "kind": "rating",
        "value": "3",
        "n_plays": 1,
        "heard_s": 4.0,
        "response_time_s": 1.5,
        "stored_at": datetime.now(UTC),
    }


class Writers:
    """Threads that store answers one by one, and note when each was acknowledged and how long it took."""

    def __init__(self, database: Database) -> None:
        self.database, self.is_running = database, True
        self.acknowledged: list[tuple[str, float, float]] = []
        self.questions = count()
        self.threads = [threading.Thread(target=self._write) for _ in range(N_WRITERS)]
        for thread in self.threads:
            thread.start()

    def _write(self) -> None:
        while self.is_running:
            row = answer(1, f"new-{next(self.questions)}")
            began = time.perf_counter()
            with self.database.writing() as transaction:
                transaction.execute(insert(Answer), row)
            ended = time.perf_counter()
            self.acknowledged.append((row["uuid"], ended, ended - began))
            time.sleep(0.02)

    def stop(self) -> None:
        """End the threads."""
        self.is_running = False
        for thread in self.threads:
            thread.join()


def main() -> None:
    """Fill, write, back up, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", type=Path)
    parser.add_argument("--answers", type=int, default=250_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = StudyFolder(Path(shutil.copytree(options.study, Path(scratch) / "study")))
        database = Database(database_url(folder))
        upgrade(database)
        fill(database, register_version(database, read_material(folder)), options.answers)
        writers = Writers(database)
        time.sleep(2)
        began = time.perf_counter()
        copy = Path(scratch) / "copy"
        if database.is_sqlite:
            back_up(database, copy)
        else:
            url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
            subprocess.run(["pg_dump", "--format=custom", f"--file={copy}", url], check=True)
        took_s = time.perf_counter() - began
        time.sleep(1)
        writers.stop()
        during = sorted(took for _, at, took in writers.acknowledged if began <= at <= began + took_s)
        others = sorted(took for _, at, took in writers.acknowledged if not began <= at <= began + took_s)
        print(f"{platform.machine()}, {os.cpu_count()} cores, {database.url.get_backend_name()}")
        print(f"backup of {options.answers:,} answers: {took_s:.2f} s, {copy.stat().st_size / 1e6:.0f} MB")
        for when, sorted_s in (("during", during), ("before and after", others)):
            if sorted_s:
                p99, worst = sorted_s[int(0.99 * len(sorted_s))], sorted_s[-1]
                print(f"{len(sorted_s)} writes {when}: p99 {1000 * p99:.0f} ms, worst {1000 * worst:.0f} ms")
        if database.is_sqlite:
            restored = Database(make_url(f"sqlite:///{copy}"))
            before = [uuid for uuid, at, _ in writers.acknowledged if at < began]
            with restored.reading() as transaction:
                n_found = transaction.scalar(select(func.count(Answer.id)).where(Answer.uuid.in_(before)))
            print(f"acknowledged before it began: {len(before)}, of these in the backup: {n_found}")
            restored.close()
        database.close()


if __name__ == "__main__":
    main()
