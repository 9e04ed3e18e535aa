"""Ratings of a table as numbers: each word is read once, and a wrong one is named by row and column."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.cells import is_number, numbers_in
from analysis.text_table import TextTable


def hold_numbers(table: TextTable, cells: pd.Series) -> bool:
    """Whether any of some cells holds a number."""
    return any(is_number(_with_point(table, word)) for word in cells.unique())


def scores_of(table: TextTable, rows: pd.DataFrame, is_blank: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return values as numbers.

    Parameters
    ----------
    table : TextTable
        Where the values come from.
    rows : pandas.DataFrame
        Text: `value`, and `column` and `place`, from where in the table.
    is_blank : numpy.ndarray of bool of shape (n_rows,)
        Values that are missing.

    Returns
    -------
    numpy.ndarray of shape (n_rows,)
        NaN where blank.

    Raises
    ------
    study.errors.TableError
        Text stands among the numbers, by row and column.
    """
    codes, words = pd.factorize(rows["value"])
    blank_words = set(rows["value"][is_blank])
    is_wrong = np.array([word not in blank_words and not is_number(_with_point(table, word)) for word in words])
    if is_wrong.any():
        wrong_rows = rows[is_wrong[codes]]
        name = wrong_rows["column"].iloc[0]
        # Beside wrong entries, a blank one may be a wrong one too: it is shown with them.
        shown = rows[(rows["column"] == name) & (is_wrong[codes] | is_blank)]
        cells = {table.row(place): cell for place, cell in zip(shown["place"], shown["value"], strict=True)}
        numbers_in(table.path, name, cells, _cure(sorted(set(wrong_rows["value"]))))
    return np.array(
        [np.nan if word in blank_words else float(_with_point(table, word)) for word in words], dtype=np.float64
    )[codes]


def _cure(wrong: list[str]) -> str:
    cure = "Correct them, or name another column with --value."
    if len(wrong) == 1 and not any(map(str.isdigit, wrong[0])):
        return f"{cure} If {wrong[0]!r} means that there is no answer, add --missing {wrong[0]}."
    return cure


def _with_point(table: TextTable, text: str) -> str:
    """Read "3,5" as 3.5 where commas do not separate the cells, as spreadsheets write in Italian and German."""
    return text.replace(",", ".") if table.delimiter != "," and text.count(",") == 1 and "." not in text else text
