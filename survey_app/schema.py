"""The database schema: upgrade and downgrade it with the migrations that travel in the package."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError, ProgrammingError

from survey_app.database import Database
from survey_app.errors import SurveyError

# Any number, the same for all processes of Ascolto: two servers that start together migrate in turn.
_ADVISORY_LOCK = 4_202_611


def upgrade(database: Database, revision: str = "head") -> str:
    """Bring the tables up to a revision (default: the newest); return the revision.

    Raises
    ------
    SurveyError
        The database cannot be reached or written, or the revision is unknown.
    """
    _migrate(database, command.upgrade, revision)
    return current_revision(database)


def downgrade(database: Database, revision: str) -> str:
    """Take the tables back to a revision; `base` drops them all. Return the revision, blank for none."""
    _migrate(database, command.downgrade, revision)
    return current_revision(database)


def current_revision(database: Database) -> str:
    """Return the revision the tables are at; blank where there are none.

    Raises
    ------
    SurveyError
        The database cannot be used.
    """
    with _in_words(database), database.reading() as transaction:
        return MigrationContext.configure(transaction.connection()).get_current_revision() or ""


def newest_revision() -> str:
    """Return the newest revision this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def require_newest(database: Database) -> None:
    """Refuse to work on tables of another revision.

    Raises
    ------
    SurveyError
        The tables are older or newer than the program.
    """
    found, expected = current_revision(database), newest_revision()
    if found != expected:
        shown = database.url.render_as_string(hide_password=True)
        raise SurveyError(
            shown, f"the tables are at revision '{found}', expected '{expected}'", "Run 'ascolto db upgrade'."
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _migrate(database: Database, step: Callable[[Config, str], None], revision: str) -> None:
    config = _config()
    with _in_words(database), database.engine.connect() as connection:
        _prepare(connection)
        config.attributes["connection"] = connection
        step(config, revision)
        connection.commit()
    database.close()  # connections with the switch of _prepare are not for use


@contextmanager
def _in_words(database: Database) -> Iterator[None]:
    """Say in one line why a database cannot be used."""
    shown = database.url.render_as_string(hide_password=True)
    try:
        yield
    except CommandError as error:
        raise SurveyError(shown, str(error), "Name a revision of the migrations.") from None
    except DatabaseError as error:
        if isinstance(error, ProgrammingError):  # our SQL is wrong: a bug
            raise
        reason = str(error.orig).strip().splitlines()[0]
        problem = f"the database cannot be used: {reason}"
        raise SurveyError(shown, problem, "Check that it is there and can be written.") from None


def _prepare(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        # Rebuilding a table drops the old one, which would cascade; the switch works outside transactions only.
        driver_connection = connection.connection.driver_connection
        assert driver_connection is not None
        driver_connection.execute("PRAGMA foreign_keys = OFF")
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
