"""Participants for the benchmarks of the survey, and the server that they meet."""

import asyncio
import json
import os
import platform
import random
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

from study.folder import StudyFolder
from survey_app.database import Database, database_url
from survey_app.forms import forms_of
from survey_app.operations.rehearsals import make_rehearsal_key
from survey_app.server import running_server

SOUND_URL = re.compile(r'data-sound-url="([^"]+)"')

PAUSE_S = (4.0, 12.0)  # 8 s on average: hearing a sound of 4 s and deciding
READING_S = (15.0, 45.0)


class Figures:
    """How long the server took to answer, by kind of request."""

    def __init__(self) -> None:
        self.took_s: dict[str, list[float]] = {}
        self.statuses: Counter[int | str] = Counter()
        self.n_acknowledged = 0
        """Answers that the server said are stored."""

    def __str__(self) -> str:
        lines = []
        for what, took_s in sorted(self.took_s.items()):
            ordered = sorted(took_s)
            at = {share: 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.99)}
            worst = 1000 * ordered[-1]
            lines.append(
                f"  {what:8} n={len(ordered):6}  p50 {at[0.5]:6.0f}  p99 {at[0.99]:6.0f}  worst {worst:6.0f} ms"
            )
        return "\n".join([*lines, f"  replies by status: {dict(self.statuses)}; answers: {self.n_acknowledged}"])


class Participant:
    """One participant, who behaves as the page does: at a page, or at a trial.

    Whoever is hasty reads nothing and hears nothing: they send all that others send, without pauses.
    """

    def __init__(self, http: aiohttp.ClientSession, key: str, is_hasty: bool = False) -> None:
        self.http, self.key, self.is_hasty = http, key, is_hasty
        self.figures = Figures()
        self.url = "/"
        self.page = ""
        self.step: dict[str, Any] = {}

    @property
    def address(self) -> str:
        """The address of the listening session."""
        return self.url.rpartition("/")[0] + "/"

    async def send(self, what: str, method: str, url: str, **body: Any) -> str:
        """Send one request, note how long it took, and return what came back."""
        began = time.perf_counter()
        try:
            async with self.http.request(method, url, **body) as reply:
                self.url = reply.url.path if what == "page" else self.url
                came = await reply.read()
                status = reply.status
        except aiohttp.ClientError as error:
            self.figures.statuses[type(error).__name__] += 1
            raise
        self.figures.took_s.setdefault(what, []).append(time.perf_counter() - began)
        self.figures.statuses[status] += 1
        return "" if what == "sound" else came.decode()

    async def open_first_page(self) -> None:
        """Open the first page."""
        self.page = await self.send("page", "GET", "/", headers={"X-Rehearsal-Key": self.key})

    async def prepare(self) -> None:
        """Read, agree, go through profile and checks with a pause for each sound, and read the first introduction."""
        await self.pause(READING_S)
        consent = forms_of(self.page)[0].hidden | {"language": "en", "agree": "yes"}
        self.page = await self.send("page", "POST", "/consent", data=consent, headers={"X-Rehearsal-Key": self.key})
        while not self.url.endswith("/listen"):
            for sound_url in SOUND_URL.findall(self.page):
                await self.send("sound", "GET", sound_url)
                await self.pause()
            form = next(form for form in forms_of(self.page) if form.choices)
            chosen = {name: next(filter(None, values)) for name, values in form.choices.items()}
            self.page = await self.send("page", "POST", self.url, data=form.hidden | chosen)
        await self.ask()

    async def ask(self, coming: str = "") -> bool:
        """Take what comes next from a reply, else ask, and read introductions; False when nothing is left."""
        step = json.loads(coming)["next"] if coming else None
        self.step = step or json.loads(await self.send("trial", "GET", f"{self.address}trial"))
        if self.step["step"] == "section":
            return await self.ask(await self.send("continue", "POST", f"{self.address}continue", json={}))
        return bool(self.step["step"] == "trial")

    async def fetch(self) -> None:
        """Fetch the sound of the trial."""
        await self.send("sound", "GET", self.step["sound_url"])

    async def answer(self) -> bool:
        """Send what was heard and the answers to all questions of the trial; False when nothing is left."""
        answers = [
            {
                "uuid": uuid4().hex,
                "question": question["id"],
                "value": "3" if question["kind"] == "rating" else question["options"][0]["value"],
            }
            for question in self.step["questions"]
        ]
        body = {"trial": self.step["trial"], "heard": [[0, self.step["duration_s"]]], "n_plays": 1, "answers": answers}
        reply = await self.send("answers", "POST", f"{self.address}answers", json=body)
        self.figures.n_acknowledged += len(json.loads(reply)["stored"])
        return await self.ask(reply)

    async def take_part(self, seconds: float) -> None:
        """Go on with pauses until time is up, or nothing is left."""
        deadline = time.monotonic() + seconds
        is_left = True
        while is_left and time.monotonic() < deadline:
            await self.pause()
            is_left = await self.answer()
            if is_left:
                await self.fetch()

    async def pause(self, between_s: tuple[float, float] = PAUSE_S) -> None:
        """Read, or listen and decide."""
        if not self.is_hasty:
            await asyncio.sleep(random.uniform(*between_s))


def http_client(url: str) -> aiohttp.ClientSession:
    """Return a client for any number of participants."""
    # Connections are given up before the server closes them, after 15 s: a browser would just ask again.
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=8)
    return aiohttp.ClientSession(url, connector=connector, timeout=aiohttp.ClientTimeout(60))


@dataclass(frozen=True)
class Served:
    """A copy of a study that is being served, and a key to rehearse it."""

    folder: StudyFolder
    database: Database
    url: str
    pid: int
    key: str


@contextmanager
def served_copy(study: Path) -> Iterator[Served]:
    """Serve a copy of a study as `ascolto serve` does, on loopback; print machine and database."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(shutil.copytree(study, Path(scratch) / "study", ignore=shutil.ignore_patterns("*.db*")))
        folder = StudyFolder(copy)
        with running_server(folder) as server:
            database = Database(database_url(folder))
            print(f"{platform.platform()}, {os.cpu_count()} cores, {database.engine.dialect.name}", flush=True)
            try:
                yield Served(folder, database, server.url, server.pid, make_rehearsal_key(database, 1_000_000))
            finally:
                database.close()
