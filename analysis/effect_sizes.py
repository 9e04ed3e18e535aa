"""How large an effect is, whatever its p-value."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.columns import Column, Floats, numbers
from analysis.language import gettext as _
from analysis.ranks import midranks
from analysis.results import NOT_COMPUTABLE, Result, interval_text, proportion


def cramers_v(chi_square: float, n: int, shape: tuple[int, int]) -> float:
    """Return Cramer's V of a table, from its chi-square without Yates's correction.

    Biased upwards: on an unassociated 21 x 21 table of 600 answers it is about .18.

    Examples
    --------
    >>> round(cramers_v(138.2898, 592, (4, 4)), 3)
    0.279
    """
    return float(np.sqrt(chi_square / n / (min(shape) - 1)))


def cramers_v_corrected(chi_square: float, n: int, shape: tuple[int, int]) -> float | None:
    """Return Cramer's V corrected for bias (Bergsma 2013, J. Korean Statistical Society 42, 323-328).

    None where the table has too few answers for its size.

    Examples
    --------
    >>> round(cramers_v_corrected(138.2898, 592, (4, 4)), 3)
    0.27
    """
    if n < 2:
        return None
    rows, columns = shape
    squared = max(0.0, chi_square / n - (rows - 1) * (columns - 1) / (n - 1))
    corrected = min(rows - (rows - 1) ** 2 / (n - 1), columns - (columns - 1) ** 2 / (n - 1))
    return float(np.sqrt(squared / (corrected - 1))) if corrected > 1 else None


@dataclass(frozen=True, kw_only=True)
class CliffsDeltaResult(Result):
    """How much more often a rating of a exceeds one of b than the other way round."""

    estimate: float | None
    low: float | None
    high: float | None
    level: float
    n_a: int
    n_b: int
    n_missing: int

    def _name(self) -> str:
        return _("Cliff's delta")

    def _finding(self) -> str:
        bounds = interval_text(self.low, self.high, self.level, is_bounded=True)
        shown = _("Cliff's delta = {estimate}, {interval}, n = {n_a} and {n_b}").format(
            estimate=proportion(self.estimate), interval=bounds, n_a=self.n_a, n_b=self.n_b
        )
        if self.low is not None and self.high is not None and self.low > 0:
            return _("The first group is rated higher ({shown}).").format(shown=shown)
        if self.low is not None and self.high is not None and self.high < 0:
            return _("The second group is rated higher ({shown}).").format(shown=shown)
        return _("There is no evidence that either group is rated higher ({shown}).").format(shown=shown)


def cliffs_delta(a: Column, b: Column, level: float = 0.95) -> CliffsDeltaResult:
    """Compare two groups of ratings: P(a > b) - P(a < b) [1]_.

    Equal to the rank-biserial correlation of the Mann-Whitney test.

    Parameters
    ----------
    a, b : sequence of float of shapes (n_a,) and (n_b,)
        Ratings in scale points; None and NaN are counted as missing.
    level : float
        Of the interval.

    Returns
    -------
    CliffsDeltaResult
        ``low`` and ``high`` come from the Fisher transform with standard error
        sqrt((n_a + n_b + 1) / (3 n_a n_b)), as in R's ``effectsize::rank_biserial``: they take ratings
        as independent and have no width at complete separation. An interval that respects
        listeners and sounds is made by :func:`analysis.intervals.two_way_bootstrap`.

    References
    ----------
    .. [1] Cliff, N. (1993). Psychological Bulletin 114(3), 494-509.

    Examples
    --------
    >>> cliffs_delta([3, 4, 5], [1, 2, 4]).estimate
    0.6666666666666666
    """
    left, right = numbers(a, "a"), numbers(b, "b")
    n_missing = int(np.isnan(left).sum() + np.isnan(right).sum())
    left, right = left[~np.isnan(left)], right[~np.isnan(right)]
    n_a, n_b = len(left), len(right)
    if n_a == 0 or n_b == 0:
        return CliffsDeltaResult(
            estimate=None, low=None, high=None, level=level, n_a=n_a, n_b=n_b, n_missing=n_missing,
            status=NOT_COMPUTABLE, reason=_("a group has no ratings"),
        )  # fmt: skip
    estimate = delta(left, right)
    width = stats.norm.ppf((1 + level) / 2) * np.sqrt((n_a + n_b + 1) / (3 * n_a * n_b))
    low, high = estimate, estimate
    if abs(estimate) < 1:
        low, high = (float(np.tanh(np.arctanh(estimate) + side * width)) for side in (-1, 1))
    return CliffsDeltaResult(estimate=estimate, low=low, high=high, level=level, n_a=n_a, n_b=n_b, n_missing=n_missing)


def delta(a: Floats, b: Floats) -> float:
    """Return Cliff's delta of two groups without missing values, by ranks."""
    n_a, n_b = len(a), len(b)
    rank_sum = midranks(np.concatenate([a, b]))[:n_a].sum()
    # Counted in pairs, exactly, and divided once.
    return float((2 * rank_sum - n_a * (n_a + 1) - n_a * n_b) / (n_a * n_b))
