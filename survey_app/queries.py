"""What is read from the database, by more than one part of the survey.

Statements that most requests need are built once, here and where only one part needs them,
because building them takes much of the time of a request.
"""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from sqlalchemy import bindparam, select, true
from sqlalchemy.orm import Session

from survey_app.errors import NotFound
from survey_app.models import CheckResult, ListeningSession, StudyState, Trial
from survey_app.rows import LISTENING_SESSION, STUDY_STATE, TRIAL, as_read
from survey_app.study_states import Standing
from survey_app.tokens import hash_of

_LISTENING_SESSION = select(ListeningSession).where(ListeningSession.token_hash == bindparam("token_hash"))
_LISTENING_SESSION_TO_UPDATE = _LISTENING_SESSION.with_for_update()
_TRIAL = (
    select(LISTENING_SESSION, TRIAL, STUDY_STATE)
    .join_from(TRIAL, LISTENING_SESSION)
    .join(STUDY_STATE, true(), isouter=True)
    .where(LISTENING_SESSION.c.token_hash == bindparam("token_hash"), TRIAL.c.public_id == bindparam("public_id"))
    .with_for_update(of=TRIAL)
)
_STUDY_STATE = select(STUDY_STATE)


@dataclass(frozen=True)
class Asked:
    """The trial that a participant's request is about; its rows are there to be read only."""

    found: ListeningSession
    trial: Trial
    standing: Standing
    """Where the study stands."""


def find_listening_session(transaction: Session, token: str, for_update: bool = False) -> ListeningSession:
    """Return the listening session that a token opens, locked against other writers when it is to be updated.

    Raises
    ------
    NotFound
        No listening session has this token, or it was withdrawn.
    """
    wanted = _LISTENING_SESSION_TO_UPDATE if for_update else _LISTENING_SESSION
    found = transaction.scalar(wanted, {"token_hash": hash_of(token)})
    if found is None:
        raise NotFound(_("This address is not in use, or its answers were deleted."))
    return found


def find_trial(transaction: Session, token: str, public_id: str) -> Asked:
    """Return a trial of the listening session that a token opens, locked against other writers.

    Raises
    ------
    NotFound
        The token is unknown, or the trial belongs to somebody else.
    """
    row = transaction.execute(_TRIAL, {"token_hash": hash_of(token), "public_id": public_id}).one_or_none()
    if row is None:
        raise NotFound(_("This address is not in use, or its answers were deleted."))
    return Asked(as_read(row, ListeningSession), as_read(row, Trial), standing_in(as_read(row, StudyState)))


def read_standing(transaction: Session) -> Standing:
    """Read where the study stands; without a row it is a draft."""
    row = transaction.execute(_STUDY_STATE).one_or_none()
    return Standing("draft") if row is None else standing_in(as_read(row, StudyState))


def standing_in(state: StudyState) -> Standing:
    """Return where the study stands by its row; where an outer join found none it is a draft."""
    return Standing(state.state or "draft", state.study_version_id, state.changed_at)


def failed_checks(transaction: Session) -> dict[tuple[int, int | None], tuple[str, ...]]:
    """Return the names of failed checks by listening session and trial; trial None is the session's own."""
    failed: dict[tuple[int, int | None], tuple[str, ...]] = {}
    rows = transaction.execute(
        select(CheckResult.listening_session_id, CheckResult.trial_id, CheckResult.name)
        .where(~CheckResult.is_passed)
        .distinct()
        .order_by(CheckResult.name)
    )
    for listening_session, trial, name in rows:
        failed[listening_session, trial] = (*failed.get((listening_session, trial), ()), name)
    return failed
