"""Where things lie in a study, and what its version depends on."""

import shutil
from pathlib import Path

import pytest

import study.examples
from study.errors import StudyError
from study.folder import StudyFolder


@pytest.fixture
def folder(tmp_path):
    """Give a study folder of the slides' example, with one manifest."""
    copied = shutil.copytree(Path(study.examples.__file__).parent / "slides", tmp_path / "s")
    manifest = copied / "stimuli" / "harmonic-morphs" / "manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text("{}")
    return StudyFolder(copied)


def test_everything_lies_in_the_folder(folder):
    """Sounds, models, stimuli and report lie where the documents say."""
    assert ["sounds/harmonic", "models/harmonic.pt", "stimuli/a/manifest.json", "report"] == [
        path.relative_to(folder.path).as_posix()
        for path in (folder.sounds("harmonic"), folder.checkpoint("harmonic"), folder.manifest("a"), folder.report)
    ]


def test_version_is_twelve_digits_and_stays(folder):
    """The same study has the same version, wherever it lies."""
    moved = StudyFolder(Path(shutil.copytree(folder.path, folder.path.parent / "moved")))

    assert 12 == len(folder.version())
    assert folder.version() == moved.version()


def test_comments_do_not_change_the_version(folder):
    """A comment in the study file is not another study."""
    before = folder.version()
    path = folder.path / "study.toml"
    path.write_text("# mine\n" + path.read_text(encoding="utf-8"), encoding="utf-8")

    assert before == StudyFolder(folder.path).version()


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("study.toml", "n_heard = 12", "n_heard = 11"),
        ("consent.it.md", "a", "e"),
        ("stimuli/harmonic-morphs/manifest.json", "{}", "{ }"),
    ],
)
def test_whatever_participants_meet_changes_the_version(folder, name, before, after):
    """A number in the study file, a letter of a consent text, a byte of a manifest: another version."""
    version = folder.version()
    path = folder.path / name
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")

    assert version != StudyFolder(folder.path).version()


def test_whom_a_study_takes_does_not_change_its_version(folder):
    """A larger number of participants and a panel's new link let those in the middle go on: they meet the same."""
    version = folder.version()
    path = folder.path / "study.toml"
    text = path.read_text(encoding="utf-8").replace("[study]", "[study]\nmax_participants = 60", 1)
    panel = '[panel]\nname = "pool"\nparticipant = "id"\nparameters = { id = "%SURVEY_CODE%" }\n'
    path.write_text(text + panel, encoding="utf-8")

    assert version == StudyFolder(folder.path).version()


def test_missing_and_unreadable_consent_is_named(folder):
    """A study in Italian without an Italian consent text says which file to write."""
    (folder.path / "consent.en.md").write_bytes("è".encode("latin-1"))
    (folder.path / "consent.it.md").unlink()

    with pytest.raises(StudyError, match=r"consent\.it\.md: the consent text is missing\. Write it, or take"):
        folder.consent("it")
    with pytest.raises(StudyError, match=r"consent\.en\.md: byte 0 is not UTF-8"):
        folder.consent("en")
