"""Rank tests of thousands of studies that share a design: p-values from sums over cells.

Each function gives what the function of the library gives that it names, study by study; who heard what is
the same in all studies, so that sums over units are one sparse product. Arrays of answers have the shape
(n_trials, n_studies).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats

from analysis.columns import Codes, Floats
from analysis.crossed_design import RANK_EFFICIENCY
from analysis.permutation import TIE
from study.hypotheses import Unit

N_PERMUTATIONS = 999
"""Enough to tell p below .05 in a study (Davison & Hinkley 1997, section 4.2.5); shared by the studies at hand."""


def pooled_kruskal(ratings: NDArray[np.int8], groups: Codes) -> Floats:
    """Return the p-values of :func:`analysis.rank_tests.kruskal_wallis` on pooled rows, from counts.

    Parameters
    ----------
    ratings : numpy.ndarray of int of shape (n_trials, n_studies)
        From 1 upwards.
    groups : numpy.ndarray of int of shape (n_trials,)
    """
    k, n_points, n_studies = int(groups.max()) + 1, int(ratings.max()), ratings.shape[1]
    cells = (groups[:, None] * n_points + ratings - 1) * n_studies + np.arange(n_studies)
    counts = np.bincount(cells.ravel(), minlength=k * n_points * n_studies).reshape(k, n_points, n_studies)
    counts = counts.astype(np.float64)
    n, sizes = len(groups), np.bincount(groups)
    ties = counts.sum(axis=0)
    ranks = np.cumsum(ties, axis=0) - (ties - 1) / 2
    means = np.einsum("gvs,vs->gs", counts, ranks) / sizes[:, None]
    variance = (n * (n + 1) - np.sum(ties**3 - ties, axis=0) / (n - 1)) / 12
    return chi_square_tail(_ratio(sizes @ (means - (n + 1) / 2) ** 2, variance), k - 1)


class UnitMeans:
    """The mean of every unit under every condition, in every study.

    Parameters
    ----------
    units, groups : numpy.ndarray of int of shape (n_trials,)
        Unit and condition of each trial, from 0 without gaps.
    """

    def __init__(self, units: Codes, groups: Codes) -> None:
        self.k = int(groups.max()) + 1
        pairs, cell = np.unique(units * self.k + groups, return_inverse=True)
        self.unit, self.group = pairs // self.k, pairs % self.k
        self.counts = np.bincount(cell).astype(np.float64)
        self._sums = indicator(cell, len(pairs))
        self._units = indicator(self.unit, int(self.unit.max()) + 1)
        self._groups = indicator(self.group, self.k)

    def sums(self, values: Floats) -> Floats:
        """Return the sum of each pair of unit and condition that occurs (n_cells, n_studies)."""
        return np.asarray(self._sums @ values)

    def variance(self, values: Floats) -> Floats:
        """Return :meth:`analysis.crossed_design.Design.variance` of every study."""
        sums, sizes = self.sums(values), self._groups @ self.counts
        means = self._groups @ sums / sizes[:, None]
        cells = (sums - self.counts[:, None] * means[self.group]) / sizes[self.group][:, None]
        pairs = self.k * np.sum(cells**2, axis=0) - np.sum((self._units @ cells) ** 2, axis=0)
        n_units = len(self.counts) / self.k
        return np.asarray(pairs / (self.k * (self.k - 1) / 2) * n_units / max(n_units - 1, 1))

    @property
    def is_nested(self) -> bool:
        """Whether each unit meets a single condition."""
        return bool(np.all(np.bincount(self.unit) <= 1))

    @property
    def complete(self) -> Codes:
        """The units that meet every condition."""
        return np.flatnonzero(np.bincount(self.unit) == self.k)

    @property
    def is_computable(self) -> bool:
        """Whether there are enough units for a test; as :func:`analysis.crossed_design.over_unit_means` decides."""
        return len(self.counts) > self.k if self.is_nested else len(self.complete) >= 2

    def p_values(
        self, values: Floats, added: Floats | float, rng: np.random.Generator | None, is_blocked: bool = False
    ) -> Floats:
        """Return the p-values of :func:`analysis.crossed_design.over_unit_means`; 1 where nothing differs.

        `is_blocked` takes Friedman's test for two conditions too, as a companion of one side does.
        """
        means = self.sums(values) / self.counts[:, None]
        if self.is_nested:
            return _between(means, self.group, added, rng)
        in_complete = np.isin(self.unit, self.complete)
        return _within(means[in_complete].reshape(len(self.complete), self.k, -1), added, is_blocked)


def _between(means: Floats, groups: Codes, added: Floats | float, rng: np.random.Generator | None) -> Floats:
    n, k = len(means), int(groups.max()) + 1
    ranks, sizes = ranks_of_columns(means), np.bincount(groups)
    variance = np.sum((ranks - (n + 1) / 2) ** 2, axis=0) / (n - 1)
    statistic = _h(indicator(groups, k) @ ranks, sizes, variance)
    reduced = _reduced(statistic, n - 1, RANK_EFFICIENCY * added)
    if rng is None:
        return chi_square_tail(reduced, k - 1)
    drawn = rng.permuted(np.broadcast_to(groups, (N_PERMUTATIONS, n)), axis=1)
    permuted = np.zeros((N_PERMUTATIONS, means.shape[1]))
    for group in range(k):
        sums = (drawn == group).astype(np.float64) @ ranks
        permuted += (sums / sizes[group] - (n + 1) / 2) ** 2 * sizes[group]
    n_extreme = np.sum(permuted >= reduced * variance * (1 - TIE), axis=0)
    return np.asarray((1 + n_extreme) / (1 + N_PERMUTATIONS))


def _h(sums: Floats, sizes: Codes, variance: Floats) -> Floats:
    middle = (sizes.sum() + 1) / 2
    return _ratio(sizes @ (sums / sizes[:, None] - middle) ** 2, variance)


def _within(means: Floats, added: Floats | float, is_blocked: bool) -> Floats:
    n, k = means.shape[:2]
    if k == 2 and not is_blocked:
        statistic, largest = signed_rank(means[:, 0] - means[:, 1])
        efficiency = RANK_EFFICIENCY
    else:
        statistic, largest = _friedman(means), np.full(means.shape[2], float(n * (k - 1)))
        efficiency = RANK_EFFICIENCY * k / (k + 1)
    return chi_square_tail(_reduced(statistic, largest, efficiency * added), k - 1)


def _friedman(means: Floats) -> Floats:
    """Return :func:`analysis.blocked_rank_tests.friedman_statistic` of every study (n_blocks, k, n_studies)."""
    n, k = means.shape[:2]
    ranks = np.stack(
        [
            0.5 + sum((means[:, i] < means[:, j]) + 0.5 * (means[:, i] == means[:, j]) for i in range(k))
            for j in range(k)
        ]
    )
    deviation = np.sum((ranks.sum(axis=1) - n * (k + 1) / 2) ** 2, axis=0)
    return _ratio((k - 1) * deviation, np.sum((ranks - (k + 1) / 2) ** 2, axis=(0, 1)))


def signed_rank(difference: Floats) -> tuple[Floats, Floats]:
    """Return Wilcoxon's signed-rank statistic as z squared, zeros dropped, and how many are left."""
    is_zero = difference == 0
    n_zero = is_zero.sum(axis=0)
    ranks = np.where(is_zero, 0.0, ranks_of_columns(np.abs(difference)) - n_zero)
    statistic = _ratio(np.sum(np.sign(difference) * ranks, axis=0) ** 2, np.sum(ranks**2, axis=0))
    return statistic, np.asarray(len(difference) - n_zero, dtype=np.float64)


