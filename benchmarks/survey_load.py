"""How fast the survey answers under load: `python benchmarks/survey_load.py STUDY --participants 500 --seconds 60`.

Serves a copy of the study on loopback with the server as `ascolto serve` starts it. All synthetic
participants open the first page at once, go through the checks with a pause of 8 s on average for each
sound, and give their first answer at once; then they answer with such pauses for the given time.
Client and server share the machine, whose name and database are printed with the figures.
DATABASE_URL chooses PostgreSQL; its tables are then left with the rows of this run.
"""

import argparse
import asyncio
import os
import platform
import random
import re
import shutil
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from study.folder import StudyFolder
from survey_app.database import Database, database_url
from survey_app.forms import forms_of
from survey_app.operations.rehearsals import make_rehearsal_key
from survey_app.server import running_server

SOUND_URL = re.compile(r'data-sound-url="([^"]+)"')

PAUSE_S = (4.0, 12.0)  # 8 s on average: a four-second sound and a decision


class Load:
    """Participants, and how long the server took to answer them."""

    def __init__(self, url: str, key: str) -> None:
        # Connections are given up before the server closes them, after 15 s: a browser would just ask again.
        kept = httpx.Limits(max_connections=600, max_keepalive_connections=600, keepalive_expiry=10)
        self.client = httpx.AsyncClient(base_url=url, timeout=60, limits=kept)
        self.key = key
        self.took_s: dict[str, list[float]] = {}
        self.statuses: Counter[str] = Counter()

    async def send(self, what: str, method: str, url: str, **body: Any) -> httpx.Response:
        """Send one request and note how long it took."""
        began = time.perf_counter()
        try:
            reply = await self.client.request(method, url, **body)
        except httpx.TransportError as error:
            self.statuses[type(error).__name__] += 1
            raise
        self.took_s.setdefault(what, []).append(time.perf_counter() - began)
        self.statuses["5xx" if reply.status_code >= 500 else "ok"] += 1
        return reply

    async def begin(self) -> str:
        """Take a participant from the first page to the first sound, with a pause per sound; return the address."""
        await self.send("page", "GET", "/", headers={"X-Rehearsal-Key": self.key})
        consent = {"language": "en", "agree": "yes"}
        agreed = await self.send("consent", "POST", "/consent", data=consent, headers={"X-Rehearsal-Key": self.key})
        address = agreed.headers["location"]
        page = await self.send("page", "GET", address, follow_redirects=True)
        while not page.url.path.endswith("/listen"):
            for sound_url in SOUND_URL.findall(page.text):
                await self.send("sound", "GET", sound_url)
                await asyncio.sleep(random.uniform(*PAUSE_S))
            form = next(form for form in forms_of(page.text) if form.choices)
            chosen = {name: next(filter(None, values)) for name, values in form.choices.items()}
            page = await self.send("page", "POST", str(page.url), data=form.hidden | chosen, follow_redirects=True)
        await self.send("page", "POST", f"{address}continue", json={})
        step = (await self.send("trial", "GET", f"{address}trial")).json()
        await self.send("sound", "GET", step["sound_url"])
        return str(address)

    async def answer(self, address: str) -> bool:
        """Answer one question; False when there is none left."""
        step = (await self.send("trial", "GET", f"{address}trial")).json()
        if step["step"] == "section":
            await self.send("page", "POST", f"{address}continue", json={})
            step = (await self.send("trial", "GET", f"{address}trial")).json()
        if step["step"] == "done":
            return False
        question = next(one for one in step["questions"] if one["answer"] is None)
        value = "3" if question["kind"] == "rating" else question["options"][0]["value"]
        heard = [[0, step["duration_s"]]]
        sent = {"uuid": uuid4().hex, "trial": step["trial"], "question": question["id"], "value": value, "heard": heard}
        await self.send("answer", "POST", f"{address}answers", json=sent)
        return True

    async def take_part(self, address: str, seconds: float) -> None:
        """Answer with pauses until time is up; who has finished begins anew."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            await asyncio.sleep(random.uniform(*PAUSE_S))
            if not await self.answer(address):
                address = await self.begin()

    def figures(self) -> str:
        """Return the percentiles of each kind of request, in milliseconds."""
        lines = []
        for what, took_s in sorted(self.took_s.items()):
            ordered = sorted(took_s)
            at = {share: 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.99)}
            worst = 1000 * ordered[-1]
            lines.append(
                f"  {what:8} n={len(ordered):6}  p50 {at[0.5]:6.0f}  p99 {at[0.99]:6.0f}  worst {worst:6.0f} ms"
            )
        return "\n".join([*lines, f"  {dict(self.statuses)}"])


async def measure(url: str, key: str, n_participants: int, seconds: float) -> None:
    """Print figures for everybody starting at once, for first answers at once, then for a steady load."""
    start, first, steady = (Load(url, key) for _ in range(3))
    addresses = await asyncio.gather(*(start.begin() for _ in range(n_participants)))
    print(f"{n_participants} participants begin at once:\n{start.figures()}")
    await asyncio.gather(*(first.answer(address) for address in addresses))
    print(f"{n_participants} first answers at once:\n{first.figures()}")
    await asyncio.gather(*(steady.take_part(address, seconds) for address in addresses))
    print(f"{n_participants} participants with pauses of 8 s for {seconds:g} s:\n{steady.figures()}")
    for load in (start, first, steady):
        await load.client.aclose()


def main() -> None:
    """Serve a copy of the study and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", type=Path)
    parser.add_argument("--participants", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(shutil.copytree(options.study, Path(scratch) / "study", ignore=shutil.ignore_patterns("*.db*")))
        folder = StudyFolder(copy)
        with running_server(folder) as server:
            database = Database(database_url(folder))
            print(f"{platform.platform()}, {os.cpu_count()} cores, {database.engine.dialect.name}")
            key = make_rehearsal_key(database, 1_000_000)
            database.close()
            asyncio.run(measure(server.url, key, options.participants, options.seconds))


if __name__ == "__main__":
    main()
