"""The audit: what was done to the data, and when; it never names a participant."""

from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.database import Database
from survey_app.models import AuditEntry
from survey_app.queries import read_standing

LOOK = "look at live answers"


def record(database: Database, action: str, detail: str | None = None) -> None:
    """Add one line to the audit."""
    with database.writing() as transaction:
        transaction.add(AuditEntry(at=datetime.now(UTC), action=action, detail=detail))


def record_look(database: Database, how: str) -> int:
    """Add a look at live answers; return how many count by now, as :func:`n_looks` does."""
    with database.writing() as transaction:
        transaction.add(AuditEntry(at=datetime.now(UTC), action=LOOK, detail=how))
        transaction.flush()
        return _n_looks(transaction)


def n_looks(database: Database) -> int:
    """Return how many looks at live answers there were before the study was closed for the last time.

    A look at a closed study is no peek; it becomes one when the study is opened again.
    """
    with database.reading() as transaction:
        return _n_looks(transaction)


def _n_looks(transaction: Session) -> int:
    standing = read_standing(transaction)
    looks = select(func.count()).where(AuditEntry.action == LOOK)
    if standing.state == "closed":
        looks = looks.where(AuditEntry.at < standing.since)
    return transaction.scalar(looks) or 0
