import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from study.errors import AscoltoError
from study.folder import StudyFolder
from survey_app.backup import back_up
from survey_app.database import Database
from survey_app.errors import SurveyError
from survey_app.survey import Survey
from survey_app.walker import Walk

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@on_sqlite
def test_a_backup_holds_every_answer_acknowledged_before_it(
    small_study: StudyFolder, survey: Survey, walk: Callable[..., Walk], tmp_path: Path
) -> None:
    """While a walker answers, copies are taken: each is sound and holds all that was confirmed before it began."""
    confirmed: list[str] = []
    seen: list[tuple[int, int]] = []

    def answer(_stimulus: str, question: dict[str, Any]) -> str:
        confirmed.append(question["id"])  # asked now: all earlier ones are confirmed
        return "2" if question["kind"] == "rating" else str(question["options"][0]["value"])

    walking = threading.Thread(target=walk, args=(answer,))
    walking.start()
    while walking.is_alive():
        n_before = len(confirmed) - 1
        back_up(survey.database, tmp_path / "copy.db")
        with sqlite3.connect(tmp_path / "copy.db") as copy:
            assert [("ok",)] == copy.execute("PRAGMA integrity_check").fetchall()
            seen.append((n_before, copy.execute("SELECT count(*) FROM answer").fetchone()[0]))
        copy.close()
    walking.join()

    assert len(seen) > 2
    assert [] == [(before, copied) for before, copied in seen if copied < before]
    assert [tmp_path / "copy.db"] == list(tmp_path.glob("*copy*"))


@on_sqlite
def test_what_cannot_be_backed_up_is_one_line(survey: Survey, tmp_path: Path) -> None:
    """A folder that is none, a database that is not there, and PostgreSQL each get a line that says what to do."""
    with pytest.raises(AscoltoError, match="cannot be written"):
        back_up(survey.database, Path("/dev/null/copy.db"))
    with pytest.raises(SurveyError, match="there is no database yet"):
        back_up(Database(make_url(f"sqlite:///{tmp_path}/nothing.db")), tmp_path / "copy.db")
    with pytest.raises(SurveyError, match="Use pg_dump"):
        back_up(Database(make_url("postgresql+psycopg://host/name")), tmp_path / "copy.db")