def _reduced(statistic: Floats, largest: Floats | float, added: Floats | float) -> Floats:
    """Reduce the statistic as :mod:`analysis.crossed_design` does, by what the other kind of unit adds."""
    rest = largest - statistic
    odds = np.divide(statistic, rest * (1 + added), out=np.full(statistic.shape, np.inf), where=rest > 0)
    shrunk = largest * np.divide(odds, 1 + odds, out=np.ones_like(odds), where=np.isfinite(odds))
    return np.where((np.asarray(added) <= 0) | (rest <= 0), statistic, shrunk)


@dataclass(frozen=True, eq=False)
class Crossed:
    """The companion of one comparison in every study, as the plan's verdict takes it.

    Attributes
    ----------
    listeners, units : UnitMeans
    pairs : UnitMeans
        Pairs of listener and unit, for the variance that neither adds.
    side : {"listener-and-sound", "listener", "sound"}
        Whose independence carries the verdict.
    """

    listeners: UnitMeans
    units: UnitMeans
    pairs: UnitMeans
    side: Unit

    @classmethod
    def of(cls, groups: Codes, listeners: Codes, units: Codes, side: Unit) -> "Crossed":
        """Read the design from codes of shape (n_trials,), numbered without gaps."""
        pairs = np.unique(listeners * (int(units.max()) + 1) + units, return_inverse=True)[1]
        return cls(UnitMeans(listeners, groups), UnitMeans(units, groups), UnitMeans(pairs, groups), side)

    @property
    def is_computable(self) -> bool:
        """Whether there are enough units of the side, or of both sides."""
        sides = {"listener": [self.listeners], "sound": [self.units]}.get(self.side, [self.listeners, self.units])
        return all(one.is_computable for one in sides)

    def p_values(self, values: Floats, rng: np.random.Generator) -> Floats:
        """Return the p-value in every study.

        One side alone is :func:`analysis.companions.over_units`, or Friedman within units; both are
        :func:`analysis.scope.listener_groups` or :func:`analysis.scope.generator_scope`.
        """
        if self.side == "listener":
            return self.listeners.p_values(values, 0.0, rng, is_blocked=True)
        if self.side == "sound":
            return self.units.p_values(values, 0.0, rng, is_blocked=True)
        if self.listeners.is_nested and not self.units.is_nested:
            added = _added(self.listeners, self.units, self.pairs, values)
            return np.maximum(self.listeners.p_values(values, added, None), self.units.p_values(values, 0.0, None))
        added = _added(self.units, self.listeners, self.pairs, values)
        return np.maximum(self.listeners.p_values(values, 0.0, rng), self.units.p_values(values, added, rng))


