"""Cells are numbers or are refused by name."""

import pytest

from analysis.cells import is_number, numbers_in
from study.errors import TableError


@pytest.mark.parametrize("text", ["3", " 4.5", "-1", "+2", ".5", "1e3", "2."])
def test_plain_numbers_are_numbers(text):
    """Decimal numbers with or without sign, point and exponent."""
    assert is_number(text)


@pytest.mark.parametrize("text", ["", "nan", "inf", "NA", "None", "1_000", "3,5", "٣", "0x10", "3a"])
def test_what_python_or_pandas_would_take_for_a_number_is_none(text):
    """Words for missing numbers, separators of thousands, other digits and bases are text."""
    assert not is_number(text)


def test_wrong_cells_are_named_by_row():
    """The message names the rows and their text, as the first five of them."""
    cells = {2: "1", 3: "x", 4: "2", **dict.fromkeys(range(5, 10), "?")}

    with pytest.raises(
        TableError, match=r"t.csv: column 'v' has 6 entries that are not numbers: row 3 'x', row 5 '\?'"
    ) as e:
        numbers_in("t.csv", "v", cells)
    assert "and 1 more" in str(e.value)


def test_one_wrong_cell_is_said_in_the_singular():
    """One entry that is not a number."""
    with pytest.raises(TableError, match="column 'v' has 1 entry that is not a number: row 3 'x'"):
        numbers_in("t.csv", "v", {2: "1", 3: "x"})
