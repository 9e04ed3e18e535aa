"""Variances of condition means, and tests over one kind of unit."""

import numpy as np
import pytest
from scipy import stats

from analysis.crossed_design import added_variance, over_unit_means, read_design


def test_variance_over_listeners_is_that_of_their_differences():
    """In a balanced study it is the variance of the listeners' mean differences over their number."""
    rng = np.random.default_rng(0)
    difference = rng.normal(size=(9, 2))
    listener, condition = (axis.ravel() for axis in np.meshgrid(np.arange(9), np.arange(2), indexing="ij"))
    design = read_design(difference.ravel(), condition, listener, listener)

    wanted = np.var(difference[:, 0] - difference[:, 1], ddof=1) / 9
    assert pytest.approx(wanted) == design.variance(design.listeners.codes)


def test_what_the_other_unit_adds():
    """Only what exceeds the residual is added, as a multiple of one's own variance."""
    assert (0.0, 0.5, 0.0) == (added_variance(2, 1, 3), added_variance(2, 4, 3), added_variance(0, 4, 3))


def test_added_variance_makes_every_test_more_careful():
    """Between units, for two conditions and for three, the p-value grows with what the other unit adds."""
    rng = np.random.default_rng(1)
    between = np.where(np.eye(2, dtype=bool)[np.arange(20) % 2], rng.normal([0.0, 1.0], 1, (20, 2)), np.nan)
    for means in (between, rng.normal([0.0, 0.7], 1, (20, 2)), rng.normal([0.0, 0.4, 0.8], 1, (20, 3))):
        p_values = [over_unit_means(means, added, None).p_value for added in (0.0, 0.5, 2.0)]
        assert p_values == sorted(p_values)
        assert p_values[0] < p_values[2]


def test_nothing_added_is_the_plain_test():
    """Without the other unit's variance the tests are Kruskal-Wallis's, Wilcoxon's and Friedman's."""
    rng = np.random.default_rng(2)
    pairs, triples = rng.normal(size=(15, 2)), rng.normal(size=(15, 3))

    wilcoxon = stats.wilcoxon(*pairs.T, correction=False, method="asymptotic").pvalue
    assert pytest.approx(wilcoxon) == over_unit_means(pairs, 0.0, None).p_value
    assert pytest.approx(stats.friedmanchisquare(*triples.T).pvalue) == over_unit_means(triples, 0.0, None).p_value
    between = np.where(np.eye(3, dtype=bool)[np.arange(15) % 3], triples, np.nan)
    groups = [triples[i::3, i] for i in range(3)]
    assert pytest.approx(stats.kruskal(*groups).pvalue) == over_unit_means(between, 0.0, None).p_value


def test_units_that_met_some_conditions_are_left_out():
    """Where units met several conditions, those that lack one do not count."""
    means = np.vstack([np.random.default_rng(0).normal(size=(10, 3)), [1.0, 2.0, np.nan]])

    assert 10 == over_unit_means(means, 0.0, None).n_units
