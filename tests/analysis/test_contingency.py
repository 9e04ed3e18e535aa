"""Chi-square: traps and relations (values are compared with R in test_golden)."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.contingency import chi_square_goodness_of_fit, chi_square_independence
from analysis.errors import AnalysisError


def test_yates_never_leaks_into_v():
    """The correction changes the statistic of a 2 x 2 table, and V not at all."""
    rows, columns = ["a"] * 12 + ["b"] * 10, list("xxxxxxxxyyyy") + list("xxxyyyyyyy")
    plain, corrected = (chi_square_independence(rows, columns, correction=on) for on in (False, True))

    assert plain.statistic > corrected.statistic
    assert (plain.cramers_v, plain.cramers_v_corrected) == (corrected.cramers_v, corrected.cramers_v_corrected)
    assert "Yates" in corrected.sentence()


def test_an_empty_class_is_dropped_by_name():
    """A class that nobody chose leaves the table and is named."""
    chosen = pd.Categorical(list("xyxyxx"), categories=["x", "y", "nobody"])
    found = chi_square_independence(list("aabbab"), chosen)

    assert (("nobody",), 1, ("x", "y")) == (found.dropped, found.df, found.column_names)
    assert "nobody" in found.sentence()


def test_nothing_is_added_to_empty_cells():
    """Residuals are those of the counts as they are (statsmodels adds .5 to every cell unless told not to)."""
    rows, columns = list("aaaabbbbcccc"), list("xxxxyyyyxyyy")
    found = chi_square_independence(rows, columns)
    table = sm.stats.Table(found.observed, shift_zeros=False)

    assert 0 in found.observed
    assert pytest.approx(table.standardized_resids) == found.residuals


def test_v_of_an_unassociated_table_is_corrected_for_bias():
    """On 21 x 21 classes without association raw V is about .18, corrected V about 0."""
    rng = np.random.default_rng(0)
    found = chi_square_independence(rng.integers(0, 21, 600), rng.integers(0, 21, 600))

    assert 0.15 < found.cramers_v < 0.21
    assert found.cramers_v_corrected < 0.05


def test_low_expected_counts_bring_random_tables():
    """With expected counts below five the p-value also comes from random tables, close to Fisher's exact one."""
    rows, columns = list("aaaaaabbbbb"), list("xxxxxyxyyyy")
    found = chi_square_independence(rows, columns)

    # Fisher's exact p of [[5, 1], [1, 4]], from scipy.stats.fisher_exact.
    assert pytest.approx(0.0801, abs=0.01) == found.p_monte_carlo
    assert "random tables" in found.sentence()
    assert found.p_monte_carlo == chi_square_independence(rows, columns).p_monte_carlo


@pytest.mark.parametrize(("rows", "columns"), [(list("aaa"), list("xyx")), ([], []), (["a", None], [None, "x"])])
def test_refusals(rows, columns):
    """One row, no rows, or no complete answer: not computable."""
    found = chi_square_independence(rows, columns)

    assert ("not computable", None, None) == (found.status, found.statistic, found.cramers_v)
    assert "two rows and two columns" in found.sentence()


def test_missing_answers_are_counted():
    """A row without one of its labels is counted as missing."""
    assert 2 == chi_square_independence(["a", "b", None, "a"], ["x", "y", "x", np.nan]).n_missing


@pytest.mark.parametrize(
    ("counts", "expected", "reason"),
    [
        ([5], None, "it needs two classes"),
        ([0, 0], None, "all counts are zero"),
        ([5, -1], None, "not negative"),
        ([5, None], None, "missing"),
        ([5, 5], [0.5, 0.6], "sum to 1, got 1.1"),
        ([5, 0], [1.0, 0.0], "between 0 and 1"),
    ],
)
def test_goodness_of_fit_refuses(counts, expected, reason):
    """Where R stops, the result says why."""
    found = chi_square_goodness_of_fit(counts, expected)

    assert ("not computable", None) == (found.status, found.p_value)
    assert reason in found.reason


def test_expected_are_probabilities_of_the_same_classes():
    """As many probabilities as counts are needed."""
    with pytest.raises(AnalysisError, match="differ in length"):
        chi_square_goodness_of_fit([1, 2, 3], [0.5, 0.5])
