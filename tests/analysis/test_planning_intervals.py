"""The intervals of many studies equal the library's, study by study."""

import numpy as np
import pandas as pd
import pytest

from analysis.differences import difference_per_answer
from analysis.estimates import estimate, kappa_per_answer
from analysis.intervals import mean_opinion_score
from analysis.planning_intervals import TwoWay, difference_influence, kappa_influence

N_STUDIES = 5


@pytest.fixture
def heard(rng):
    """Return listener and unit of 20 listeners who hear 6 of 15 sounds each."""
    return np.repeat(np.arange(20), 6), np.concatenate([rng.permutation(15)[:6] for _ in range(20)])


def test_mean_equals_mean_opinion_score(heard, rng):
    """Mean and bounds are those of `mean_opinion_score`."""
    listeners, units = heard
    ratings = rng.integers(1, 6, size=(120, N_STUDIES)).astype(float)
    found = TwoWay(listeners, units).interval(ratings)

    expected = [mean_opinion_score(ratings[:, number], listeners.astype(str), units.astype(str)) for number in range(5)]
    bounds = np.array([(one.mean, one.low, one.high) for one in expected])
    assert pytest.approx(bounds) == np.stack([found.estimate, found.low, found.high], axis=1)


def test_difference_equals_the_estimate_of_the_plan(heard, rng):
    """A difference of two groups has the influences, and so the interval, that the plan's estimate has."""
    listeners, units = heard
    ratings = rng.integers(1, 6, size=(120, N_STUDIES)).astype(float)
    is_first = rng.random(120) < 0.4
    found = TwoWay(listeners, units).interval(difference_influence(ratings, is_first))

    rows = pd.DataFrame({"participant": listeners.astype(str), "unit": units.astype(str)})
    per_answer = [pd.Series(difference_per_answer(ratings[:, one], is_first)) for one in range(N_STUDIES)]
    expected = [estimate(one, rows, 0.0, "listener-and-sound") for one in per_answer]
    bounds = np.array([(one.value, one.low, one.high) for one in expected])
    assert pytest.approx(bounds) == np.stack([found.estimate, found.low, found.high], axis=1)


@pytest.mark.parametrize("side", ["listener-and-sound", "listener", "sound"])
@pytest.mark.parametrize(("scale", "criterion"), [("points", 0.3), ("share", 0.3), ("share", 0.0), ("kappa", 0.1)])
def test_criterion_is_judged_with_the_interval_of_the_plan(heard, rng, side, scale, criterion):
    """Shares on log odds, kappa on z, and where all answers are alike Wilson's or none: as `estimate` has it."""
    listeners, units = heard
    hits = (rng.random((120, N_STUDIES)) < 0.4).astype(float)
    hits[:, 0], hits[:, 1], hits[1:, 2] = 0.0, 1.0, 0.0
    if scale == "points":
        hits[:, 3:] = rng.integers(1, 6, size=(120, 2))
    found = TwoWay(listeners, units, side).interval(hits, criterion, scale)

    rows = pd.DataFrame({"participant": listeners.astype(str), "unit": units.astype(str)})
    studies = [estimate(pd.Series(hits[:, one]), rows, criterion, side, scale) for one in range(N_STUDIES)]
    expected = np.array([(one.value, one.low, one.high, one.p_above) for one in studies], dtype=float)
    assert pytest.approx(expected, nan_ok=True) == np.stack([found.estimate, found.low, found.high, found.p_above], 1)


@pytest.mark.parametrize("n_shown", [4, 3])
def test_kappa_equals_the_influence_of_the_library(rng, n_shown):
    """Influences on kappa are those of `kappa_per_answer`, with all classes shown and with drawn ones."""
    intended, chosen = rng.integers(4, size=90), rng.integers(5, size=(90, N_STUDIES))
    found = kappa_influence(intended, chosen, 4, n_shown)

    names = np.array(["a", "b", "c", "d", "cannot tell"])
    for number in range(N_STUDIES):
        options = [("a", "b", "c", "d")] * 90 if n_shown == 4 else [(names[one], *"xy") for one in intended]
        rows = pd.DataFrame(
            {
                "intended": names[intended],
                "value": names[chosen[:, number]],
                "options": options,
                "is_hit": (chosen[:, number] == intended).astype(float),
                "chance": 1 / n_shown,
            }
        )
        assert pytest.approx(kappa_per_answer(rows).tolist()) == found[:, number].tolist()
