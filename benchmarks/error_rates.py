"""How often every companion finds something, in simulated studies: ``python -m benchmarks.error_rates``.

Each row is a situation: who hears what, and how large the effects are that the slides' tests do not know of. In
every simulated study the public functions are called as a reader of the report would call them. False alarms
are counted where nothing is true, power where one group stands half a point above the others (for classes:
12.5 % of the answers are known; for distance: rho .6). A companion promises 5 % within what it speaks about;
the larger of two p-values may stay below. The sizes of effects are priors of published listening tests.
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from analysis.class_tests import above_chance
from analysis.companions import generator_scope, listener_groups, over_units, recognition, smoothness_law
from analysis.contingency import chi_square_independence
from analysis.differences import cliffs_delta_over_units, mean_difference
from analysis.intervals import mean_opinion_score
from analysis.known_units import Estimate
from analysis.mixed_models import cumulative_link_mixed
from analysis.model_tests import wald
from analysis.planning_answers import draw_impressions
from analysis.planning_choices import Choices
from analysis.planning_deal import Deal, deal
from analysis.planning_design import PlannedSection, PlannedStimulus
from analysis.rank_tests import friedman, kruskal_wallis
from analysis.scope import GeneratorScopeResult
from analysis.simulation import ListenerModel
from study.study_file import CANNOT_TELL

EFFECT, SHARE_KNOWN, RHO = 0.5, 0.125, 0.6
MEAN = 3.2
STUDIES_AT_ONCE = 25
N_PERMUTATIONS = 999
"""Where a function asks how many; enough to tell p below .05."""
PROMISE = (0.04, 0.06)
"""What is promised: 5 % within a percentage point."""

Seed = np.random.Generator
Test = Callable[["Study"], float | None]


@dataclass(frozen=True)
class Situation:
    """A design, the sizes of its effects, and the tests that are tried on it.

    `promised` names the tests that promise 5 % here; `kind` says what is simulated.
    """

    name: str
    sections: tuple[PlannedSection, ...]
    tests: Mapping[str, Test]
    promised: tuple[str, ...] = ()
    kind: str = "section"
    n_listeners: int = 50
    model: ListenerModel = field(default_factory=lambda: ListenerModel(0))
    can_doubt: bool = False
    n_shown: int | None = None
    share: float = 1.0
    """Share of the studies asked for that are simulated; less where a test takes long."""


@dataclass(frozen=True, eq=False)
class Study:
    """The answers of one simulated study, as the public functions take them."""

    values: np.ndarray
    groups: np.ndarray
    listeners: np.ndarray
    sounds: np.ndarray
    dealt: Deal
    rng: Seed
    options: tuple[str, ...] = ()
    distances: np.ndarray = field(default_factory=lambda: np.empty(0))
    truth: float = 0.0
    known: list[GeneratorScopeResult] = field(default_factory=list)

    @property
    def scope(self) -> GeneratorScopeResult:
        """The companion for other listeners and other sounds, computed once."""
        if not self.known:
            self.known.append(generator_scope(self.values, self.groups, self.listeners, self.sounds, rng=self.rng))
        return self.known[0]

    @property
    def units(self) -> pd.DataFrame:
        """Who answered about which independent sound."""
        return pd.DataFrame({"participant": self.listeners, "unit": self.sounds})

    @property
    def ends(self) -> list[tuple[str, ...]]:
        """The recordings at the ends of each trial's morph."""
        return [self.dealt.stimuli[one].recordings for one in self.dealt.stimulus]


def section(
    name: str,
    n_sounds: int,
    n_heard: int,
    conditions: tuple[str, ...] = ("R2",),
    n_classes: int = 7,
    recordings: Callable[[int], tuple[str, ...]] = lambda number: (f"{number}a", f"{number}b"),
) -> PlannedSection:
    """Return a section of so many sounds, each under every condition."""
    classes = tuple(f"class-{number}" for number in range(n_classes))
    stimuli = tuple(
        PlannedStimulus(
            condition, "test", f"{name}/{number}", f"{name}/{number}", classes[number % n_classes],
            classes[number % n_classes], tuple(f"{name}/{one}" for one in recordings(number)),
        )
        for number in range(n_sounds)
        for condition in conditions
    )  # fmt: skip
    return PlannedSection(name, name, "single", ("quality",), min(n_heard, len(stimuli)), stimuli, classes)


