import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url, select, text

from study.folder import StudyFolder
from survey_app import create_app, database_copy
from survey_app.database import Database
from survey_app.database_copy import copy_database
from survey_app.errors import SurveyError
from survey_app.export import export_from
from survey_app.models import Answer, Base, ListeningSession, Participant
from survey_app.operations.rehearsals import make_rehearsal_key
from survey_app.schema import upgrade
from survey_app.survey import Survey, survey_of
from survey_app.walker import Walk


@pytest.fixture
def other(database: Database, tmp_path: Path, own_schema: str) -> Iterator[Database]:
    """Give an empty database of the other kind: PostgreSQL for SQLite, and SQLite for PostgreSQL."""
    target = Database(make_url(own_schema if database.is_sqlite else f"sqlite:///{tmp_path / 'other.db'}"))
    yield target
    target.close()


def n_rows(database: Database) -> int:
    """Return how many rows there are in all tables."""
    with database.reading() as transaction:
        return sum(len(transaction.execute(table.select()).all()) for table in Base.metadata.sorted_tables)


def test_there_and_back_every_row_is_the_same(
    database: Database, other: Database, walk: Callable[..., Walk], tmp_path: Path
) -> None:
    """Both ways between both databases: the same counts, and the same export to the byte."""
    walk()
    walk(language="it", leaves_after=3)
    copied = copy_database(database, other)
    back = Database(make_url(f"sqlite:///{tmp_path / 'back.db'}"))
    returned = copy_database(other, back)
    exports = [
        export_from(one, tmp_path / name, "rehearsal", "test").ratings.read_bytes()
        for name, one in (("a", database), ("b", other), ("c", back))
    ]
    back.close()

    assert copied == returned
    assert (2, 34 + 6) == (copied["participant"], copied["answer"])
    assert exports[0] == exports[1] == exports[2]
    assert exports[0].count(b"\r\n") == 1 + copied["answer"]


def test_the_survey_goes_on_in_the_copy(
    small_study: StudyFolder,
    survey: Survey,
    other: Database,
    walk: Callable[..., Walk],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """New rows get new numbers, and what began in the old database ends in the new one."""
    walk()
    copy_database(survey.database, other)
    monkeypatch.setenv("DATABASE_URL", other.url.render_as_string(hide_password=False))
    moved = survey_of(create_app(small_study)).database
    make_rehearsal_key(moved, 1)
    with moved.writing() as transaction:
        transaction.add(Participant(public_id="p-after", made_at=datetime.now(UTC)))
    with moved.reading() as transaction:
        ids = list(transaction.scalars(select(Participant.id).order_by(Participant.id)))
    moved.close()

    assert [0, 1] == [one - ids[0] for one in ids]


def test_a_target_with_rows_is_refused(database: Database, other: Database, walk: Callable[..., Walk]) -> None:
    """Copying twice, or onto itself, changes nothing and is one line."""
    walk(leaves_after=1)
    copy_database(database, other)
    before = n_rows(other)

    for target in (other, database):
        with pytest.raises(SurveyError, match=r"holds rows already\. Name an empty database"):
            copy_database(database, target)
    assert before == n_rows(other)


def test_a_copy_that_differs_is_taken_back(
    database: Database, other: Database, walk: Callable[..., Walk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a row does not arrive as it left, nothing stays in the target."""
    walk(leaves_after=1)
    copy_rows = database_copy._copy_rows

    def careless(table, reader, writer):  # type: ignore[no-untyped-def]
        copy_rows(table, reader, writer)
        if table is Answer.__table__:
            writer.execute(text("UPDATE answer SET response_time_s = response_time_s + 1e-9 WHERE id = 1"))

    with database.writing() as transaction:
        transaction.execute(text("UPDATE answer SET id = 1 WHERE id = (SELECT min(id) FROM answer)"))
    monkeypatch.setattr(database_copy, "_copy_rows", careless)

    with pytest.raises(SurveyError, match="table answer differs from the original after copying"):
        copy_database(database, other)
    assert 0 == n_rows(other)


def test_a_source_that_is_not_up_to_date_is_refused(tmp_path: Path, own_schema: str) -> None:
    """A database without tables has nothing to copy, and the line says what to do."""
    source, target = Database(make_url(f"sqlite:///{tmp_path}/old.db")), Database(make_url(own_schema))
    with pytest.raises(SurveyError, match="Run 'ascolto db upgrade'"):
        copy_database(source, target)
    upgrade(source)

    assert {0} == set(copy_database(source, target).values())
    source.close()
    target.close()


def test_texts_of_every_kind_arrive(database: Database, other: Database, walk: Callable[..., Walk]) -> None:
    """Emoji, quotes, line ends and a long comment are the same text in both databases."""
    walk(leaves_after=1)
    comment = "àé 🎻 \"quoted\" 'single'\n& % + \\ \t" + "x" * 60_000
    with database.writing() as transaction:
        transaction.execute(text("UPDATE listening_session SET comment = :comment"), {"comment": comment})
    copy_database(database, other)
    with other.reading() as transaction:
        found = transaction.scalar(select(ListeningSession.comment))

    assert json.dumps(comment) == json.dumps(found)
