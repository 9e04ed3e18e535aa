"""Groups of ratings are described on the scale they have."""

import pandas as pd

from analysis.rating_groups import Scale, rating_groups, scale_of


def test_few_whole_numbers_make_a_scale_of_points():
    """Stars have points; a slider from 0 to 100 and a weight in grams have none."""
    assert (1, 2, 3, 4, 5) == scale_of(pd.Series([1.0, 5.0])).points
    assert () == scale_of(pd.Series([0.0, 100.0])).points
    assert () == scale_of(pd.Series([1.5, 2.5])).points
    assert () == scale_of(pd.Series([3.0, 3.0])).points


def test_ends_that_ratings_do_not_reach_are_named():
    """The middle of the scale is where the researcher says."""
    assert Scale(1, 5, (1, 2, 3, 4, 5)) == scale_of(pd.Series([4.0, 5.0]), (1, 5))


def test_a_group_is_described():
    """Counts over the points, quartiles, letters; what is not known is None."""
    rows = pd.DataFrame({"score": [1.0, 2, 2, 5, 3], "group": list("aaaab"), "participant": list("wxyzw")})
    first, second = rating_groups(rows, ["a", "b"], scale_of(rows["score"]), {"a": "x"})

    assert ([1, 2, 0, 0, 1], [0.25, 0.5, 0, 0, 0.25]) == (first["counts"], first["shares"])
    assert (1, 1.75, 2, 2.75, 5) == tuple(
        first[name] for name in ("lowest", "lower_quartile", "median", "upper_quartile", "highest")
    )
    assert (4, 4, None, 2.5, "x") == tuple(
        first[name] for name in ("n", "n_participants", "n_units", "mean", "letters")
    )
    assert (3.0, None, None, "") == tuple(second[name] for name in ("mean", "low", "standard_deviation", "letters"))
