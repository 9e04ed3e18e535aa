"""Logins, counted before the password is looked at, so that tries at once are counted like tries in turn."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, text

from survey_app.database import Database
from survey_app.models import AuditEntry

# OWASP's authentication cheat sheet asks for a limit that makes guessing useless; with a
# generated password of 77 bits a few tries a minute, over all workers and addresses, are plenty.
MAX_FAILED_LOGINS_PER_MINUTE = 5

FAILED, SUCCEEDED = "login failed", "login"

# Any number, the same for all workers: on PostgreSQL they count in turn. SQLite has one writer anyway.
_ADVISORY_LOCK = 4_202_612


def begin_login(database: Database) -> int | None:
    """Write a try to log in into the audit as a failed one; return its number, or None where there were too many."""
    now = datetime.now(UTC)
    with database.writing() as transaction:
        if not database.is_sqlite:
            transaction.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})
        n_failed = transaction.scalar(
            select(func.count()).where(AuditEntry.action == FAILED, AuditEntry.at > now - timedelta(minutes=1))
        )
        if (n_failed or 0) >= MAX_FAILED_LOGINS_PER_MINUTE:
            return None
        entry = AuditEntry(at=now, action=FAILED)
        transaction.add(entry)
        transaction.flush()
        return entry.id


def end_login(database: Database, entry_id: int) -> None:
    """Write into the audit that a try to log in had the password."""
    with database.writing() as transaction:
        transaction.get_one(AuditEntry, entry_id).action = SUCCEEDED
