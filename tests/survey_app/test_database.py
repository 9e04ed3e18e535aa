import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from study.folder import StudyFolder
from survey_app.database import Database, database_url
from survey_app.errors import SurveyError


def test_a_relative_path_is_relative_to_the_study(small_study: StudyFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the command is run, the database lies in the study folder."""
    monkeypatch.chdir("/")

    assert str(small_study.path / "ascolto.db") == database_url(small_study).database


def test_the_environment_wins(small_study: StudyFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """DATABASE_URL replaces the study file's URL, and PostgreSQL goes through psycopg 3."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:secret@host/ascolto")

    assert "postgresql+psycopg" == database_url(small_study).drivername


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("nonsense", "DATABASE_URL: not a database URL"),
        ("mysql://host/name", "Ascolto knows sqlite and postgresql, got mysql"),
        ("sqlite://", "the survey needs a database file"),
        ("sqlite:///:memory:", "the survey needs a database file"),
    ],
)
def test_a_wrong_url_is_refused(
    small_study: StudyFolder, monkeypatch: pytest.MonkeyPatch, url: str, problem: str
) -> None:
    """A URL that cannot serve a survey gets one line that says why."""
    monkeypatch.setenv("DATABASE_URL", url)

    with pytest.raises(SurveyError, match=problem):
        database_url(small_study)


def test_sqlite_is_set_so_that_nothing_acknowledged_is_lost(small_study: StudyFolder) -> None:
    """Each connection has the settings on which the promises of the survey rest."""
    database = Database(database_url(small_study))
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
    with database.reading() as transaction:
        found = {name: transaction.execute(text(f"PRAGMA {name}")).scalar() for name in names}
    database.close()

    assert {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 15000,
    } == found


def test_many_writers_take_turns(empty_database: Database) -> None:
    """Eight threads that read and then write at once all succeed; no update is lost of a row that was read for it."""
    lock = "" if empty_database.is_sqlite else " FOR UPDATE"  # PostgreSQL lets writers in together
    with empty_database.writing() as transaction:
        transaction.execute(text("CREATE TABLE counter (n INTEGER)"))
        transaction.execute(text("INSERT INTO counter VALUES (0)"))

    def count() -> None:
        for _ in range(25):
            with empty_database.writing() as transaction:
                n = transaction.execute(text(f"SELECT n FROM counter{lock}")).scalar_one()
                transaction.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with empty_database.reading() as transaction:
        n = transaction.execute(text("SELECT n FROM counter")).scalar_one()

    assert 200 == n


def test_reading_holds_no_writer_up(empty_database: Database) -> None:
    """A long read (an export) sees one state, while answers are stored beside it."""
    with empty_database.writing() as transaction:
        transaction.execute(text("CREATE TABLE t (n INTEGER)"))
    with empty_database.reading() as reader:
        before = reader.execute(text("SELECT count(*) FROM t")).scalar_one()
        with empty_database.writing() as writer:
            writer.execute(text("INSERT INTO t VALUES (1)"))
        during = reader.execute(text("SELECT count(*) FROM t")).scalar_one()
    with empty_database.reading() as reader:
        after = reader.execute(text("SELECT count(*) FROM t")).scalar_one()

    assert [0, 0, 1] == [before, during, after]


def test_a_failed_transaction_leaves_nothing(empty_database: Database) -> None:
    """What a block wrote before it failed is taken back."""
    with empty_database.writing() as transaction:
        transaction.execute(text("CREATE TABLE t (n INTEGER)"))
    with pytest.raises(DatabaseError), empty_database.writing() as transaction:
        _write_and_fail(transaction)
    with empty_database.reading() as transaction:
        n = transaction.execute(text("SELECT count(*) FROM t")).scalar_one()

    assert 0 == n


def _write_and_fail(transaction: Session) -> None:
    transaction.execute(text("INSERT INTO t VALUES (1)"))
    transaction.execute(text("INSERT INTO nowhere VALUES (1)"))
