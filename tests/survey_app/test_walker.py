import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from ascolto.__main__ import main
from ascolto.new import make_study
from study.folder import StudyFolder
from study.minutes import SECONDS_PER_CLASS, SECONDS_PER_RATING
from survey_app import create_app
from survey_app.errors import SurveyError
from survey_app.export import StoredRun, stored_runs
from survey_app.forms import forms_of
from survey_app.operations.rehearsals import make_rehearsal_key
from survey_app.server import prepare
from survey_app.survey import Survey, survey_of
from survey_app.walker import Manner, Pace, Walk, Walker


def test_a_live_walker_listens_in_real_time(served_study: str, served_folder: StudyFolder) -> None:
    """Through the real server, with no key and no privilege: 14 sounds of 0.6 s, all answers stored as live."""
    before = stored_runs(served_folder)["live"]
    walk = Walker(served_study, middle, manner=Manner(language="it", listens_in_real_time=True)).take()
    after = stored_runs(served_folder)["live"]

    assert walk.is_completed
    assert StoredRun(before.n_listeners + 1, before.n_answers + 34) == after


def test_a_live_walker_in_a_hurry_is_refused(served_study: str) -> None:
    """Without a rehearsal key nobody answers before the sound can have ended."""
    with pytest.raises(SurveyError, match=r"409.*Please listen"):
        Walker(served_study, middle).take()


def middle(_stimulus: str, question: dict[str, Any]) -> str:
    """Answer with the middle of the scale, or the last class."""
    return "3" if question["kind"] == "rating" else str(question["options"][-1]["value"])


def test_the_walker_knows_stimuli_by_the_hash_of_what_it_heard(survey: Survey, walk: Callable[..., Walk]) -> None:
    """Every hash it asks about is that of a file in the sets, and each trial's questions get the same one."""
    heard: list[str] = []
    known = {one.sha256 for manifest in survey.material.manifests.values() for one in manifest.stimuli}

    def answer(stimulus: str, question: dict[str, Any]) -> str:
        heard.append(stimulus)
        return middle(stimulus, question)

    walk(answer)
    assert 14 == len(set(heard))
    assert set(heard) <= known
    assert all(len(one) == hashlib.sha256().digest_size * 2 for one in heard)


def test_who_leaves_has_what_was_answered_so_far(survey: Survey, walk: Callable[..., Walk]) -> None:
    """A walker that leaves after five trials has stored these five, and is not completed."""
    left = walk(leaves_after=5)

    assert (False, 5, None) == (left.is_completed, left.n_trials, left.withdrawal_code)
    assert 10 == len(left.stored)


def test_who_hears_half_is_refused(walk: Callable[..., Walk]) -> None:
    """A careless walker that hears half of each sound gets no answer stored."""
    with pytest.raises(SurveyError, match="Please listen to the whole sound"):
        walk(share_heard=0.5)


def test_a_pace_is_that_of_the_survey(walk: Callable[..., Walk], monkeypatch: pytest.MonkeyPatch) -> None:
    """In real time all sounds are waited for at their length, the words of pages at their number."""
    slept: list[float] = []
    monkeypatch.setattr("survey_app.walker.time.sleep", slept.append)
    done = walk(pace=Pace(words_per_minute=60.0, choice_s=2.0, introduction_s=10.0, start_s=1.0))

    assert done.is_completed
    # 14 trials of 0.6 s, three of them heard twice, and a sound of the study that sets the level.
    assert pytest.approx(18 * 0.6) == done.stayed_s["listening"]
    assert 5 * 2.0 + 1 * 2.0 + 14 * 1.0 + 34 * 2.0 == done.stayed_s["choosing"]
    assert 4 * 10.0 < done.stayed_s["reading"]
    assert pytest.approx(sum(slept)) == sum(done.stayed_s.values())


@pytest.mark.parametrize("language", ["en", "it"])
def test_the_promised_minutes_are_those_of_a_walk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    """All sounds at their length, words at reading speed, answers as assumed: within 10 % of what check says too."""
    make_study(tmp_path / "ready", example="ready")
    folder = StudyFolder(tmp_path / "ready")
    prepare(folder)
    app = create_app(folder)
    key = make_rehearsal_key(survey_of(app).database, 1)
    monkeypatch.setattr("survey_app.walker.time.sleep", lambda _seconds: None)
    manner = Manner(language, pace=Pace(), response_time_s=usual_time_s)
    walker = Walker("http://survey", middle, manner=manner, rehearsal_key=key, transport=httpx.WSGITransport(app=app))
    took_s = sum(walker.take().stayed_s.values())
    survey_of(app).database.close()
    main(["check", "--study", str(folder.path)])
    checked = capsys.readouterr().out

    assert pytest.approx(took_s / 60, rel=0.1) == survey_of(app).minutes
    assert f"promised minutes: {survey_of(app).minutes} of" in checked


def usual_time_s(_stimulus: str, question: dict[str, Any]) -> float:
    """Take the time for an answer that the minutes assume."""
    return SECONDS_PER_RATING if question["kind"] == "rating" else SECONDS_PER_CLASS


def test_a_wrong_key_opens_nothing(served_study: str) -> None:
    """A rehearsal key must come from the command line of the server."""
    with pytest.raises(SurveyError, match=r"400.*not valid"):
        Walker(served_study, middle, rehearsal_key="invented").take()


def test_forms_are_read_as_the_page_has_them() -> None:
    """Radio values, buttons, hidden fields and texts, each form apart."""
    page = """<form action="/a"><input type=hidden name=l value=en><input type=radio name=r value="">
    <input type=radio name=r value=x></form><form><textarea name=t></textarea><button>Go</button></form>"""
    first, second = forms_of(page)

    assert ("/a", {"l": "en"}, {"r": ["", "x"]}) == (first.action, first.hidden, first.choices)
    assert ["t"] == second.texts
