"""Planning: what a study can find before anybody has listened, and how many sounds and listeners it takes.

Every planned test is tried on thousands of simulated studies of the very design, twice: where nothing is true,
for its false alarms, and where something is, for its power. Both columns are tried: the slides' test on pooled
rows, and what carries the verdict. The mixed model is left out, because fitting it takes seconds each time.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from joblib import Parallel, delayed
from scipy.special import ndtri

from analysis.language import gettext as _
from analysis.planning_design import PlannedSection, planned_sections
from analysis.planning_studies import Counts, Setting, simulate_chunk
from analysis.planning_tests import PlannedTest, planned_tests
from analysis.simulation import ListenerModel
from stimuli.manifest import Manifest
from study.study_file import StudyFile

STUDIES_AT_ONCE = 200
"""Studies that share a deal; few enough for their answers to stay in a processor's cache."""

GOAL = 0.8
"""Power to be reached (Cohen 1988, Statistical Power Analysis, section 2.4)."""

DEFAULT_EFFECT = 0.5
"""Half a point of five: a difference in mean opinion score that is worth a study; a choice."""

FACTORS = (0.5, 2.0, 4.0, 8.0)
"""Designs tried to find the number that reaches the goal: so many times the sounds, or the listeners."""

SHARE_OF_STUDIES = 0.2
"""Studies for each of these designs, as a share of those for the study itself; at least a chunk."""


@dataclass(frozen=True)
class Rates:
    """How often a test finds something, as shares of the simulated studies; None where there is no such test.

    Holm's correction leaves at least `least_power_after_holm` of `verdict_power`, whatever else the family finds.
    """

    slides_false_alarms: float | None
    verdict_false_alarms: float | None
    slides_power: float | None
    verdict_power: float | None
    least_power_after_holm: float | None


@dataclass(frozen=True)
class PlannedPower:
    """One planned test with what it can find.

    Parameters
    ----------
    test : PlannedTest
    rates : Rates or None
        None where the design cannot carry the test.
    times_sounds : float or None
        How many times the sounds of the study reach the goal; 0.5, the fewest tried, where these already do,
        and None where 8 times do not.
    times_listeners : float or None
        The same for listeners.
    times_both : float or None
        The same for sounds and listeners together; asked only where neither alone reaches the goal.
    """

    test: PlannedTest
    rates: Rates | None
    times_sounds: float | None = None
    times_listeners: float | None = None
    times_both: float | None = None

    @property
    def reaches_goal(self) -> bool:
        """Whether the study as it is reaches the goal."""
        return self.rates is not None and (self.rates.verdict_power or 0.0) >= GOAL


@dataclass(frozen=True)
class PlannedStudy:
    """What a study can find.

    Parameters
    ----------
    tests : tuple of PlannedPower
    sections : tuple of PlannedSection
    n_listeners, n_studies : int
    effect : float
        In points of a five-point scale.
    model : ListenerModel
        Sizes of all effects.
    """

    tests: tuple[PlannedPower, ...]
    sections: tuple[PlannedSection, ...]
    n_listeners: int
    n_studies: int
    effect: float
    model: ListenerModel


Progress = Callable[[int], object]
"""Called with how many chunks are done."""


def plan_study(
    study: StudyFile,
    manifests: Mapping[str, Manifest],
    n_listeners: int = 50,
    n_studies: int = 2000,
    effect: float = DEFAULT_EFFECT,
    model: ListenerModel | None = None,
    n_classes: Mapping[str, int] | None = None,
    progress: Progress | None = None,
    n_jobs: int = -1,
) -> PlannedStudy:
    """Simulate power and false alarms of every planned test.

    Parameters
    ----------
    study : study.study_file.StudyFile
    manifests : mapping of set name to stimuli.manifest.Manifest
        The sets that exist.
    n_listeners : int
        Listeners who complete the study.
    n_studies : int
        Simulated studies for each rate; their error is at most ``0.5 / sqrt(n_studies)``.
    effect : float
        True difference in points of a five-point scale.
    model : ListenerModel, optional
        Sizes of the effects; its seed decides the simulation.
    n_classes : mapping of collection name to int, optional
        Classes of collections that exist.
    progress : callable, optional
        Told after each chunk how many more are done.
    n_jobs : int
        Processes; -1 for one on each core. The numbers do not depend on it.

    Raises
    ------
    AnalysisError
        A set is not imported yet.
    """
    sections = planned_sections(study, manifests, n_classes)
    tests = tuple(_of_listeners(test, n_listeners) for test in planned_tests(study, sections))
    setting = Setting(study, sections, tests, n_listeners, effect, model or ListenerModel(study.study.seed))
    with Parallel(n_jobs=n_jobs, return_as="generator") as run:
        simulated = Simulated(run, progress or (lambda _n_chunks: None))
        rates = simulated.rates(setting, n_studies)
        powers = {test: {1.0: rate.verdict_power or 0.0} for test, rate in rates.items()}
        n_tried = studies_tried(n_studies)
        more_sounds = _with_more(setting, powers, simulated, n_tried, _times_sounds)
        more_listeners = _with_more(setting, powers, simulated, n_tried, _times_listeners)
        alone = {test for found in (more_sounds, more_listeners) for test in found if _factor(found[test]) is not None}
        rest = {test: known for test, known in powers.items() if test not in alone}
        more_of_both = _with_more(setting, rest, simulated, n_tried, _times_both)
    ladders = (more_sounds, more_listeners, more_of_both)
    found = tuple(
        _power(test, rates.get(test.id), *(_factor(ladder.get(test.id)) for ladder in ladders)) for test in tests
    )
    return PlannedStudy(found, sections, n_listeners, n_studies, effect, setting.model)


