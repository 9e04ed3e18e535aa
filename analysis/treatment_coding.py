"""Columns of a model from named columns of a table."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.columns import Column, Floats, as_series, labels, numbers

NUMBERS = ("integer", "floating", "mixed-integer-float", "decimal")
"""What pandas calls columns of numbers, whatever their storage."""


@dataclass(frozen=True, eq=False)
class Coded:
    """One named column as columns of a model.

    Attributes
    ----------
    names : tuple of str
        The name itself for numbers; name and level, as in R, for each level but the first.
    columns : numpy.ndarray of shape (n, n_columns)
        NaN where the entry is missing.
    """

    names: tuple[str, ...]
    columns: Floats


def coded(fixed: Mapping[str, Column]) -> dict[str, Coded]:
    """Code every column: numbers as they are, labels by treatment, first level in C order as the reference.

    Levels are taken as they come; no name is ever evaluated as a formula.

    Examples
    --------
    >>> coded({"temp": ["warm", "cold", "warm"]})["temp"].columns.ravel()
    array([1., 0., 1.])
    """
    return {str(name): _code(str(name), column) for name, column in fixed.items()}


def _code(name: str, column: Column) -> Coded:
    series = as_series(column, name)
    if pd.api.types.infer_dtype(series, skipna=True) in NUMBERS:
        return Coded((name,), numbers(series, name)[:, None])
    level = labels(series, name)
    # A level of a categorical without a row would be a column of zeros.
    level = level.kept(np.ones(len(level.codes), dtype=bool))
    columns = (level.codes[:, None] == np.arange(1, len(level.names))[None, :]).astype(np.float64)
    columns[level.codes < 0] = np.nan
    return Coded(tuple(f"{name}{text}" for text in level.names[1:]), columns)
