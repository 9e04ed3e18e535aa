"""Any CSV file as text: what was written stays what was written ("007", "NA" and "None" are labels)."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from study.errors import TableError, did_you_mean

_DELIMITERS = ",;\t"


@dataclass(frozen=True)
class TextTable:
    """A table of text.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    columns : dict of str to list of str
        Cells of each column, from the second row of the file on.
    delimiter : str
        What separates its cells: comma, semicolon or tab.
    """

    path: Path
    columns: dict[str, list[str]]
    delimiter: str

    def __len__(self) -> int:
        """Return the number of rows below the header."""
        return len(next(iter(self.columns.values())))

    def column(self, name: str, option: str) -> dict[int, str]:
        """Return the cells of a column by their row in a spreadsheet, where the header is row 1.

        Raises
        ------
        study.errors.TableError
            There is no such column; `option` is the option that names it.
        """
        if name not in self.columns:
            raise TableError(
                self.path, f"there is no column '{name}', named with {option}", did_you_mean(name, list(self.columns))
            )
        return dict(enumerate(self.columns[name], start=2))


def read_text_table(path: Path) -> TextTable:
    r"""Read a CSV file with one header row; commas, semicolons or tabs, as its first line has them.

    Raises
    ------
    study.errors.TableError
        The file is missing, is not a table, or a row has too many or too few cells.

    Examples
    --------
    >>> path = getfixture("tmp_path") / "table.csv"
    >>> _ = path.write_text("who;points\n007;3\nNA;4\n")
    >>> read_text_table(path).columns
    {'who': ['007', 'NA'], 'points': ['3', '4']}
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise TableError(path, "there is no such file", "Check the name.") from None
    except IsADirectoryError:
        raise TableError(path, "this is a folder", "Name a CSV file.") from None
    except UnicodeDecodeError as error:
        raise TableError(path, f"byte {error.start} is not UTF-8", "Save the file as CSV in UTF-8.") from None
    first_line = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first_line.count)
    rows = list(_rows(path, text, delimiter))
    if len(rows) < 2:
        raise TableError(path, "there are no rows below the header", "Give a table with one row per rating.")
    header = [name.strip() for name in rows[0]]
    repeated = sorted({name for name in header if header.count(name) > 1})
    if repeated:
        raise TableError(path, f"column '{repeated[0]}' stands {header.count(repeated[0])} times", "Rename one.")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(header):
            raise TableError(path, f"row {number} has {len(row)} cells, the header has {len(header)}", "Correct it.")
    return TextTable(path, {name: [row[at] for row in rows[1:]] for at, name in enumerate(header)}, delimiter)


def _rows(path: Path, text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            if row:  # a blank line at the end of a file is no row
                yield row
    except csv.Error as error:
        raise TableError(path, f"line {reader.line_num} is not CSV: {error}", "Save the table as CSV again.") from None