def simulate(situation: Situation, batch: int, n_studies: int, is_true: bool) -> dict[str, tuple[int, int]]:
    """Return, by test, in how many studies p is below .05, and in how many there is a p-value."""
    rng = np.random.default_rng([*situation.name.encode(), batch, is_true])
    counts = {name: [0, 0] for name in situation.tests}
    for study in studies(situation, n_studies, is_true, rng):
        for name, test in situation.tests.items():
            p_value = test(study)
            if p_value is not None:
                counts[name][0] += p_value < 0.05
                counts[name][1] += 1
    return {name: (found, known) for name, (found, known) in counts.items()}


def studies(situation: Situation, n_studies: int, is_true: bool, rng: Seed) -> Iterator[Study]:
    """Yield studies that share a deal."""
    dealt = deal(situation.sections, situation.n_listeners, rng)
    listeners = np.array([f"listener-{one:03d}" for one in dealt.listener])
    sounds = np.array([dealt.stimuli[one].unit for one in dealt.stimulus])
    if situation.kind == "class":
        yield from class_studies(situation, dealt, listeners, sounds, n_studies, is_true, rng)
        return
    experience = rng.permutation(np.arange(situation.n_listeners) % 3)
    said = draw_impressions(dealt, experience, situation.model, n_studies, rng)
    codes = {
        "section": dealt.section,
        "condition": dealt.coded("condition"),
        "experience": experience[dealt.listener],
        "distance": dealt.coded("sound"),
    }[situation.kind]
    deserved: Any = said.deserved(MEAN, 5)
    distances = np.empty(0)
    if situation.kind == "distance":
        distances = distances_of(dealt, rng)
        if is_true:
            slope = situation.model.sound_sd * RHO / np.sqrt(1 - RHO**2)
            deserved = (deserved - slope * distances / distances.std())[:, None]
    elif is_true:
        lifted = np.arange(n_studies) % (codes.max() + 1)
        deserved = np.where(codes[:, None] == lifted, said.deserved(MEAN + EFFECT, 5), deserved)
    ratings = said.ratings(deserved, 5).astype(float)
    groups = np.array([f"group-{one}" for one in codes])
    for number in range(n_studies):
        yield Study(ratings[:, number], groups, listeners, sounds, dealt, rng, distances=distances, truth=MEAN)


def distances_of(dealt: Deal, rng: Seed) -> np.ndarray:
    """Return the distance of each trial's morph: a recording that lies far out makes all its morphs long."""
    names = sorted({one for stimulus in dealt.stimuli for one in stimulus.recordings})
    far = dict(zip(names, rng.standard_normal(len(names)), strict=True))
    own = dict(zip(dealt.stimuli, rng.standard_normal(len(dealt.stimuli)), strict=True))
    length = [sum(far[end] for end in one.recordings) + 0.5 * own[one] for one in dealt.stimuli]
    return np.array(length)[dealt.stimulus]


def class_studies(
    situation: Situation,
    dealt: Deal,
    listeners: np.ndarray,
    sounds: np.ndarray,
    n_studies: int,
    is_true: bool,
    rng: Seed,
) -> Iterator[Study]:
    """Yield studies of class answers, in which a share is known or nothing at all."""
    names = np.array([*situation.sections[0].classes, CANNOT_TELL])
    place = {name: number for number, name in enumerate(names)}
    intended = np.array([place[one.start] for one in dealt.stimuli])[dealt.stimulus]
    n = len(names) - 1
    asked = Choices(dealt, intended, n, situation.n_shown or n, situation.can_doubt, situation.model)
    chosen = asked.draw(SHARE_KNOWN if is_true else 0.0, n_studies, rng)
    for number in range(n_studies):
        yield Study(
            names[chosen[:, number]], names[intended], listeners, sounds, dealt, rng, options=tuple(names[:-1]),
            truth=asked.chance,
        )  # fmt: skip


def against_chance(study: Study) -> float | None:
    """Return the p-value of hits against exact chance."""
    rows = study.units
    rows["is_hit"], rows["chance"] = (study.values == study.groups).astype(float), study.truth
    found = above_chance(rows)["p_value"]
    return None if found is None else float(found)


def missed_by_mean(study: Study) -> float | None:
    """Return 0 where the interval of a mean opinion score misses the truth, which counts like a rejection, else 1."""
    score = mean_opinion_score(study.values, study.listeners, study.sounds)
    return None if score.low is None or score.high is None else float(score.low <= study.truth <= score.high)


