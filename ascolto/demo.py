"""The whole path on the sounds that ship with Ascolto: sounds, models, stimuli, survey, report.

Makes a study folder, runs the commands a researcher would run in it, one after the other,
and leaves the survey running.
"""

import os
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from ascolto.new import make_study

STEPS = (
    ("sounds", "build", "harmonic-small"),
    ("sounds", "build", "non-harmonic", "--n", "420"),
    ("train",),
    ("render",),
    ("check",),
    ("rehearse", "--listeners", "40"),
    ("report", "--run", "rehearsal"),
)


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--out", metavar="DIR", type=Path, default=Path("demo-study"), help="study folder to make")
    parser.add_argument("--no-serve", action="store_true", help="end after the report instead of serving the survey")
    parser.add_argument("--port", type=int, default=8000, help="port of the survey (default: 8000)")


def run(options: Namespace) -> int:
    """Run every step; stop at the first that fails."""
    started = time.monotonic()
    folder = options.out
    if (folder / "study.toml").exists():
        print(f"{folder} is there already: going on in it")
    else:
        make_study(folder, example="demo")
    status = run_steps(folder, STEPS)
    if status:
        return status
    print(f"\nfrom sounds to report in {time.monotonic() - started:.0f} s")
    print(f"report:  {folder / 'report' / 'report.html'}\nnumbers: {folder / 'report' / 'results.json'}")
    if options.no_serve:
        return 0
    print("\n$ ascolto serve", flush=True)
    serve = ("serve", "--host", "127.0.0.1", "--port", str(options.port), "--study", str(folder))
    # The server takes this process's place: it needs neither the models nor the memory they take.
    os.execv(sys.executable, [sys.executable, "-m", "ascolto", *serve])  # noqa: S606 - our own program


def run_steps(folder: Path, steps: Sequence[tuple[str, ...]]) -> int:
    """Run commands in a study folder, showing each as it would be typed; return the first bad status."""
    from ascolto.__main__ import main

    for step in steps:
        print(f"\n$ ascolto {' '.join(step)}", flush=True)
        status = main([*step, "--study", str(folder)])
        if status:
            return status
    return 0
