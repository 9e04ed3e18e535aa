"""Outcomes of checks, stored when a trial or the whole listening is finished; part of other transactions."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey_app.check_trials import ATTENTION, gold_question, questions_of
from survey_app.checks import AnswerFact, TrialFact, is_focus_kept, is_gold_right, session_facts
from survey_app.material import Material
from survey_app.models import Answer, CheckResult, ListeningSession, Trial


def store_trial_checks(
    transaction: Session, material: Material, trial: Trial, hidden_s: float | None, now: datetime
) -> None:
    """Store what the finished trial checks, and that the page was out of sight meanwhile for so long."""
    is_passed = _is_passed(transaction, material, trial)
    if trial.check_name is not None and is_passed is not None:
        _add(transaction, trial, trial.check_name, is_passed, trial.expected, now)
    if not trial.is_practice and not is_focus_kept(hidden_s):
        _add(transaction, trial, "focus-loss", False, f"{hidden_s:.1f} s", now)


def store_session_checks(transaction: Session, material: Material, found: ListeningSession, now: datetime) -> None:
    """Store the outcome of every check of the whole listening."""
    transaction.add_all(
        CheckResult(
            listening_session_id=found.id, name=fact.name, is_passed=fact.is_passed, detail=fact.detail, checked_at=now
        )
        for fact in session_facts(_trial_facts(transaction, material, found))
    )


def _is_passed(transaction: Session, material: Material, trial: Trial) -> bool | None:
    """Say whether the trial's check was passed; None for an ordinary trial, and where there is no answer."""
    if trial.check_name is None or trial.expected is None:
        return None
    question = gold_question(material, material.study.section(trial.section))
    asked = ATTENTION if trial.check_name == "attention" else question.id if question else ""
    value = transaction.scalar(select(Answer.value).where(Answer.trial_id == trial.id, Answer.question == asked))
    if value is None:
        return None
    if trial.check_name == "attention" or question is None:
        return value == trial.expected
    return is_gold_right(trial.expected, value, len(question.labels.in_language("en")))


def _add(transaction: Session, trial: Trial, name: str, is_passed: bool, detail: str | None, now: datetime) -> None:
    transaction.add(
        CheckResult(
            listening_session_id=trial.listening_session_id,
            trial_id=trial.id,
            name=name,
            is_passed=is_passed,
            detail=detail,
            checked_at=now,
        )
    )


def _trial_facts(transaction: Session, material: Material, found: ListeningSession) -> list[TrialFact]:
    transaction.flush()
    passed = dict(
        transaction.execute(
            select(CheckResult.trial_id, CheckResult.is_passed).where(
                CheckResult.listening_session_id == found.id,
                CheckResult.trial_id.is_not(None),
                CheckResult.name.in_(("attention", "gold")),
            )
        ).all()
    )
    trials = transaction.scalars(
        select(Trial)
        .where(Trial.listening_session_id == found.id, ~Trial.is_practice, Trial.finished_at.is_not(None))
        .order_by(Trial.place)
        .options(selectinload(Trial.answers))
        .execution_options(populate_existing=True)
    )
    return [
        TrialFact(
            section=trial.section,
            stimulus=(trial.stimulus_set, trial.stimulus),
            repeat=trial.repeat,
            check_name=trial.check_name,
            is_check_passed=passed.get(trial.id),
            hidden_s=trial.hidden_s or 0.0,
            answers=tuple(_answer_fact(material, trial, answer) for answer in trial.answers),
        )
        for trial in trials
    ]


def _answer_fact(material: Material, trial: Trial, answer: Answer) -> AnswerFact:
    n_points = 0
    if answer.kind == "rating":
        questions = questions_of(material, trial.section, trial.check_name)
        asked = next(one for one in questions if one.id == answer.question)
        n_points = len(asked.labels.in_language("en")) if asked.kind == "rating" else 0
    return AnswerFact(answer.question, answer.value, n_points, answer.response_time_s)
