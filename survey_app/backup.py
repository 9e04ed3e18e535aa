"""Back up a database while answers arrive."""

import sqlite3
from pathlib import Path

from study.files import write_whole
from survey_app.database import Database
from survey_app.errors import SurveyError


def back_up(database: Database, path: Path) -> int:
    """Copy an SQLite database into a file, whole or not at all; return its size in bytes.

    The copy holds every answer acknowledged before the copying began.

    Raises
    ------
    SurveyError
        The database is PostgreSQL, which brings its own `pg_dump`, or is not there.
    AscoltoError
        The file cannot be written.
    """
    shown = database.url.render_as_string(hide_password=True)
    if not database.is_sqlite:
        raise SurveyError(shown, "this command copies SQLite only", "Use pg_dump for PostgreSQL.")
    source_path = Path(str(database.url.database))
    if not source_path.exists():
        raise SurveyError(shown, "there is no database yet", "Nothing needs a backup before 'ascolto serve'.")
    with write_whole(path) as partial:
        _copy(source_path, partial)
    return path.stat().st_size


def _copy(source_path: Path, target_path: Path) -> None:
    source = sqlite3.connect(f"{source_path.absolute().as_uri()}?mode=ro", uri=True)
    target = sqlite3.connect(target_path)
    try:
        # In one go: a copy in small steps starts anew whenever somebody writes in between, and
        # in WAL mode readers hold no writer up.
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
    finally:
        target.close()
        source.close()
