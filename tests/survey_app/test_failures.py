"""What participants see when disk, database or clock fail: a sentence, and nothing acknowledged is lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, func, select, text

from study.folder import StudyFolder
from survey_app.errors import SurveyError
from survey_app.models import Answer, ListeningSession, Trial
from survey_app.survey import Survey, open_survey


@contextmanager
def every_connection(survey: Survey, *statements: str) -> Iterator[None]:
    """Let every connection of the survey run these statements first."""

    def prepare(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for statement in statements:
            cursor.execute(statement)
        cursor.close()
        if survey.database.url.get_backend_name() == "postgresql":
            connection.commit()

    survey.database.close()
    event.listen(survey.database.engine, "connect", prepare)
    yield
    event.remove(survey.database.engine, "connect", prepare)
    survey.database.close()


def n_answers(survey: Survey) -> int:
    """Count the stored answers."""
    with survey.database.reading() as transaction:
        return transaction.scalar(select(func.count()).select_from(Answer)) or 0


def read_only(survey: Survey) -> str:
    """Return the statement that makes a connection read-only."""
    is_sqlite = survey.database.url.get_backend_name() == "sqlite"
    return "PRAGMA query_only = ON" if is_sqlite else "SET default_transaction_read_only = ON"


def test_a_read_only_database_keeps_the_participant_where_they_are(synthetic: Any, survey: Survey) -> None:
    """While nothing can be written an answer is 503, pages still show, and the same answer is taken afterwards."""
    trial, uuid = synthetic.begin(), uuid4().hex
    with every_connection(survey, read_only(survey)):
        refused = synthetic.answer(trial, uuid=uuid)
        page = synthetic.get("listen")
        consent = synthetic.client.post("/consent", data={"language": "en", "agree": "yes"})
        n_meanwhile = n_answers(survey)
    taken = synthetic.answer(trial, uuid=uuid)

    assert (503, "unavailable") == (refused.status_code, refused.json()["error"])
    assert (200, 503, 0) == (page.status_code, consent.status_code, n_meanwhile)
    assert "Your answers are kept" in consent.text
    assert (200, 1) == (taken.status_code, n_answers(survey))


@pytest.mark.parametrize("kept_study", ["sqlite"], indirect=True)
def test_a_full_disk_loses_nothing_that_was_acknowledged(
    survey: Survey, another: Callable[[], Any], synthetic: Any
) -> None:
    """When SQLite reports a full disk the answer is 503; what was confirmed before is there, and later ones go in."""
    trial = synthetic.begin()
    synthetic.answer(trial)
    with survey.database.reading() as transaction:
        n_pages = transaction.connection().exec_driver_sql("PRAGMA page_count").scalar_one()
    with every_connection(survey, f"PRAGMA max_page_count = {n_pages}"):
        replies = [synthetic.client.post("/consent", data={"language": "en", "agree": "yes"}) for _ in range(20)]
        n_meanwhile = n_answers(survey)
    second = synthetic.answer(trial, number=1)

    assert 503 == replies[-1].status_code  # the file had room for some
    assert (1, 200, 2) == (n_meanwhile, second.status_code, n_answers(survey))


@pytest.mark.parametrize("kept_study", ["sqlite"], indirect=True)
def test_a_database_held_by_another_program_is_waited_for_then_said(survey: Survey, synthetic: Any) -> None:
    """A writer that does not let go makes answers 503, not errors, and they are taken when it is gone."""
    trial, uuid = synthetic.begin(), uuid4().hex
    with every_connection(survey, "PRAGMA busy_timeout = 50"):
        with survey.database.writing() as transaction:
            transaction.execute(text("SELECT 1"))  # begins, and holds the only place for writers
            refused = synthetic.answer(trial, uuid=uuid)
        taken = synthetic.answer(trial, uuid=uuid)

    assert (503, 200, 1) == (refused.status_code, taken.status_code, n_answers(survey))


@pytest.mark.parametrize("hours", [-24, 24])
def test_a_clock_that_jumps_holds_nobody_up(participant: Any, survey: Survey, hours: int) -> None:
    """A clock set back a day after the trial was issued: the heard intervals decide; set forward: no harm."""
    trial = participant.begin()
    with survey.database.writing() as transaction:
        row = transaction.scalars(select(Trial).where(Trial.place == 0)).one()
        assert row.issued_at is not None
        row.issued_at -= timedelta(hours=hours)
    unheard = participant.answer(trial, heard=[[0, 0.1]])
    heard = participant.answer(trial)
    with survey.database.reading() as transaction:
        response_time_s = transaction.scalars(select(Answer.response_time_s)).one()

    assert (409, 200, 1.5) == (unheard.status_code, heard.status_code, response_time_s)


def test_a_corrupt_manifest_is_named(small_study: StudyFolder, survey: Survey) -> None:
    """A manifest that is no manifest any more stops the next start with its name; the running survey goes on."""
    small_study.manifest("sweeps").write_text('{"set": "sweeps"')

    with pytest.raises(Exception, match=r"sweeps/manifest\.json"):
        open_survey(StudyFolder(small_study.path))
    assert survey.material.manifests["sweeps"].stimuli


def test_a_survey_that_cannot_open_leaves_no_connection(small_study: StudyFolder, survey: Survey) -> None:
    """A start that fails closes what it opened, and says why."""
    (small_study.path / "research.json").write_text("{}")

    with pytest.raises(SurveyError, match=r"research\.json"):
        open_survey(small_study)


def test_no_error_page_tells_how_the_survey_is_made(synthetic: Any, survey: Survey) -> None:
    """A bug is a sentence for the participant, in their language, and a traceback for the log alone."""
    synthetic.begin()
    with survey.database.writing() as transaction:
        transaction.scalars(select(ListeningSession)).one().language = "it"
        transaction.scalars(select(Trial).where(Trial.place == 0)).one().section = "gone"
    script, page = synthetic.get("trial"), synthetic.get("nothing", headers={"Accept": "text/html"})

    assert (500, "bug") == (script.status_code, script.json()["error"])
    assert 404 == page.status_code
    assert not [word for word in ("Traceback", "sqlalchemy", ".py") if word in script.text + page.text]