def _added(own: UnitMeans, other: UnitMeans, pairs: UnitMeans, values: Floats) -> Floats:
    """Return :func:`analysis.crossed_design.added_variance` of every study."""
    return _ratio(np.maximum(0.0, other.variance(values) - pairs.variance(values)), own.variance(values))


def ranks_of_columns(values: Floats) -> Floats:
    """Return the ranks within each column, ties sharing the mean of theirs; all columns at once.

    Examples
    --------
    >>> ranks_of_columns(np.array([[3.0, 1.0], [1.0, 2.0], [3.0, 3.0]])).T.tolist()
    [[2.5, 1.0, 2.5], [1.0, 2.0, 3.0]]
    """
    order = np.argsort(values, axis=0)
    ordered = np.take_along_axis(values, order, axis=0)
    place = np.arange(len(values))[:, None]
    is_new = np.ones(values.shape, dtype=bool)
    is_new[1:] = ordered[1:] != ordered[:-1]
    is_last = np.ones(values.shape, dtype=bool)
    is_last[:-1] = is_new[1:]
    first = np.maximum.accumulate(np.where(is_new, place, 0), axis=0)
    last = np.minimum.accumulate(np.where(is_last, place, len(values))[::-1], axis=0)[::-1]
    ranks = np.empty(values.shape)
    np.put_along_axis(ranks, order, (first + last) / 2 + 1, axis=0)
    return ranks


def indicator(codes: Codes, n: int) -> sparse.csr_array:
    """Return the matrix that sums rows of the same code (n, len(codes))."""
    return sparse.csr_array((np.ones(len(codes)), (codes, np.arange(len(codes)))), shape=(n, len(codes)))


def chi_square_tail(statistic: Floats, df: Floats | int) -> Floats:
    """Return the p-values of chi-square statistics; 1 where there is none."""
    return np.where(np.isnan(statistic), 1.0, stats.chi2.sf(np.nan_to_num(statistic), df))


def _ratio(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.zeros(np.broadcast(above, below).shape), where=np.asarray(below) > 0)
