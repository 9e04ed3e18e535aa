"""Intervals of thousands of studies that share a design: means, differences, accuracy and kappa.

Every estimate is written as the mean of its influence on each trial, so that one interval serves all:
:func:`analysis.estimates.estimate`, over listeners and sounds, on the scale where it is symmetric. Arrays of
answers have the shape (n_trials, n_studies).
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse, stats

from analysis.columns import Codes, Floats
from analysis.estimates import LEVEL, ROUNDING, SCALES
from analysis.intervals import wilson
from analysis.planning_rank_tests import indicator
from study.hypotheses import Unit


@dataclass(frozen=True, eq=False)
class Interval:
    """An estimate with its interval in every study; each of shape (n_studies,), NaN where it is not computable."""

    estimate: Floats
    low: Floats
    high: Floats
    t: Floats
    """How many standard errors the estimate lies above the criterion."""
    df: int

    @property
    def p_above(self) -> Floats:
        """Of Student's t, one-sided, as :attr:`analysis.estimates.Estimate.p_above`."""
        return np.asarray(stats.t.sf(self.t, self.df))


class TwoWay:
    """Intervals over listeners and sounds of one design.

    Parameters
    ----------
    listeners, units : numpy.ndarray of int of shape (n_trials,)
        Numbered from 0 without gaps.
    side : {"listener-and-sound", "listener", "sound"}
        Whose independence carries the verdict; each answer is a cluster of its own on the other side, as in
        :func:`analysis.estimates.estimate`.
    """

    def __init__(self, listeners: Codes, units: Codes, side: Unit = "listener-and-sound") -> None:
        own = np.arange(len(listeners))
        listeners = own if side == "sound" else listeners
        units = own if side == "listener" else units
        cells = np.unique(listeners * (int(units.max()) + 1) + units, return_inverse=True)[1]
        self._listeners, self._units, self._cells = _sums(listeners), _sums(units), _sums(cells)
        self.df = min(len_of(self._listeners), len_of(self._units)) - 1

    @property
    def is_computable(self) -> bool:
        """Whether there are two listeners and two sounds."""
        return self.df >= 1

    def interval(self, values: Floats, criterion: float = 0.0, scale: str = "points") -> Interval:
        """Return the mean of values with its interval in every study, as :func:`analysis.estimates.estimate` does.

        Parameters
        ----------
        values : numpy.ndarray of shape (n_trials, n_studies)
        criterion : float
            What the means are held against.
        scale : {"points", "share", "kappa"}
            Where the intervals are symmetric.
        """
        mean, error = values.mean(axis=0), self._standard_error(values)
        is_unanimous = error < ROUNDING
        if scale == "share":
            is_unanimous |= (mean <= ROUNDING) | (mean >= 1 - ROUNDING)
        on, told = SCALES[scale], ~is_unanimous
        middle, spread = on.transform(mean[told]), error[told] * on.slope(mean[told])
        half = stats.t.ppf((1 + LEVEL) / 2, self.df) * spread
        low, high, t = (np.full(mean.shape, np.nan) for _ in range(3))
        low[told], high[told] = on.back(middle - half), on.back(middle + half)
        with np.errstate(divide="ignore"):  # no share is infinitely far from 0 or 1 by accident
            t[told] = (middle - on.transform(np.float64(criterion))) / spread
        if scale == "share":
            for share in (0, 1):
                alike = is_unanimous & (np.rint(mean) == share)
                low[alike], high[alike] = wilson(share * (self.df + 1), self.df + 1, LEVEL) or (np.nan, np.nan)
        return Interval(mean, low, high, t, self.df)

    def _standard_error(self, values: Floats) -> Floats:
        residual = values - values.mean(axis=0)
        by_listener, by_unit = _clustered(self._listeners, residual), _clustered(self._units, residual)
        two_way = by_listener + by_unit - _clustered(self._cells, residual)
        return np.asarray(np.sqrt(np.maximum(np.maximum(by_listener, by_unit), two_way)))


def difference_influence(values: Floats, is_first: np.ndarray) -> Floats:
    """Return each trial's influence on a difference of two means, as :mod:`analysis.differences` does."""
    n, n_first = len(values), int(is_first.sum())
    first, rest = values[is_first].mean(axis=0), values[~is_first].mean(axis=0)
    influence = np.where(is_first[:, None], (values - first) * (n / n_first), (rest - values) * (n / (n - n_first)))
    return np.asarray(first - rest + influence)


def kappa_influence(intended: Codes, chosen: Codes, n_classes: int, n_shown: int) -> Floats:
    """Return each trial's influence on kappa, as :func:`analysis.estimates.kappa_per_answer` does.

    Parameters
    ----------
    intended : numpy.ndarray of int of shape (n_trials,)
    chosen : numpy.ndarray of int of shape (n_trials, n_studies)
        The number of classes stands for "cannot tell".
    n_classes, n_shown : int
        Chance agreement is exact where fewer classes are shown than there are.
    """
    agrees = (chosen == intended[:, None]).astype(np.float64)
    agreed = agrees.mean(axis=0)
    if n_shown < n_classes:
        return np.asarray((agrees - 1 / n_shown) / (1 - 1 / n_shown))
    played = np.bincount(intended, minlength=n_classes + 1) / len(intended)
    answered = np.stack([(chosen == one).mean(axis=0) for one in range(n_classes + 1)])
    expected = played[:n_classes] @ answered[:n_classes]
    by_chance = answered[intended] + played[chosen] - expected
    kappa = (agreed - expected) / (1 - expected)
    return np.asarray(
        kappa + (agrees - agreed) / (1 - expected) - (1 - agreed) / (1 - expected) ** 2 * (by_chance - expected)
    )


def len_of(sums: sparse.csr_array) -> int:
    """Return how many units a matrix of sums has."""
    return int(sums.shape[0])


def _sums(codes: Codes) -> sparse.csr_array:
    return indicator(codes, int(codes.max()) + 1)


def _clustered(sums: sparse.csr_array, residual: Floats) -> Floats:
    n = len_of(sums)
    return np.asarray(np.sum((sums @ residual) ** 2, axis=0) / len(residual) ** 2 * n / max(n - 1, 1))
