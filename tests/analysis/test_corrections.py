"""Adjusted p-values (compared with R in test_golden)."""

import pytest
from statsmodels.stats.multitest import multipletests

from analysis.corrections import METHODS, adjust
from analysis.errors import AnalysisError

STATSMODELS = {"holm": "holm", "bonferroni": "bonferroni", "hochberg": "simes-hochberg", "BH": "fdr_bh", "BY": "fdr_by"}


@pytest.mark.parametrize("method", METHODS)
def test_agrees_with_statsmodels(method):
    """Every method gives the numbers of statsmodels' multipletests, in the order given."""
    p_values = [0.04, 0.001, 0.03, 0.8, 0.03]

    assert pytest.approx(list(multipletests(p_values, method=STATSMODELS[method])[1])) == adjust(p_values, method)


@pytest.mark.parametrize("gap", [None, float("nan")])
def test_gaps_stay_and_do_not_count(gap):
    """A p-value that does not exist stays None and does not make the family larger (multipletests counts NaN)."""
    assert [0.02, None, 0.03] == adjust([0.01, gap, 0.03], "holm")


def test_nothing_to_adjust():
    """An empty family is empty."""
    assert [] == adjust([])


@pytest.mark.parametrize(("p_values", "method", "message"), [([0.1], "fdr", "got 'fdr'"), ([1.2], "holm", "got 1.2")])
def test_misuse(p_values, method, message):
    """An unknown method and what is no probability are refused."""
    with pytest.raises(AnalysisError, match=message):
        adjust(p_values, method)
