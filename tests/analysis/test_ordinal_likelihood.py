"""Derivatives of the ordinal likelihood."""

import numpy as np
import pytest

from analysis.ordinal_likelihood import terms

CATEGORIES = np.array([0, 1, 2, 3, 3, 0])
THRESHOLDS = np.array([-1.0, 0.3, 1.7])
ETA = np.array([0.2, -0.5, 1.0, 3.0, -2.0, 4.0])
STEP = 1e-5


def differenced(function):
    """Return central differences of a function of a shift."""
    return (function(STEP) - function(-STEP)) / (2 * STEP)


def test_probabilities_sum_to_one():
    """Over the categories the probabilities of one rating sum to one, far out in the tails too."""
    for eta in (-40.0, 0.0, 40.0):
        log_p = [terms(np.array([j]), THRESHOLDS, np.array([eta])).log_p[0] for j in range(4)]
        assert pytest.approx(1.0) == np.exp(log_p).sum()


@pytest.mark.parametrize(("lower", "higher"), [("log_p", "g1"), ("g1", "g2"), ("g2", "g3")])
def test_derivatives_with_respect_to_eta(lower, higher):
    """Each derivative is the difference quotient of the one below it."""
    found = differenced(lambda shift: getattr(terms(CATEGORIES, THRESHOLDS, ETA + shift), lower))

    assert pytest.approx(getattr(terms(CATEGORIES, THRESHOLDS, ETA), higher), abs=1e-8) == found


@pytest.mark.parametrize(("what", "suffix"), [("log_p", ""), ("g1", "_g1"), ("g2", "_g2")])
@pytest.mark.parametrize("threshold", range(3))
def test_derivatives_with_respect_to_thresholds(threshold, what, suffix):
    """A threshold moves the categories on its two sides, by the difference quotient."""
    direction = np.eye(3)[threshold]
    found = differenced(lambda shift: getattr(terms(CATEGORIES, THRESHOLDS + shift * direction, ETA), what))
    at = terms(CATEGORIES, THRESHOLDS, ETA)
    wanted = np.where(CATEGORIES == threshold, getattr(at, f"upper{suffix}"), 0)
    wanted = wanted + np.where(CATEGORIES == threshold + 1, getattr(at, f"lower{suffix}"), 0)

    assert pytest.approx(wanted, abs=1e-8) == found
