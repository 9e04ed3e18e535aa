"""What is shown and exported together, and never mixed: live answers, rehearsals, try-outs."""

from typing import Literal, get_args

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from survey_app.models import ListeningSession

Origin = Literal["live", "try-out", "rehearsal"]
"""Real participants; people who tried the survey out; the synthetic listeners of the newest rehearsal."""

ORIGINS: tuple[Origin, ...] = get_args(Origin)


def belongs_to(transaction: Session, origin: Origin) -> ColumnElement[bool]:
    """Return the condition that a listening session is of an origin."""
    if origin == "live":
        return ListeningSession.run == "live"
    if origin == "try-out":
        return and_(ListeningSession.run == "rehearsal", ~ListeningSession.is_simulated)
    newest = transaction.scalar(select(func.max(ListeningSession.rehearsal_key_id)))
    return ListeningSession.rehearsal_key_id == (newest or 0)  # 0: there was no rehearsal yet
