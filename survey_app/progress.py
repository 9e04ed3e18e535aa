"""How far a study has come: counts for the researcher's pages, never results."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from survey_app.database import Database
from survey_app.models import Answer, ListeningSession, Trial
from survey_app.operations.slots import ABANDONED_AFTER
from survey_app.order import heard_stimuli
from survey_app.origins import ORIGINS, Origin, belongs_to
from survey_app.queries import read_standing
from survey_app.study_states import GRACE, Standing
from survey_app.survey import Survey


@dataclass(frozen=True)
class Balance:
    """How often the stimuli of a section were heard by participants who finished."""

    section: str
    n_stimuli: int
    fewest: int
    most: int


@dataclass(frozen=True)
class Progress:
    """How far one origin has come, of the study version that is served."""

    origin: Origin
    n_started: int
    n_completed: int
    n_there: int
    """Not finished, and heard of during the last hour."""
    n_left: int
    """Not finished, and not heard of for longer."""
    n_screened_out: int
    """Let go no further by the study; in neither of the two."""
    n_answers: int
    n_earlier: int
    """Listening sessions of earlier versions of the study; in no other number here."""
    median_minutes: float | None
    """From consent to the end, of those who finished; None where nobody has."""
    balance: tuple[Balance, ...]


def n_in_the_middle(database: Database) -> int:
    """Return how many live participants were heard of lately and have not finished."""
    lately = datetime.now(UTC) - GRACE
    with database.reading() as transaction:
        return (
            transaction.scalar(
                select(func.count()).where(
                    ListeningSession.run == "live",
                    ListeningSession.state != "completed",
                    ListeningSession.screened_out_by.is_(None),
                    ListeningSession.seen_at > lately,
                )
            )
            or 0
        )


def standing_of_study(database: Database) -> Standing:
    """Return where the study stands."""
    with database.reading() as transaction:
        return read_standing(transaction)


def progress_of_runs(survey: Survey) -> list[Progress]:
    """Return how far each origin has come."""
    with survey.database.reading() as transaction:
        return [_progress(transaction, survey, origin) for origin in ORIGINS]


def _progress(transaction: Session, survey: Survey, origin: Origin) -> Progress:
    belongs = belongs_to(transaction, origin)
    now = datetime.now(UTC)
    found = transaction.execute(
        select(
            ListeningSession.study_version_id,
            ListeningSession.seen_at,
            ListeningSession.opened_at,
            ListeningSession.completed_at,
            ListeningSession.screened_out_by,
        ).where(belongs)
    ).all()
    of_version = [one for one in found if one.study_version_id == survey.version_id]
    minutes = [(one.completed_at - one.opened_at).total_seconds() / 60 for one in of_version if one.completed_at]
    n_screened_out = sum(one.screened_out_by is not None for one in of_version)
    n_there = sum(
        one.completed_at is None and one.screened_out_by is None and one.seen_at > now - ABANDONED_AFTER
        for one in of_version
    )
    n_answers = transaction.scalar(
        select(func.count(Answer.id))
        .join(Trial, Trial.id == Answer.trial_id)
        .join(ListeningSession)
        .where(belongs, ListeningSession.study_version_id == survey.version_id)
    )
    return Progress(
        origin,
        n_started=len(of_version),
        n_completed=len(minutes),
        n_there=n_there,
        n_left=len(of_version) - len(minutes) - n_there - n_screened_out,
        n_screened_out=n_screened_out,
        n_answers=n_answers or 0,
        n_earlier=len(found) - len(of_version),
        median_minutes=median(minutes) if minutes else None,
        balance=tuple(_balance(transaction, survey, section.id, belongs) for section in survey.material.study.sections),
    )


def _balance(transaction: Session, survey: Survey, section_id: str, belongs: ColumnElement[bool]) -> Balance:
    heard = times_heard(transaction, survey, section_id, belongs)
    return Balance(section_id, len(heard), min(heard.values()), max(heard.values()))


def times_heard(
    transaction: Session, survey: Survey, section_id: str, belongs: ColumnElement[Any]
) -> Mapping[str, int]:
    """Count how often each stimulus of a section was heard and answered in completed listening sessions.

    Parameters
    ----------
    belongs : SQL condition
        Which listening sessions, from :func:`survey_app.origins.belongs_to`.

    Returns
    -------
    mapping of str to int
        By the id of each stimulus that participants may hear; repeats and check trials do not count.
    """
    section = survey.material.study.section(section_id)
    counted = dict(
        transaction.execute(
            select(Trial.stimulus, func.count())
            .join(ListeningSession)
            .where(
                belongs,
                ListeningSession.study_version_id == survey.version_id,
                ListeningSession.state == "completed",
                Trial.section == section_id,
                ~Trial.is_practice,
                Trial.repeat == 0,
                Trial.check_name.is_(None),
                Trial.answers.any(),
            )
            .group_by(Trial.stimulus)
        ).all()
    )
    return {
        stimulus.id: counted.get(stimulus.id, 0) for stimulus in heard_stimuli(survey.material.manifests[section.set])
    }
