"""Withdrawal: everything of a participant is deleted, down to the bytes of the database file."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from survey_app.database import Database
from survey_app.errors import NotAllowed
from survey_app.models import Answer, AuditEntry, ListeningSession, Participant, Trial
from survey_app.tokens import hash_of, typed_code

ACTION = "withdrawal"


@dataclass(frozen=True)
class Belongings:
    """What a withdrawal would delete."""

    public_id: str
    run: str
    opened_at: datetime
    n_answers: int


def belongings(database: Database, code: str) -> Belongings:
    """Return what belongs to a withdrawal code.

    Raises
    ------
    NotAllowed
        No participant has this code.
    """
    with database.reading() as transaction:
        found = _found(transaction, code)
        public_id = transaction.get_one(Participant, found.participant_id).public_id
        answers = select(func.count(Answer.id)).join(Trial, Trial.id == Answer.trial_id)
        n_answers = transaction.scalar(answers.where(Trial.listening_session_id == found.id)) or 0
        return Belongings(public_id, found.run, found.opened_at, n_answers)


def withdraw(database: Database, code: str, by: Literal["participant", "researcher"] = "participant") -> None:
    """Delete the participant whose withdrawal code this is, with everything they answered.

    Raises
    ------
    NotAllowed
        No participant has this code.
    """
    with database.writing() as transaction:
        participant = _found(transaction, code).participant_id
        transaction.execute(delete(Participant).where(Participant.id == participant))  # all else cascades
        transaction.add(AuditEntry(at=datetime.now(UTC), action=ACTION, detail=f"by the {by}"))
    database.forget_deleted()


def n_withdrawals(database: Database) -> int:
    """Return how many participants of any run have withdrawn; nothing else is known of them."""
    with database.reading() as transaction:
        return transaction.scalar(select(func.count()).where(AuditEntry.action == ACTION)) or 0


def _found(transaction: Session, code: str) -> ListeningSession:
    found = transaction.scalar(
        select(ListeningSession).where(ListeningSession.withdrawal_hash == hash_of(typed_code(code)))
    )
    if found is None:
        raise NotAllowed(
            _(
                "Nobody has this code. If it was sent before, what belonged to it is deleted already; "
                "else please compare it with what you wrote down."
            )
        )
    return found
