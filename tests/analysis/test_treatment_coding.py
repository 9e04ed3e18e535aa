"""Treatment coding."""

import numpy as np
import pandas as pd
import pytest

from analysis.treatment_coding import coded


def test_first_level_in_c_order_is_the_reference():
    """Names are column and level, as in R; the reference has no column."""
    found = coded({"path": ["linear", "Zigzag", "linear", "spherical"]})["path"]

    assert ("pathlinear", "pathspherical") == found.names
    assert [[1, 0], [0, 0], [1, 0], [0, 1]] == found.columns.tolist()


@pytest.mark.parametrize("column", [["a", None, "b"], [1.0, np.nan, 2.0]])
def test_missing_entries_stay_missing(column):
    """A gap in labels or numbers is NaN in every column."""
    assert [False, True, False] == np.isnan(coded({"x": column})["x"].columns).any(axis=1).tolist()


def test_one_level_has_no_column():
    """A single level leaves nothing to estimate."""
    assert (2, 0) == coded({"x": ["a", "a"]})["x"].columns.shape


def test_a_category_without_a_row_has_no_column():
    """Empty categories of a pandas categorical vanish, the reference among them."""
    assert ("xc",) == coded({"x": pd.Categorical(["b", "c"], categories=["a", "b", "c", "d"])})["x"].names
