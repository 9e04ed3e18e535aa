"""The database engine: SQLite in the study folder, or PostgreSQL by URL."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session, sessionmaker

from study.folder import StudyFolder
from survey_app.errors import SurveyError
from survey_app.models import Base
from survey_app.turn import Turn

BUSY_TIMEOUT_MS = 15_000


def database_url(folder: StudyFolder) -> URL:
    """Return the URL of a study's database: the environment's DATABASE_URL, else the study file's.

    A relative SQLite path is relative to the study folder, wherever the command is run.

    Raises
    ------
    SurveyError
        The URL is no URL, or names a database that is neither SQLite nor PostgreSQL.
    """
    in_environment = os.environ.get("DATABASE_URL")
    where = "DATABASE_URL" if in_environment else f"{folder.path / 'study.toml'}: [database] url"
    return checked_url(in_environment or folder.study.database.url, where, folder)


def checked_url(text: str, where: str, folder: StudyFolder) -> URL:
    """Return the URL that a text is, with the driver the survey uses.

    Parameters
    ----------
    text : str
        What somebody wrote.
    where : str
        Where they wrote it, for the message.
    folder : StudyFolder
        The study; a relative SQLite path is relative to it.

    Raises
    ------
    SurveyError
        As :func:`database_url`.
    """
    try:
        url = make_url(text)
    except ArgumentError:
        raise SurveyError(where, "not a database URL", "Write sqlite:///ascolto.db or postgresql://…") from None
    match url.get_backend_name():
        case "sqlite":
            if not url.database or url.database == ":memory:":
                raise SurveyError(where, "the survey needs a database file", "Write sqlite:///ascolto.db.")
            return url.set(drivername="sqlite", database=str((folder.path / url.database).absolute()))
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+psycopg")
        case other:
            raise SurveyError(where, f"Ascolto knows sqlite and postgresql, got {other}", "Write one of these.")


class Database:
    """An engine with two kinds of transactions: those that write, and those that only read.

    Parameters
    ----------
    url : sqlalchemy.URL
        From :func:`database_url`.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self.engine = make_engine(url)
        self._session = sessionmaker(self.engine, expire_on_commit=False)
        self._turn = Turn(Path(url.database or "").parent) if self.is_sqlite else None
        options: dict[str, Any] = {"is_read": True}
        if not self.is_sqlite:  # whose usual level shows each statement a newer state
            options["isolation_level"] = "REPEATABLE READ"
        self._read_session = sessionmaker(self.engine.execution_options(**options), expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file; else it is PostgreSQL."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a transaction that writes; it is committed when the block ends well."""
        with self._turn or nullcontext(), self._session.begin() as transaction:
            yield transaction

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a transaction that reads one state of the database and locks nothing; what was read stays readable."""
        with self._read_session.begin() as transaction:
            try:
                yield transaction
            except BaseException:
                transaction.expunge_all()  # the rollback would take away what the error page shows
                raise

    def forget_deleted(self) -> bool:
        """Leave no byte of deleted rows in the files; False where others kept them busy for longer than they may.

        SQLite has overwritten deleted rows in place (`secure_delete`), but its write-ahead log
        keeps earlier pages. PostgreSQL keeps deleted rows until they are vacuumed; its own log
        and the backups are the administrator's.
        """
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if self.is_sqlite:
                driver_connection = connection.connection.driver_connection  # no BEGIN before it
                assert driver_connection is not None
                is_busy = driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                return not is_busy
            connection.exec_driver_sql(f"VACUUM {', '.join(Base.metadata.tables)}")
            return True

    def close(self) -> None:
        """Close all connections; the next transaction opens new ones. Needed before a fork."""
        self.engine.dispose()
        if self._turn is not None:
            self._turn.close()


def make_engine(url: URL) -> Engine:
    """Return an engine with the settings that never lose an acknowledged answer."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False})
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    # A connection that died with the database is noticed before it is used, not by a participant.
    return create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=5)


def _configure_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves, below
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",  # first: the next one may have to wait for another process
        "journal_mode = WAL",
        "synchronous = FULL",  # an acknowledged answer is on the disk
        "foreign_keys = ON",
        "secure_delete = ON",  # a withdrawal overwrites what it deletes
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred BEGIN that turns into a write fails at once under load, in spite of the busy timeout.
    is_read = connection.get_execution_options().get("is_read", False)
    connection.exec_driver_sql("BEGIN" if is_read else "BEGIN IMMEDIATE")
