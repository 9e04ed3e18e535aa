"""Shapiro-Wilk and Levene: refusals and sentences (values are compared with R in test_golden)."""

import numpy as np
import pytest

from analysis.assumptions import levene, shapiro_wilk
from analysis.errors import AnalysisError


def test_constant_group_is_not_called_normal():
    """All ratings identical: no statistic, and the reason is said."""
    found = shapiro_wilk([5] * 20)

    assert (None, None, 20) == (found.statistic, found.p_value, found.n)
    assert found.sentence() == "Shapiro-Wilk is not computable: all 20 values are the same."


@pytest.mark.parametrize(
    ("n", "status"), [(0, "not computable"), (2, "not computable"), (3, "ok"), (5001, "not computable")]
)
def test_sizes(n, status):
    """Below three values and above 5000 the p-value is not known."""
    assert status == shapiro_wilk(np.random.default_rng(0).normal(size=n)).status


def test_shapiro_wilk_knows_no_unit():
    """W and p do not change when ratings are moved and scaled."""
    values = np.random.default_rng(0).normal(size=30)
    one, other = shapiro_wilk(values), shapiro_wilk(1e6 + 1e-3 * values)

    assert pytest.approx((one.statistic, one.p_value), rel=1e-6) == (other.statistic, other.p_value)


def test_three_values_with_a_tie_say_nothing():
    """W is at its floor and p at 0 for any three values of which two are equal: the sentence claims nothing."""
    found = shapiro_wilk([1, 1, 4])

    assert (0.75, 0.0) == (found.statistic, found.p_value)
    assert found.sentence().startswith("Three values of which two are equal say nothing about normality")


def test_missing_values_are_counted():
    """None and NaN are left out and counted."""
    found = shapiro_wilk([1, 2, 4, None, float("nan")])

    assert (3, 2) == (found.n, found.n_missing)
    assert "2 rows with a missing entry were left out" in found.sentence()


@pytest.mark.parametrize(
    ("values", "groups", "reason"),
    [
        ([1, 2, 3], ["a", "a", "a"], "it needs two groups, got 1"),
        ([], [], "it needs two groups, got 0"),
        ([1, 2], ["a", "b"], "every group has a single value"),
        ([3, 3, 3, 3], list("aabb"), "within each group all values lie equally far from its centre"),
        ([1.1, 1.3, 4.1, 4.3], list("aabb"), "within each group all values lie equally far from its centre"),
        ([1, 2, float("inf"), 4], list("aabb"), "there are infinite values"),
    ],
)
def test_levene_refuses(values, groups, reason):
    """Where F does not exist the result says why, instead of NaN or an infinite F."""
    found = levene(values, groups)

    assert ("not computable", reason, None, None) == (found.status, found.reason, found.statistic, found.p_value)


def test_levene_names_its_centre():
    """The centre is in the sentence, because the two tests are different tests."""
    values, groups = [1, 2, 3, 1, 3, 8], list("aaabbb")

    assert "about the median" in levene(values, groups).sentence()
    assert "about the mean" in levene(values, groups, center="mean").sentence()
    with pytest.raises(AnalysisError, match=r"center: is not known, got 'trimmed'\. Known: median, mean"):
        levene(values, groups, center="trimmed")


def test_a_group_of_one_takes_part():
    """A single value deviates by nothing from its own centre, as in R's car::leveneTest."""
    found = levene([1, 2, 4, 1, 5, 9, 3], list("aaabbbc"))

    assert ("ok", 2, 4) == (found.status, found.df1, found.df2)
