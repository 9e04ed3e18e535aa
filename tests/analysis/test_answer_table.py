"""Any layout becomes one row per answer, or is refused by row and column."""

from pathlib import Path

import pytest

from analysis.answer_table import Columns, read_answers
from analysis.text_table import TextTable
from study.errors import TableError


def table(delimiter=",", **columns):
    """Return a table of text."""
    return TextTable(Path("t.csv"), {name: list(map(str, cells)) for name, cells in columns.items()}, delimiter)


@pytest.fixture
def wide():
    """Give three listeners' ratings of two systems, one cell blank."""
    return table(who=["A", "B", "C"], q_old=["1", "2", ""], q_new=["4", "5", "3"])


@pytest.mark.parametrize("values", [("q_old", "q_new"), ("q_*",), ("q_old,q_new",), ("q_old, q_new", "q_new")])
def test_columns_are_named_one_by_one_in_a_list_or_by_a_pattern(wide, values):
    """Each way means the same columns in the order in which they are named or stand."""
    found = read_answers(wide, Columns(values))

    assert ["q_old", "q_new"] == found.levels
    assert [1, 2, 4, 5, 3] == found.rows["score"].tolist()
    assert ["row 2", "row 3", "row 2", "row 3", "row 4"] == found.rows["participant"].tolist()
    assert 1 == found.n_missing


def test_a_column_whose_name_holds_signs_is_itself():
    """A comma or a star within a name is no list and no pattern."""
    given = table(**{"a,b": ["1", "2"], "a": ["3", "4"], "g": ["x", "y"]})

    assert [1, 2] == read_answers(given, Columns(("a,b",), "g")).rows["score"].tolist()


def test_rows_are_sounds_where_a_stimulus_is_named(wide):
    """A wide table of sounds says so with --stimulus, and then knows no listener."""
    found = read_answers(wide, Columns(("q_*",), stimulus="who"))

    assert ["A", "B", "A", "B", "C"] == found.rows["unit"].tolist()
    assert "participant" not in found.rows


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (Columns(("q_old",)), "what is to be compared is not said; the columns are who, q_old, q_new"),
        (Columns(("q_*",), "who", stimulus="who"), "each column of --value is a sound, and --stimulus names"),
        (Columns(("q_oldd",), "who"), "there is no column 'q_oldd', named with --value. Did you mean 'q_old'"),
        (Columns(("q_old",), "who", where=(("who", "D"),)), "no row has 'D' in column 'who'. Known: A, B, C"),
        (Columns(("q_old",), "who", where=(("who", "C"),)), "column 'q_old' is empty"),
        (Columns(("q_*", "who")), "column 'who' has 3 entries that are not numbers: row 2 'A', row 3 'B', row 4 'C'"),
    ],
)
def test_what_cannot_be_read_is_refused(wide, columns, message):
    """The line names the option, the column or the rows."""
    with pytest.raises(TableError, match=message):
        read_answers(wide, columns)


def test_rows_are_chosen_before_anything_is_read():
    """Text of other questions does not matter; row numbers stay those of the file."""
    given = table(question=["class", "quality", "quality"], v=["oboe", "3", "x4"], g=["a", "a", "b"])

    with pytest.raises(TableError, match="1 entry that is not a number: row 4 'x4'"):
        read_answers(given, Columns(("v",), "g", where=(("question", "quality"),)))


def test_an_empty_column_is_refused():
    """There is nothing to analyse."""
    with pytest.raises(TableError, match="column 'v' is empty"):
        read_answers(table(v=["", " "], g=["a", "b"]), Columns(("v",), "g"))


def test_a_column_of_names_is_no_group():
    """Hundreds of groups are sounds or listeners, and the message says where they belong."""
    given = table(v=["1", "2"] * 150, g=[f"s{number}" for number in range(300)])

    with pytest.raises(TableError, match=r"'g' holds 300 groups, of which at most 200 .* --stimulus and --listener"):
        read_answers(given, Columns(("v",), "g"))


def test_groups_stand_in_an_order_that_readers_expect():
    """Numbers by size, other labels by the C locale."""
    numbers = table(v=list("1234"), g=["10", "2", "1.5", "2"])
    words = table(v=list("1234"), g=["b", "B", " a", "a"])

    assert ["1.5", "2", "10"] == read_answers(numbers, Columns(("v",), "g")).levels
    assert [" a", "B", "a", "b"] == read_answers(words, Columns(("v",), "g")).levels


def test_simulated_answers_are_known():
    """Ascolto's own export says so in a column, row by row."""
    given = table(v=list("12"), g=list("ab"), is_simulated=["true", "true"])

    assert read_answers(given, Columns(("v",), "g")).is_simulated
    assert not read_answers(table(v=list("12"), g=list("ab")), Columns(("v",), "g")).is_simulated


def test_rows_may_stand_for_several_answers():
    """A table of counts is read as its answers; what is no count is refused by row."""
    given = table(v=["x", "y", "x"], g=["a", "a", "b"], n=["2", "0", "3"])

    assert ["a", "a", "b", "b", "b"] == list(read_answers(given, Columns(("v",), "g", count="n")).rows["group"])
    with pytest.raises(TableError, match=r"row 3 counts 1.5 answers in 'n'. Give whole numbers"):
        read_answers(table(v=["x", "y"], g=["a", "b"], n=["2", "1.5"]), Columns(("v",), "g", count="n"))