Powers = dict[str, dict[float, float]]
"""By test: power by how many times the sounds, or listeners, there are."""


@dataclass(frozen=True)
class Simulated:
    """Simulated studies on several cores.

    Parameters
    ----------
    run : joblib.Parallel
    progress : callable
    """

    run: Parallel
    progress: Progress

    def rates(self, setting: Setting, n_studies: int) -> dict[str, Rates]:
        """Return how often each test of a setting finds something; tests the design refuses are left out."""
        sizes = [min(STUDIES_AT_ONCE, n_studies - done) for done in range(0, n_studies, STUDIES_AT_ONCE)]
        totals: Counts = {}
        for counts in self.run(delayed(simulate_chunk)(setting, number, size) for number, size in enumerate(sizes)):
            totals = {test: _sum(totals.get(test), found) for test, found in counts.items()}
            self.progress(1)
        return {
            test: Rates(*(None if one is None else one / n_studies for one in found)) for test, found in totals.items()
        }


def _sum(before: list[int | None] | None, found: list[int | None]) -> list[int | None]:
    if before is None:
        return found
    return [None if one is None or other is None else one + other for one, other in zip(before, found, strict=True)]


def _with_more(
    setting: Setting, powers: Powers, simulated: Simulated, n_studies: int, more: Callable[[Setting, float], Setting]
) -> Powers:
    """Try each test with fewer where it reaches the goal, and with ever more where it does not yet."""
    found = {test: dict(known) for test, known in powers.items()}
    for factor in FACTORS:
        asked = {
            test for test, known in found.items() if (max(known.values()) >= GOAL) == (factor < 1) and known[1.0] > 0
        }
        if asked:
            tests = tuple(test for test in setting.tests if test.id in asked)
            for test, rates in simulated.rates(replace(more(setting, factor), tests=tests), n_studies).items():
                found[test][factor] = rates.verdict_power or 0.0
        else:
            simulated.progress(-(-n_studies // STUDIES_AT_ONCE))
    return found


def _times_sounds(setting: Setting, factor: float) -> Setting:
    return replace(setting, sections=tuple(section.scaled(factor) for section in setting.sections))


def _times_both(setting: Setting, factor: float) -> Setting:
    return _times_sounds(_times_listeners(setting, factor), factor)


def _times_listeners(setting: Setting, factor: float) -> Setting:
    return replace(setting, n_listeners=max(2, round(factor * setting.n_listeners)))


def studies_tried(n_studies: int) -> int:
    """Return how many studies are simulated of every other design."""
    return max(STUDIES_AT_ONCE, round(SHARE_OF_STUDIES * n_studies))


def n_chunks(n_studies: int) -> int:
    """Return how many chunks a plan of so many studies simulates at most, for a progress bar."""
    return -(-n_studies // STUDIES_AT_ONCE) + 3 * len(FACTORS) * -(-studies_tried(n_studies) // STUDIES_AT_ONCE)


def _power(
    test: PlannedTest,
    rates: Rates | None,
    times_sounds: float | None,
    times_listeners: float | None,
    times_both: float | None,
) -> PlannedPower:
    if test.refusal:
        return PlannedPower(test, None)
    if rates is None or rates.verdict_power is None:
        refusal = _("too few listeners or sounds meet everything that is compared")
        return PlannedPower(replace(test, refusal=refusal), None)
    return PlannedPower(test, rates, times_sounds, times_listeners, times_both)


def _factor(powers: Mapping[float, float] | None) -> float | None:
    """Return the factor at which power reaches the goal, between the factors tried.

    Between two of them the normal quantile of power is taken as linear in the logarithm of the number, which
    it nearly is for a test of normal means.

    Examples
    --------
    >>> _factor({0.5: 0.9, 1.0: 0.95}), _factor({0.5: 0.2, 1.0: 0.3}), round(_factor({1.0: 0.7, 2.0: 0.9}), 2)
    (0.5, None, 1.34)
    """
    if powers is None:
        return None
    factors = sorted(powers)
    if powers[factors[0]] >= GOAL:
        return factors[0]
    for lower, upper in pairwise(factors):
        if powers[upper] >= GOAL:
            low, high = (float(ndtri(np.clip(powers[one], 0.001, 0.999))) for one in (lower, upper))
            place = (float(ndtri(GOAL)) - low) / (high - low) if low < ndtri(GOAL) else 0.0
            return float(lower * (upper / lower) ** place)
    return None


def _of_listeners(test: PlannedTest, n_listeners: int) -> PlannedTest:
    """Refuse a test where one listener alone would decide it."""
    if n_listeners > 1:
        return test
    return replace(test, refusal=_("one listener: nothing can be said of other listeners"))
