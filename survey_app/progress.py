"""How far a study has come: counts for the researcher's page, never results."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import SQLColumnExpression, func, select
from sqlalchemy.orm import Session

from survey_app.database import Database
from survey_app.models import Answer, AuditEntry, ListeningSession, Trial
from survey_app.operations.study_states import read_standing
from survey_app.order import heard_stimuli
from survey_app.study_states import GRACE, Standing
from survey_app.survey import Survey


def n_failed_logins(database: Database) -> int:
    """Return how many logins failed during the last minute, over all workers."""
    a_minute_ago = datetime.now(UTC) - timedelta(minutes=1)
    with database.reading() as transaction:
        return (
            transaction.scalar(
                select(func.count()).where(AuditEntry.action == "login failed", AuditEntry.at > a_minute_ago)
            )
            or 0
        )


def n_in_the_middle(database: Database) -> int:
    """Return how many live participants were heard of lately and have not finished."""
    lately = datetime.now(UTC) - GRACE
    with database.reading() as transaction:
        return (
            transaction.scalar(
                select(func.count()).where(
                    ListeningSession.run == "live",
                    ListeningSession.state != "completed",
                    ListeningSession.seen_at > lately,
                )
            )
            or 0
        )


def standing_of_study(database: Database) -> Standing:
    """Return where the study stands."""
    with database.reading() as transaction:
        return read_standing(transaction)


def progress_of_runs(survey: Survey) -> list[dict[str, Any]]:
    """Return states, answers and balance of this study version: live, of people's try-outs, in rehearsals."""
    origins = {
        "live": (ListeningSession.run == "live",),
        "try-out": (ListeningSession.run == "rehearsal", ~ListeningSession.is_simulated),
        "rehearsal": (ListeningSession.is_simulated,),
    }
    with survey.database.reading() as transaction:
        return [_progress(transaction, survey, origin, conditions) for origin, conditions in origins.items()]


def _progress(
    transaction: Session, survey: Survey, origin: str, conditions: tuple[SQLColumnExpression[bool], ...]
) -> dict[str, Any]:
    of_run = (*conditions, ListeningSession.study_version_id == survey.version_id)
    states = dict(
        transaction.execute(
            select(ListeningSession.state, func.count()).where(*of_run).group_by(ListeningSession.state)
        ).all()
    )
    n_completed = states.get("completed", 0)
    n_answers = transaction.scalar(
        select(func.count(Answer.id)).join(Trial, Trial.id == Answer.trial_id).join(ListeningSession).where(*of_run)
    )
    return {
        "origin": origin,
        "states": {"started": sum(states.values()), "completed": n_completed},
        "n_answers": n_answers or 0,
        "stimuli": [_balance(transaction, survey, section.id, of_run) for section in survey.material.study.sections],
    }


def _balance(transaction: Session, survey: Survey, section_id: str, of_run: tuple[Any, ...]) -> dict[str, Any]:
    """Count how often each stimulus of a section was heard in completed listening sessions."""
    section = survey.material.study.section(section_id)
    pool = heard_stimuli(survey.material.manifests[section.set])
    counted = dict(
        transaction.execute(
            select(Trial.stimulus, func.count())
            .join(ListeningSession)
            .where(
                *of_run,
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
    counts = [counted.get(stimulus.id, 0) for stimulus in pool]
    return {"section": section_id, "fewest": min(counts), "most": max(counts), "n_stimuli": len(pool)}
