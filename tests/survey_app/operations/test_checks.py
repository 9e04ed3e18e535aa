import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from study.folder import StudyFolder
from study.tables import read_listeners, read_ratings
from survey_app.export import export_tables
from survey_app.models import CheckResult, Trial
from survey_app.survey import Survey
from survey_app.walker import Walk


@pytest.fixture
def small_study(small_study: StudyFolder) -> StudyFolder:
    """Give the small study with check trials, before anything reads it."""
    path = small_study.path / "study.toml"
    text = path.read_text(encoding="utf-8")
    for key, number in {"n_repeats": 3, "n_attention": 2, "n_gold": 2}.items():
        text = re.sub(rf"{key} = \d+", f"{key} = {number}", text)
    path.write_text(text, encoding="utf-8")
    return StudyFolder(small_study.path)


class Attentive:
    """Answers by the sound, and reads what an attention check asks for."""

    def __init__(self, reads: bool = True) -> None:
        self.reads = reads

    def __call__(self, stimulus: str, question: dict[str, Any]) -> str:
        """Answer one question."""
        if question["id"] == "attention":
            found = re.search("“(.+)”", question["prompt"])
            assert found
            asked_for = question["labels"].index(found.group(1))
            return str(1 + asked_for if self.reads else 1 + (asked_for + 1) % 5)
        if question["kind"] == "rating":
            return str(1 + int(stimulus, 16) % 5)
        return str(question["options"][0]["value"])


def stored(survey: Survey, of_trials: bool) -> dict[str, list[bool]]:
    """Return the outcomes of checks by name: those of trials, or those of the whole session."""
    found: dict[str, list[bool]] = {}
    with survey.database.reading() as transaction:
        for one in transaction.scalars(select(CheckResult).order_by(CheckResult.id)):
            if (one.trial_id is not None) is of_trials:
                found.setdefault(one.name, []).append(one.is_passed)
    return found


@pytest.mark.parametrize("language", ["en", "it"])
def test_who_reads_is_accepted(
    survey: Survey, walk: Callable[..., Walk], small_study: StudyFolder, tmp_path: Any, language: str
) -> None:
    """Instructions are followed in either language; the outcomes are stored by trial and for the session."""
    walk(Attentive(), language=language, response_time_s=lambda *_: 4.0)
    (listener,) = read_listeners(export_tables(small_study, tmp_path, "rehearsal").listeners)

    assert [True, True] == stored(survey, of_trials=True)["attention"]
    assert {"sound-check", "attention", "gold", "repeats", "speeding", "straight-lining", "focus-loss"} == set(
        stored(survey, of_trials=False)
    )
    assert listener.accepted
    assert "attention" not in listener.reasons


def test_who_does_not_read_is_not_accepted_and_keeps_their_answers(
    survey: Survey, walk: Callable[..., Walk], small_study: StudyFolder, tmp_path: Any
) -> None:
    """A wrong answer to an instruction is a reason by name; every answer is exported all the same."""
    walk(Attentive(reads=False), response_time_s=lambda *_: 0.1)
    tables = export_tables(small_study, tmp_path, "rehearsal")
    (listener,), ratings = read_listeners(tables.listeners), read_ratings(tables.ratings)

    assert [False, False] == stored(survey, of_trials=True)["attention"]
    assert not listener.accepted
    assert {"attention", "speeding"} <= set(listener.reasons)
    assert 3 == len({(row.section, row.stimulus) for row in ratings if row.repeat})


def test_an_instruction_is_no_rating(walk: Callable[..., Walk], small_study: StudyFolder, tmp_path: Any) -> None:
    """Answers to attention checks are in no table; gold items are practice, which no test takes for data."""
    walk(Attentive())
    ratings = read_ratings(export_tables(small_study, tmp_path, "rehearsal").ratings)
    counting = [row for row in ratings if row.role != "practice" and not row.repeat]

    assert "attention" not in {row.question for row in ratings}
    assert 26 == len(counting)  # 4 x 2 + 3 x 2 + 3 x 4 questions, as without checks


def test_who_leaves_early_is_a_reason(
    survey: Survey, walk: Callable[..., Walk], small_study: StudyFolder, tmp_path: Any
) -> None:
    """Whoever does not finish is judged by nothing else."""
    walk(Attentive(), leaves_after=6)
    (listener,) = read_listeners(export_tables(small_study, tmp_path, "rehearsal").listeners)

    assert (False, ("left early",)) == (listener.accepted, listener.reasons)


def test_a_page_out_of_sight_is_a_fact_of_the_trial(synthetic: Any, survey: Survey, small_study: StudyFolder) -> None:
    """Ten seconds in another app during an ordinary trial are stored with that trial."""
    step = synthetic.begin()
    while step["step"] == "section" or step["is_practice"]:
        if step["step"] == "section":
            synthetic.post("continue", json={})
        for number in range(len(step.get("questions", ()))):
            synthetic.answer(step, number)
        step = synthetic.get("trial").json()
    for number in range(len(step["questions"])):
        assert 200 == synthetic.answer(step, number, hidden_s=10.0).status_code
    with survey.database.reading() as transaction:
        trial = transaction.scalars(select(Trial.id).where(Trial.public_id == step["trial"])).one()
        (lost,) = transaction.scalars(select(CheckResult).where(CheckResult.name == "focus-loss"))

    assert (trial, False, "10.0 s") == (lost.trial_id, lost.is_passed, lost.detail)
