"""Figures of any scale place what they show, and say it to those who cannot see."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pandas as pd
import pytest

from analysis.rating_groups import rating_groups, scale_of
from analysis.table_figures import group_boxes, group_means, ticks

ROWS = pd.DataFrame({"score": [3.6, 4.4, 5.2, 6.3, 4.0, 4.2], "group": list("aaaabb")})


@pytest.fixture
def groups():
    """Describe two groups of weights."""
    return rating_groups(ROWS, ["a", "b"], scale_of(ROWS["score"]), {"a": "a", "b": "a"})


@pytest.mark.parametrize("draw", [group_means, group_boxes])
def test_a_drawing_is_whole_and_described(draw, groups):
    """It parses, has a title, and its description names every group with its numbers."""
    drawn = draw("figure-x", "Weights", groups, scale_of(ROWS["score"]), "grams", True)
    root = ElementTree.fromstring(drawn)
    text = " ".join(root.itertext())

    assert "figure-x-title figure-x-desc" == root.get("aria-labelledby")
    assert re.search(r"a: .*; b: ", text)
    assert "SIMULATED" in text


def test_values_stand_at_their_place_on_the_axis(groups):
    """Boxes reach from quartile to quartile, in units of the axis from 3.5 to 6.5."""
    drawn = group_boxes("figure-x", "Weights", groups, scale_of(ROWS["score"]), "grams", False)
    left, width = map(float, re.search(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawn).groups())

    assert (4.2 - 3.5) / 3 == pytest.approx((left - 22) / (360 - 44), abs=0.001)
    assert (5.475 - 4.2) / 3 == pytest.approx(width / (360 - 44), abs=0.001)


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3, 3), (0.001, 0.0074), (12, 9876), (99.9, 100.1)])
def test_ticks_span_the_range_in_few_steps(low, high):
    """At most eight marks, equally far apart, from below the lowest to above the highest."""
    marks = ticks(low, high)
    steps = {round(two - one, 9) for one, two in pairwise(marks)}

    assert marks[0] <= low
    assert high <= marks[-1]
    assert 3 <= len(marks) <= 8
    assert 1 == len(steps)
