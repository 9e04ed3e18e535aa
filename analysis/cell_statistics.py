"""Statistics of a table that depend on how many rows fall into each cell.

Such a statistic is recomputed from counts alone, so that a bootstrap reweights a small table of
counts instead of rebuilding a data frame.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import pandas as pd

from analysis.columns import Codes, Floats, Labels, labels, numbers
from analysis.errors import AnalysisError


@dataclass(frozen=True, eq=False)
class Cells:
    """A table seen as counts.

    Attributes
    ----------
    codes : numpy.ndarray of shape (n,)
        Cell of each row; -1 where an entry is missing.
    n_cells : int
    of_counts : callable
        The statistic of each row of counts (n_tables, n_cells), NaN where it does not exist.
    """

    codes: Codes
    n_cells: int
    of_counts: Callable[[Floats], Floats]


@runtime_checkable
class CellStatistic(Protocol):
    """A statistic that is a function of counts."""

    def cells(self, table: pd.DataFrame) -> Cells:
        """Return the cells of a table and the statistic of their counts."""


@dataclass(frozen=True)
class Mean:
    """Mean of a column of numbers, such as a mean opinion score or a share of right answers (0 and 1).

    Examples
    --------
    >>> import pandas as pd
    >>> cells = Mean("rating").cells(pd.DataFrame({"rating": [3, 4, 4, 5]}))
    >>> cells.of_counts(np.array([[1.0, 2.0, 1.0]]))
    array([4.])
    """

    value: str

    def cells(self, table: pd.DataFrame) -> Cells:
        """Return the place of each rating on the scale."""
        codes, scale = _scale(table, self.value)
        return Cells(codes, len(scale), lambda counts: _ratio(counts @ scale, counts.sum(axis=1)))


@dataclass(frozen=True)
class GroupDelta:
    """Cliff's delta of two groups of a column, P(a > b) - P(a < b)."""

    value: str
    group: str
    a: str
    b: str

    def cells(self, table: pd.DataFrame) -> Cells:
        """Return the group and the place on the scale of each rating."""
        codes, scale = _two_groups(table, self.value, self.group, (self.a, self.b))
        return Cells(codes, 2 * len(scale), _delta)


@dataclass(frozen=True)
class GroupDifference:
    """Difference of the means of two groups of a column, a minus b."""

    value: str
    group: str
    a: str
    b: str

    def cells(self, table: pd.DataFrame) -> Cells:
        """Return the group and the place on the scale of each rating."""
        codes, scale = _two_groups(table, self.value, self.group, (self.a, self.b))

        def difference(counts: Floats) -> Floats:
            one, other = np.split(counts, 2, axis=1)
            return _ratio(one @ scale, one.sum(axis=1)) - _ratio(other @ scale, other.sum(axis=1))

        return Cells(codes, 2 * len(scale), difference)


@dataclass(frozen=True)
class Kappa:
    """Cohen's kappa of two columns of labels; answers outside the classes agree with nothing."""

    intended: str
    chosen: str
    classes: Sequence[str]

    def cells(self, table: pd.DataFrame) -> Cells:
        """Return the cell of the confusion matrix."""
        k = len(self.classes)
        place = {name: index for index, name in enumerate(self.classes)}
        row = _places(labels(column(table, self.intended), self.intended), place, -1)
        chosen = _places(labels(column(table, self.chosen), self.chosen), place, k)
        codes = np.where((row >= 0) & (chosen >= 0), row * (k + 1) + chosen, -1)
        return Cells(codes, k * (k + 1), lambda counts: _kappa(counts.reshape(-1, k, k + 1)))


def column(table: pd.DataFrame, name: str) -> pd.Series:
    """Return a column of a table by name."""
    if name not in table.columns:
        raise AnalysisError("table", f"column '{name}' is missing", f"There are: {', '.join(map(str, table.columns))}.")
    return table[name]


def _scale(table: pd.DataFrame, name: str) -> tuple[Codes, Floats]:
    codes, scale = pd.factorize(numbers(column(table, name), name), sort=True)
    return codes, np.asarray(scale, dtype=np.float64)


