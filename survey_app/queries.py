"""What is read from the database, by more than one part of the survey.

Statements that most requests need are built once, here and where only one part needs them,
because building them takes much of the time of a request.
"""

from flask_babel import lazy_gettext as _
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from survey_app.errors import NotFound
from survey_app.models import CheckResult, ListeningSession, Trial
from survey_app.tokens import hash_of

_LISTENING_SESSION = select(ListeningSession).where(ListeningSession.token_hash == bindparam("token_hash"))
_LISTENING_SESSION_TO_UPDATE = _LISTENING_SESSION.with_for_update()
_TRIAL = (
    select(ListeningSession, Trial)
    .join(Trial.listening_session)
    .where(ListeningSession.token_hash == bindparam("token_hash"), Trial.public_id == bindparam("public_id"))
    .with_for_update(of=Trial)
)


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


def find_trial(transaction: Session, token: str, public_id: str) -> tuple[ListeningSession, Trial]:
    """Return a trial of the listening session that a token opens, locked against other writers.

    Raises
    ------
    NotFound
        The token is unknown, or the trial belongs to somebody else.
    """
    found = transaction.execute(_TRIAL, {"token_hash": hash_of(token), "public_id": public_id}).one_or_none()
    if found is None:
        raise NotFound(_("This address is not in use, or its answers were deleted."))
    return found[0], found[1]


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
