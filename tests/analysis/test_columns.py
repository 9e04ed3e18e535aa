"""Columns: what is missing, what is a label, what is misuse."""

import numpy as np
import pandas as pd
import pytest

from analysis.columns import grouped, labels, numbers
from analysis.errors import AnalysisError
from analysis.rank_tests import kruskal_wallis

ODD_LABELS = ["None", "NA", "nan", "007", "=SUM(A1)", "  a"]


@pytest.mark.parametrize("make", [list, pd.Series, lambda cells: np.array(cells, dtype=object), pd.Categorical])
def test_odd_labels_stay_labels(make):
    """Words that look like gaps, numbers or formulas, and leading blanks, are labels like any other."""
    found = labels(make(ODD_LABELS), "groups")

    assert tuple(sorted(ODD_LABELS)) == found.names
    assert [found.names.index(name) for name in ODD_LABELS] == found.codes.tolist()


@pytest.mark.parametrize("gap", [None, float("nan"), pd.NA, ""])
def test_gaps_in_labels_are_missing(gap):
    """None, NaN, pandas' NA and an empty cell are missing labels."""
    assert [0, -1, 1] == labels(["a", gap, "b"], "groups").codes.tolist()


def test_a_whole_number_is_one_label():
    """1, 1.0 and "1" are the same label, because a gap turns pandas' integers into floats."""
    assert labels([1, 2, None], "groups").names == labels(pd.Series([1, 2, None]), "groups").names == ("1", "2")


def test_labels_are_plain_text():
    """NumPy's text becomes plain text, so that results print and compare as such."""
    assert [str] == [type(name) for name in labels([np.str_("a"), "a"], "groups").names]


def test_labels_are_in_the_order_of_the_c_locale():
    """Names are sorted as text by code point: capitals first, "10" before "2"."""
    assert ("10", "2", "B", "a") == labels(["a", "B", "2", "10"], "groups").names


@pytest.mark.parametrize("values", [["10", "2"], [1, "2"], pd.Series(["3", None]), np.array(["1", "2"])])
def test_text_among_numbers_is_misuse(values):
    """Ratings as text are refused, because "10" sorts before "2"."""
    with pytest.raises(AnalysisError, match=r"values: entry \d is text, got '\d+'\. Give numbers"):
        kruskal_wallis(values, ["a"] * len(values))


def test_columns_of_unequal_length_are_misuse():
    """Columns must belong row by row."""
    with pytest.raises(AnalysisError, match="values: the columns differ in length: values 3, groups 2"):
        kruskal_wallis([1, 2, 3], ["a", "b"])


@pytest.mark.parametrize("column", ["abc", 3, np.zeros((2, 2)), {"a": 1}])
def test_what_is_no_column_is_misuse(column):
    """A text, a number, a matrix and a dict are not columns."""
    with pytest.raises(AnalysisError, match=r"values"):
        numbers(column, "values")


@pytest.mark.parametrize(
    "column", [[1, None, 3], pd.Series([1, pd.NA, 3], dtype="Int64"), np.array([1.0, np.nan, 3.0]), (1, np.nan, 3)]
)
def test_gaps_in_numbers_are_nan(column):
    """Every kind of column gives floats with NaN where a number is missing."""
    assert pytest.approx([1, np.nan, 3], nan_ok=True) == numbers(column, "values")


def test_missing_rows_are_counted():
    """A row is missing when its value or its group is; groups without data vanish."""
    found = grouped([1, None, 3, 4], ["a", "b", None, "c"])

    assert (("a", "c"), 2, [1.0, 4.0]) == (found.names, found.n_missing, found.values.tolist())
