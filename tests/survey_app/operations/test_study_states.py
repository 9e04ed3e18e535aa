import subprocess
import sys

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from study.folder import StudyFolder
from survey_app.database import Database
from survey_app.errors import SurveyError
from survey_app.material import read_material
from survey_app.models import AuditEntry
from survey_app.operations.study_states import begin_rehearsal, close_study, open_study
from survey_app.operations.study_versions import register_version
from survey_app.queries import read_standing


@pytest.fixture
def version_id(database: Database, small_study: StudyFolder) -> int:
    """Register the small study in a database whose study is a draft; return its version's id."""
    return register_version(database, read_material(small_study))


def audited(database: Database) -> list[str]:
    """Return what the audit says, in order."""
    with database.reading() as transaction:
        return list(transaction.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_study_goes_from_draft_to_closed_and_back(database: Database, version_id: int) -> None:
    """Draft, rehearsal, live, closed, live again: each move is stored, and has its line in the audit."""
    with database.reading() as transaction:
        states = [read_standing(transaction).state]
    for move in (
        lambda: begin_rehearsal(database),
        lambda: begin_rehearsal(database),
        lambda: open_study(database, version_id),
        lambda: begin_rehearsal(database),
        lambda: close_study(database),
        lambda: open_study(database, version_id),
    ):
        standing = move()
        states.append(standing.state)
        with database.reading() as transaction:
            assert standing == read_standing(transaction)

    assert ["draft", "rehearsal", "rehearsal", "live", "live", "closed", "live"] == states
    assert ["rehearsal", "opened", "closed", "reopened"] == audited(database)


def test_moves_that_make_no_sense_are_refused(database: Database, version_id: int) -> None:
    """A draft is not opened untried, an open study not twice, and only a live one is closed; nothing is audited."""
    with pytest.raises(SurveyError, match="is a draft"):
        open_study(database, version_id)
    with pytest.raises(SurveyError, match="it is: draft"):
        close_study(database)
    begin_rehearsal(database)
    with pytest.raises(SurveyError, match="it is: rehearsal"):
        close_study(database)
    open_study(database, version_id)
    with pytest.raises(SurveyError, match="live already"):
        open_study(database, version_id)

    assert ["rehearsal", "opened"] == audited(database)


def test_servers_that_start_together_begin_one_rehearsal(
    database: Database, version_id: int, small_study: StudyFolder
) -> None:
    """Three processes that make a draft a rehearsal at once leave one line in the audit."""
    begin = (
        "import sys; from pathlib import Path; from study.folder import StudyFolder;"
        "from survey_app.export import open_database;"
        "from survey_app.operations.study_states import begin_rehearsal;"
        "begin_rehearsal(open_database(StudyFolder(Path(sys.argv[1]))))"
    )
    processes = [subprocess.Popen([sys.executable, "-c", begin, str(small_study.path)]) for _ in range(3)]

    assert [0, 0, 0] == [process.wait() for process in processes]
    assert ["rehearsal"] == audited(database)


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE study_state SET id = 2", "there_is_one"),
        ("UPDATE study_state SET state = 'ended'", "state_is_known|opened_with_a_version"),
        ("UPDATE study_state SET state = 'live'", "opened_with_a_version"),
    ],
)
def test_the_database_refuses_states_that_cannot_be(database: Database, statement: str, constraint: str) -> None:
    """There is one state, one of those that are known, and live only with a version."""
    begin_rehearsal(database)

    with pytest.raises(IntegrityError, match=constraint), database.writing() as transaction:
        transaction.execute(text(statement))
