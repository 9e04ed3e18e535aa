"""Any CSV is read as text, or refused in one line."""

import pytest

from analysis.text_table import read_text_table
from study.errors import TableError


@pytest.fixture
def table(tmp_path):
    """Return what writes a file and reads it as a table."""

    def read(content):
        path = tmp_path / "t.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_text_table(path)

    return read


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_commas_semicolons_and_tabs_separate(table, delimiter):
    """The header says what separates the cells."""
    found = table(f"who{delimiter}points\nA{delimiter}3\n")

    assert {"who": ["A"], "points": ["3"]} == found.columns
    assert delimiter == found.delimiter


def test_labels_stay_what_was_written(table):
    """Nothing becomes a number or a missing value; blanks at the ends stay."""
    labels = ["007", "NA", "None", "nan", "=SUM(A1)", " a", "1e5"]

    assert labels == table("x,y\n" + "".join(f"{label},1\n" for label in labels)).columns["x"]


def test_byte_order_mark_quotes_and_line_ends_are_understood(table):
    """A spreadsheet's UTF-8 with CRLF, quoted cells with commas and line ends in them."""
    assert {"a": ["x,y", "two\nlines"]} == table('\ufeff"a"\r\n"x,y"\r\n"two\nlines"\r\n').columns


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "there are no rows below the header"),
        ("a,b\n", "there are no rows below the header"),
        ("a,a\n1,2\n", "column 'a' stands 2 times. Rename one"),
        ("a,b\n1,2\n1\n", "row 3 has 1 cells, the header has 2"),
        ("a,b\n1,2,3\n", "row 2 has 3 cells, the header has 2"),
        (b"a,b\n\xe8,2\n", "byte 4 is not UTF-8"),
    ],
)
def test_what_is_no_table_is_refused(table, content, message):
    """Each fault has one line that names the place."""
    with pytest.raises(TableError, match=message):
        table(content)


def test_missing_files_and_folders_are_refused(tmp_path):
    """Names are checked before anything is read."""
    with pytest.raises(TableError, match="there is no such file"):
        read_text_table(tmp_path / "none.csv")
    with pytest.raises(TableError, match="this is a folder"):
        read_text_table(tmp_path)


def test_a_misspelt_column_is_answered_with_the_nearest(table):
    """The message names the option and the column that was meant."""
    with pytest.raises(TableError, match=r"no column 'ratng', named with --value. Did you mean 'rating'"):
        table("rating,b\n1,2\n").column("ratng", "--value")
