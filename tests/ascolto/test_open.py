from argparse import Namespace

import pytest

from ascolto import close, open, serve
from ascolto.__main__ import main
from study.errors import StudyError
from study.folder import StudyFolder
from survey_app.export import open_database
from survey_app.progress import standing_of_study
from survey_app.server import prepare


def state(folder: StudyFolder) -> str:
    """Return the state of a study."""
    database = open_database(folder)
    try:
        return standing_of_study(database).state
    finally:
        database.close()


def again(folder: StudyFolder) -> StudyFolder:
    """Read the study file once more."""
    return StudyFolder(folder.path)


def change_consent(folder: StudyFolder) -> None:
    """Change a word of the consent text."""
    path = folder.path / "consent.en.md"
    path.write_text(path.read_text().replace("short", "brief"))


def test_serve_open_and_close_move_the_study(kept_study: StudyFolder, capsys: pytest.CaptureFixture[str]) -> None:
    """Serving checks a draft and makes it a rehearsal; 'open' makes it live, 'close' ends it, 'open' opens it again."""
    prepare(kept_study)
    states = [state(kept_study), serve.begin(kept_study).state]
    for verb in (open, close, open):
        verb.run(Namespace(study=kept_study.path))
        states.append(state(kept_study))

    assert ["draft", "rehearsal", "live", "closed", "live"] == states
    assert "answers count from now on" in capsys.readouterr().out


def test_a_draft_is_not_opened(kept_study: StudyFolder, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody has tried it out, says one line, and what to do."""
    prepare(kept_study)

    assert 2 == main(["open", "--study", str(kept_study.path)])
    assert "the study is a draft" in capsys.readouterr().err


def test_a_study_with_errors_is_neither_served_nor_opened(kept_study: StudyFolder) -> None:
    """What 'ascolto check' refuses, 'serve' and 'open' refuse in the same words."""
    path = kept_study.path / "study.toml"
    path.write_text(path.read_text().replace("needs_seal = false", "needs_seal = false\nmax_minutes = 2"))
    prepare(again(kept_study))

    for begin in (lambda: serve.begin(again(kept_study)), lambda: open.run(Namespace(study=kept_study.path))):
        with pytest.raises(StudyError, match="at most 2"):
            begin()


def test_a_live_study_that_has_changed_is_not_served(kept_study: StudyFolder) -> None:
    """Changed after it was opened, a study is refused by 'serve' until 'open' makes the change live."""
    prepare(kept_study)
    serve.begin(kept_study)
    open.run(Namespace(study=kept_study.path))
    change_consent(kept_study)

    with pytest.raises(StudyError, match=r"has changed since it was opened.*ascolto open"):
        serve.begin(again(kept_study))
    open.run(Namespace(study=kept_study.path))
    assert "live" == serve.begin(again(kept_study)).state
