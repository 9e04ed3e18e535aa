"""Verdicts."""

import pytest

from analysis.errors import AnalysisError
from analysis.verdicts import verdict, worst


@pytest.mark.parametrize(
    ("low", "high", "wanted"),
    [
        (3.01, 3.5, "SUPPORTED"),
        (3.0, 3.5, "INCONCLUSIVE"),
        (2.5, 3.0, "INCONCLUSIVE"),
        (2.5, 2.99, "NOT SUPPORTED"),
        (None, None, "INCONCLUSIVE"),
        (float("nan"), 3.0, "INCONCLUSIVE"),
    ],
)
def test_verdict(low, high, wanted):
    """Wholly beyond, wholly short, else inconclusive; no interval decides nothing."""
    assert wanted == verdict(low, high, criterion=3)


def test_bounds_in_the_wrong_order_are_misuse():
    """The lower bound comes first."""
    with pytest.raises(AnalysisError, match="low: is above high, got 4 and 3"):
        verdict(4, 3, criterion=3)


def test_a_conclusion_takes_its_worst_part():
    """One part that fails fails the whole, an inconclusive part leaves it open."""
    assert "NOT SUPPORTED" == worst(["SUPPORTED", "NOT SUPPORTED", "INCONCLUSIVE"])
    assert "INCONCLUSIVE" == worst(["SUPPORTED", "INCONCLUSIVE"])
    assert "INCONCLUSIVE" == worst([])
