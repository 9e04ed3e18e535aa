"""The one-way route on any table gives the numbers of the public functions, and says what it understood."""

from pathlib import Path

import numpy as np
import pytest

from analysis.answer_table import Columns
from analysis.association import association_over_units
from analysis.blocked_rank_tests import conover, friedman
from analysis.companions import over_units, recognition
from analysis.contingency import chi_square_independence
from analysis.one_way import analyse_table
from analysis.rank_tests import dunn, kruskal_wallis
from analysis.text_table import TextTable, read_text_table
from study.errors import TableError


def table(delimiter=",", **columns):
    """Return a table of text."""
    return TextTable(Path("t.csv"), {name: list(map(str, cells)) for name, cells in columns.items()}, delimiter)


def analysed(given, value, group=None, listener=None, stimulus=None, **more):
    """Analyse a table with a fixed seed."""
    columns = Columns((value,) if isinstance(value, str) else value, group, listener, stimulus, **more)
    return analyse_table(given, columns, np.random.default_rng(0))


@pytest.fixture
def rated():
    """Give ratings of twelve sounds of three systems by five listeners."""
    rng = np.random.default_rng(1)
    sounds = [f"s{number}" for number in range(12)] * 5
    groups = ["abc"[number % 3] for number in range(12)] * 5
    listeners = [f"00{number}" for number in range(5) for _ in range(12)]
    return table(rating=rng.integers(1, 6, 60), system=groups, sound=sounds, who=listeners)


def by_test(found):
    """Return the tests by name; the first companion under its role."""
    tests = {test["test"]: test for test in found["tests"]}
    companions = [test for test in found["tests"] if test["role"] == "companion"]
    return tests | ({"companion": companions[0]} if companions else {})


def test_ratings_get_the_four_rank_tests(rated):
    """The numbers are those of the public functions."""
    found = analysed(rated, "rating", "system")
    ratings, systems = list(map(float, rated.columns["rating"])), rated.columns["system"]
    tests = by_test(found)

    assert kruskal_wallis(ratings, systems).p_value == tests["Kruskal-Wallis"]["p_value"]
    assert dunn(ratings, systems).table()["p_adjusted"].tolist() == [
        one["p_adjusted"] for one in tests["Dunn"]["pairs"]
    ]
    assert ["a", "b", "c"] == [test["group"] for test in found["tests"] if test["test"] == "Shapiro-Wilk"]
    assert "companion" not in tests


def test_a_stimulus_column_brings_the_companion(rated):
    """Sounds of one system each: labels are permuted over sounds."""
    test = by_test(analysed(rated, "rating", "system", None, "sound"))["companion"]
    columns = rated.columns
    expected = over_units(
        list(map(float, columns["rating"])), columns["system"], columns["sound"], rng=np.random.default_rng(0)
    )

    assert expected.p_value == test["p_value"]
    assert 12 == test["n_units"]
    assert "other sounds, heard by these listeners" == test["scope"]


def test_with_listeners_too_the_larger_p_decides(rated):
    """Both sides are asked, and the result holds for both; Friedman and Conover speak about these very sounds."""
    tests = by_test(analysed(rated, "rating", "system", "who", "sound"))
    columns = list(map(float, rated.columns["rating"])), rated.columns["system"], rated.columns["who"]

    assert (
        max(tests["companion"]["p_by_stimulus"], tests["companion"]["p_by_listener"]) == tests["companion"]["p_value"]
    )
    assert "other sounds and other listeners" == tests["companion"]["scope"]
    assert friedman(*columns).p_value == tests["Friedman on listener means"]["p_value"]
    assert conover(*columns).table()["p_adjusted"].tolist() == [
        one["p_adjusted"] for one in tests["Conover on listener means"]["pairs"]
    ]


def test_a_wide_table_gives_what_the_long_one_gives(rated):
    """One row per listener and one column per system, of their mean ratings: the same tests, by another way."""
    rng = np.random.default_rng(3)
    systems = {name: rng.integers(1, 6, 9) for name in ("vae", "mp3", "original")}
    wide = analysed(table(**systems), ("vae", "mp3", "original"))
    long = analysed(
        table(
            rating=np.concatenate(list(systems.values())),
            system=np.repeat(list(systems), 9),
            who=[f"row {row}" for row in range(2, 11)] * 3,
        ),
        "rating",
        "system",
        "who",
    )

    assert [test["p_value"] for test in long["tests"] if "p_value" in test and test["test"] != "Shapiro-Wilk"] == [
        test["p_value"] for test in wide["tests"] if "p_value" in test and test["test"] != "Shapiro-Wilk"
    ]
    assert ["vae", "mp3", "original"] == list(wide["groups"])
    assert "Each row is taken as one listener: 9 listeners, each in every group." in wide["understood"]


