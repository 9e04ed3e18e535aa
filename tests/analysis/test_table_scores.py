"""Ratings are read as numbers strictly, so that a wrong cell is named and not guessed."""

from pathlib import Path

import pytest

from analysis.answer_table import Columns, read_answers
from analysis.text_table import TextTable
from study.errors import TableError


def table(delimiter=",", **columns):
    """Return a table of text."""
    return TextTable(Path("t.csv"), {name: list(map(str, cells)) for name, cells in columns.items()}, delimiter)


def test_text_among_numbers_is_refused_by_row():
    """The message names rows, values and the way out; blanks are shown beside text."""
    cells = ["1"] * 15 + ["3a"] + ["2"] * 22 + ["good", ""]
    message = (
        r"t.csv: column 'value' has 3 entries that are not numbers: row 17 '3a', row 40 'good', row 41 ''. "
        r"Correct them, or name another column with --value."
    )

    with pytest.raises(TableError, match=message):
        read_answers(table(value=cells, g=["a", "b"] * 20), Columns(("value",), "g"))


def test_words_for_no_answer_are_named():
    """NA among ratings is refused with the option that makes it missing; as a label it stays a label."""
    given = table(v=["1", "NA", "3"], g=["a", "b", "b"])

    with pytest.raises(TableError, match=r"row 3 'NA'. Correct them, .* If 'NA' means .* no answer, add --missing NA"):
        read_answers(given, Columns(("v",), "g"))
    assert 1 == read_answers(given, Columns(("v",), "g", missing=frozenset({"NA"}))).n_missing


def test_decimal_commas_are_read_where_commas_do_not_separate():
    """Italian spreadsheets write 3,5; beside a comma as separator 1,234 may be a thousand, and is refused."""
    assert [3.5, 4.5] == read_answers(table(";", v=["3,5", "4,5"], g=["a", "b"]), Columns(("v",), "g")).rows[
        "score"
    ].tolist()
    with pytest.raises(TableError, match="row 2 '1,234'"):
        read_answers(table(",", v=["1,234", "4"], g=["a", "b"]), Columns(("v",), "g"))
