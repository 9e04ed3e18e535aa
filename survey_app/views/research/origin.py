"""Which answers a page is about: live ones, try-outs, or the newest rehearsal."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from sqlalchemy import func, select

from survey_app.models import ListeningSession
from survey_app.origins import ORIGINS, Origin, belongs_to
from survey_app.survey import current_survey


@dataclass(frozen=True)
class Shown:
    """The origin that is shown, and those that could be."""

    origin: Origin
    n_started: Mapping[Origin, int]
    """Listening sessions of each origin, of all versions of the study."""


def shown_origin() -> Shown:
    """Return the origin that the address asks for, else the first that has anything to show."""
    with current_survey().database.reading() as transaction:
        n_started = {
            origin: transaction.scalar(
                select(func.count()).select_from(ListeningSession).where(belongs_to(transaction, origin))
            )
            or 0
            for origin in ORIGINS
        }
    asked: Origin | None = next((origin for origin in ORIGINS if origin == request.args.get("origin")), None)
    filled: Origin = next((origin for origin in ORIGINS if n_started[origin]), "live")
    return Shown(asked or filled, n_started)
