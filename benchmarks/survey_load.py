"""How fast the survey answers under load: `python -m benchmarks.survey_load STUDY --participants 500 --seconds 60`.

Serves a copy of the study on loopback with the server as `ascolto serve` starts it. Client and
server share the machine, whose name and database are printed with the figures. Participants
behave as the page does. Everybody opens the first page within one second; they read it for half a
minute and go through the checks with a pause of 8 s on average for each sound; everybody fetches
the first stimulus within one second, and sends the first answers within one second; then each goes
on for the given time, with a pause of 8 s on average for each trial: its sound, what was heard, all
its answers, and what comes next.
DATABASE_URL chooses PostgreSQL; its tables are then left with the rows of this run.
"""

import argparse
import asyncio
import random
import time
from collections.abc import Awaitable, Iterable
from pathlib import Path

from benchmarks.survey_participants import Figures, Participant, http_client, served_copy


async def within_a_second(act: Awaitable[object]) -> None:
    """Begin at any moment of the next second."""
    await asyncio.sleep(random.random())
    await act


async def measure(url: str, key: str, n_participants: int, seconds: float) -> None:
    """Print figures for each thing that everybody does at once, and for a steady load."""
    async with http_client(url) as http:
        all_of_them = [Participant(http, key) for _ in range(n_participants)]

        async def print_figures(what: str, acts: Iterable[Awaitable[object]]) -> None:
            figures = Figures()
            for participant in all_of_them:
                participant.figures = figures
            began = time.perf_counter()
            await asyncio.gather(*acts)
            per_second = sum(figures.statuses.values()) / (time.perf_counter() - began)
            print(f"{n_participants} participants {what}, {per_second:.0f} requests a second:\n{figures}", flush=True)

        first_pages = (within_a_second(one.open_first_page()) for one in all_of_them)
        await print_figures("open the first page at once", first_pages)
        await print_figures("go through the checks", (one.prepare() for one in all_of_them))
        await print_figures("fetch the first stimulus at once", (within_a_second(one.fetch()) for one in all_of_them))
        await print_figures("send their first answers at once", (within_a_second(one.answer()) for one in all_of_them))
        await print_figures(f"go on for {seconds:g} s", (one.take_part(seconds) for one in all_of_them))


def main() -> None:
    """Serve a copy of the study and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", type=Path)
    parser.add_argument("--participants", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    with served_copy(options.study) as served:
        asyncio.run(measure(served.url, served.key, options.participants, options.seconds))


if __name__ == "__main__":
    main()
