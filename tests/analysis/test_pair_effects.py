"""Differences between two groups: the estimates are the known ones, the intervals cover and respect their units."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.effect_sizes import cliffs_delta
from analysis.pair_effects import MOST_PAIRS, cliffs_delta_over_units, mean_difference, pair_effects


@pytest.fixture
def two_groups():
    """Give 40 ratings of one group and 30 of another, rows taken as independent."""
    rng = np.random.default_rng(5)
    scores = np.concatenate([rng.integers(2, 6, 40), rng.integers(1, 5, 30)]).astype(float)
    return scores, np.arange(70) < 40


def study(rng, n_listeners, n_sounds):
    """Draw five-point ratings of two groups of sounds by the same listeners, with listener and sound effects."""
    listener = np.tile(np.arange(n_listeners), 2 * n_sounds)
    sound = np.repeat(np.arange(2 * n_sounds), n_listeners)
    is_first = sound < n_sounds
    latent = rng.normal(0, 0.5, n_listeners)[listener] + rng.normal(0, 0.5, 2 * n_sounds)[sound]
    latent += 0.5 * is_first + rng.normal(0, 1, len(sound))
    scores = np.digitize(latent, [-1.2, -0.4, 0.4, 1.2]) + 1.0
    return scores, is_first, pd.DataFrame({"participant": listener.astype(str), "unit": sound.astype(str)})


def test_cliffs_delta_is_the_public_one(two_groups):
    """The estimate equals that of effect_sizes; the interval is near that of independent ratings."""
    scores, is_first = two_groups
    expected = cliffs_delta(scores[is_first], scores[~is_first])
    found = cliffs_delta_over_units(scores, is_first, pd.DataFrame(index=range(70)))

    assert expected.estimate == found.value
    assert [expected.low, expected.high] == pytest.approx([found.low, found.high], abs=0.06)


def test_the_difference_of_independent_rows_is_welchs(two_groups):
    """Where nothing is known of listeners and sounds, the interval is as wide as Welch's, within 5 %."""
    scores, is_first = two_groups
    welch = stats.ttest_ind(scores[is_first], scores[~is_first], equal_var=False).confidence_interval()
    found = mean_difference(scores, is_first, pd.DataFrame(index=range(70)))

    assert welch.high - welch.low == pytest.approx(found.high - found.low, rel=0.05)


def test_intervals_cover_for_other_listeners_and_sounds():
    """Of 150 simulated studies with 20 listeners and 12 sounds per group, 90 % and more cover the true delta.

    The true value is that of two normal populations cut into five points; 600 studies gave 96 %.
    """
    rng = np.random.default_rng(6)
    cuts = np.array([-1.2, -0.4, 0.4, 1.2])
    spread = np.sqrt(0.25 + 0.25 + 1)
    first, second = (np.diff(stats.norm.cdf(cuts, mean, spread), prepend=0, append=1) for mean in (0.5, 0.0))
    true = sum(first[i] * (second[:i].sum() - second[i + 1 :].sum()) for i in range(5))
    intervals = [cliffs_delta_over_units(*study(rng, 20, 12)) for _ in range(150)]

    assert np.mean([one.low <= true <= one.high for one in intervals]) >= 0.9
    assert np.mean([one.high - one.low for one in intervals]) < 0.8


def test_known_units_widen_the_interval():
    """Ratings of the same sounds belong together; taken as independent they promise too much."""
    scores, is_first, rows = study(np.random.default_rng(7), 20, 6)
    known = cliffs_delta_over_units(scores, is_first, rows)
    taken = cliffs_delta_over_units(scores, is_first, rows[[]])

    assert known.high - known.low > 1.3 * (taken.high - taken.low)


def test_groups_apart_have_no_interval():
    """Complete separation says nothing of the spread of delta."""
    found = cliffs_delta_over_units(
        np.array([4.0, 5, 1, 2]), np.array([True, True, False, False]), pd.DataFrame(index=range(4))
    )

    assert (1.0, None, None) == (found.value, found.low, found.high)


def test_every_pair_is_listed_unless_there_are_too_many():
    """Pairs stand in the order of the groups; 21 groups are the most."""
    rows = pd.DataFrame({"score": np.arange(46.0), "group": [f"g{number % 23:02d}" for number in range(46)]})
    levels = sorted(set(rows["group"]))

    assert [("g00", "g01"), ("g00", "g02"), ("g01", "g02")] == [
        (one["group_a"], one["group_b"]) for one in pair_effects(rows, levels[:3])
    ]
    assert MOST_PAIRS == len(pair_effects(rows, levels[:21]))
    assert [] == pair_effects(rows, levels)
