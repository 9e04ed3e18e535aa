"""Simulated studies of one design: what each planned test finds where nothing is true, and where something is.

A chunk of studies shares a deal, so that sums over units are matrix products; the next chunk deals anew. Every
chunk, question and test has random numbers of its own, from the seed and its name: the same seed gives the
same counts on any number of cores.
"""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from analysis.columns import Codes, Floats
from analysis.planning_answers import Impressions, draw_impressions
from analysis.planning_choices import Choices, draw_hits
from analysis.planning_class_tests import SmoothnessLaw, pooled_chi_square, recognised
from analysis.planning_deal import deal
from analysis.planning_design import PlannedSection
from analysis.planning_intervals import difference_influence, kappa_influence
from analysis.planning_rank_tests import pooled_kruskal
from analysis.planning_tests import PlannedTest, n_points
from analysis.planning_trials import Trials
from analysis.results import SIGNIFICANCE
from analysis.simulation import ListenerModel
from study.study_file import ClassQuestion, StudyFile

N_EXPERIENCES = 3
"""Groups of musical experience the profile offers: none, amateur, professional; equally many listeners each."""

PLANNED_RHO = 0.6
"""Correlation of smoothness with distance to be found: about 30 morphs find it."""


@dataclass(frozen=True)
class Setting:
    """What is simulated.

    Parameters
    ----------
    study : study.study_file.StudyFile
    sections : tuple of PlannedSection
    tests : tuple of PlannedTest
    n_listeners : int
        Who complete the study.
    effect : float
        True difference to be found, in points of a five-point scale; for shares of answers and kappa, the same
        part of the range from 0 to 1.
    model : ListenerModel
        Sizes of all effects, and the seed.
    """

    study: StudyFile
    sections: tuple[PlannedSection, ...]
    tests: tuple[PlannedTest, ...]
    n_listeners: int
    effect: float
    model: ListenerModel

    @property
    def effect_of_shares(self) -> float:
        """The effect as a part of the range from 0 to 1."""
        return self.effect / 4

    def rng(self, *names: object) -> np.random.Generator:
        """Return random numbers that belong to these names."""
        digest = sha256("\x1f".join(map(str, names)).encode()).digest()
        return np.random.default_rng([self.model.seed, int.from_bytes(digest[:8], "big")])


@dataclass(frozen=True)
class Found:
    """In which studies a test finds something; each of shape (n_studies,), None where there is no such test.

    `surely` is what the verdict finds after Holm's correction whatever else the family finds, for the smallest of
    m p-values is held against level / m, and no p-value against less.
    """

    slides: NDArray[np.bool_] | None
    verdict: NDArray[np.bool_] | None
    surely: NDArray[np.bool_] | None

    @classmethod
    def by_test(cls, slides: NDArray[np.bool_] | None, p_values: Floats, n_in_family: int) -> "Found":
        """Return what p-values find before and after the correction."""
        return cls(slides, p_values < SIGNIFICANCE, p_values < SIGNIFICANCE / n_in_family)

    @classmethod
    def by_interval(cls, is_beyond: NDArray[np.bool_]) -> "Found":
        """Return what intervals find; their verdicts are not corrected."""
        return cls(None, is_beyond, is_beyond)


Counts = dict[str, list[int | None]]
"""By test: slides' false alarms, verdict's false alarms, slides' finds, verdict's finds, and those for sure."""


def simulate_chunk(setting: Setting, chunk: int, n_studies: int) -> Counts:
    """Simulate some studies with one deal and count what every test finds."""
    studies = Studies(setting, chunk, n_studies)
    counts: Counts = {}
    for test in setting.tests:
        if test.refusal:
            continue
        null, true = (studies.find(test, is_true) for is_true in (False, True))
        counts[test.id] = [
            None if found is None else int(found.sum())
            for found in (null.slides, null.verdict, true.slides, true.verdict, true.surely)
        ]
    return counts


