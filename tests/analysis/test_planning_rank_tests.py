"""The rank tests of many studies equal the library's, study by study."""

import numpy as np
import pandas as pd
import pytest

from analysis.companions import generator_scope, listener_groups, over_units
from analysis.planning_deal import numbered
from analysis.planning_rank_tests import Crossed, UnitMeans, pooled_kruskal
from analysis.rank_tests import friedman, kruskal_wallis

N_STUDIES = 6
EXACT = {"rel": 1e-9, "abs": 1e-12}
PERMUTED = {"abs": 0.06}
"""A p-value of .5 from 999 permutations has a standard error of .016; four of them."""


def columns(groups, listeners, units, ratings, number):
    """Return the four columns of one study as text and numbers."""
    return (
        ratings[:, number].tolist(),
        [f"g{one}" for one in groups],
        [f"l{one:03d}" for one in listeners],
        [f"u{one:03d}" for one in units],
    )


def ratings_of(rng, groups, n_listeners, listeners, n_units, units):
    """Return ratings with effects of listeners, units and groups, so that p-values vary."""
    shape = (len(groups), N_STUDIES)
    effects = 0.5 * rng.standard_normal((n_listeners, N_STUDIES))[listeners]
    effects += 0.5 * rng.standard_normal((n_units, N_STUDIES))[units]
    effects += 0.3 * rng.standard_normal((3, N_STUDIES))[groups % 3]
    return np.clip(np.rint(3.2 + effects + 0.8 * rng.standard_normal(shape)), 1, 5).astype(np.int8)