def missed_by_difference(study: Study) -> float | None:
    """Return 0 where the interval of a difference of two groups misses zero, else 1."""
    return holds_zero(mean_difference(study.values, study.groups == "group-0", study.units))


def missed_by_delta(study: Study) -> float | None:
    """Return 0 where the interval of Cliff's delta misses zero, else 1."""
    return holds_zero(cliffs_delta_over_units(study.values, study.groups == "group-0", study.units))


def holds_zero(found: Estimate) -> float | None:
    """Return whether an interval holds zero."""
    return None if found.low is None or found.high is None else float(found.low <= 0 <= found.high)


def by_rows(study: Study) -> float | None:
    """Return the p-value of the slides' test, Kruskal-Wallis on pooled rows."""
    return kruskal_wallis(study.values, study.groups).p_value


def by_listener_means(study: Study) -> float | None:
    """Return the p-value of Friedman's test on listener means."""
    return friedman(study.values, study.groups, study.listeners).p_value


def over_sounds(study: Study) -> float | None:
    """Return the p-value of labels permuted over sounds."""
    return over_units(study.values, study.groups, study.sounds, N_PERMUTATIONS, study.rng).p_value


def over_listeners(study: Study) -> float | None:
    """Return the p-value of labels permuted over listeners."""
    return over_units(study.values, study.groups, study.listeners, N_PERMUTATIONS, study.rng).p_value


def scope(study: Study) -> float | None:
    """Return the larger p-value over listeners and over sounds."""
    return study.scope.p_value


def scope_by_sound(study: Study) -> float | None:
    """Return its p-value over sounds alone."""
    return study.scope.p_by_stimulus


def mixed_model(study: Study) -> float | None:
    """Return the p-value of Wald's test in the mixed model with slopes over listeners and sounds."""
    slopes = ("group",)
    fitted = cumulative_link_mixed(study.values, {"group": study.groups}, study.listeners, study.sounds, slopes, slopes)
    return float(wald(fitted)["p_value"]) if fitted.is_ok else None


def paired_groups(study: Study) -> float | None:
    """Return the larger p-value over listener means and paired by sound."""
    return listener_groups(study.values, study.groups, study.listeners, study.sounds).p_value


def chi_square(study: Study) -> float | None:
    """Return the p-value of the slides' test, chi-square on pooled rows."""
    return chi_square_independence(study.groups, study.values).p_value


def recognised(study: Study) -> float | None:
    """Return the p-value of intended classes permuted over sounds."""
    return recognition(study.groups, study.values, study.sounds, N_PERMUTATIONS, study.rng).p_value


def law(study: Study) -> float | None:
    """Return the p-value of smoothness against distance."""
    return smoothness_law(study.values, study.distances, study.sounds, study.ends, rng=study.rng).p_value


def law_over_morphs(study: Study) -> float | None:
    """Return the same, as if no recording ended two morphs."""
    own = [(f"{one} 1", f"{one} 2") for one in study.sounds]
    return smoothness_law(study.values, study.distances, study.sounds, own, rng=study.rng).p_value


PRIOR = ListenerModel(0)
NONE = replace(PRIOR, listener_condition_sd=0.0, sound_condition_sd=0.0)
OF_ROWS = {"Kruskal-Wallis on rows": by_rows, "Friedman on listener means": by_listener_means}
BY_SOUND = {"Kruskal-Wallis on sound means": over_sounds}
BOTH = {"generator_scope": scope, "generator_scope, over sounds alone": scope_by_sound}
NESTED = tuple(section(name, 12, 6) for name in "abc")
CROSSED = (section("a", 24, 18, ("R0", "R2", "R3")),)


