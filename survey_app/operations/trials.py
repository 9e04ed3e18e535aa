"""Trials: issued once, finished once, and the facts about how they were listened to."""

from datetime import UTC, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import Session

from survey_app import study_states
from survey_app.admission import way_on_refused
from survey_app.bodies import ListeningFacts
from survey_app.checks import NOT_HEARD
from survey_app.database import Database
from survey_app.errors import NotAllowed
from survey_app.listening import merge_intervals
from survey_app.material import Material
from survey_app.models import CheckResult, ListeningSession, Trial
from survey_app.operations.checks import store_session_checks, store_trial_checks
from survey_app.queries import find_trial
from survey_app.rows import ANSWER, LISTENING_SESSION, TRIAL
from survey_app.steps import Standing, standing_of
from survey_app.way import page_of

_OF_TRIAL = update(TRIAL).where(TRIAL.c.id == bindparam("trial_id"))
_ISSUE = _OF_TRIAL.where(TRIAL.c.issued_at.is_(None)).values(issued_at=bindparam("now"))
_KEEP = _OF_TRIAL.values({name: bindparam(name) for name in ("finished_at", *ListeningFacts.model_fields)})
_OF_SESSION = update(LISTENING_SESSION).where(LISTENING_SESSION.c.id == bindparam("session_id"))
_SEE = _OF_SESSION.values(seen_at=bindparam("now"))
_END = _OF_SESSION.values(state="comment")
_IS_ANSWERED = select(exists().where(ANSWER.c.trial_id == bindparam("trial_id")))


def issue_trial(database: Database, token: str, public_id: str) -> None:
    """Store when a participant got a trial; time for listening counts from then. The first time stands."""
    with database.writing() as transaction:
        asked = find_trial(transaction, token, public_id)
        now = datetime.now(UTC)
        transaction.execute(_ISSUE, {"trial_id": asked.trial.id, "now": now})
        see(transaction, asked.found, now)


def store_listening(database: Database, token: str, public_id: str, facts: ListeningFacts) -> None:
    """Store how a trial was listened to so far."""
    with database.writing() as transaction:
        asked = find_trial(transaction, token, public_id)
        if asked.trial.finished_at is None:
            keep_facts(transaction, asked.trial, facts_together(asked.trial, facts))
        see(transaction, asked.found, datetime.now(UTC))


def store_not_heard(
    database: Database, material: Material, version_id: int, token: str, public_id: str
) -> Standing | None:
    """Finish a trial without answers, because its sound could not be had; a finished trial stays as it is.

    Returns
    -------
    Standing or None
        As :func:`go_on`.

    Raises
    ------
    NotFound
        The trial is not one of this participant's.
    NotAllowed
        The trial was not issued, or a question of it is answered: then its sound was heard.
    """
    with database.writing() as transaction:
        asked = find_trial(transaction, token, public_id)
        found, trial, now = asked.found, asked.trial, datetime.now(UTC)
        if trial.finished_at is None:
            if trial.issued_at is None or transaction.scalar(_IS_ANSWERED, {"trial_id": trial.id}):
                raise NotAllowed(_("This sound has an answer already. Please reload the page."))
            transaction.add(
                CheckResult(
                    listening_session_id=found.id, trial_id=trial.id, name=NOT_HEARD, is_passed=False, checked_at=now
                )
            )
            finish_trial(transaction, material, trial, facts_together(trial, ListeningFacts()), now)
        return go_on(transaction, material, version_id, asked.standing, found, now)


def keep_facts(transaction: Session, trial: Trial, facts: ListeningFacts, finished_at: datetime | None = None) -> None:
    """Store all that is known of how an unfinished trial was listened to; part of other transactions."""
    transaction.execute(_KEEP, {"trial_id": trial.id, "finished_at": finished_at, **dict(facts)})


def finish_trial(transaction: Session, material: Material, trial: Trial, facts: ListeningFacts, now: datetime) -> None:
    """Finish a trial with all that is known of it, and its checks; part of other transactions."""
    keep_facts(transaction, trial, facts, finished_at=now)
    store_trial_checks(transaction, material, trial, facts.hidden_s, now)


def go_on(
    transaction: Session,
    material: Material,
    version_id: int,
    study: study_states.Standing,
    found: ListeningSession,
    now: datetime,
) -> Standing | None:
    """Issue the next trial, or finish the listening after the last one; part of other transactions.

    Parameters
    ----------
    version_id : int
        The version of the study that is served.
    study : survey_app.study_states.Standing
        Where the study stands.

    Returns
    -------
    Standing or None
        What comes next: a trial, or an introduction before it. None where the participant goes on
        to another page, or cannot go on because the study was closed or changed.
    """
    see(transaction, found, now)
    standing = standing_of(transaction, found)
    if standing is None and found.state == "listen":
        store_session_checks(transaction, material, found, now)
        transaction.execute(_END, {"session_id": found.id})
    if standing is None or page_of(material, found) != "listen":
        return None
    if way_on_refused(found, version_id, study, now) is not None:
        return None
    if not standing.needs_introduction:
        transaction.execute(_ISSUE, {"trial_id": standing.trial.id, "now": now})
    return standing


def see(transaction: Session, found: ListeningSession, now: datetime) -> None:
    """Store that somebody was heard of, who keeps their slot for that; part of other transactions."""
    transaction.execute(_SEE, {"session_id": found.id, "now": now})


def facts_together(trial: Trial, new: ListeningFacts) -> ListeningFacts:
    """Return what is known of how a trial was listened to, with what a page says now.

    Two tabs and a reload each report from their own beginning: intervals are merged, counts
    and times keep the largest.
    """
    return ListeningFacts(
        heard=merge_intervals([*((start_s, end_s) for start_s, end_s in trial.heard), *new.heard]),
        n_plays=max(trial.n_plays, new.n_plays),
        start_delay_s=_largest(trial.start_delay_s, new.start_delay_s),
        context_rate_hz=new.context_rate_hz if new.context_rate_hz is not None else trial.context_rate_hz,
        hidden_s=_largest(trial.hidden_s, new.hidden_s),
    )


def _largest(known: float | None, new: float | None) -> float | None:
    return max((one for one in (known, new) if one is not None), default=None)
