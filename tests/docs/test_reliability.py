"""Every figure of docs/reliability.md has a command that finds something to run."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")


def test_every_command_names_what_is_there() -> None:
    """Test files, folders and benchmarks exist, and each word after -k is part of the name of a test in them."""
    commands = re.findall(r"`((?:pytest|python -m) [^`]+)`", PAGE)
    for command in commands:
        paths = [ROOT / path for path in re.findall(r"\btests/\S+", command)]
        benchmarks = re.findall(r"benchmarks\.(\w+)", command)
        wanted = re.findall(r"-k (\w+)", command)

        assert paths or benchmarks, command
        assert [path for path in paths if not path.exists()] == []
        assert [name for name in benchmarks if not (ROOT / "benchmarks" / f"{name}.py").exists()] == []
        assert [one for one in wanted if not any(re.search(rf"def test_\w*{one}", p.read_text()) for p in paths)] == []

    assert len(commands) > 20