def situations() -> list[Situation]:
    """Return the rows of the table."""
    found = []
    for sd in (0.0, 0.3, 0.5):
        # Listeners take a section's one condition and the section itself: two effects of this variance in all.
        model = replace(PRIOR, listener_condition_sd=sd / np.sqrt(2))
        found.append(
            Situation(f"different sounds; listener x section SD {sd}", NESTED, OF_ROWS | BY_SOUND | BOTH,
                      ("generator_scope",), model=model)
        )  # fmt: skip
    for sd in (0.2, 0.3, 0.5):
        model = replace(PRIOR, sound_condition_sd=sd)
        found.append(
            Situation(f"same sounds; sound x condition SD {sd}", CROSSED, OF_ROWS | BOTH, ("generator_scope",),
                      "condition", model=model)
        )  # fmt: skip
    two = (section("a", 24, 16, ("R0", "R2")),)
    shared = (
        section("a", 24, 12, ("linear",), recordings=lambda number: (str(number % 8), str((number * 3 + 1) % 8))),
    )
    classes, many = (section("a", 21, 12),), (section("a", 63, 12, n_classes=21),)
    pair = tuple(section(name, 12, 6) for name in "ab")
    hits = {"hits against chance": against_chance}
    answers = {"chi-square on rows": chi_square, "recognition": recognised}
    groups = {"Kruskal-Wallis on rows": by_rows, "on listener means": over_listeners, "listener_groups": paired_groups}
    laws = {"permuting morphs": law_over_morphs, "smoothness_law": law}
    zero = {"mean_difference": missed_by_difference, "Cliff's delta": missed_by_delta}
    return [
        *found,
        Situation("same sounds, two conditions; SD .3", two, OF_ROWS | BOTH, ("generator_scope",), "condition"),
        Situation("the mixed model with slopes; SD .3", CROSSED, {"Wald's test": mixed_model}, (), "condition",
                  model=PRIOR, share=0.1),
        Situation("same sounds, no interaction", CROSSED, OF_ROWS | BOTH, ("Friedman on listener means",), "condition",
                  model=NONE),
        Situation("groups of listeners", (section("a", 24, 12),), groups, ("on listener means", "listener_groups"),
                  "experience"),
        Situation("classes, each sound attracts an answer", classes, answers | hits, ("recognition", *hits), "class"),
        Situation("classes, pure guessing", classes, answers | hits, ("recognition", *hits), "class",
                  model=replace(PRIOR, attraction=0.0)),
        Situation("21 classes, 3 sounds each, 7 shown", many, hits, (*hits,), "class", n_shown=7),
        Situation("the same, pooled", many, {"chi-square on rows": chi_square}, (), "class", n_shown=7, share=0.1),
        Situation("distance, a recording ends one morph", (section("a", 24, 12, ("linear",)),),
                  {"smoothness_law": law}, ("smoothness_law",), "distance"),
        Situation("distance, morphs share recordings", shared, laws, ("smoothness_law",), "distance", share=0.2),
        Situation("interval misses the mean opinion score", (section("a", 12, 6),),
                  {"mean_opinion_score": missed_by_mean}),
        Situation("interval misses a difference of zero", pair, zero),
    ]  # fmt: skip


def main() -> None:
    """Simulate every situation and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=1000, help="simulated studies for each rate (default: 1000)")
    parser.add_argument("--only", default="", help="situations whose name has this text")
    options = parser.parse_args()
    started = time.perf_counter()
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {sys.version.split()[0]}, numpy {np.__version__}")
    print(f"\n{'situation, and test':<58} {'false alarms':>16} {'power':>8} {'studies':>8}")
    with Parallel(n_jobs=2) as run:
        for situation in situations():
            if options.only in situation.name:
                print_situation(situation, run, max(1, round(options.studies * situation.share)))
    print(f"\n{time.perf_counter() - started:.0f} s. '*' promises 5 %; '!' is more than a percentage point above it,")
    print("'<' below it (on the safe side), each by more than two standard errors. Intervals: how often they miss.")


def print_situation(situation: Situation, run: Parallel, n_studies: int) -> None:
    """Simulate one situation and print a line for each of its tests."""
    sizes = [min(STUDIES_AT_ONCE, n_studies - done) for done in range(0, n_studies, STUDIES_AT_ONCE)]
    is_interval = situation.name.startswith("interval")
    null, true = (
        run(delayed(simulate)(situation, number, size, is_true) for number, size in enumerate(sizes))
        for is_true in (False, not is_interval)
    )
    print(situation.name)
    for name in situation.tests:
        false, known = (sum(one[name][place] for one in null) for place in (0, 1))
        found, known_true = (sum(one[name][place] for one in true) for place in (0, 1))
        rate = false / known if known else float("nan")
        error = np.sqrt(0.05 * 0.95 / max(known, 1))
        off = "!" if rate > PROMISE[1] + 2 * error else "<" if rate < PROMISE[0] - 2 * error else " "
        mark = f"*{off}" if name in situation.promised else "  "
        power = "" if is_interval else f"{found / max(known_true, 1):.2f}"
        print(f"  {name:<56} {100 * rate:>12.1f} % {mark} {power:>6} {known:>8,}", flush=True)


if __name__ == "__main__":
    main()
