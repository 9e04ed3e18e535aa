"""What participants are told about themselves is counted right, at the end, and only where the study wants it."""

from collections.abc import Callable
from typing import Any

import pytest

from study.folder import StudyFolder
from survey_app.own_result import OwnResult, own_result
from survey_app.queries import find_listening_session
from survey_app.survey import Survey
from survey_app.walker import Walk


@pytest.fixture(params=[""])
def small_study(small_study: StudyFolder, request: pytest.FixtureRequest) -> StudyFolder:
    """Give the small study with sounds that come twice, and what else the test adds."""
    path = small_study.path / "study.toml"
    text = path.read_text(encoding="utf-8").replace("n_repeats = 0", "n_repeats = 3")
    path.write_text(text + request.param, encoding="utf-8")
    return StudyFolder(small_study.path)


def result_of(survey: Survey, done: Walk) -> OwnResult:
    """Return what a walker is told."""
    with survey.database.reading() as transaction:
        return own_result(transaction, survey.material, find_listening_session(transaction, done.token))


def test_who_knows_everything_is_told_so(survey: Survey, walk: Callable[..., Walk]) -> None:
    """Four singles of three options each, three morphs with two ends of three: all right; guessing has a third."""
    known = {one.sha256: one for manifest in survey.material.manifests.values() for one in manifest.stimuli}

    def answer(sha256: str, question: dict[str, Any]) -> str:
        if question["kind"] == "rating":
            return "4"
        return known[sha256].intended_end if question["id"] == "ends-as" else known[sha256].intended_start

    found = result_of(survey, walk(answer))

    assert (10, 10, 3) == (found.n_recognised, found.n_classes_asked, found.n_by_guessing)
    assert 1 + 2 + 2 == found.n_rated_again == found.n_alike  # one sound of each section came twice


def test_who_changes_their_mind_is_told_so(survey: Survey, walk: Callable[..., Walk]) -> None:
    """Ratings four steps apart are not alike; "cannot tell" names no class."""
    times: dict[tuple[str, str], int] = {}

    def answer(sha256: str, question: dict[str, Any]) -> str:
        times[sha256, question["id"]] = times.get((sha256, question["id"]), 0) + 1
        if question["kind"] == "rating":
            return "1" if times[sha256, question["id"]] == 1 else "5"
        return "cannot tell" if question["cannot_tell"] else str(question["options"][0]["value"])

    found = result_of(survey, walk(answer))

    assert found.n_alike == 0 < found.n_rated_again
    assert found.n_recognised <= 6


@pytest.mark.parametrize(
    ("small_study", "said"),
    [
        ("", "of 10</strong> answers"),
        ('\n[debrief]\nown_result = false\nthanks.en = "It was about flutes."\n', "shows no personal results"),
    ],
    indirect=["small_study"],
)
def test_the_last_page_tells(client: Any, walk: Callable[..., Walk], small_study: StudyFolder, said: str) -> None:
    """The result stands beside the withdrawal code; a study that shows none says so, and may add words of its own."""
    done = walk()
    page = client.get(done.address + "debrief").text

    assert said in page
    assert ("about flutes" in page) == ("no personal results" in said)
    assert done.withdrawal_code in page


def test_nothing_is_told_before_the_end(synthetic: Any) -> None:
    """While answers are missing the last page leads back to them."""
    synthetic.begin()

    assert 303 == synthetic.get("debrief").status_code
