"""Copy a whole database into another one, such as SQLite into PostgreSQL, and prove that nothing changed."""

import hashlib
import json
from typing import Any

from sqlalchemy import Row, Table, exists, func, select, text
from sqlalchemy.orm import Session

from survey_app.database import Database
from survey_app.errors import SurveyError
from survey_app.models import Base
from survey_app.schema import require_newest, upgrade

BATCH = 1000


def copy_database(source: Database, target: Database) -> dict[str, int]:
    """Copy every row of every table; return how many there are, by table.

    The target gets its tables first. All is copied in one transaction, which is taken back
    where counts or hashes of the rows differ afterwards. Answers that arrive in the source
    meanwhile are not copied: end the survey before.

    Raises
    ------
    SurveyError
        A database cannot be used, the source is not up to date, the target holds rows, or
        is the source itself.
    """
    require_newest(source)
    upgrade(target)
    shown = target.url.render_as_string(hide_password=True)
    tables = Base.metadata.sorted_tables  # referred to before referring
    with source.reading() as reader, target.writing() as writer:
        full = next((table.name for table in tables if writer.scalar(select(exists().select_from(table)))), None)
        if full is not None:
            raise SurveyError(shown, f"table {full} holds rows already", "Name an empty database.")
        for table in tables:
            _copy_rows(table, reader, writer)
        if not target.is_sqlite:
            for table in tables:
                _move_sequence(table, writer)
        copied = {}
        for table in tables:
            before, after = _fingerprint(table, reader), _fingerprint(table, writer)
            if before != after:
                problem = f"table {table.name} differs from the original after copying: {after[0]} of {before[0]} rows"
                raise SurveyError(shown, problem, "Nothing was kept. Please report this.")
            copied[table.name] = after[0]
    return copied


def _copy_rows(table: Table, reader: Session, writer: Session) -> None:
    found = reader.execute(table.select().execution_options(yield_per=BATCH))
    for rows in found.partitions():
        writer.execute(table.insert(), [dict(row._mapping) for row in rows])


def _move_sequence(table: Table, writer: Session) -> None:
    """Let PostgreSQL number new rows after the copied ones."""
    key = table.autoincrement_column
    if key is not None:
        newest = writer.scalar(select(func.max(key)))
        if newest is not None:
            writer.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, :column), :newest)"),
                {"table": table.name, "column": key.name, "newest": newest},
            )


def _fingerprint(table: Table, transaction: Session) -> tuple[int, str]:
    """Return count and hash of a table's rows, whatever order the database gives them in."""
    found = transaction.execute(table.select().execution_options(yield_per=BATCH))
    digests = sorted(_digest(row) for row in found)
    return len(digests), hashlib.sha256(b"".join(digests)).hexdigest()


def _digest(row: Row[Any]) -> bytes:
    # Values as the survey reads them: moments with their zone, JSON as what it says.
    return hashlib.sha256(json.dumps(list(row), default=str, sort_keys=True).encode()).digest()
