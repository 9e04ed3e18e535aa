"""What a panel calls its participants: kept apart from their answers, and deleted when the panel has been paid.

An id opens the same listening session at each visit. The token comes from the server's key and a
salt beside the id; once the id is deleted, nobody can tell any more whose answers are whose, not
even with the key and a list of all ids.
"""

import secrets
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from study.panel import Panel
from survey_app.database import Database
from survey_app.errors import SurveyError
from survey_app.models import AuditEntry, ExternalId, Participant
from survey_app.queries import read_standing
from survey_app.tokens import panel_token


def keep_external_id(transaction: Session, secret_key: str, participant: Participant, panel: Panel, value: str) -> str:
    """Store what a panel calls a new participant; return the token that this id opens from now on."""
    salt = secrets.token_hex(16)
    transaction.add(ExternalId(participant_id=participant.id, source=panel.name, value=value, salt=salt))
    return panel_token(secret_key, salt)


def token_of_external_id(transaction: Session, secret_key: str, panel: Panel | None, value: str) -> str | None:
    """Return the token of whom a panel calls so; None where nobody has come with this id."""
    if panel is None or not value:
        return None
    found = select(ExternalId.salt).where(ExternalId.source == panel.name, ExternalId.value == value)
    salt = transaction.scalar(found)
    return None if salt is None else panel_token(secret_key, salt)


def external_id_of(transaction: Session, participant_id: int) -> str:
    """Return what the panel calls a participant; blank where no panel sent them."""
    found = transaction.get(ExternalId, participant_id)
    return "" if found is None else found.value


def delete_external_ids(database: Database) -> int:
    """Delete all ids of panels, down to the bytes of the database file; return how many there were.

    Raises
    ------
    SurveyError
        The study is live: whoever came again would be somebody else.
    """
    with database.writing() as transaction:
        if read_standing(transaction).state == "live":
            raise SurveyError("ascolto db forget-ids", "the study is live", "Close it first: 'ascolto close'.")
        n_deleted = len(transaction.scalars(delete(ExternalId).returning(ExternalId.participant_id)).all())
        transaction.add(AuditEntry(at=datetime.now(UTC), action="ids of panels deleted", detail=str(n_deleted)))
    database.forget_deleted()
    return n_deleted
