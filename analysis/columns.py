"""Columns as the tests need them: numbers with NaN, labels with codes.

None and NaN are missing and stay in place, so that every caller can count them. Labels are
text, always: "None", "NA", "007" and " a" are labels like any other; an empty cell is missing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import AnalysisError
from analysis.language import gettext as _

Column: TypeAlias = Sequence[Any] | NDArray[Any] | pd.Series
Floats: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Labels:
    """A column of labels.

    Attributes
    ----------
    codes : numpy.ndarray of shape (n,)
        Place of each label in `names`; -1 where it is missing.
    names : tuple of str
        The distinct labels as text, in the order of their code points (C locale).
    """

    codes: Codes
    names: tuple[str, ...]

    def kept(self, keep: NDArray[np.bool_]) -> "Labels":
        """Return the rows in `keep`, and of the names those that still occur."""
        codes = self.codes if keep.all() else self.codes[keep]
        present = np.bincount(codes + 1, minlength=len(self.names) + 1)[1:] > 0
        if present.all():
            return Labels(codes, self.names)
        places = np.append(np.cumsum(present) - 1, -1)
        return Labels(places[codes], tuple(np.array(self.names, dtype=object)[present]))


@dataclass(frozen=True, eq=False)
class Grouped:
    """Numbers in groups, missing rows taken out and counted; groups without data have vanished."""

    values: Floats
    codes: Codes
    names: tuple[str, ...]
    n_missing: int

    @property
    def sizes(self) -> NDArray[np.intp]:
        """Number of values in each group."""
        return np.bincount(self.codes, minlength=len(self.names))

    def split(self) -> list[Floats]:
        """Return the values of each group."""
        in_order = self.values[np.argsort(self.codes, kind="stable")]
        return np.split(in_order, np.cumsum(self.sizes))[:-1]


def as_series(column: Column, where: str) -> "pd.Series[Any]":
    """Return a column as a pandas series without changing its entries."""
    if isinstance(column, pd.Series):
        return column
    if isinstance(column, (pd.api.extensions.ExtensionArray, pd.Index)):
        return pd.Series(column)
    if isinstance(column, (str, bytes, dict)) or not isinstance(column, Iterable):
        raise AnalysisError(where, f"is not a column, got {column!r:.40}", "Give a sequence, one entry per row.")
    if isinstance(column, np.ndarray):
        if column.ndim != 1:
            raise AnalysisError(where, f"has {column.ndim} dimensions", "Give a sequence, one entry per row.")
        return pd.Series(column, dtype=object if column.dtype.kind in "OUS" else None)
    return pd.Series(list(column), dtype=object)


def numbers(column: Column, where: str) -> Floats:
    """Return a column of numbers as floats, NaN where missing.

    Parameters
    ----------
    column : sequence of float of shape (n,)
    where : str
        Name of the column, for the message.

    Raises
    ------
    AnalysisError
        Text stands among the numbers.

    Examples
    --------
    >>> numbers([1, None, 3.5], "values")
    array([1. , nan, 3.5])
    """
    series = as_series(column, where)
    if pd.api.types.is_numeric_dtype(series.dtype):
        return series.to_numpy(dtype=np.float64, na_value=np.nan)
    cells = series.to_numpy(dtype=object)
    missing = pd.isna(cells)
    if pd.api.types.infer_dtype(cells, skipna=True) not in ("integer", "floating", "mixed-integer-float", "empty"):
        _refuse_text(cells, missing, where)
    return np.where(missing, np.nan, cells).astype(np.float64)


def _refuse_text(cells: NDArray[Any], missing: NDArray[np.bool_], where: str) -> None:
    for place, cell in enumerate(cells):
        if not missing[place] and not isinstance(cell, (Real, Decimal, np.number, np.bool_)):
            kind = "text" if isinstance(cell, str) else type(cell).__name__
            raise AnalysisError(
                where,
                f"entry {place + 1} is {kind}, got {cell!r:.40}",
                "Give numbers, and None or NaN where there is none.",
            )


def labels(column: Column, where: str) -> Labels:
    """Return a column of labels as codes and names.

    A label that is a whole number is the same label whether it came as 1, 1.0 or "1", because
    pandas turns a column of integers with a gap into floats.

    Examples
    --------
    >>> labels(["b", "NA", None, " b"], "groups").names
    (' b', 'NA', 'b')
    """
    series = as_series(column, where)
    if isinstance(series.dtype, pd.CategoricalDtype):
        raw, uniques = series.cat.codes.to_numpy(), list(series.cat.categories)
    else:
        # Plain objects are hashed twice as fast as pandas' text type.
        is_number = pd.api.types.is_numeric_dtype(series.dtype)
        raw, found = pd.factorize(series.to_numpy() if is_number else series.to_numpy(dtype=object))
        uniques = list(found)
    texts = [_text(unique) for unique in uniques]
    names = tuple(sorted({text for text in texts if text}))
    place = {name: index for index, name in enumerate(names)}
    places = np.array([place.get(text, -1) for text in texts] + [-1], dtype=np.intp)
    return Labels(places[raw], names)


def _text(label: object) -> str:
    if isinstance(label, (float, np.floating)) and float(label).is_integer():
        return str(int(label))
    return str(label)


def same_length(**columns: Sequence[Any] | NDArray[Any]) -> int:
    """Return the common length of columns.

    Raises
    ------
    AnalysisError
        They differ.
    """
    lengths = {name: len(column) for name, column in columns.items()}
    if len(set(lengths.values())) > 1:
        found = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise AnalysisError(next(iter(lengths)), f"the columns differ in length: {found}", "Give one entry per row.")
    return next(iter(lengths.values()))


def grouped(values: Column, groups: Column, value_name: str = "values", group_name: str = "groups") -> Grouped:
    """Read a column of numbers and its groups; take out and count what is missing."""
    numeric, group = numbers(values, value_name), labels(groups, group_name)
    same_length(**{value_name: numeric, group_name: group.codes})
    keep = ~np.isnan(numeric) & (group.codes >= 0)
    left = group.kept(keep)
    return Grouped(
        values=numeric if keep.all() else numeric[keep],
        codes=left.codes,
        names=left.names,
        n_missing=int((~keep).sum()),
    )


def infinite(values: Floats) -> str:
    """Say why numbers cannot be averaged: some are infinite; blank where none is."""
    return _("there are infinite values") if np.isinf(values).any() else ""


def one_of(name: str, value: str, known: Iterable[str]) -> None:
    """Refuse an option that is not known."""
    options = list(known)
    if value not in options:
        raise AnalysisError(name, f"is not known, got {value!r}", f"Known: {', '.join(options)}.")
