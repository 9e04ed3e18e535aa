"""What the researcher sees of each participant: how far, how long, which checks failed; no answer, no profile."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey_app.acceptance import is_accepted
from survey_app.models import CheckResult, ListeningSession
from survey_app.operations.slots import ABANDONED_AFTER
from survey_app.origins import Origin, belongs_to
from survey_app.survey import Survey

Group = Literal["doubtful", "good", "unfinished"]
"""Who finished and failed a check; who finished without; who did not finish."""

_FIGURE = re.compile(r"\d+ of \d+|\d+%")


@dataclass(frozen=True)
class Reason:
    """A failed check of a listening session."""

    name: str
    figure: str
    """How much of it, such as "3 of 12"; blank where the check keeps no such figure."""


@dataclass(frozen=True)
class Listed:
    """One participant."""

    public_id: str
    group: Group
    is_there: bool
    """Whether somebody who has not finished was heard of during the last hour."""
    screened_out_by: str
    """Why the study let them go no further; blank where it did not."""
    opened_at: datetime
    minutes: float | None
    """From consent to the end; None where there is no end."""
    language: str
    device_class: str
    reasons: tuple[Reason, ...]
    is_accepted: bool
    is_decided: bool
    """Whether the researcher decided, and not the checks."""


def figure_of(detail: str | None) -> str:
    """Return how much of a check failed; nothing that tells a rating.

    Examples
    --------
    >>> figure_of("3 of 12 trials"), figure_of("62% of the scale apart, 6 ratings"), figure_of("quality: 24 times 3")
    ('3 of 12', '62%', '')
    """
    found = _FIGURE.search(detail or "")
    return found[0] if found else ""


def participants_of(survey: Survey, origin: Origin) -> list[Listed]:
    """Return all participants of an origin, newest first."""
    lately = datetime.now(UTC) - ABANDONED_AFTER
    with survey.database.reading() as transaction:
        found = transaction.scalars(
            select(ListeningSession)
            .where(belongs_to(transaction, origin))
            .order_by(ListeningSession.id.desc())
            .options(selectinload(ListeningSession.participant))
        ).all()
        failed = _failed_of_sessions(transaction)
    return [_listed(one, failed.get(one.id, ()), lately) for one in found]


def _failed_of_sessions(transaction: Session) -> Mapping[int, tuple[Reason, ...]]:
    found: dict[int, tuple[Reason, ...]] = {}
    rows = transaction.execute(
        select(CheckResult.listening_session_id, CheckResult.name, CheckResult.detail)
        .where(~CheckResult.is_passed, CheckResult.trial_id.is_(None))
        .order_by(CheckResult.name, CheckResult.id)
    )
    for listening_session, name, detail in rows:
        others = tuple(one for one in found.get(listening_session, ()) if one.name != name)  # the last try counts
        found[listening_session] = (*others, Reason(name, figure_of(detail)))
    return found


def _listed(found: ListeningSession, reasons: tuple[Reason, ...], lately: datetime) -> Listed:
    is_completed = found.completed_at is not None
    return Listed(
        public_id=found.participant.public_id,
        group="unfinished" if not is_completed else "doubtful" if reasons else "good",
        is_there=not is_completed and found.screened_out_by is None and found.seen_at > lately,
        screened_out_by=found.screened_out_by or "",
        opened_at=found.opened_at,
        minutes=(found.completed_at - found.opened_at).total_seconds() / 60 if found.completed_at else None,
        language=found.language,
        device_class=found.device_class,
        reasons=reasons,
        is_accepted=is_accepted(found, [one.name for one in reasons]),
        is_decided=found.is_accepted is not None,
    )
