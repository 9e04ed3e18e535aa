import re
from collections.abc import Callable
from pathlib import Path

import pytest

from survey_app.models import StudyState
from survey_app.operations.study_versions import mark_checked
from survey_app.progress import standing_of_study
from survey_app.survey import Survey
from survey_app.walker import Walk


def be_tried_out(survey: Survey, is_checked: bool = True) -> None:
    """Bring the study back to where it may be opened."""
    with survey.database.writing() as transaction:
        transaction.get_one(StudyState, 1).state = "rehearsal"
    if is_checked:
        mark_checked(survey.database, survey.version_id)


def change(path: Path, old: str, new: str) -> None:
    """Change a text file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_overview_counts_and_shows_no_results(researcher, walk: Callable[..., Walk]) -> None:
    """The page counts who started and who finished, as the numbers that its script fetches do; no answer is on it."""
    for number in range(3):
        walk(leaves_after=2 if number == 2 else None)
    pages = [researcher.get(path).text for path in ("", "progress")]

    for page in pages:
        assert "Mean" not in page
        # 2 x 34 answers, and 2 trials of 2 questions
        assert ["3", "2", "1", "0", "72"] == re.findall(r"<dd>(\d+)</dd>", page[page.index('id="rehearsal"') :])
    assert "<main>" not in pages[1]


def test_buttons_open_and_close_the_study(researcher, survey: Survey, audited: Callable[[], list[str]]) -> None:
    """A study that was tried out and checked is opened and closed, each after saying what it does; all is audited."""
    be_tried_out(survey)
    states, said = [], []
    for to in ("live", "closed", "live"):
        assert f"state?to={to}" in researcher.get("").text
        said.append(researcher.get(f"state?to={to}").text)
        assert 303 == researcher.post("state", to=to).status_code
        states.append(standing_of_study(survey.database).state)

    assert ["live", "closed", "live"] == states
    assert [True, False, False] == ["stays apart, for ever" in page for page in said]
    assert [False, True, False] == ["may go on for an hour" in page for page in said]
    assert [False, False, True] == ["has looked before the end" in page for page in said]
    assert ["login", "opened", "closed", "reopened"] == audited()


@pytest.mark.parametrize(("to", "said"), [("live", "live already"), ("draft", "Choose live or closed")])
def test_what_cannot_be_is_said(researcher, survey: Survey, to: str, said: str) -> None:
    """A live study is not opened, and there are no other states to choose."""
    asked, pressed = researcher.get(f"state?to={to}"), researcher.post("state", to=to)

    assert said in asked.text
    assert pressed.status_code in (400, 409)
    assert "live" == standing_of_study(survey.database).state


def test_a_study_that_is_not_ready_stays_closed(researcher, survey: Survey) -> None:
    """Everything that keeps a study from being opened is said at once, in the reader's language; nothing is changed."""
    folder = survey.material.folder
    be_tried_out(survey, is_checked=False)
    unchecked = researcher.post("state", to="live")
    change(folder.path / "consent.en.md", "short", "FILL IN: which")
    changed = researcher.get("state?to=live&lang=it")

    assert (409, True) == (unchecked.status_code, "was not checked" in unchecked.text)
    assert "sono cambiati da quando" in changed.text
    assert "rehearsal" == standing_of_study(survey.database).state


def test_files_that_have_changed_are_said(researcher, survey: Survey) -> None:
    """The page says that the disk has another version than the server, what to do, and when it cannot be read."""
    folder = survey.material.folder
    before = researcher.get("").text
    change(folder.path / "consent.en.md", "short", "long")
    changed = researcher.get("").text
    change(folder.path / "study.toml", "n_heard = 4", "n_heart = 4")
    broken = researcher.get("").text

    assert "have changed" not in before
    assert all(text in changed for text in (survey.material.version, "ascolto seal --again", "cannot go on"))
    assert "n_heart" in broken
