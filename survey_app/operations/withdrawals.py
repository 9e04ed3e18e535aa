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
    _overwrite(database)


def _overwrite(database: Database) -> None:
    """Leave no byte of what was deleted in the file: split pages and the write-ahead log keep copies.

    The rows are gone already. Where other writers keep the file busy for longer than they may,
    the next withdrawal or the next end of the server does this.
    """
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if connection.dialect.name == "sqlite":
            driver_connection = connection.connection.driver_connection
            assert driver_connection is not None
            driver_connection.execute("VACUUM")
            driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            connection.exec_driver_sql("VACUUM")
