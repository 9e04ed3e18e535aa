"""The server: gunicorn in this process for `ascolto serve`, or in a process of its own for rehearsals and tests."""

import errno
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from flask import Flask
from gunicorn.app.base import BaseApplication

from study.folder import StudyFolder
from survey_app import create_app
from survey_app.database import Database, database_url
from survey_app.errors import SurveyError
from survey_app.material import read_material, verify_material
from survey_app.passwords import ensure_secret_key
from survey_app.schema import upgrade
from survey_app.survey import survey_of

# One process for each of two cores; a thread that waits for a slow phone leaves three. With one to four threads the
# server answered as many requests, within the noise.
N_WORKERS = 2
N_THREADS = 4

START_PATIENCE_S = 30.0


@dataclass(frozen=True)
class RunningServer:
    """A server in a process of its own."""

    url: str
    pid: int


def prepare(folder: StudyFolder) -> None:
    """Check stimuli, upgrade the database, make sure of a secret key.

    Raises
    ------
    StudyError, StimulusError, SurveyError
        What is wrong, in one line; nothing is served then.
    """
    verify_material(read_material(folder))
    database = Database(database_url(folder))
    try:
        upgrade(database)
        if database.is_sqlite:
            database.forget_deleted()  # what a withdrawal under load may have left in the log
    finally:
        database.close()
    ensure_secret_key(folder.path)


def open_port(host: str, port: int) -> socket.socket:
    """Take a port; 0 takes a free one.

    Raises
    ------
    SurveyError
        The port is in use, or may not be used.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except (OSError, OverflowError) as error:
        listener.close()
        reason = {
            errno.EADDRINUSE: "another program is using it",
            errno.EACCES: "this system does not let you use it",
            errno.EADDRNOTAVAIL: "this machine has no such address",
        }.get(getattr(error, "errno", 0) or 0, str(error))
        raise SurveyError(f"{host}:{port}", reason, "Choose another one with --port or --host.") from None
    listener.listen(2048)
    return listener


def serve(
    folder: StudyFolder,
    listener: socket.socket,
    on_ready: Callable[[], None] | None = None,
    is_behind_proxy: bool = False,
    address: str | None = None,
) -> None:
    """Serve a prepared study on an open port until the process is asked to end; proxy and address: see `create_app`."""
    _Gunicorn(folder, listener, on_ready, is_behind_proxy, address).run()


@contextmanager
def running_server(folder: StudyFolder, port: int = 0) -> Iterator[RunningServer]:
    """Prepare a study and serve it on loopback, in a process of its own that ends with the block."""
    prepare(folder)
    with open_port("127.0.0.1", port) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        command = [sys.executable, "-m", "survey_app.server", str(folder.path.absolute()), str(listener.fileno())]
        # A session of its own: Ctrl-C in the terminal reaches us alone, and we end the server.
        process = subprocess.Popen(command, pass_fds=[listener.fileno()], start_new_session=True)
    try:
        _wait_until_ready(url, process)
        yield RunningServer(url, process.pid)
    finally:
        process.terminate()
        process.wait()


def _wait_until_ready(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/healthz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise SurveyError(url, "the server did not start", "What it printed above says why.")


class _Gunicorn(BaseApplication):
    def __init__(
        self,
        folder: StudyFolder,
        listener: socket.socket,
        on_ready: Callable[[], None] | None,
        is_behind_proxy: bool,
        address: str | None,
    ) -> None:
        self.folder, self.listener, self.on_ready = folder, listener, on_ready
        self.is_behind_proxy, self.address = is_behind_proxy, address
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": f"fd://{self.listener.fileno()}",
            "workers": N_WORKERS,
            "threads": N_THREADS,
            "worker_class": "gthread",
            "preload_app": True,  # manifests are read and checked once
            "loglevel": "warning",  # and no access log: addresses carry tokens
            "forwarded_allow_ips": "",  # which proxy is believed is said in survey_app.security
            "keepalive": 15,
            "timeout": 60,
            "graceful_timeout": 10,
            "when_ready": lambda _server: self.on_ready() if self.on_ready else None,
        }
        if "control_socket_disable" in self.cfg.settings:  # since gunicorn 25.1
            settings["control_socket_disable"] = True  # it would lie in the home of whoever serves
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        app = create_app(self.folder, self.is_behind_proxy, self.address)
        survey_of(app).database.close()  # a connection must not live on both sides of a fork
        return app


if __name__ == "__main__":
    serve(StudyFolder(Path(sys.argv[1])), socket.socket(fileno=os.dup(int(sys.argv[2]))))
