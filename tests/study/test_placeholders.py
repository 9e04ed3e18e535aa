"""What is not filled in is found, line by line."""

import shutil
from pathlib import Path

import study.examples
from study.folder import StudyFolder
from study.placeholders import placeholders

SLIDES = Path(study.examples.__file__).parent / "slides"


def test_each_placeholder_is_a_warning(tmp_path):
    """Every FILL IN of study file and consent texts is found, with its line and its words, and none is an error."""
    folder = StudyFolder(Path(shutil.copytree(SLIDES, tmp_path / "s")))
    files = ("study.toml", "consent.en.md", "consent.it.md")
    n_there = sum((SLIDES / name).read_text(encoding="utf-8").count("FILL IN") for name in files)
    found = placeholders(folder)

    assert n_there == len(found) > 0
    assert all(fault.is_warning for fault in found)
    assert "line 16 still says 'FILL IN: name and e-mail address'" == found[0].problem


def test_filled_study_has_none(tmp_path):
    """Once all is written, nothing is found."""
    folder = StudyFolder(Path(shutil.copytree(SLIDES, tmp_path / "s")))
    for name in ("study.toml", "consent.en.md", "consent.it.md"):
        path = folder.path / name
        path.write_text(path.read_text(encoding="utf-8").replace("FILL IN", "Done"), encoding="utf-8")

    assert [] == placeholders(folder)
