"""Rows for a cumulative link model."""

import numpy as np

from analysis.ordinal_data import build_model, holds_for_others, read_ordinal


def test_rows_with_a_gap_are_taken_out():
    """A gap in the rating, a fixed column or a unit takes the row out."""
    data = read_ordinal(
        [1, None, 2, 3, 1], {"g": ["a", "b", None, "b", "a"]}, {"listeners": ["x", "y", "x", None, "y"]}
    )

    assert (3, [1.0, 1.0]) == (data.n_missing, data.values.tolist())
    assert 2 == data.n_units("listeners")
    assert 0 == data.n_units("stimuli")


def test_the_larger_grouping_comes_first():
    """The grouping with more effects is eliminated in blocks."""
    data = read_ordinal([1, 2, 3, 1], {}, {"listeners": list("aabb"), "stimuli": list("wxyz")})
    model, order = build_model(data, {"listeners": (), "stimuli": ()})

    assert ["stimuli", "listeners"] == order
    assert [4, 2] == [grouping.n_levels for grouping in model.groupings]


def test_what_does_not_vary_within_a_unit_needs_no_slope():
    """A column that is constant within each listener holds for other listeners with intercepts alone."""
    data = read_ordinal([1, 2, 3, 1], {"g": list("ppqq"), "h": list("mnmn")}, {"listeners": list("xxyy")})

    assert holds_for_others(data, "listeners", ("h",))
    assert not holds_for_others(data, "listeners", ())
    assert np.array_equal(np.unique(data.values), data.levels)
