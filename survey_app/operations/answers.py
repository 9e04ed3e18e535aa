"""Answers: stored one by one, each exactly once."""

from collections.abc import Sequence
from datetime import UTC, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import Row, bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.bodies import SentAnswer
from survey_app.check_trials import questions_of
from survey_app.choices import allowed_values
from survey_app.database import Database
from survey_app.errors import AlreadyAnswered, NotAllowed, NotListened
from survey_app.listening import Interval, had_time, heard_s, was_heard
from survey_app.material import Material, Question
from survey_app.models import Answer, Base, ListeningSession, Trial
from survey_app.operations.trials import add_facts, finish_trial
from survey_app.queries import find_trial

_STORED = select(Answer.uuid, Answer.question, Answer.value).where(Answer.trial_id == bindparam("trial_id"))
_STORE = insert(Base.metadata.tables[Answer.__tablename__])


def store_answer(database: Database, material: Material, token: str, sent: SentAnswer) -> None:
    """Store an answer; the same answer sent again changes nothing.

    The last answer of a trial finishes it, and the last trial finishes the listening.

    Raises
    ------
    NotFound
        The trial is not one of this participant's.
    NotAllowed
        The question or the value does not belong to the trial.
    NotListened
        The sound was not heard in full.
    AlreadyAnswered
        Another answer to this question is stored; the first one stands.
    """
    try:
        with database.writing() as transaction:
            found, trial = find_trial(transaction, token, sent.trial)
            stored = {answer.question: answer for answer in _stored(transaction, trial)}
            if any(answer.uuid == sent.uuid for answer in stored.values()):
                return
            if sent.question in stored:
                first = stored[sent.question]
                raise AlreadyAnswered(_("This question has been answered."), first.uuid, first.value)
            questions = questions_of(material, trial.section, trial.check_name)
            question = _checked_question(questions, trial, sent)
            now = datetime.now(UTC)
            add_facts(trial, sent)
            duration_s = material.stimulus(trial.stimulus_set, trial.stimulus).duration_s
            if material.study.checks.must_listen:
                _require_listening(found, trial, duration_s, now)
            transaction.execute(_STORE, _row(trial, question, sent, duration_s, now))
            found.seen_at = now
            if {*stored, sent.question} >= {one.id for one in questions}:
                finish_trial(transaction, material, found, trial, now)
    except IntegrityError:
        # The trial is locked, so only a uuid that another participant's answer has can collide.
        raise NotAllowed(_("This answer cannot be stored. Please reload the page.")) from None


def _stored(transaction: Session, trial: Trial) -> Sequence[Row[str, str, str]]:
    """Read what is answered already of a trial."""
    return transaction.execute(_STORED, {"trial_id": trial.id}).all()


def _row(trial: Trial, question: Question, sent: SentAnswer, duration_s: float, now: datetime) -> dict[str, object]:
    assert trial.issued_at is not None
    since_end_s = max(0.0, (now - trial.issued_at).total_seconds() - duration_s)
    return {
        "uuid": sent.uuid,
        "trial_id": trial.id,
        "question": sent.question,
        "kind": question.kind,
        "value": sent.value,
        "n_plays": trial.n_plays,
        "heard_s": heard_s(_intervals(trial), duration_s),
        "response_time_s": sent.response_time_s if sent.response_time_s is not None else since_end_s,
        "stored_at": now,
    }


def _checked_question(questions: tuple[Question, ...], trial: Trial, sent: SentAnswer) -> Question:
    """Return the question, if it may be answered so."""
    question = next((one for one in questions if one.id == sent.question), None)
    if question is None or trial.issued_at is None or trial.finished_at is not None:  # left behind as not heard
        raise NotAllowed(_("This question does not belong to this sound. Please reload the page."))
    allowed = allowed_values(question, trial.options.get(question.id, ()))
    if sent.value not in allowed:
        raise NotAllowed(_("This answer is not one of the choices. Please choose again."))
    return question


def _require_listening(found: ListeningSession, trial: Trial, duration_s: float, now: datetime) -> None:
    assert trial.issued_at is not None
    # Synthetic listeners say what they heard, but need not wait for it.
    has_time = found.is_simulated or had_time(trial.issued_at, now, duration_s)
    if not (has_time and was_heard(_intervals(trial), duration_s)):
        raise NotListened(_("Please listen to the whole sound before you answer."))


def _intervals(trial: Trial) -> list[Interval]:
    return [(start_s, end_s) for start_s, end_s in trial.heard]
