"""Numbers in tables of text: read strictly, so that a wrong cell is named and not guessed."""

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from study.errors import TableError

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_N_SHOWN = 5


def is_number(text: str) -> bool:
    """Whether a cell holds a plain decimal number; "nan", "inf", "1_000" and "3,5" do not.

    Examples
    --------
    >>> is_number(" 4.5 "), is_number("nan"), is_number("3a")
    (True, False, False)
    """
    return _NUMBER.fullmatch(text.strip()) is not None


def numbers_in(
    path: str | Path, column: str, cells: Mapping[int, str], cure: str = "Correct them, or export again."
) -> np.ndarray:
    """Return the cells of a column as numbers.

    Parameters
    ----------
    path : str or pathlib.Path
        The table, as the user wrote it.
    column : str
        Name of the column.
    cells : mapping of int to str
        Text of each cell by its row in a spreadsheet.
    cure : str
        What to do about wrong cells.

    Returns
    -------
    numpy.ndarray of shape (n_cells,)

    Raises
    ------
    study.errors.TableError
        Naming the rows and cells that are not numbers.
    """
    wrong = {row: text for row, text in cells.items() if not is_number(text)}
    if wrong:
        shown = [f"row {row} {text!r}" for row, text in list(wrong.items())[:_N_SHOWN]]
        more = f" and {len(wrong) - _N_SHOWN} more" if len(wrong) > _N_SHOWN else ""
        entries = "1 entry that is not a number" if len(wrong) == 1 else f"{len(wrong)} entries that are not numbers"
        raise TableError(path, f"column '{column}' has {entries}: {', '.join(shown)}{more}", cure)
    return np.array([float(text) for text in cells.values()])
