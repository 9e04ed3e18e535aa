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


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_what_programs_write_is_decoded(table, encoding):
    """Accents survive in each encoding that spreadsheets save in."""
    assert {"età": ["è"], "b": ["2"]} == table("età,b\nè,2\n".encode(encoding)).columns


def test_the_header_chooses_the_separator_by_its_cells(table):
    """Commas within a quoted name do not count."""
    found = table('"a, b, c";d\n1;2\n')

    assert (";", {"a, b, c": ["1"], "d": ["2"]}) == (found.delimiter, found.columns)


def test_columns_without_a_name_are_called_after_their_place(table):
    """R writes row names under a blank header."""
    assert ["column 1", "rating"] == list(table('"","rating"\n"1",3\n').columns)


def test_rows_without_text_are_left_out_and_the_others_keep_their_number(table):
    """Blank lines, and rows of separators alone as Excel writes them."""
    found = table("a,b\n1,2\n\n,\n3,4\n\n")

    assert ["1", "3"] == found.columns["a"]
    assert [2, 5] == [found.row(place) for place in range(2)]


def test_a_name_that_several_columns_have_is_refused_where_it_is_asked_for(table):
    """The other columns can be read."""
    found = table("a,a,b\n1,2,3\n")

    assert ["3"] == found.column("b", "--value")
    with pytest.raises(TableError, match=r"several columns are called 'a', named with --group. Rename one"):
        found.column("a", "--group")


def test_a_missing_header_is_noticed(table):
    """Where numbers stand in its place, the message shows what the first row holds."""
    with pytest.raises(TableError, match="first row of the file must name the columns; it holds A, 3"):
        table("A,3\nB,4\n").column("rating", "--value")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "there are no rows below the header"),
        ("a,b\n", "there are no rows below the header"),
        ("a,b\n1,2\n1\n", "the header has 2 cells, row 3 has 1. Correct them; text that holds the separator"),
        ("a,b\n" + "1,2,3\n" * 7, "the header has 2 cells, row 2 has 3, .* row 6 has 3 and 2 more rows"),
        (b"a,b\n\x81,2\n", "this is not text in UTF-8, UTF-16 or Windows-1252"),
        (b"a\0,b\n\0,2\n", "this is not text in UTF-8, UTF-16 or Windows-1252"),
        (b"PK\x03\x04 ...", "this is a workbook of Excel or LibreOffice. Save the sheet as CSV"),
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


def test_text_that_was_kept_from_being_a_formula_comes_back(tmp_path):
    """What an export guards with an apostrophe is read as it was; other apostrophes are text."""
    path = tmp_path / "table.csv"
    path.write_text("condition,value\n'=R0,3\n'n' Roll,4\n")

    assert {"condition": ["=R0", "'n' Roll"], "value": ["3", "4"]} == read_text_table(path).columns
