"""Where participants leave: how many reached each step of the way, and how many stopped there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

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
    n_there: int
    """Are there now."""


@dataclass(frozen=True)
class Stop:
    """How far one participant has come."""

    at: int
    """Index of the place on the way."""
    is_there: bool
    """Whether they were heard of during the last hour."""


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
    >>> stops = [Stop(2, False), Stop(1, True), Stop(1, False)]
    >>> [(one.n_reached, one.n_left, one.n_there) for one in steps_of(way, stops)]
    [(3, 0, 0), (3, 1, 1), (1, 0, 0)]
    """
    there, last = Counter(one.at for one in stops if one.is_there), Counter(one.at for one in stops)
    end = len(way) - 1
    return [
        Step(
            place,
            n_reached=sum(stop.at >= at for stop in stops),
            n_left=last[at] - there[at] if at < end else 0,
            n_there=there[at] if at < end else 0,
        )
        for at, place in enumerate(way)
    ]


def stages_of(steps: Sequence[Step]) -> list[Step]:
    """Add up the steps of each stage: who reached its first place, who left at any of them.

    Examples
    --------
    >>> places = [Place("singles", 1), Place("singles", 2), Place("completed")]
    >>> stages_of(steps_of(places, [Stop(0, False), Stop(1, False), Stop(2, False)]))[0]
    Step(place=Place(stage='singles', number=0), n_reached=3, n_left=2, n_there=0)
    """
    found: dict[str, Step] = {}
    for step in steps:
        stage = step.place.stage
        before = found.get(stage, Step(Place(stage), step.n_reached, 0, 0))
        n_left, n_there = before.n_left + step.n_left, before.n_there + step.n_there
        found[stage] = Step(before.place, before.n_reached, n_left, n_there)
    return list(found.values())


def drop_out(survey: Survey, origin: Origin) -> list[Step]:
    """Return the steps of all who began the study version that is served."""
    material = survey.material
    way = way_of(material)
    at_page = {place.stage: at for at, place in enumerate(way) if place.number == 0}
    first_trial = next(at for at, place in enumerate(way) if place.number)
    lately = datetime.now(UTC) - ABANDONED_AFTER
    with survey.database.reading() as transaction:
        n_finished = func.count(Trial.finished_at)
        found = transaction.execute(
            select(ListeningSession, n_finished)
            .join(Trial)
            .where(belongs_to(transaction, origin), ListeningSession.study_version_id == survey.version_id)
            .group_by(ListeningSession.id)
        ).all()
    stops = []
    for one, n_trials in found:
        page = page_of(material, one)
        if page == "screened out":  # by a check, or by a question of the profile
            at = at_page.get(one.screened_out_by or "", at_page.get("profile", 0))
        else:
            at = first_trial + n_trials if page == "listen" else at_page[page]
        stops.append(Stop(at, is_there=page not in ("completed", "screened out") and one.seen_at > lately))
    return steps_of(way, stops)