@pytest.fixture
def same_sounds(rng):
    """Return 24 sounds under three conditions, of which each of 30 listeners hears 9 stimuli."""
    listeners = np.repeat(np.arange(30), 9)
    stimuli = np.concatenate([rng.permutation(72)[:9] for _ in range(30)])
    groups, units = stimuli % 3, numbered(stimuli // 3)
    return groups, listeners, units, ratings_of(rng, groups, 30, listeners, 24, units)


@pytest.fixture
def different_sounds(rng):
    """Return two groups of 8 and 12 sounds, of which each of 20 listeners hears 4 and 4."""
    listeners = np.repeat(np.arange(20), 8)
    units = numbered(np.concatenate([np.r_[rng.permutation(8)[:4], 8 + rng.permutation(12)[:4]] for _ in range(20)]))
    groups = (units >= 8).astype(np.intp)
    return groups, listeners, units, ratings_of(rng, groups, 20, listeners, 20, units)


def test_pooled_kruskal_equals_the_public_test(same_sounds):
    """Counts give the p-values that `kruskal_wallis` gives from rows."""
    groups, listeners, units, ratings = same_sounds

    expected = [
        kruskal_wallis(*columns(groups, listeners, units, ratings, number)[:2]).p_value for number in range(N_STUDIES)
    ]
    assert pytest.approx(expected, **EXACT) == pooled_kruskal(ratings, groups).tolist()


def test_same_sounds_equal_generator_scope(same_sounds, rng):
    """Friedman by listener and, reduced by what listeners add, by sound: exactly those of `generator_scope`."""
    groups, listeners, units, ratings = same_sounds

    expected = [generator_scope(*columns(groups, listeners, units, ratings, number)) for number in range(N_STUDIES)]
    crossed = Crossed.of(groups, listeners, units, "listener-and-sound")
    values = ratings.astype(float)
    assert {("Friedman", "Friedman")} == {(one.by_listener, one.by_stimulus) for one in expected}
    assert pytest.approx([one.p_value for one in expected], **EXACT) == crossed.p_values(values, rng).tolist()
    assert (
        pytest.approx([one.p_by_listener for one in expected], **EXACT)
        == crossed.listeners.p_values(values, 0.0, rng).tolist()
    )


def test_two_conditions_equal_signed_ranks(same_sounds, rng):
    """With two conditions both sides are signed ranks, zeros dropped."""
    groups, listeners, units, ratings = same_sounds
    two = groups < 2
    groups, listeners, units, ratings = groups[two], listeners[two], numbered(units[two]), ratings[two]

    expected = [generator_scope(*columns(groups, listeners, units, ratings, number)) for number in range(N_STUDIES)]
    found = Crossed.of(groups, listeners, units, "listener-and-sound").p_values(ratings.astype(float), rng)
    assert {"signed ranks"} == {one.by_stimulus for one in expected}
    assert pytest.approx([one.p_value for one in expected], **EXACT) == found.tolist()


def test_different_sounds_equal_generator_scope(different_sounds, rng):
    """Labels permuted over sounds, with the reduced statistic: `generator_scope` within permutation noise."""
    groups, listeners, units, ratings = different_sounds

    expected = [generator_scope(*columns(groups, listeners, units, ratings, number)) for number in range(N_STUDIES)]
    found = Crossed.of(groups, listeners, units, "listener-and-sound").p_values(ratings.astype(float), rng)
    assert {"labels permuted"} == {one.by_stimulus for one in expected}
    assert pytest.approx([one.p_value for one in expected], **PERMUTED) == found.tolist()


def test_sounds_alone_equal_over_units(different_sounds, rng):
    """The plan's side "sound" is `over_units`, within permutation noise."""
    groups, listeners, units, ratings = different_sounds

    values, group, _listener, unit = zip(
        *(columns(groups, listeners, units, ratings, number) for number in range(N_STUDIES)), strict=True
    )
    expected = [over_units(*one).p_value for one in zip(values, group, unit, strict=True)]
    found = Crossed.of(groups, listeners, units, "sound").p_values(ratings.astype(float), rng)
    assert pytest.approx(expected, **PERMUTED) == found.tolist()


@pytest.mark.parametrize("n_conditions", [2, 3])
def test_listeners_alone_equal_friedman(same_sounds, rng, n_conditions):
    """The plan's side "listener" is Friedman on listener means, for two conditions too."""
    groups, listeners, units, ratings = same_sounds
    some = groups < n_conditions
    groups, listeners, units, ratings = groups[some], numbered(listeners[some]), numbered(units[some]), ratings[some]

    expected = [
        friedman(*columns(groups, listeners, units, ratings, number)[:3]).p_value for number in range(N_STUDIES)
    ]
    found = Crossed.of(groups, listeners, units, "listener").p_values(ratings.astype(float), rng)
    assert pytest.approx(expected, **EXACT) == found.tolist()


def test_groups_of_listeners_equal_listener_groups(same_sounds, rng):
    """Groups of listeners: the larger p over listener means and paired by sound, as `listener_groups` has it."""
    _groups, listeners, units, ratings = same_sounds
    groups = listeners % 3

    expected = [listener_groups(*columns(groups, listeners, units, ratings, number)) for number in range(N_STUDIES)]
    found = Crossed.of(groups, listeners, units, "listener-and-sound").p_values(ratings.astype(float), rng)
    assert pytest.approx([one.p_value for one in expected], **EXACT) == found.tolist()


def test_a_test_that_cannot_be_computed_says_so():
    """One sound of each condition carries no test over sounds, as in the library."""
    groups = np.array([0, 1] * 6)
    listeners = np.repeat(np.arange(6), 2)

    assert not UnitMeans(groups, groups).is_computable
    assert not Crossed.of(groups, listeners, groups, "listener-and-sound").is_computable
    assert Crossed.of(groups, listeners, groups, "listener").is_computable
    assert not generator_scope(
        pd.Series(range(12)), groups.astype(str), listeners.astype(str), groups.astype(str)
    ).is_ok


def test_alike_ratings_are_no_evidence(same_sounds, rng):
    """A study in which everybody answers the same has p = 1 in both columns, and no warning."""
    groups, listeners, units, ratings = same_sounds
    alike = np.full_like(ratings, 3)

    assert [1.0] * N_STUDIES == pooled_kruskal(alike, groups).tolist()
    found = Crossed.of(groups, listeners, units, "listener-and-sound").p_values(alike.astype(float), rng)
    assert [1.0] * N_STUDIES == found.tolist()
