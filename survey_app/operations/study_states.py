"""The state of the study: moved by the researcher, each move with its line in the audit."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from survey_app.database import Database
from survey_app.errors import SurveyError
from survey_app.models import AuditEntry, StudyState, StudyVersion
from survey_app.queries import read_standing, standing_in
from survey_app.study_states import Standing, State

_THE_ONE = 1


def begin_rehearsal(database: Database) -> Standing:
    """Move a draft to rehearsal; any other state stays. Any number of servers may do so at once."""
    insert = sqlite_insert if database.is_sqlite else postgresql_insert
    with database.writing() as transaction:
        made = transaction.scalar(
            insert(StudyState)
            .values(id=_THE_ONE, state="rehearsal", changed_at=datetime.now(UTC))
            .on_conflict_do_nothing(index_elements=["id"])
            .returning(StudyState.id)
        )
        if made is not None:
            transaction.add(AuditEntry(at=datetime.now(UTC), action="rehearsal"))
        return read_standing(transaction)


def open_study(database: Database, version_id: int) -> Standing:
    """Make a study version live, or live again; what has to be true first, `survey_app.opening` says.

    Raises
    ------
    SurveyError
        The study is a draft, or this version is live already.
    """
    with database.writing() as transaction:
        found = _locked(transaction)
        if found is None:
            problem = "the study is a draft, nobody has tried it out"
            raise SurveyError("ascolto open", problem, "Run 'ascolto serve' and take the survey once yourself.")
        if found.state == "live" and found.study_version_id == version_id:
            raise SurveyError("ascolto open", "the study is live already", "Nothing was changed.")
        action = "reopened" if found.state == "closed" else "opened"
        found.study_version_id = version_id
        return _move(transaction, found, "live", action)


def close_study(database: Database) -> Standing:
    """Close a live study: nobody can begin any more.

    Raises
    ------
    SurveyError
        The study is not live.
    """
    with database.writing() as transaction:
        found = _locked(transaction)
        if found is None or found.state != "live":
            state = "draft" if found is None else found.state
            raise SurveyError("ascolto close", f"the study is not live, it is: {state}", "Nothing was changed.")
        return _move(transaction, found, "closed", "closed")


def _locked(transaction: Session) -> StudyState | None:
    return transaction.get(StudyState, _THE_ONE, with_for_update=True)


def _move(transaction: Session, found: StudyState, state: State, action: str) -> Standing:
    found.state, found.changed_at = state, datetime.now(UTC)
    version = transaction.scalar(select(StudyVersion.version).where(StudyVersion.id == found.study_version_id))
    transaction.add(AuditEntry(at=found.changed_at, action=action, detail=f"study version {version}"))
    transaction.flush()
    return standing_in(found)
