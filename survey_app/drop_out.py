"""Where participants leave: how many reached each step of the way, and how many stopped there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Literal

from sqlalchemy import func, select

from survey_app.material import Material
from survey_app.models import STATES, ListeningSession, Trial
from survey_app.operations.slots import ABANDONED_AFTER
from survey_app.order import PlannedTrial, plan_slot
from survey_app.origins import Origin, belongs_to
from survey_app.survey import Survey
from survey_app.way import page_of


@dataclass(frozen=True)
class Place:
    """A place on the way: a page, or a trial."""

    stage: str
    """A page of the way, "practice", or a part with sounds: the id of a section where all
    hear the sections in the same order, else "sounds"."""
    number: int = 0
    """Number of the trial within practice, or among all others, from 1; 0 for a page."""


@dataclass(frozen=True)
class Step:
    """How many participants came to a place, or to one of a stage's places."""

    place: Place
    n_reached: int
    n_left: int
    """Were last there, and have not been heard of for an hour."""
    n_screened_out: int
    """Were let go no further there."""
    n_there: int
    """Are there now."""


@dataclass(frozen=True)
class Stop:
    """How far one participant has come."""

    at: int
    """Index of the place on the way."""
    how: Literal["there", "left", "screened out", "finished"]


def way_of(material: Material) -> list[Place]:
    """Return every place of the way in order, from the first page after consent to the end."""
    places = []
    for state in STATES:
        if state == "profile" and not material.study.profile.ask:
            continue
        if state == "sound-check" and material.questionnaires:
            places.append(Place("questionnaire"))
        if state != "listen":
            places.append(Place(state))
            continue
        if material.study.checks.headphones != "none":
            places.append(Place("headphones"))
        if material.study.checks.bass:
            places.append(Place("bass"))
        trials = plan_slot(material, 0)  # each slot hears as many
        places += [Place(_stage(material, one), one.position) for one in trials]
    return places


def _stage(material: Material, trial: PlannedTrial) -> str:
    if trial.is_practice:
        return "practice"
    return trial.section if material.study.study.section_order == "fixed" else "sounds"


def steps_of(way: Sequence[Place], stops: Sequence[Stop]) -> list[Step]:
    """Count participants at each place of the way.

    Examples
    --------
    >>> way = [Place("profile"), Place("singles", 1), Place("completed")]
    >>> stops = [Stop(2, "finished"), Stop(1, "there"), Stop(1, "left"), Stop(0, "screened out")]
    >>> [(one.n_reached, one.n_left, one.n_screened_out, one.n_there) for one in steps_of(way, stops)]
    [(4, 0, 1, 0), (3, 1, 0, 1), (1, 0, 0, 0)]
    """
    n = Counter((stop.at, stop.how) for stop in stops)
    return [
        Step(
            place,
            n_reached=sum(stop.at >= at for stop in stops),
            n_left=n[at, "left"],
            n_screened_out=n[at, "screened out"],
            n_there=n[at, "there"],
        )
        for at, place in enumerate(way)
    ]


def stages_of(steps: Sequence[Step]) -> list[Step]:
    """Add up the steps of each stage: who reached its first place, who stopped at any of them.

    Examples
    --------
    >>> places = [Place("singles", 1), Place("singles", 2), Place("completed")]
    >>> stage = stages_of(steps_of(places, [Stop(0, "left"), Stop(1, "left"), Stop(2, "finished")]))[0]
    >>> stage.place, stage.n_reached, stage.n_left
    (Place(stage='singles', number=0), 3, 2)
    """
    return [
        Step(
            Place(stage),
            n_reached=of_stage[0].n_reached,
            n_left=sum(step.n_left for step in of_stage),
            n_screened_out=sum(step.n_screened_out for step in of_stage),
            n_there=sum(step.n_there for step in of_stage),
        )
        for stage, group in groupby(steps, key=lambda step: step.place.stage)
        for of_stage in [list(group)]
    ]


def drop_out(survey: Survey, origin: Origin) -> list[Step]:
    """Return the steps of all who began the study version that is served."""
    way = way_of(survey.material)
    lately = datetime.now(UTC) - ABANDONED_AFTER
    with survey.database.reading() as transaction:
        found = transaction.execute(
            select(ListeningSession, func.count(Trial.finished_at))
            .join(Trial)
            .where(belongs_to(transaction, origin), ListeningSession.study_version_id == survey.version_id)
            .group_by(ListeningSession.id)
        ).all()
    return steps_of(way, [_stop(survey.material, way, one, n_trials, lately) for one, n_trials in found])


def _stop(material: Material, way: Sequence[Place], found: ListeningSession, n_trials: int, lately: datetime) -> Stop:
    page = page_of(material, found)
    if page == "listen":
        first_trial = next(at for at, place in enumerate(way) if place.number)
        return Stop(first_trial + n_trials, _how(found, lately))
    if page == "screened out":  # by a check, or by a question of the profile
        stage = "headphones" if found.screened_out_by == "headphones" else "profile"
        return Stop(way.index(Place(stage)), "screened out")
    return Stop(way.index(Place(page)), _how(found, lately))


def _how(found: ListeningSession, lately: datetime) -> Literal["there", "left", "finished"]:
    if found.state == "completed":
        return "finished"
    return "there" if found.seen_at > lately else "left"
