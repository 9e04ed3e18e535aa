"""Any CSV file as text: what was written stays what was written ("007", "NA" and "None" are labels)."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from analysis.cells import is_number
from study.errors import TableError, did_you_mean
from study.tables import unguarded

_DELIMITERS = ",;\t"
_WORKBOOKS = {b"PK\x03\x04": "Excel or LibreOffice", b"\xd0\xcf\x11\xe0": "Excel"}
"""How workbooks begin: ZIP archives, and the compound files of Excel up to 2003."""
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_N_SHOWN = 5


@dataclass(frozen=True)
class TextTable:
    """A table of text.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    columns : dict of str to list of str
        Cells of each column. A column without a name is called after its place: "column 1".
    delimiter : str
        What separates its cells: comma, semicolon or tab.
    rows : sequence of int, optional
        Row of each line of cells in a spreadsheet, where the header is row 1; from 2 on where left out.
    encoding : str
        How its characters were read.
    repeated : frozenset of str
        Names that several columns have; which of them is meant cannot be told.
    """

    path: Path
    columns: dict[str, list[str]]
    delimiter: str
    rows: Sequence[int] = ()
    encoding: str = "utf-8"
    repeated: frozenset[str] = frozenset()

    def __len__(self) -> int:
        """Return the number of rows below the header."""
        return len(next(iter(self.columns.values())))

    def row(self, place: int) -> int:
        """Return the row of a line of cells in a spreadsheet."""
        return self.rows[place] if self.rows else place + 2

    def column(self, name: str, option: str) -> list[str]:
        """Return the cells of a column.

        Raises
        ------
        study.errors.TableError
            There is no such column, or several; `option` is the option that names it.
        """
        if name in self.repeated:
            raise TableError(self.path, f"several columns are called '{name}', named with {option}", "Rename one.")
        if name not in self.columns:
            known = list(self.columns)
            cure = did_you_mean(name, known)
            if any(is_number(one) for one in known):
                cure = f"The first row of the file must name the columns; it holds {', '.join(known)}."
            raise TableError(self.path, f"there is no column '{name}', named with {option}", cure)
        return self.columns[name]


def read_text_table(path: Path) -> TextTable:
    r"""Read a CSV file with one header row; commas, semicolons or tabs, as its header has them.

    UTF-8, UTF-16 with its mark, and else Windows-1252, of which Latin-1 is a part. Rows
    without any text are left out; the apostrophe that keeps a spreadsheet from taking text for
    a formula is taken away.

    Raises
    ------
    study.errors.TableError
        The file is missing, is not a table, or rows have too many or too few cells.

    Examples
    --------
    >>> path = getfixture("tmp_path") / "table.csv"
    >>> _ = path.write_text("who;points\n007;3\nNA;4\n")
    >>> read_text_table(path).columns
    {'who': ['007', 'NA'], 'points': ['3', '4']}
    """
    text, encoding = _decoded(path)
    delimiter, lines = _lines(path, text)
    header = [name.strip() or f"column {place}" for place, name in enumerate(lines[0], start=1)] if lines else []
    rows = [row for row, line in enumerate(lines[1:], start=2) if any(line)]
    if not rows:
        raise TableError(path, "there are no rows below the header", "Give a table with one row per rating.")
    _refuse_ragged(path, {row: len(lines[row - 1]) for row in rows if len(lines[row - 1]) != len(header)}, len(header))
    cells = zip(*(map(unguarded, lines[row - 1]) for row in rows), strict=True)
    repeated = frozenset(name for name in header if header.count(name) > 1)
    return TextTable(path, dict(zip(header, map(list, cells), strict=True)), delimiter, rows, encoding, repeated)


def _decoded(path: Path) -> tuple[str, str]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise TableError(path, "there is no such file", "Check the name.") from None
    except IsADirectoryError:
        raise TableError(path, "this is a folder", "Name a CSV file.") from None
    except PermissionError:
        raise TableError(path, "this file may not be read", "Change its permissions.") from None
    for beginning, program in _WORKBOOKS.items():
        if content.startswith(beginning):
            raise TableError(path, f"this is a workbook of {program}", "Save the sheet as CSV and name that file.")
    encoding = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "utf-8")
    for tried in (encoding, "cp1252"):
        try:
            text = content.decode(tried)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, tried
    raise TableError(path, "this is not text in UTF-8, UTF-16 or Windows-1252", "Save the table as CSV in UTF-8.")


def _lines(path: Path, text: str) -> tuple[str, list[list[str]]]:
    """Split text into cells, by the delimiter that makes the most of the header."""

    def reader(delimiter: str) -> Iterator[list[str]]:
        return csv.reader(StringIO(text, newline=""), delimiter=delimiter)

    try:
        delimiter = max(_DELIMITERS, key=lambda one: len(next(reader(one), [])))
        return delimiter, list(reader(delimiter))
    except csv.Error as error:
        raise TableError(path, f"this is not CSV: {error}", "Save the table as CSV again.") from None


def _refuse_ragged(path: Path, n_cells: dict[int, int], n_columns: int) -> None:
    if not n_cells:
        return
    shown = [f"row {row} has {n}" for row, n in list(n_cells.items())[:_N_SHOWN]]
    more = f" and {len(n_cells) - _N_SHOWN} more rows" if len(n_cells) > _N_SHOWN else ""
    raise TableError(
        path,
        f"the header has {n_columns} cells, {', '.join(shown)}{more}",
        "Correct them; text that holds the separator stands between quotation marks.",
    )
