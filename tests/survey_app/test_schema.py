import hashlib
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.exc import IntegrityError

from study.folder import StudyFolder
from survey_app import create_app
from survey_app.database import Database, database_url
from survey_app.errors import SurveyError
from survey_app.models import Base
from survey_app.schema import current_revision, downgrade, newest_revision, require_newest, upgrade
from survey_app.walker import Walk


def tables(database: Database) -> set[str]:
    """Return the names of all tables."""
    with database.reading() as transaction:
        return set(inspect(transaction.connection()).get_table_names())


def rows_hash(database: Database) -> dict[str, str]:
    """Return a hash of every table's rows."""
    hashes = {}
    with database.reading() as transaction:
        for table in Base.metadata.sorted_tables:
            rows = transaction.execute(table.select().order_by(*table.primary_key.columns)).all()
            hashes[table.name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return hashes


def test_models_and_migrations_do_not_drift(database: Database) -> None:
    """What the migrations make is what the models say: tables, columns, types, keys, indexes."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, Base.metadata)

    assert [] == differences


def test_every_check_of_the_models_is_in_the_database(database: Database) -> None:
    """Check constraints, which the comparison above does not see, are there under their names."""
    with database.engine.connect() as connection:
        found = {
            check["name"] for table in tables(database) for check in inspect(connection).get_check_constraints(table)
        }
    expected = {
        constraint.name
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }

    assert expected
    assert expected == found


def test_up_down_up(empty_database: Database) -> None:
    """Down to nothing and up again leaves the same tables and no remains."""
    upgrade(empty_database)
    before = tables(empty_database)

    assert "" == downgrade(empty_database, "base")
    assert {"alembic_version"} == tables(empty_database)
    assert newest_revision() == upgrade(empty_database)
    assert before == tables(empty_database)


def kept_rows(database: Database, columns: dict[str, list[str]]) -> dict[str, list[tuple[Any, ...]]]:
    """Return what columns hold, as the database has it, in an order that does not depend on the database."""
    with database.reading() as transaction:
        return {
            table: sorted(tuple(map(str, row)) for row in transaction.execute(text(_select(table, names))))
            for table, names in columns.items()
        }


def _select(table: str, names: list[str]) -> str:
    return f"SELECT {', '.join(names)} FROM {table}"


def columns_of(database: Database) -> dict[str, list[str]]:
    """Return the names of all columns by table."""
    with database.reading() as transaction:
        inspector = inspect(transaction.connection())
        return {
            table: [column["name"] for column in inspector.get_columns(table)]
            for table in inspector.get_table_names()
            if table != "alembic_version"
        }


def test_every_step_down_and_up_keeps_what_both_sides_have(database: Database, walk: Callable[..., Walk]) -> None:
    """From the newest revision down to the first and up again, with data: what a table has before and after stays."""
    walk(comment="A comment, with 'quotes' & 100 %")
    walk(language="it", leaves_after=3)
    revisions = [revision.revision for revision in ScriptDirectory(str(files("migrations"))).walk_revisions()]
    newest = columns_of(database)
    for revision in revisions[1:]:
        downgrade(database, revision)
        older = columns_of(database)
        shared = {table: [one for one in names if one in newest[table]] for table, names in older.items()}
        before = kept_rows(database, shared)
        upgrade(database)

        assert newest == columns_of(database)
        assert before == kept_rows(database, shared)
        assert 34 + 6 == len(before["answer"])
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})

        assert [] == compare_metadata(context, Base.metadata)
    with pytest.raises(IntegrityError, match="never change"), database.writing() as transaction:
        transaction.execute(text("UPDATE listening_session SET is_simulated = NOT is_simulated"))


def test_upgrading_keeps_every_row(database: Database, walk: Callable[..., Walk]) -> None:
    """Upgrading tables that are up to date, with data in them, changes no row."""
    walk()
    before = rows_hash(database)
    upgrade(database)

    assert before == rows_hash(database)


def test_servers_that_start_together_migrate_in_turn(small_study: StudyFolder, empty_database: Database) -> None:
    """Three processes that upgrade an empty database at once all succeed."""
    start = (
        "import sys; from pathlib import Path; from study.folder import StudyFolder;"
        "from survey_app.server import prepare; prepare(StudyFolder(Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", start, str(small_study.path)]
    processes = [subprocess.Popen(command) for _ in range(3)]

    assert [0, 0, 0] == [process.wait() for process in processes]


def test_old_tables_are_refused(small_study: StudyFolder, empty_database: Database, password: str) -> None:
    """The survey does not start on tables of another revision, and says what to do."""
    with pytest.raises(SurveyError, match=r"expected .* Run 'ascolto db upgrade'"):
        create_app(small_study)
    with pytest.raises(SurveyError, match="at revision ''"):
        require_newest(empty_database)


def test_an_unknown_revision_is_refused(database: Database) -> None:
    """A revision nobody knows is one line, not a traceback."""
    with pytest.raises(SurveyError, match="1999"):
        downgrade(database, "1999")

    assert newest_revision() == current_revision(database)


@pytest.mark.parametrize("change", ["is_simulated = NOT is_simulated", "run = 'live', is_simulated = FALSE"])
def test_simulated_rows_stay_simulated(database: Database, walk: Callable[..., Walk], change: str) -> None:
    """Not even plain SQL turns a rehearsal into live data; other columns can change."""
    walk(leaves_after=1)

    with pytest.raises(IntegrityError, match="never change"), database.writing() as transaction:
        transaction.execute(text(f"UPDATE listening_session SET {change}"))
    with database.writing() as transaction:
        transaction.execute(text("UPDATE listening_session SET language = 'it'"))


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE listening_session SET state = 'lost'", "state_is_known"),
        ("UPDATE rehearsal_key SET n_left = -1", "not_used_up"),
        ("UPDATE trial SET n_plays = -1", "plays_are_counted"),
        ("UPDATE trial SET place = 0", "one_trial_per_place|trial.place"),
        ("UPDATE answer SET uuid = 'same'", "uq_answer_uuid|answer.uuid"),
        ("UPDATE answer SET question = 'same'", "one_answer_per_question|answer.question"),
        ("DELETE FROM study_version", "(?i)foreign key"),
    ],
)
def test_constraints_say_what_cannot_be(
    database: Database, walk: Callable[..., Walk], statement: str, constraint: str
) -> None:
    """The database itself refuses states that the survey must never reach."""
    walk(leaves_after=2)

    with pytest.raises(IntegrityError, match=constraint), database.writing() as transaction:
        transaction.execute(text(statement))


def test_an_unreachable_database_is_one_line(small_study: StudyFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PostgreSQL that is not there, and a folder that is none, are errors a researcher understands."""
    urls: list[Any] = ["postgresql://127.0.0.1:1/nothing", "sqlite:////dev/null/ascolto.db"]
    for url in urls:
        monkeypatch.setenv("DATABASE_URL", url)
        for use in (upgrade, current_revision):
            with pytest.raises(SurveyError, match="cannot be used"):
                use(Database(database_url(small_study)))


def test_a_file_that_is_no_database_is_one_line(small_study: StudyFolder) -> None:
    """What lies under the database's name but is something else is named, and left alone."""
    path = small_study.path / "ascolto.db"
    path.write_bytes(b"not a database" * 1000)
    database = Database(database_url(small_study))

    with pytest.raises(SurveyError, match=r"ascolto\.db: the database cannot be used: file is not a database"):
        upgrade(database)
    assert path.read_bytes() == b"not a database" * 1000


@pytest.mark.parametrize(("run", "expected"), [("live", [(1, "live", 1)]), ("rehearsal", [])])
def test_a_study_from_before_states_goes_on(
    empty_database: Database, run: str, expected: list[tuple[int, str, int]]
) -> None:
    """A database with live answers in it stays live when states come; one with rehearsals alone is a draft."""
    upgrade(empty_database, "2026_11_22")
    now = "'2026-01-01 00:00:00'"
    with empty_database.writing() as transaction:
        for statement in (
            f"INSERT INTO study_version VALUES (1, 'v', '', '', '{{}}', {now})",
            f"INSERT INTO participant VALUES (1, 'p', {now})",
            f"""
            INSERT INTO listening_session (id, participant_id, study_version_id, token_hash, withdrawal_hash, run,
                is_simulated, language, device_class, seed, slot, holds_slot, state, n_parts_begun, opened_at, seen_at)
            VALUES (1, 1, 1, 't', 'w', '{run}', FALSE, 'en', 'phone', '7', 0, TRUE, 'listen', 0, {now}, {now})
            """,
        ):
            transaction.execute(text(statement))
    upgrade(empty_database)
    with empty_database.reading() as transaction:
        found = [tuple(row) for row in transaction.execute(text("SELECT id, state, study_version_id FROM study_state"))]
    downgrade(empty_database, "2026_11_22")
    with empty_database.reading() as transaction:
        kept = transaction.scalar(text("SELECT count(*) FROM listening_session"))

    assert (expected, 1) == (found, kept)
