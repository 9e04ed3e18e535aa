"""Trials: issued once, and the facts about how they were listened to."""

from datetime import UTC, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from survey_app.bodies import ListeningFacts
from survey_app.checks import NOT_HEARD
from survey_app.database import Database
from survey_app.errors import NotAllowed
from survey_app.listening import merge_intervals
from survey_app.material import Material
from survey_app.models import CheckResult, ListeningSession, Trial
from survey_app.operations.checks import store_session_checks, store_trial_checks
from survey_app.queries import find_trial

_HAS_OTHERS = select(
    exists().where(
        Trial.listening_session_id == bindparam("listening_session_id"),
        Trial.finished_at.is_(None),
        Trial.id != bindparam("id"),
    )
)


def issue_trial(database: Database, token: str, public_id: str) -> None:
    """Store when a participant got a trial; time for listening counts from then. The first time stands."""
    with database.writing() as transaction:
        found, trial = find_trial(transaction, token, public_id)
        now = datetime.now(UTC)
        trial.issued_at = trial.issued_at or now
        found.seen_at = now


def store_listening(database: Database, token: str, public_id: str, facts: ListeningFacts) -> None:
    """Store how a trial was listened to so far."""
    with database.writing() as transaction:
        found, trial = find_trial(transaction, token, public_id)
        if trial.finished_at is None:
            add_facts(trial, facts)
        found.seen_at = datetime.now(UTC)


def store_not_heard(database: Database, material: Material, token: str, public_id: str) -> None:
    """Finish a trial without answers, because its sound could not be had; a finished trial stays as it is.

    Raises
    ------
    NotFound
        The trial is not one of this participant's.
    NotAllowed
        The trial was not issued, or a question of it is answered: then its sound was heard.
    """
    with database.writing() as transaction:
        found, trial = find_trial(transaction, token, public_id)
        if trial.finished_at is not None:
            return
        if trial.issued_at is None or trial.answers:
            raise NotAllowed(_("This sound has an answer already. Please reload the page."))
        found.seen_at = now = datetime.now(UTC)
        transaction.add(
            CheckResult(
                listening_session_id=found.id, trial_id=trial.id, name=NOT_HEARD, is_passed=False, checked_at=now
            )
        )
        finish_trial(transaction, material, found, trial, now)


def finish_trial(
    transaction: Session, material: Material, found: ListeningSession, trial: Trial, now: datetime
) -> None:
    """Finish a trial with its checks, and after the last one the listening; part of other transactions."""
    trial.finished_at = now
    store_trial_checks(transaction, material, trial, now)
    if not transaction.scalar(_HAS_OTHERS, {"listening_session_id": found.id, "id": trial.id}):
        store_session_checks(transaction, material, found, now)
        found.state = "comment"


def add_facts(trial: Trial, facts: ListeningFacts) -> None:
    """Add facts to what is known of a trial; part of other transactions.

    Two tabs and a reload each report from their own beginning: intervals are merged, counts
    and times keep the largest.
    """
    merged = merge_intervals([*((start_s, end_s) for start_s, end_s in trial.heard), *facts.heard])
    trial.heard = [list(interval) for interval in merged]
    trial.n_plays = max(trial.n_plays, facts.n_plays)
    trial.start_delay_s = _largest(trial.start_delay_s, facts.start_delay_s)
    trial.context_rate_hz = facts.context_rate_hz if facts.context_rate_hz is not None else trial.context_rate_hz
    trial.hidden_s = _largest(trial.hidden_s, facts.hidden_s)


def _largest(known: float | None, new: float | None) -> float | None:
    return max((one for one in (known, new) if one is not None), default=None)
