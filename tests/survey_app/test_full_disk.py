"""A disk that is really full: a small file system in memory, mounted for the test."""

import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from shutil import copytree, disk_usage
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text

from study.folder import StudyFolder
from survey_app.database import Database, database_url
from survey_app.models import Answer
from survey_app.operations.rehearsals import make_rehearsal_key
from survey_app.server import running_server
from survey_app.walker import Manner, Walker

SIZE_MB = 8
N_WALKERS = 6
N_ANSWERS = 34

pytestmark = pytest.mark.slow


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give the folder of a disk of 8 MB; only administrators of Linux can make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this user cannot mount a file system")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def middle(_stimulus: str, question: dict[str, Any]) -> str:
    """Answer with the middle of the scale, or the first class."""
    return "3" if question["kind"] == "rating" else str(question["options"][0]["value"])


def test_a_full_disk_stops_the_survey_until_there_is_room_again(small_study: StudyFolder, small_disk: Path) -> None:
    """Nobody gets a 5xx but 503; with room again everybody finishes, and what was confirmed is stored exactly once."""
    folder = StudyFolder(Path(copytree(small_study.path, small_disk / "study")))
    statuses: list[int] = []
    with running_server(folder) as server, ThreadPoolExecutor(N_WALKERS) as threads:
        database = Database(database_url(folder))
        key = make_rehearsal_key(database, 1000)
        manner = Manner(patience_s=120)
        walking = [threads.submit(Walker(server.url, middle, manner=manner, rehearsal_key=key).take) for _ in range(2)]
        ballast = fill(small_disk)
        deadline = time.monotonic() + 60
        while 503 not in statuses:  # what SQLite had taken for its log already is still written
            assert time.monotonic() < deadline
            form = {"language": "en", "agree": "yes"}
            reply = httpx.post(f"{server.url}/consent", data=form, headers={"X-Rehearsal-Key": key})
            statuses.append(reply.status_code)
        walking += [
            threads.submit(Walker(server.url, middle, manner=manner, rehearsal_key=key).take) for _ in range(N_WALKERS)
        ]
        time.sleep(2)
        n_waiting = sum(not one.done() for one in walking)
        ballast.unlink()
        walks = [one.result() for one in walking]
    with database.reading() as transaction:
        stored = {answer.uuid: answer.value for answer in transaction.scalars(select(Answer))}
        is_sound = transaction.scalar(text("PRAGMA integrity_check"))
    database.close()

    print(f"{statuses.count(303)} consents fitted in, then 503; {n_waiting} waited for room")
    assert {303, 503} >= set(statuses)
    assert n_waiting >= N_WALKERS
    assert [True] * len(walks) == [walk.is_completed for walk in walks]
    assert stored == {uuid: value for walk in walks for uuid, value in walk.stored.items()}
    assert (len(walks) * N_ANSWERS, "ok") == (len(stored), is_sound)


def fill(disk: Path) -> Path:
    """Write a file until nothing more fits; return it."""
    ballast = disk / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    assert 0 == disk_usage(disk).free
    return ballast
