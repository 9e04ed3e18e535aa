"""Stands in for systemd where there is none: starts and stops what the units under a folder say.

Called as `systemctl.py ROOT ACTION [--now] UNIT`. Understands what docs/deploy.md uses: services of
type notify and oneshot, environment files, and nginx.
"""

import configparser
import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

PATIENCE_S = 60


def main(root: Path, action: str, unit: str) -> None:
    """Do one thing to one unit."""
    if unit == "nginx":
        pid = root / "nginx.pid"
        is_running = pid.exists() and pid.read_text() != ""  # 'nginx -t' makes an empty one
        subprocess.run(["nginx", *(["-s", "reload"] if is_running else [])], check=True)
    elif unit in ("", "postgresql") or unit.endswith(".timer"):
        return  # daemon-reload; the server of the test; a timer has nothing to do before its hour
    elif action in ("stop", "restart"):
        stop(root, unit)
    if unit.startswith("ascolto") and not unit.endswith(".timer") and action in ("start", "restart", "enable"):
        start(root, unit)


def start(root: Path, unit: str) -> None:
    """Start a service, and wait until it says that it is ready or has done its work."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(root / f"etc/systemd/system/{unit}.service")
    service = parser["Service"]
    environment = dict(os.environ)
    file = Path(service["EnvironmentFile"].removeprefix("-"))
    if file.exists():
        environment |= dict(line.split("=", 1) for line in file.read_text().splitlines())
    command = shlex.split(service["ExecStart"].replace("%%", "%").replace("$$", "$"))
    if service["Type"] == "oneshot":
        (root / "var/lib" / service["StateDirectory"]).mkdir(parents=True, exist_ok=True)
        subprocess.run(command, env=environment, check=True)
        subprocess.run(shlex.split(service["ExecStartPost"]), env=environment, check=True)
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready, (root / f"{unit}.log").open("w") as log:
        ready.bind(f"\0{root}/{unit}/{time.monotonic_ns()}")
        ready.settimeout(PATIENCE_S)
        environment["NOTIFY_SOCKET"] = "@" + str(ready.getsockname()[1:], "utf-8")
        process = subprocess.Popen(
            command, env=environment, cwd=service["WorkingDirectory"], stdout=log, stderr=log, start_new_session=True
        )
        (root / f"{unit}.pid").write_text(str(process.pid))
        assert ready.recv(100).startswith(b"READY=1")


def stop(root: Path, unit: str) -> None:
    """End a service that runs, and wait until it is gone."""
    file = root / f"{unit}.pid"
    if not file.exists():
        return
    pid = file.read_text()
    file.unlink()
    os.kill(int(pid), signal.SIGTERM)
    stat, deadline = Path(f"/proc/{pid}/stat"), time.monotonic() + PATIENCE_S
    while stat.exists() and stat.read_text().split()[2] != "Z":
        assert time.monotonic() < deadline
        time.sleep(0.05)


if __name__ == "__main__":
    words = [word for word in sys.argv[2:] if not word.startswith("--")]
    main(Path(sys.argv[1]), words[0], words[1] if len(words) > 1 else "")
