"""Which code is installed: its version and a hash of its source, so that a plan can say what will analyse it."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("analysis", "ascolto", "generator", "stimuli", "study", "survey_app")


def code_version() -> str:
    """Return the installed version of Ascolto."""
    return version("ascolto")


@cache
def code_hash() -> str:
    """Return a SHA-256 over every Python file of the packages, 64 hexadecimal digits.

    Names and bytes count, in the order of the names; where the packages are installed does not.
    """
    root = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for file in sorted(path for package in PACKAGES for path in (root / package).rglob("*.py")):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(root).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
