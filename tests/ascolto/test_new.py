"""`ascolto new` makes a study folder a researcher can go on with."""

from pathlib import Path

import pytest

from ascolto.__main__ import main
from ascolto.new import make_study
from study.errors import StudyError
from study.folder import StudyFolder

SLIDES_ASPECTS = {
    "non-harmonic-singles": {"quality", "class"},
    "non-harmonic-morphs": {"quality", "smoothness"},
    "harmonic-morphs": {"quality", "class-start", "class-end", "smoothness"},
}


def _aspects(folder: StudyFolder) -> dict[str, set[str]]:
    def aspect(section: str, question_id: str) -> str:
        question = folder.study.question(question_id)
        if question.kind == "rating":
            return question.id
        return f"class-{question.about}" if folder.study.sets[section].kind == "morph" else "class"

    return {
        section.id: {aspect(section.set, question) for question in section.questions}
        for section in folder.study.sections
    }


@pytest.mark.parametrize("example", ["slides", "demo", "ready"])
def test_examples_ask_exactly_the_aspects_of_the_slides(tmp_path: Path, example: str) -> None:
    """Three sections, each with the aspects the slides tick."""
    make_study(tmp_path / "study", example)

    assert _aspects(StudyFolder(tmp_path / "study")) == SLIDES_ASPECTS


def test_a_folder_in_use_is_refused_and_left_alone(tmp_path: Path) -> None:
    """Nothing of the researcher's is overwritten."""
    (tmp_path / "notes.txt").write_text("mine")

    with pytest.raises(StudyError, match="there is something here already"):
        make_study(tmp_path, "slides")

    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_the_command_makes_the_folder_and_a_password(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every study has a password of its own from the start."""
    shown = []
    for name in ("one", "two"):
        assert main(["new", str(tmp_path / name)]) == 0
        shown.append(next(line for line in capsys.readouterr().out.splitlines() if "password" in line))

    assert (tmp_path / "one" / "study.toml").exists()
    assert shown[0] != shown[1]


def test_an_error_is_one_line_and_status_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A user's mistake shows no traceback."""
    (tmp_path / "file").write_text("")

    status = main(["new", str(tmp_path / "file")])

    assert status == 2
    assert (
        capsys.readouterr().err == f"error: {tmp_path / 'file'}: there is something here already. Name a new folder.\n"
    )


def test_a_ready_study_passes_every_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The stimuli that ship are whole, level and enough for their study: it can be served at once."""
    assert main(["new", str(tmp_path / "try"), "--ready"]) == 0

    assert main(["check", "--study", str(tmp_path / "try")]) == 0
    assert capsys.readouterr().out.endswith("0 errors, 0 warnings\n")
