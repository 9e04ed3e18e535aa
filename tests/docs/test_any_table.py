"""What docs/any-table.md says works as it stands there."""

import re
import shlex
from pathlib import Path

import pytest

from ascolto.__main__ import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "any-table.md").read_text(encoding="utf-8")
COMMANDS = [
    shlex.split(line)[1:]
    for block in re.findall(r"```sh\n(.*?)```", PAGE, flags=re.DOTALL)
    for line in block.splitlines()
]
TABLES = re.findall(r"```csv\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Work in a folder with the tables of the page, in their order, and the data of the project."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    for name, table in zip(("systems.csv", "listeners.csv", "heard.csv"), TABLES, strict=True):
        (tmp_path / name).write_text(table, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: Path(command[1]).stem)
def test_every_command_of_the_page_works(folder, command):
    """Each command as printed, with status 0."""
    assert 0 == main(command)


def test_the_first_example_prints_what_the_page_shows(folder, capsys):
    """What the table was taken for, line by line, and both files."""
    main(COMMANDS[0])

    assert capsys.readouterr().out.startswith(re.findall(r"```text\n(.*?)```", PAGE, flags=re.DOTALL)[0])
    assert ["report.html", "results.json"] == sorted(path.name for path in (folder / "wine").iterdir())
