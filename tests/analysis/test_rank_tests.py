"""Kruskal-Wallis and Dunn: traps and relations (values are compared with R in test_golden)."""

import numpy as np
import pandas as pd
import pytest
import scikit_posthocs
from scipy import stats

from analysis.errors import AnalysisError
from analysis.rank_tests import dunn, kruskal_wallis


def ratings(n: int, k: int, seed: int = 0):
    """Return five-point ratings in k groups."""
    rng = np.random.default_rng(seed)
    groups = rng.integers(0, k, n)
    return np.clip(np.round(rng.normal(3 + 0.2 * groups, 1)), 1, 5), np.array([f"g{group}" for group in groups])


@pytest.mark.parametrize("decimals", [0, 6])
def test_agrees_with_scipy_and_posthocs(decimals):
    """H is SciPy's and every Dunn p-value scikit-posthocs', on ratings and on continuous values."""
    values, groups = ratings(400, 4)
    values = values + np.round(np.random.default_rng(1).normal(size=400), decimals)
    samples = [values[groups == name] for name in np.unique(groups)]
    theirs = scikit_posthocs.posthoc_dunn(samples, p_adjust="holm").to_numpy()

    assert pytest.approx(tuple(stats.kruskal(*samples)), rel=1e-10) == (
        kruskal_wallis(values, groups).statistic,
        kruskal_wallis(values, groups).p_value,
    )
    assert (
        pytest.approx(theirs[np.triu_indices(4, 1)], rel=1e-9) == dunn(values, groups).table()["p_adjusted"].to_list()
    )


def test_two_groups_give_one_p_value():
    """With two groups Dunn's p is Kruskal-Wallis's, and no adjustment changes it."""
    values, groups = ratings(60, 2)
    pair = dunn(values, groups).pairs[0]

    assert pytest.approx(kruskal_wallis(values, groups).p_value, rel=1e-12) == pair.p_value
    assert pair.p_adjusted == pair.p_value
    assert dunn(values, groups).sentence().startswith(("The two groups differ", "There is no evidence"))


@pytest.mark.parametrize(
    ("values", "groups", "reason"),
    [
        ([4, 4, 4, 4], list("aabb"), "all 4 values are the same"),
        ([1, 2, 3], list("aaa"), "it needs two groups, got 1"),
        ([], [], "it needs two groups, got 0"),
        ([1, 2, None, None], list("aabb"), "it needs two groups, got 1"),
    ],
)
def test_refusals(values, groups, reason):
    """All ratings identical, one group, no rows: no number, and the reason."""
    whole, pairs = kruskal_wallis(values, groups), dunn(values, groups)

    assert ("not computable", reason, None, None) == (whole.status, whole.reason, whole.statistic, whole.p_value)
    assert ("not computable", reason) == (pairs.status, pairs.reason)
    assert pairs.table()["p_value"].isna().all()
    assert whole.sentence() == f"Kruskal-Wallis is not computable: {reason}."


def test_a_group_of_one():
    """A group with a single rating takes part; with nothing but such groups eta-squared does not exist."""
    assert "ok" == kruskal_wallis([1, 2, 3, 9], list("aaab")).status
    assert kruskal_wallis([1, 2, 3], list("abc")).eta_squared is None


def test_missing_rows_are_counted_and_change_nothing():
    """A NaN in the values or in the group column takes the row out, and the result says so."""
    values, groups = ratings(50, 3)
    with_gaps = kruskal_wallis([*values, None, 5, np.nan], [*groups, "g0", None, np.nan])

    assert kruskal_wallis(values, groups).statistic == with_gaps.statistic
    assert (50, 3) == (with_gaps.n, with_gaps.n_missing)
    assert "3 rows with a missing entry were left out" in with_gaps.sentence()


def test_an_empty_category_is_no_group():
    """A category of a pandas categorical without ratings vanishes."""
    groups = pd.Categorical(list("aabb"), categories=["empty", "a", "b"])

    assert 1 == kruskal_wallis([1, 2, 3, 4], groups).df


def test_millions_of_equal_ratings_do_not_overflow():
    """The cube of 2.6 million ties exceeds 64 bits; H stays that of a thousandth of the rows, times a thousand."""
    counts = {"a": (2600, 400), "b": (2500, 500)}

    def statistic(times: int) -> float:
        values = np.repeat([1, 2, 1, 2], [times * n for pair in counts.values() for n in pair])
        groups = pd.Categorical.from_codes(
            np.repeat([0, 1], [times * sum(pair) for pair in counts.values()]), categories=list(counts)
        )
        return kruskal_wallis(values, groups).statistic

    assert pytest.approx(1000 * statistic(1), rel=1e-3) == statistic(1000)


def test_unknown_adjustment_is_misuse():
    """An adjustment that is not known is refused by name, also where there is nothing to adjust."""
    with pytest.raises(AnalysisError, match="method: is not known, got 'fdr'"):
        dunn([1, 1], ["a", "b"], adjust="fdr")


def test_sentences():
    """Effect before p, no p of zero, and never "no difference"."""
    values, groups = ratings(3000, 3)
    found = kruskal_wallis(values, groups).sentence()

    assert found.index("epsilon-squared") < found.index("p < .001")
    assert (
        "There is no evidence of a difference between the 3 groups"
        in kruskal_wallis([1, 2, 1, 2, 1, 2], list("aabbcc")).sentence()
    )
    assert (
        dunn(values, groups).sentence().startswith("3 of 3 pairs of groups differ, most of all: 'g2' ranks above 'g0'")
    )


def test_table_has_the_promised_columns():
    """Dunn's table names both groups, sizes, mean ranks, z and both p-values."""
    assert ["group_a", "group_b", "n_a", "n_b", "mean_rank_a", "mean_rank_b", "z", "p_value", "p_adjusted"] == list(
        dunn([1, 2, 3, 4], list("aabb")).table()
    )
