"""Whether the survey stays as it is for hours: `python -m benchmarks.soak STUDY --minutes 30 --answers-per-second 100`.

Serves a copy of the study on loopback with the server as `ascolto serve` starts it. Synthetic
participants, who send what the page sends, without its pauses, give so many answers a second
together; who is done begins anew. Watched are the memory of all processes of the server, and SQLite's write-ahead log;
at the end the stored answers are held against those that were acknowledged. Machine and database
are printed with the figures. DATABASE_URL chooses PostgreSQL.
"""

import argparse
import asyncio
import subprocess
import time
from pathlib import Path
from statistics import fmean

import aiohttp
from sqlalchemy import func, select

from benchmarks.survey_participants import Figures, Participant, http_client, served_copy
from study.folder import StudyFolder
from survey_app.models import Answer

N_PARTICIPANTS = 200
WATCHED_EVERY_S = 1.0
WARM_UP_SHARE = 0.1
"""Share of the time before memory counts: by then every page was made and every cache is full."""


class Turns:
    """Hands out so many turns a second, to whoever asks."""

    def __init__(self, per_second: float) -> None:
        self.per_second, self.next_at = per_second, time.monotonic()

    async def take(self) -> None:
        """Wait for a turn; turns that nobody took are lost."""
        self.next_at = max(self.next_at + 1 / self.per_second, time.monotonic() - 1)
        await asyncio.sleep(max(0.0, self.next_at - time.monotonic()))


class Watch:
    """Memory and write-ahead log of a running server, second by second."""

    def __init__(self, pid: int, folder: StudyFolder) -> None:
        self.pid, self.wal = pid, Path(f"{folder.path / 'ascolto.db'}-wal")
        self.memory_mb: list[float] = []
        self.wal_mb: list[float] = []

    async def look(self) -> None:
        """Look until cancelled."""
        while True:
            self.memory_mb.append(memory_mb(self.pid))
            self.wal_mb.append(self.wal.stat().st_size / 1e6 if self.wal.exists() else 0.0)
            await asyncio.sleep(WATCHED_EVERY_S)

    def __str__(self) -> str:
        warm = self.memory_mb[int(WARM_UP_SHARE * len(self.memory_mb)) :]
        a_tenth = max(1, len(warm) // 10)
        first, last = fmean(warm[:a_tenth]), fmean(warm[-a_tenth:])
        return (
            f"memory of the server: {first:.0f} MB when warm, {last:.0f} MB at the end ({last / first - 1:+.1%}), "
            f"at most {max(self.memory_mb):.0f} MB; write-ahead log: at most {max(self.wal_mb):.1f} MB"
        )


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process and its children, shared pages counted for each."""
    listed = subprocess.run(["ps", "-axo", "pid=,ppid=,rss="], capture_output=True, text=True, check=True).stdout
    rows = (map(int, line.split()) for line in listed.splitlines())
    return sum(rss_kb for own, parent, rss_kb in rows if pid in (own, parent)) / 1000


async def take_part(http: aiohttp.ClientSession, key: str, figures: Figures, turns: Turns) -> None:
    """Take the survey again and again."""
    while True:
        participant = Participant(http, key, is_hasty=True)
        participant.figures = figures
        await participant.open_first_page()
        await participant.prepare()
        while participant.step["step"] == "trial":
            await participant.fetch()
            for _ in participant.step["questions"]:
                await turns.take()
            await participant.answer()


async def soak(url: str, key: str, watch: Watch, seconds: float, per_second: float) -> Figures:
    """Let participants answer for so long; return how long the server took."""
    figures, turns = Figures(), Turns(per_second)
    async with http_client(url) as http:
        looking = asyncio.create_task(watch.look())
        taking = [asyncio.create_task(take_part(http, key, figures, turns)) for _ in range(N_PARTICIPANTS)]
        ended, _ = await asyncio.wait(taking, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
        for task in (looking, *taking):
            task.cancel()
        await asyncio.gather(looking, *taking, return_exceptions=True)
        for task in ended:
            task.result()  # a participant that failed ends the soak
    return figures


def main() -> None:
    """Serve a copy of the study, let it soak, and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", type=Path)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--answers-per-second", type=float, default=100)
    options = parser.parse_args()
    with served_copy(options.study) as served:
        watch, seconds = Watch(served.pid, served.folder), 60 * options.minutes
        figures = asyncio.run(soak(served.url, served.key, watch, seconds, options.answers_per_second))
        with served.database.reading() as transaction:
            n_stored = transaction.scalar(select(func.count()).select_from(Answer)) or 0
    n_sent, n_stored_more = figures.n_acknowledged, n_stored - figures.n_acknowledged
    print(f"{n_sent} answers acknowledged in {options.minutes:g} minutes ({n_sent / seconds:.0f} a second)")
    print(f"{n_stored_more} more are stored, of at most {N_PARTICIPANTS} trials that were cut off before their reply")
    print(f"{watch}\n{figures}")
    most = max(len(section.questions) for section in served.folder.study.sections)
    assert 0 <= n_stored_more <= N_PARTICIPANTS * most


if __name__ == "__main__":
    main()
