"""Options that mean the same in every command."""

from argparse import ArgumentParser
from pathlib import Path


def add_study(parser: ArgumentParser) -> None:
    """Add `--study DIR`, the study folder the command works in."""
    parser.add_argument("--study", metavar="DIR", type=Path, default=Path(), help="study folder (default: this folder)")


def add_out(parser: ArgumentParser, what: str, default: Path | None = None) -> None:
    """Add `--out PATH`, where the command writes `what`."""
    parser.add_argument("--out", metavar="PATH", type=Path, default=default, help=f"where to write {what}")


def add_seed(parser: ArgumentParser, default: int | None = None) -> None:
    """Add `--seed N`: the same seed gives the same result."""
    parser.add_argument("--seed", metavar="N", type=int, default=default, help="seed of everything random")


def add_json(parser: ArgumentParser) -> None:
    """Add `--json`: print machine-readable output."""
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
