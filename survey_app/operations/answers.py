"""Answers: those to one trial are stored together, each exactly once."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import Row, bindparam, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from survey_app.bodies import ListeningFacts, SentAnswer, SentAnswers
from survey_app.check_trials import questions_of
from survey_app.choices import allowed_values
from survey_app.database import Database
from survey_app.errors import AlreadyAnswered, NotAllowed, NotListened
from survey_app.listening import had_time, heard_s, was_heard
from survey_app.material import Material, Question
from survey_app.models import ListeningSession, Trial
from survey_app.operations.trials import facts_together, finish_trial, go_on, keep_facts
from survey_app.queries import find_trial
from survey_app.rows import ANSWER
from survey_app.steps import Standing

_STORED = select(ANSWER.c.uuid, ANSWER.c.question, ANSWER.c.value).where(ANSWER.c.trial_id == bindparam("trial_id"))
_STORE = insert(ANSWER)


def store_answers(
    database: Database, material: Material, version_id: int, token: str, sent: SentAnswers
) -> Standing | None:
    """Store answers to a trial, all or none, and issue what comes next; sent again they change nothing.

    The last answer of a trial finishes it, and the last trial finishes the listening.

    Returns
    -------
    Standing or None
        As :func:`survey_app.operations.trials.go_on`.

    Raises
    ------
    NotFound
        The trial is not one of this participant's.
    NotAllowed
        A question or a value does not belong to the trial.
    NotListened
        The sound was not heard in full.
    AlreadyAnswered
        Another answer to one of the questions is stored; the first one stands.
    """
    try:
        with database.writing() as transaction:
            asked = find_trial(transaction, token, sent.trial)
            found, trial, now = asked.found, asked.trial, datetime.now(UTC)
            questions = {one.id: one for one in questions_of(material, trial.section, trial.check_name)}
            stored = {answer.question: answer for answer in _stored(transaction, trial)}
            new = list(_new(sent.answers, stored))
            if new:
                facts = facts_together(trial, sent)
                transaction.execute(_STORE, _rows(material, found, trial, questions, facts, new, now))
                if {*stored, *(answer.question for answer in new)} >= set(questions):
                    finish_trial(transaction, material, trial, facts, now)
                else:
                    keep_facts(transaction, trial, facts)
            return go_on(transaction, material, version_id, asked.standing, found, now)
    except IntegrityError:
        # The trial is locked: what collides is the uuid of an answer to another trial, or a question answered twice.
        raise NotAllowed(_("This answer cannot be stored. Please reload the page.")) from None


def _stored(transaction: Session, trial: Trial) -> Sequence[Row[str, str, str]]:
    """Read what is answered already of a trial."""
    return transaction.execute(_STORED, {"trial_id": trial.id}).all()


def _new(sent: Sequence[SentAnswer], stored: Mapping[str, Row[str, str, str]]) -> Iterator[SentAnswer]:
    """Give the answers that are not stored yet."""
    for answer in sent:
        first = stored.get(answer.question)
        if first is None:
            yield answer
        elif first.uuid != answer.uuid:
            raise AlreadyAnswered(_("This question has been answered."), first.uuid, first.value)


def _rows(
    material: Material,
    found: ListeningSession,
    trial: Trial,
    questions: Mapping[str, Question],
    facts: ListeningFacts,
    new: Sequence[SentAnswer],
    now: datetime,
) -> list[dict[str, object]]:
    """Return the answers as they are stored, if each of them may be."""
    for answer in new:
        _require_allowed(questions, trial, answer)
    assert trial.issued_at is not None
    duration_s = material.stimulus(trial.stimulus_set, trial.stimulus).duration_s
    # Synthetic listeners say what they heard, but need not wait for it.
    has_time = found.is_simulated or had_time(trial.issued_at, now, duration_s)
    if material.study.checks.must_listen and not (has_time and was_heard(facts.heard, duration_s)):
        raise NotListened(_("Please listen to the whole sound before you answer."))
    since_end_s = max(0.0, (now - trial.issued_at).total_seconds() - duration_s)
    return [
        {
            "uuid": answer.uuid,
            "trial_id": trial.id,
            "question": answer.question,
            "kind": questions[answer.question].kind,
            "value": answer.value,
            "n_plays": facts.n_plays,
            "heard_s": heard_s(facts.heard, duration_s),
            "response_time_s": answer.response_time_s if answer.response_time_s is not None else since_end_s,
            "stored_at": now,
        }
        for answer in new
    ]


def _require_allowed(questions: Mapping[str, Question], trial: Trial, answer: SentAnswer) -> None:
    question = questions.get(answer.question)
    if question is None or trial.issued_at is None or trial.finished_at is not None:  # left behind as not heard
        raise NotAllowed(_("This question does not belong to this sound. Please reload the page."))
    if answer.value not in allowed_values(question, trial.options.get(question.id, ())):
        raise NotAllowed(_("This answer is not one of the choices. Please choose again."))