def _two_groups(table: pd.DataFrame, value: str, group: str, pair: tuple[str, str]) -> tuple[Codes, Floats]:
    codes, scale = _scale(table, value)
    side = _places(labels(column(table, group), group), {pair[0]: 0, pair[1]: 1}, -1)
    return np.where((codes >= 0) & (side >= 0), side * len(scale) + codes, -1), scale


def _places(label: Labels, place: dict[str, int], other: int) -> Codes:
    return np.array([place.get(name, other) for name in label.names] + [-1], dtype=np.intp)[label.codes]


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.full(len(above), np.nan), where=below != 0)


def _delta(counts: Floats) -> Floats:
    one, other = np.split(counts, 2, axis=1)
    below = np.cumsum(other, axis=1) - other
    above = other.sum(axis=1, keepdims=True) - below - other
    return _ratio(np.sum(one * (below - above), axis=1), one.sum(axis=1) * other.sum(axis=1))


def _kappa(matrices: Floats) -> Floats:
    k = matrices.shape[1]
    n = matrices.sum(axis=(1, 2))
    agreed = _ratio(np.trace(matrices[:, :, :k], axis1=1, axis2=2), n)
    expected = _ratio(np.sum(matrices.sum(axis=2) * matrices.sum(axis=1)[:, :k], axis=1), n**2)
    return _ratio(agreed - expected, 1 - expected)


@dataclass(frozen=True)
class EpsilonSquared:
    """Epsilon-squared of Kruskal-Wallis, H / (N - 1), of a column of numbers in groups."""

    value: str
    group: str

    def cells(self, table: pd.DataFrame) -> Cells:
        """Return the group and the place on the scale of each rating."""
        codes, scale = _scale(table, self.value)
        group = labels(column(table, self.group), self.group)
        known = (codes >= 0) & (group.codes >= 0)
        k, n_points = len(group.names), len(scale)
        place = np.where(known, group.codes * n_points + codes, -1)
        return Cells(place, k * n_points, lambda counts: _epsilon_squared(counts.reshape(-1, k, n_points)))


@dataclass(frozen=True)
class CramersV:
    """Cramer's V of two columns of labels, corrected for bias (Bergsma 2013)."""

    rows: str
    columns: str

    def cells(self, table: pd.DataFrame) -> Cells:
        """Return the cell of the table of counts."""
        row, other = labels(column(table, self.rows), self.rows), labels(column(table, self.columns), self.columns)
        k, m = len(row.names), len(other.names)
        codes = np.where((row.codes >= 0) & (other.codes >= 0), row.codes * m + other.codes, -1)
        return Cells(codes, k * m, lambda counts: _corrected_v(counts.reshape(-1, k, m)))


def _epsilon_squared(counts: Floats) -> Floats:
    sizes, ties = counts.sum(axis=2), counts.sum(axis=1)
    n = ties.sum(axis=1)
    from_middle = np.cumsum(ties, axis=1) - ties / 2 - n[:, None] / 2
    sums = np.einsum("tkm,tm->tk", counts, from_middle)
    spread = np.sum(ties * from_middle**2, axis=1)
    between = np.sum(np.divide(sums**2, sizes, out=np.zeros_like(sums), where=sizes > 0), axis=1)
    return _ratio(between, spread)


def _corrected_v(counts: Floats) -> Floats:
    n, rows, columns = counts.sum(axis=(1, 2)), counts.sum(axis=2), counts.sum(axis=1)
    expected = rows[:, :, None] * columns[:, None, :]
    squares = np.divide(counts**2, expected, out=np.zeros_like(counts), where=expected > 0)
    phi_squared = squares.sum(axis=(1, 2)) - 1
    k, m = (rows > 0).sum(axis=1), (columns > 0).sum(axis=1)
    corrected = np.maximum(0, phi_squared - _ratio((k - 1) * (m - 1), n - 1))
    smaller = np.minimum(k - _ratio((k - 1) ** 2, n - 1), m - _ratio((m - 1) ** 2, n - 1)) - 1
    return np.sqrt(np.where(smaller > 0, _ratio(corrected, smaller), np.nan))
