"""The one-way route on any table gives the numbers of the public functions, and says what it understood."""

from pathlib import Path

import numpy as np
import pytest

from analysis.companions import over_units, recognition
from analysis.contingency import chi_square_independence
from analysis.one_way import Columns, analyse_table
from analysis.rank_tests import dunn, kruskal_wallis
from analysis.text_table import TextTable
from study.errors import TableError


def table(delimiter=",", **columns):
    """Return a table of text."""
    return TextTable(Path("t.csv"), {name: list(map(str, cells)) for name, cells in columns.items()}, delimiter)


def analysed(given, *columns):
    """Analyse a table with a fixed seed."""
    return analyse_table(given, Columns(*columns), np.random.default_rng(0))


@pytest.fixture
def rated():
    """Give ratings of twelve sounds of three systems by five listeners."""
    rng = np.random.default_rng(1)
    sounds = [f"s{number}" for number in range(12)] * 5
    groups = ["abc"[number % 3] for number in range(12)] * 5
    listeners = [f"00{number}" for number in range(5) for _ in range(12)]
    return table(rating=rng.integers(1, 6, 60), system=groups, sound=sounds, who=listeners)


def by_test(found):
    """Return the tests by name; the companion under its role."""
    return {test["test"] if test["role"] == "slides" else "companion": test for test in found["tests"]}


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
    """Both sides are asked; the result holds for both."""
    test = by_test(analysed(rated, "rating", "system", "who", "sound"))["companion"]

    assert max(test["p_by_stimulus"], test["p_by_listener"]) == test["p_value"]
    assert "other sounds and other listeners" == test["scope"]


def test_classes_get_the_chi_square_test():
    """Text values are classes."""
    groups, values = ["flute", "oboe"] * 10, ["flute", "oboe", "oboe", "oboe"] * 5
    sounds = [f"s{number % 4}" for number in range(20)]
    tests = by_test(analysed(table(g=groups, v=values, s=sounds), "v", "g", None, "s"))

    assert chi_square_independence(groups, values).p_value == tests["chi-square"]["p_value"]
    assert recognition(groups, values, sounds, rng=np.random.default_rng(0)).p_value == tests["companion"]["p_value"]


def test_text_among_numbers_is_refused_by_row():
    """The message names rows, values and the way out; blanks count as wrong beside text."""
    cells = ["1"] * 15 + ["3a"] + ["2"] * 22 + ["good", ""]
    message = (
        r"t.csv: column 'value' has 3 entries that are not numbers: row 17 '3a', row 40 'good', row 41 ''. "
        r"Correct them, or name another column with --value."
    )

    with pytest.raises(TableError, match=message):
        analysed(table(value=cells, g=["a", "b"] * 20), "value", "g")


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


def test_decimal_commas_are_read_where_semicolons_separate():
    """Italian spreadsheets write 3,5; with commas as separators it is text."""
    found = analysed(table(";", v=["3,5", "4,5"], g=["a", "b"]), "v", "g")

    assert "'v' holds ratings from 3.5 to 4.5." in found["understood"]


def test_an_empty_column_is_refused():
    """There is nothing to analyse."""
    with pytest.raises(TableError, match="column 'v' is empty"):
        analysed(table(v=["", " "], g=["a", "b"]), "v", "g")
