"""Withdrawal: everything of a participant is deleted, down to the bytes of the database file."""

from datetime import UTC, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select

from survey_app.database import Database
from survey_app.errors import NotAllowed
from survey_app.models import AuditEntry, ListeningSession, Participant
from survey_app.tokens import hash_of, typed_code


def withdraw(database: Database, code: str) -> None:
    """Delete the participant whose withdrawal code this is, with everything they answered.

    Raises
    ------
    NotAllowed
        No participant has this code.
    """
    with database.writing() as transaction:
        participant = transaction.scalar(
            select(ListeningSession.participant_id).where(ListeningSession.withdrawal_hash == hash_of(typed_code(code)))
        )
        if participant is None:
            raise NotAllowed(_("Nobody has this code. Please compare it with what you wrote down."))
        transaction.execute(delete(Participant).where(Participant.id == participant))  # all else cascades
        transaction.add(AuditEntry(at=datetime.now(UTC), action="withdrawal"))
    database.forget_deleted()
