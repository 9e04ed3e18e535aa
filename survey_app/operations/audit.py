"""The audit: what was done to the data, and when; it never names a participant."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from survey_app.database import Database
from survey_app.models import AuditEntry
from survey_app.operations.study_states import read_standing

LOOK = "look at live answers"


def record(database: Database, action: str, detail: str | None = None) -> None:
    """Add one line to the audit."""
    with database.writing() as transaction:
        transaction.add(AuditEntry(at=datetime.now(UTC), action=action, detail=detail))


def record_look(database: Database, how: str) -> int:
    """Add a look at live answers unless the study is closed; return how many there have been before closing."""
    with database.writing() as transaction:
        if read_standing(transaction).state != "closed":
            transaction.add(AuditEntry(at=datetime.now(UTC), action=LOOK, detail=how))
            transaction.flush()
        return transaction.scalar(select(func.count()).where(AuditEntry.action == LOOK)) or 0
