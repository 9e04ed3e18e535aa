"""The interval of rho over listeners and recordings."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.rho_interval import _weighted_rho, rho_interval


def rows(rng, slope, n_morphs=24, n_listeners=20):
    """Return smoothness ratings that fall with distance by `slope` points over the whole range."""
    distance, own = rng.random(n_morphs), rng.normal(0, 0.4, n_morphs)
    made = [
        (
            f"p{who}",
            f"m{morph}",
            (f"r{morph}", f"s{morph}"),
            distance[morph],
            3.5 - slope * distance[morph] + own[morph],
        )
        for who in range(n_listeners)
        for morph in rng.choice(n_morphs, 8, replace=False)
    ]
    frame = pd.DataFrame(made, columns=["participant", "morph", "ends", "distance", "score"])
    return frame.assign(score=(frame["score"] + rng.normal(0, 0.8, len(frame))).round().clip(1, 5))


def test_weights_of_one_give_spearmans_rho():
    """Scipy's, ties and all; counting a morph twice is writing it twice."""
    rng = np.random.default_rng(1)
    x, y = rng.integers(0, 6, 12).astype(float), rng.integers(0, 6, 12).astype(float)
    twice = np.where(np.arange(12) < 3, 2.0, 1.0)
    repeated = np.repeat(np.arange(12), twice.astype(int))

    assert stats.spearmanr(x, y).statistic == pytest.approx(_weighted_rho(x[None], y[None], np.ones((1, 12)))[0])
    assert stats.spearmanr(x[repeated], y[repeated]).statistic == pytest.approx(
        _weighted_rho(x[None], y[None], twice[None])[0]
    )


def test_a_planted_law_is_seen_and_none_is_not():
    """A fall of three points lies below zero; without one the interval holds zero in at least 17 of 20 studies."""
    rng = np.random.default_rng(2)
    _low, high = rho_interval(rows(rng, 3.0, n_morphs=40, n_listeners=40), "distance", rng)
    bounds = [rho_interval(rows(rng, 0.0), "distance", rng) for _study in range(20)]

    assert high < 0
    assert sum(low <= 0 <= high for low, high in bounds) >= 17


def test_morphs_that_share_a_recording_widen_the_interval():
    """Six recordings are fewer than twenty-four pairs of their own."""
    rng = np.random.default_rng(3)
    own = rows(rng, 1.0)
    number = own["morph"].str[1:].astype(int)
    shared = own.assign(ends=[(f"r{at % 6}", f"s{at // 6}") for at in number])
    widths = [high - low for low, high in (rho_interval(one, "distance", rng) for one in (own, shared))]

    assert widths[0] < widths[1]


def test_equal_distances_have_no_interval():
    """There is nothing to rank."""
    rng = np.random.default_rng(4)

    assert (None, None) == rho_interval(rows(rng, 1.0).assign(distance=1.0), "distance", rng)
