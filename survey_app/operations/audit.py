"""The audit: what was done to the data, and when; it never names a participant."""

from datetime import UTC, datetime

from survey_app.database import Database
from survey_app.models import AuditEntry


def record(database: Database, action: str, detail: str | None = None) -> None:
    """Add one line to the audit."""
    with database.writing() as transaction:
        transaction.add(AuditEntry(at=datetime.now(UTC), action=action, detail=detail))