def test_a_wide_table_with_groups_of_listeners_has_sounds_as_columns():
    """The companion compares experts and others on listener means and paired by sound."""
    rng = np.random.default_rng(4)
    given = table(kind=["expert", "other"] * 6, s1=rng.integers(1, 6, 12), s2=rng.integers(1, 6, 12))
    found = analysed(given, ("s*",), "kind")

    assert (12, 2) == (found["n_listeners"], found["n_sounds"])
    assert "other listeners, hearing these sounds" == by_test(found)["companion"]["scope"]


def test_classes_get_the_chi_square_test():
    """Text values are classes; where they are the groups' own, recognition is asked."""
    groups, values = ["flute", "oboe"] * 10, ["flute", "oboe", "oboe", "oboe"] * 5
    sounds = [f"s{number % 4}" for number in range(20)]
    found = analysed(table(g=groups, v=values, s=sounds), "v", "g", None, "s")
    tests = by_test(found)

    assert chi_square_independence(groups, values).p_value == tests["chi-square"]["p_value"]
    assert recognition(groups, values, sounds, rng=np.random.default_rng(0)).p_value == tests["companion"]["p_value"]
    assert 0.75 == found["questions"][0]["by_section"][0]["accuracy"]


def test_other_classes_are_compared_over_sounds():
    """Groups and answers without a common label: chi-square with the groups permuted over sounds."""
    groups, values = ["old", "new"] * 10, ["yes", "no", "no", "no"] * 5
    sounds = [f"s{number % 4}" for number in range(20)]
    found = analysed(table(g=groups, v=values, s=sounds), "v", "g", None, "s")
    expected = association_over_units(groups, values, sounds, rng=np.random.default_rng(0))

    assert expected.p_value == by_test(found)["companion"]["p_value"]
    assert [] == found["questions"][0]["by_section"]


def test_counts_give_the_chi_square_of_r():
    """HairEyeColor over both sexes: chisq.test gives 138.29 with 9 degrees of freedom."""
    path = Path(__file__).parents[1] / "data" / "golden" / "csv" / "haireye_counts.csv"
    test = by_test(analysed(read_text_table(path), "Eye", "Hair", count="count"))["chi-square"]

    assert (592, 9, 138.2898) == (test["n"], test["df"], pytest.approx(test["statistic"], abs=1e-4))


def test_numbers_are_classes_where_they_are_said_to_be():
    """Classes may be coded as numbers."""
    given = table(v=["1", "2", "2", "1"], g=["1", "2", "1", "2"])

    assert "class" == analysed(given, "v", "g", are_classes=True)["value_kind"]


def test_blank_cells_are_missing_and_counted():
    """A blank value or group leaves its row out; both are said."""
    given = table(v=["1", "", "3", "4", "5"], g=["a", "a", "", "b", "b"])
    found = analysed(given, "v", "g")

    assert (3, 2) == (found["n"], found["n_missing"])
    assert "2 rows with a blank cell among these columns left out." in found["understood"]


def test_labels_that_look_like_numbers_or_nothing_are_groups():
    """007, NA and None are groups of their own."""
    given = table(v=list("123456"), g=["007", "NA", "None"] * 2)

    assert {"007": 2, "NA": 2, "None": 2} == analysed(given, "v", "g")["groups"]


def test_ratings_outside_the_scale_are_refused():
    """A six on a five-point scale is a slip of the keyboard."""
    with pytest.raises(TableError, match="1 of 4 ratings lie outside the scale from 1 to 5, such as 6 of 'b'"):
        analysed(table(v=list("1236"), g=list("abab")), "v", "g", scale=(1, 5))


def test_nothing_raises_on_small_or_constant_data():
    """One group, a group of one, equal ratings: "not computable", with a reason."""
    one_group = analysed(table(v=list("123"), g=["a"] * 3), "v", "g")
    constant = analysed(table(v=["3"] * 4, g=list("aabb"), w=list("1212")), "v", "g", "w")
    single = analysed(table(v=list("12"), g=list("ab"), s=list("xy")), "v", "g", None, "s")

    assert "it needs two groups, got 1" == by_test(one_group)["Kruskal-Wallis"]["reason"]
    assert "not computable" == by_test(constant)["companion"]["status"]
    assert "every group has a single unit" == by_test(single)["companion"]["reason"]
