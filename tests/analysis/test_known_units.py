"""Means have the interval of what is known."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.intervals import mean_opinion_score
from analysis.known_units import fewest_units, mean_over_units

RATINGS = np.array([3.0, 4, 4, 5, 2, 4])
ROWS = pd.DataFrame({"participant": list("aabbcc"), "unit": list("xyxyxy")})


def test_listeners_and_sounds_give_the_mean_opinion_score():
    """With both known the interval is that of the public function."""
    expected = mean_opinion_score(RATINGS, ROWS["participant"], ROWS["unit"])

    assert (expected.low, expected.high, expected.df) == (
        mean_over_units(RATINGS, ROWS).low,
        mean_over_units(RATINGS, ROWS).high,
        1,
    )


def test_one_side_gives_the_interval_of_its_means():
    """Listeners with equally many ratings: Student's interval of their means."""
    means = RATINGS.reshape(3, 2).mean(axis=1)
    expected = stats.ttest_1samp(means, 0).confidence_interval()
    found = mean_over_units(RATINGS, ROWS[["participant"]])

    assert (expected.low, expected.high) == pytest.approx((found.low, found.high))


def test_rows_alone_give_students_interval():
    """Nothing known: the rows are the units."""
    expected = stats.ttest_1samp(RATINGS, 0).confidence_interval()
    found = mean_over_units(RATINGS, ROWS[[]])

    assert (expected.low, expected.high, 5) == pytest.approx((found.low, found.high, found.df))


def test_a_single_row_has_no_interval():
    """A mean of one says nothing of its spread."""
    assert mean_over_units(RATINGS[:1], ROWS[[]][:1]).low is None


def test_the_fewer_units_count():
    """Two sounds are fewer than three listeners; rows where neither is known."""
    assert (2, 3, 6) == (fewest_units(ROWS), fewest_units(ROWS[["participant"]]), fewest_units(ROWS[[]]))