class Studies:
    """Some simulated studies that share a deal.

    Parameters
    ----------
    setting : Setting
    chunk : int
        Number of the deal.
    n_studies : int
    """

    def __init__(self, setting: Setting, chunk: int, n_studies: int) -> None:
        self.setting, self.chunk, self.n_studies = setting, chunk, n_studies
        self.deal = deal(setting.sections, setting.n_listeners, setting.rng("deal", chunk))
        self._impressions: dict[str, Impressions] = {}
        self._trials: dict[str, Trials] = {}

    @cached_property
    def experience(self) -> Codes:
        """Group of each listener."""
        return np.arange(self.setting.n_listeners) % min(N_EXPERIENCES, self.setting.n_listeners)

    def trials(self, test: PlannedTest) -> Trials:
        """Return the trials a test uses."""
        if test.id not in self._trials:
            sections = [place for place, one in enumerate(self.setting.sections) if one.id in test.sections]
            rows = np.isin(self.deal.section, sections) & self.deal.having(test.concerns)
            self._trials[test.id] = Trials(test, rows, self.deal.of_rows(rows), self.experience)
        return self._trials[test.id]

    def find(self, test: PlannedTest, is_true: bool) -> Found:
        """Return in which studies a test finds something.

        Where nothing is true, groups are alike, class answers are guesses, and what has a criterion sits exactly
        at it; else it lies beyond by the effect.
        """
        match test.hypothesis.test:
            case "kruskal-wallis":
                return self._groups(test, is_true)
            case "mean" | "difference":
                return self._points(test, is_true)
            case "smoothness-law":
                return self._law(test, is_true)
            case "chi-square":
                return self._association(test, is_true)
            case _:
                return self._share(test, is_true)

    def _groups(self, test: PlannedTest, is_true: bool) -> Found:
        """Compare groups; where they differ, one of them, in turn over the studies, stands above the others."""
        trials, (points, said) = self.trials(test), self._impressions_of(test)
        base = self.setting.model.other_mean
        deserved: Floats | float = said.deserved(base, points)
        if is_true:
            lifted = np.arange(self.n_studies) % (int(trials.groups.max()) + 1)
            above = said.deserved(base + self.setting.effect, points)
            deserved = np.where(trials.groups[:, None] == lifted, above, deserved)
        ratings = said.ratings(deserved, points)
        slides = pooled_kruskal(ratings, trials.groups) < SIGNIFICANCE
        if not trials.companion.is_computable:
            return Found(slides, None, None)
        p_values = trials.companion.p_values(ratings.astype(np.float64), self._rng(test, is_true))
        return Found.by_test(slides, p_values, test.n_in_family)

    def _points(self, test: PlannedTest, is_true: bool) -> Found:
        """Hold a mean, or a difference of two means, against its criterion."""
        trials, (points, said) = self.trials(test), self._impressions_of(test)
        if not trials.way.is_computable:
            return Found(None, None, None)
        criterion = float(test.hypothesis.criterion or 0.0)
        lift = self.setting.effect if is_true else 0.0
        if test.hypothesis.test == "mean":
            mean = 1 + (criterion - 1) * 4 / (points - 1) + lift
            values = said.ratings(said.deserved(mean, points), points).astype(np.float64)
        else:
            is_first = ~trials.deal.having(lambda one: one.condition == test.hypothesis.compare)
            half, middle = (criterion * 4 / (points - 1) + lift) / 2, self.setting.model.other_mean
            high, low = (said.deserved(middle + side, points) for side in (half, -half))
            ratings = said.ratings(np.where(is_first[:, None], high, low), points)
            values = difference_influence(ratings.astype(np.float64), is_first)
        return Found.by_interval(trials.way.interval(values).low > criterion)

    def _law(self, test: PlannedTest, is_true: bool) -> Found:
        """Correlate smoothness and distance; where there is a law, it adds to what sounds differ by on their own."""
        trials, (points, said) = self.trials(test), self._impressions_of(test)
        sounds = trials.deal.coded("sound")
        distances, ends = trials.distances(self.setting.rng("distances", self.chunk, test.id))
        deserved: Floats | float = said.deserved(self.setting.model.other_mean, points)
        if is_true:
            slope = self.setting.model.sound_sd * PLANNED_RHO / np.sqrt(1 - PLANNED_RHO**2)
            deserved = (deserved - slope * (distances - distances.mean()) / distances.std())[sounds][:, None]
        values = said.ratings(deserved, points).astype(np.float64)
        law = SmoothnessLaw(sounds, trials.listeners, distances, ends)
        p_values = {}
        if test.hypothesis.unit != "sound":
            p_values["listener"] = law.by_listener(values)
        if test.hypothesis.unit != "listener":
            p_values["sound"] = law.over_morphs(values, self._rng(test, is_true))
        return Found.by_test(None, np.max(list(p_values.values()), axis=0), test.n_in_family)

    def _association(self, test: PlannedTest, is_true: bool) -> Found:
        """Ask whether answers go with intended classes, by chi-square and as the plan's verdict does."""
        trials, asked = self.trials(test), self._choices(test)
        accuracy = asked.accuracy(0.0) + (self.setting.effect_of_shares if is_true else 0.0)
        chosen = asked.draw(asked.knows(accuracy), self.n_studies, self._rng(test, is_true))
        slides = pooled_chi_square(asked.intended, chosen, asked.n_classes) < SIGNIFICANCE
        if not trials.way.is_computable:
            return Found(slides, None, None)
        hits = (chosen == asked.intended[:, None]).astype(np.float64)
        p_values = trials.way.interval(hits, asked.chance, "share").p_above
        has_one_class = len(np.unique(trials.units * asked.n_classes + asked.intended)) == int(trials.units.max()) + 1
        if asked.n_shown == asked.n_classes and has_one_class and test.hypothesis.unit != "listener":
            rng = self.setting.rng("permutations", self.chunk, test.id, is_true)
            permuted = recognised(asked.intended, chosen, trials.units, asked.n_classes, rng)
            p_values = permuted if test.hypothesis.unit == "sound" else np.maximum(p_values, permuted)
        return Found.by_test(slides, p_values, test.n_in_family)

    def _share(self, test: PlannedTest, is_true: bool) -> Found:
        """Hold a share of answers, or kappa, against its criterion."""
        trials, kind = self.trials(test), test.hypothesis.test
        if not trials.way.is_computable:
            return Found(None, None, None)
        asked, rng = self._choices(test), self._rng(test, is_true)
        criterion = float(test.hypothesis.criterion or 0.0)
        if kind == "accuracy":
            criterion = max(criterion, asked.chance)
        truth = min(criterion + (self.setting.effect_of_shares if is_true else 0.0), 1.0)
        if kind == "share":
            values = draw_hits(trials.deal, truth, self.setting.model, self.n_studies, rng).astype(np.float64)
        else:
            chosen = asked.draw(asked.knows(truth, is_kappa=kind == "kappa"), self.n_studies, rng)
            values = (chosen == asked.intended[:, None]).astype(np.float64)
            if kind == "kappa":
                values = kappa_influence(asked.intended, chosen, asked.n_classes, asked.n_shown)
        scale = "kappa" if kind == "kappa" else "share"
        return Found.by_interval(trials.way.interval(values, criterion, scale).low > criterion)

    def _choices(self, test: PlannedTest) -> Choices:
        """Return what a test's class question asks of its trials."""
        section = next(one for one in self.setting.sections if one.id == test.sections[0])
        question = self.setting.study.question(test.hypothesis.question)
        assert isinstance(question, ClassQuestion)  # the study file is refused otherwise
        return Choices.of(self.trials(test).deal, section, question, self.setting.model)

    def _rng(self, test: PlannedTest, is_true: bool) -> np.random.Generator:
        return self.setting.rng("test", self.chunk, test.id, is_true)

    def _impressions_of(self, test: PlannedTest) -> tuple[int, Impressions]:
        """Return the points of a test's scale, and the impressions of its trials."""
        question = test.hypothesis.question
        if question not in self._impressions:
            rng = self.setting.rng("impressions", self.chunk, question)
            self._impressions[question] = draw_impressions(
                self.deal, self.experience, self.setting.model, self.n_studies, rng
            )
        said = self._impressions[question].of(self.trials(test).rows)
        return n_points(self.setting.study, question), said
