"""Conditions, listeners and sounds: tests over one kind of unit that allow for the other.

Where listeners differ in how they take the conditions, a test by sound alone rejects too often,
because it never sees that difference; its statistic is therefore reduced by the part of the variance of
the condition means that listeners add (the idea of Clark's quasi-F, 1973, J. Verbal Learning and
Verbal Behavior 12, 335-359, with variances from clustered sums, Cameron, Gelbach & Miller 2011).
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.blocked_rank_tests import friedman_statistic
from analysis.columns import Codes, Column, Floats, Labels, labels, numbers, same_length
from analysis.language import marked
from analysis.permutation import DEFAULT_RESAMPLES, kruskal_statistic, permuted_kruskal
from analysis.ranks import midranks

RANK_EFFICIENCY = 3 / np.pi
"""How much of a shift of normal means rank tests feel, relative to F (Hodges & Lehmann 1956); Friedman's
test k / (k + 1) of it (van Elteren & Noether 1959)."""


@dataclass(frozen=True, eq=False)
class Design:
    """Ratings by condition, listener and sound, rows with a gap taken out."""

    values: Floats
    conditions: Labels
    listeners: Labels
    stimuli: Labels
    n_missing: int

    def means(self, unit: Labels) -> Floats:
        """Return the mean of every unit under every condition, NaN where it was not met (n_units, n_conditions)."""
        k = len(self.conditions.names)
        cell = unit.codes * k + self.conditions.codes
        counts = np.bincount(cell, minlength=len(unit.names) * k).astype(np.float64)
        sums = np.bincount(cell, weights=self.values, minlength=len(unit.names) * k)
        means = np.divide(sums, counts, out=np.full(len(sums), np.nan), where=counts > 0)
        return means.reshape(len(unit.names), k)

    @property
    def cells(self) -> Codes:
        """Number of the pair of listener and sound of each rating."""
        return self.listeners.codes * len(self.stimuli.names) + self.stimuli.codes

    def variance(self, units: Codes) -> float:
        """Return the variance that units give to the difference of two condition means, averaged over pairs."""
        k = len(self.conditions.names)
        condition = self.conditions.codes
        sizes = np.bincount(condition, minlength=k)
        residual = (self.values - (np.bincount(condition, weights=self.values) / sizes)[condition]) / sizes[condition]
        cells = np.bincount(units * k + condition, weights=residual, minlength=(int(units.max()) + 1) * k).reshape(
            -1, k
        )
        met = np.bincount(units * k + condition, minlength=cells.size).reshape(-1, k) > 0
        n_units = met.sum(axis=0).mean()
        pairs = k * np.sum(cells**2) - np.sum(cells.sum(axis=1) ** 2)
        return float(pairs / (k * (k - 1) / 2) * n_units / max(n_units - 1, 1))


def read_design(values: Column, conditions: Column, listeners: Column, stimuli: Column) -> Design:
    """Read the four columns and count the rows with a gap."""
    rating, condition = numbers(values, "values"), labels(conditions, "conditions")
    listener, stimulus = labels(listeners, "listeners"), labels(stimuli, "stimuli")
    same_length(values=rating, conditions=condition.codes, listeners=listener.codes, stimuli=stimulus.codes)
    keep = ~np.isnan(rating) & (condition.codes >= 0) & (listener.codes >= 0) & (stimulus.codes >= 0)
    return Design(
        rating[keep], condition.kept(keep), listener.kept(keep), stimulus.kept(keep), n_missing=int((~keep).sum())
    )


@dataclass(frozen=True)
class UnitTest:
    """A test over one kind of unit: its p-value, what it was, and how many units it had."""

    p_value: float | None
    method: str
    n_units: int


def over_unit_means(means: Floats, added: float, rng: np.random.Generator | None) -> UnitTest:
    """Compare conditions over units: within units that met all conditions, else between units.

    Parameters
    ----------
    means : numpy.ndarray of shape (n_units, n_conditions)
        NaN where a unit did not meet a condition.
    added : float
        Variance that the other kind of unit adds to a difference of condition means, as a multiple of
        what these units give; the statistic is reduced by it.
    rng : numpy.random.Generator or None
        For permutations between units; without one, the chi-square approximation is used.
    """
    met = ~np.isnan(means)
    k = means.shape[1]
    if np.all(met.sum(axis=1) == 1):
        codes, values = met.argmax(axis=1), means[met]
        return _between(values, codes.astype(np.intp), k, added, rng)
    complete = means[met.all(axis=1)]
    return _within(complete, added)


def _between(values: Floats, codes: Codes, k: int, added: float, rng: np.random.Generator | None) -> UnitTest:
    n = len(values)
    if n <= k or values.min() == values.max():
        return UnitTest(None, "", n)
    statistic = kruskal_statistic(values, codes)
    reduced = _reduced(statistic, n - 1, RANK_EFFICIENCY * added)
    if rng is None:
        return UnitTest(float(stats.chi2.sf(reduced, k - 1)), marked("Kruskal-Wallis on means"), n)
    p_value = permuted_kruskal(values, codes, DEFAULT_RESAMPLES, rng, threshold=reduced)
    return UnitTest(p_value, marked("labels permuted"), n)


def _within(means: Floats, added: float) -> UnitTest:
    n, k = means.shape
    if n < 2 or np.all(means == means[:, :1]):
        return UnitTest(None, "", n)
    if k == 2:
        statistic, largest = _signed_rank(means[:, 0] - means[:, 1])
        efficiency, method = RANK_EFFICIENCY, marked("signed ranks")
    else:
        statistic, largest = friedman_statistic(means), float(n * (k - 1))
        efficiency, method = RANK_EFFICIENCY * k / (k + 1), "Friedman"
    reduced = _reduced(statistic, largest, efficiency * added)
    return UnitTest(float(stats.chi2.sf(reduced, k - 1)), method, n)


def _signed_rank(difference: Floats) -> tuple[float, float]:
    """Return Wilcoxon's signed-rank statistic as z squared, zeros dropped, and how many are left."""
    left = difference[difference != 0]
    ranks = midranks(np.abs(left))
    return float(np.sum(np.sign(left) * ranks) ** 2 / np.sum(ranks**2)), float(len(left))


def _reduced(statistic: float, largest: float, added: float) -> float:
    """Divide the F that belongs to a rank statistic by 1 + added, and return to the statistic.

    ``F = df2 / df1 * statistic / (largest - statistic)``: Iman & Davenport (1980) for Friedman's test,
    Conover & Iman (1981) for Kruskal-Wallis and signed ranks.
    """
    if added <= 0 or statistic >= largest:
        return statistic
    odds = statistic / (largest - statistic) / (1 + added)
    return largest * odds / (1 + odds)


def added_variance(own: float, other: float, residual: float) -> float:
    """Return the variance the other kind of unit adds beyond the residual, as a multiple of one's own."""
    return max(0.0, other - residual) / own if own > 0 else 0.0
