"""Permuting labels over units."""

from itertools import permutations

import numpy as np
import pytest
from scipy import stats

from analysis.columns import labels
from analysis.permutation import kruskal_statistic, permuted_kruskal, unit_labels


def test_agrees_with_all_permutations():
    """Over six units the p-value is close to the exact share of the 720 arrangements."""
    values, codes = np.array([1.0, 2.0, 2.0, 4.0, 5.0, 9.0]), np.array([0, 0, 1, 1, 2, 2])
    observed = kruskal_statistic(values, codes)
    exact = np.mean([kruskal_statistic(values[list(p)], codes) >= observed - 1e-9 for p in permutations(range(6))])

    assert pytest.approx(exact, abs=0.01) == permuted_kruskal(values, codes, 9999, np.random.default_rng(0))


def test_statistic_is_kruskal_wallis():
    """H is SciPy's."""
    values, codes = np.round(np.random.default_rng(0).normal(3, 1, 40)), np.arange(40) % 3

    assert pytest.approx(stats.kruskal(*(values[codes == i] for i in range(3))).statistic) == kruskal_statistic(
        values, codes
    )


def test_the_observed_arrangement_counts():
    """The smallest p-value is one over one more than the permutations."""
    values, codes = np.arange(40.0), np.arange(40) // 20

    assert 1 / 100 == permuted_kruskal(values, codes, 99, np.random.default_rng(0))


def test_a_torn_unit_is_named():
    """A unit with two labels is found by name."""
    assert "v" == unit_labels(labels(list("aab"), "x"), labels(list("uvv"), "y"))[1]
    assert "" == unit_labels(labels(list("aab"), "x"), labels(list("uuv"), "y"))[1]
