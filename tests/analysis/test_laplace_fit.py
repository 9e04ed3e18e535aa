"""Maximising the approximate likelihood."""

import numpy as np
import pytest

from analysis.grouping import Grouping
from analysis.laplace import LaplaceModel
from analysis.laplace_fit import Fit, fit


def errors(found: Fit) -> np.ndarray:
    """Return the standard errors of thresholds and coefficients."""
    return np.sqrt(np.diag(found.covariance))


def test_thresholds_alone_are_the_cumulative_shares():
    """Without columns and groupings the thresholds are the logits of the cumulative shares."""
    categories = np.repeat([0, 1, 2], [20, 50, 30])
    found = fit(LaplaceModel(categories, np.empty((100, 0)), ()))

    assert pytest.approx([np.log(0.2 / 0.8), np.log(0.7 / 0.3)], abs=1e-6) == found.parameters.thresholds
    assert pytest.approx(50 * np.log(0.5) + 20 * np.log(0.2) + 30 * np.log(0.3)) == found.log_likelihood
    # The delta method: the variance of a logit of a share p is 1 / (n p (1 - p)).
    assert pytest.approx([1 / np.sqrt(16), 1 / np.sqrt(21)], rel=1e-4) == errors(found)


def test_a_variance_of_zero_is_a_maximum_like_any_other():
    """Levels that do not differ: the likelihood and the errors are those without the grouping."""
    rng = np.random.default_rng(0)
    categories, columns = np.tile([0, 1, 2, 1], 30), rng.normal(size=(120, 1))
    without = fit(LaplaceModel(categories, columns, ()))
    with_levels = fit(
        LaplaceModel(categories, columns, (Grouping(np.repeat(np.arange(30), 4), 30, np.ones((120, 1))),))
    )

    assert pytest.approx(0, abs=1e-3) == with_levels.parameters.roots[0][0, 0]
    assert pytest.approx(without.log_likelihood, abs=1e-6) == with_levels.log_likelihood
    assert pytest.approx(errors(without), rel=1e-3) == errors(with_levels)
    assert "" == with_levels.problem


def test_separation_is_a_problem():
    """A column that tells the categories apart has no finite estimate, and the fit says so."""
    found = fit(LaplaceModel(np.repeat([0, 1], 20), np.repeat([0.0, 1.0], 20)[:, None], ()))

    assert "separates the ratings completely" in found.problem
