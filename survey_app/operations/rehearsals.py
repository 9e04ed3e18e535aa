"""Rehearsals: a key that opens simulated listening sessions, made on the command line only."""

import secrets
from datetime import UTC, datetime

from survey_app.database import Database
from survey_app.models import RehearsalKey
from survey_app.tokens import hash_of


def make_rehearsal_key(database: Database, n_listeners: int) -> str:
    """Store a new rehearsal for so many listeners; return its key, of which only the hash is kept."""
    key = secrets.token_urlsafe(24)
    with database.writing() as transaction:
        transaction.add(RehearsalKey(key_hash=hash_of(key), n_left=n_listeners, made_at=datetime.now(UTC)))
    return key


def end_rehearsal(database: Database, key: str) -> None:
    """Make the key useless, however many listening sessions it could still have opened."""
    with database.writing() as transaction:
        transaction.query(RehearsalKey).where(RehearsalKey.key_hash == hash_of(key)).update({"n_left": 0})
