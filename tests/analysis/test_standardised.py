"""Columns of numbers centred and scaled, and estimates brought back."""

import numpy as np
import pytest

from analysis.laplace import Parameters
from analysis.laplace_fit import Fit
from analysis.ordinal_data import read_ordinal
from analysis.standardised import in_own_units, standardised


def test_numbers_are_standardised_and_labels_are_not():
    """A column of numbers gets mean 0 and spread 1; the columns of a label stay 0 and 1."""
    data = read_ordinal([1, 2, 3, 4], {"x": [10.0, 20.0, 30.0, 40.0], "g": list("abab")}, {})
    found, units = standardised(data)

    assert pytest.approx((0, 1)) == (found.columns["x"].columns.mean(), found.columns["x"].columns.std())
    assert [0, 1, 0, 1] == found.columns["g"].columns.ravel().tolist()
    assert {"x": pytest.approx((25, np.sqrt(125))), "gb": (0, 1)} == units


def test_estimates_come_back():
    """With x = 10 + 2 z: half the coefficient, thresholds and intercepts at x = 0, and what varies with them."""
    parameters = Parameters(np.array([-1.0, 1.0]), np.array([4.0]), (np.array([[1.0, 0.0], [0.0, 2.0]]),))
    fitted = Fit(parameters, -1.0, np.diag([0.1, 0.1, 0.4]), 0.0, 6, "")
    found = in_own_units(fitted, ["x"], [["x"]], {"x": (10.0, 2.0)})
    root = found.parameters.roots[0]

    assert ([19.0, 21.0], [2.0]) == (found.parameters.thresholds.tolist(), found.parameters.coefficients.tolist())
    assert pytest.approx(np.array([[101.0, -10.0], [-10.0, 1.0]])) == root @ root.T
    assert pytest.approx([10.1, 10.1, 0.1]) == np.diag(found.covariance)
