"""A faulty link between participants and server: whatever it does, each answer is stored exactly once."""

import random
import select as io_select
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from study.folder import StudyFolder
from survey_app.database import Database
from survey_app.models import Answer
from survey_app.operations.rehearsals import make_rehearsal_key
from survey_app.server import running_server
from survey_app.walker import Manner, Walker

FAULTS = ("drop request", "drop reply", "delay", "reset", "half-open")
FAULT_SHARE = 0.15
DELAY_S = 0.6
TIMEOUT_S = 0.4  # below the delay, so that delayed replies come too late
N_AT_ONCE = 8


class FaultyLink:
    """A TCP proxy that goes wrong in one of five ways, drawn anew for every request.

    Parameters
    ----------
    port : int
        Port of the server on loopback.
    seed : int
        Seed of the faults.
    """

    def __init__(self, port: int, seed: int) -> None:
        self.target, self.rng, self.seen = port, random.Random(seed), Counter[str]()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.is_open = True
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        """Take connections until closed."""
        while self.is_open:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.carry, args=(client,), daemon=True).start()

    def carry(self, client: socket.socket) -> None:
        """Carry bytes both ways; each request may meet a fault."""
        with client, socket.create_connection(("127.0.0.1", self.target)) as server:
            fault = None
            while self.is_open:
                readable, _, _ = io_select.select([client, server], [], [], 0.2)
                for source in readable:
                    try:
                        data = source.recv(65_536)
                    except OSError:
                        return
                    if not data:
                        return
                    if source is client:
                        fault = self.rng.choice(FAULTS) if self.rng.random() < FAULT_SHARE else None
                        self.seen[fault or "none"] += 1
                        if fault == "drop request":
                            return
                        server.sendall(data)
                    elif not self.pass_reply(client, data, fault):
                        return

    def pass_reply(self, client: socket.socket, data: bytes, fault: str | None) -> bool:
        """Hand a reply on, unless the fault says otherwise; say whether the connection goes on."""
        if fault == "drop reply":
            return False
        if fault == "reset":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        if fault == "half-open":
            time.sleep(4 * TIMEOUT_S)  # nothing comes, and nobody says goodbye
            return False
        if fault == "delay":
            time.sleep(DELAY_S)
        try:
            client.sendall(data)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Carry nothing any more."""
        self.is_open = False
        self.listener.close()


@pytest.fixture
def link(small_study: StudyFolder, database: Database) -> Iterator[FaultyLink]:
    """Give a faulty link to the small study, served on each database."""
    with running_server(small_study) as server:
        link = FaultyLink(int(server.url.rsplit(":", 1)[1]), seed=4)
        yield link
        link.close()


def value(stimulus: str, question: dict[str, Any]) -> str:
    """Answer in a way that depends on the sound."""
    options = ["1", "2", "3", "4", "5"] if question["kind"] == "rating" else [o["value"] for o in question["options"]]
    return options[int(stimulus[:8], 16) % len(options)]


@pytest.mark.parametrize("n_walkers", [8, pytest.param(1000, marks=pytest.mark.slow)])
def test_every_answer_is_stored_exactly_once(database: Database, link: FaultyLink, n_walkers: int) -> None:
    """Requests and replies that vanish, delays, resets and half-open connections: nothing is lost, nothing doubled."""
    key = make_rehearsal_key(database, n_walkers)  # a consent whose reply is lost makes no second participant
    manner = Manner(patience_s=60, timeout_s=TIMEOUT_S)
    with ThreadPoolExecutor(N_AT_ONCE) as threads:
        walking = [
            threads.submit(Walker(f"http://127.0.0.1:{link.port}", value, manner=manner, rehearsal_key=key).take)
            for _ in range(n_walkers)
        ]
        walks = [one.result() for one in walking]
    sent = {uuid: one for walk in walks for uuid, one in walk.stored.items()}
    with database.reading() as transaction:
        rows = transaction.execute(select(Answer.uuid, Answer.value)).all()

    assert all(walk.is_completed for walk in walks)
    assert n_walkers * 34 == len(sent) == len(rows)
    assert sent == {row.uuid: row.value for row in rows}
    assert set(FAULTS) <= {fault for fault, n in link.seen.items() if n >= 5}
