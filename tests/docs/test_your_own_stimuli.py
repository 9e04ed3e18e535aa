"""What docs/your-own-stimuli.md says works as it stands there."""

import re
import shlex
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ascolto.__main__ import main
from stimuli.manifest import read_manifest

PAGE = (Path(__file__).parents[2] / "docs" / "your-own-stimuli.md").read_text(encoding="utf-8")
BLOCKS = {kind: re.findall(rf"```{kind}\n(.*?)```", PAGE, flags=re.DOTALL) for kind in ("sh", "toml", "csv")}
COMMANDS = [shlex.split(line)[1:] for block in BLOCKS["sh"] for line in block.splitlines()]


@pytest.fixture
def recordings(tmp_path, monkeypatch):
    """Give the folder and the table of the page, in the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "table.csv").write_text(BLOCKS["csv"][0], encoding="utf-8")
    for number, line in enumerate(BLOCKS["csv"][0].splitlines()[1:]):
        path = tmp_path / "recordings" / line.split(",")[0]
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(path, 0.1 * np.random.default_rng(number).uniform(-1, 1, 8000), 16_000)
    return tmp_path


def test_every_command_of_the_page_works(recordings, capsys):
    """From the folder to a rehearsed survey: each command as printed, in its order, with status 0."""
    for command in COMMANDS:
        assert 0 == main(command), command
        if command[0] == "new":
            (recordings / "my-study" / "study.toml").write_text(BLOCKS["toml"][0], encoding="utf-8")
    manifest = read_manifest(recordings / "my-study" / "stimuli" / "vocoders" / "manifest.json")
    shown = capsys.readouterr()

    assert ["new", "stimuli", "stimuli", "check", "rehearse"] == [command[0] for command in COMMANDS]
    assert (7, -23.0) == (len(manifest.stimuli), manifest.loudness_lufs)
    assert "put this into" not in shown.out
    assert "0 errors, " in shown.out
