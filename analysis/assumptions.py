"""Shapiro-Wilk and Levene: what the distributions look like.

Neither chooses a test. Shapiro-Wilk rejects five-point ratings cut from a perfectly normal
scale in about 70 % of samples of 20 and in all of 50, because ratings are discrete.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.columns import Column, Grouped, grouped, infinite, numbers, one_of
from analysis.language import gettext as _
from analysis.language import marked
from analysis.results import NOT_COMPUTABLE, Result, decimals, is_evidence, missing_text, p_text, proportion

SHAPIRO_SMALLEST, SHAPIRO_LARGEST = 3, 5000
"""Range for which Royston (1995, Applied Statistics 44, R94) gives the p-value; R refuses outside."""


@dataclass(frozen=True, kw_only=True)
class ShapiroWilkResult(Result):
    """Departure from a normal distribution; `statistic` is W."""

    statistic: float | None
    p_value: float | None
    n: int
    n_missing: int

    def _name(self) -> str:
        return "Shapiro-Wilk"

    def _finding(self) -> str:
        shown = f"W = {proportion(self.statistic)}, {p_text(self.p_value)}, n = {self.n}{missing_text(self.n_missing)}"
        if self.n == SHAPIRO_SMALLEST and self.p_value == 0.0:
            sentence = _("Three values of which two are equal say nothing about normality ({shown}).")
        elif is_evidence(self.p_value):
            sentence = _("The values depart from a normal distribution ({shown}).")
        else:
            sentence = _("There is no evidence of a departure from normality ({shown}).")
        return sentence.format(shown=shown)


def shapiro_wilk(values: Column) -> ShapiroWilkResult:
    """Test whether values depart from a normal distribution [1]_.

    Parameters
    ----------
    values : sequence of float of shape (n,)
        Ratings in scale points; None and NaN are counted as missing.

    Returns
    -------
    ShapiroWilkResult
        "not computable" below 3 values, above 5000, and when all values are the same, where R
        refuses too (SciPy would call a constant group perfectly normal).

    References
    ----------
    .. [1] Shapiro, S. S., & Wilk, M. B. (1965). Biometrika 52, 591-611.

    Examples
    --------
    >>> shapiro_wilk([1, 2, 4]).sentence()
    'There is no evidence of a departure from normality (W = .96, p = .637, n = 3).'
    """
    given = numbers(values, "values")
    x = np.sort(given[~np.isnan(given)])
    n, n_missing = len(x), int(np.isnan(given).sum())
    reason = ""
    if not SHAPIRO_SMALLEST <= n <= SHAPIRO_LARGEST:
        reason = _("it needs {smallest} to {largest} values, got {n}").format(
            smallest=SHAPIRO_SMALLEST, largest=SHAPIRO_LARGEST, n=n
        )
    elif infinite(x):
        reason = infinite(x)
    elif x[0] == x[-1]:
        reason = _("all {n} values are the same").format(n=n)
    if reason:
        return ShapiroWilkResult(
            statistic=None, p_value=None, n=n, n_missing=n_missing, status=NOT_COMPUTABLE, reason=reason
        )
    if n == SHAPIRO_SMALLEST and len(np.unique(x)) < SHAPIRO_SMALLEST:
        # The least W of three values, where p is 0; rounding would leave 1e-8.
        return ShapiroWilkResult(statistic=0.75, p_value=0.0, n=n, n_missing=n_missing)
    # W knows no unit: centred and scaled, neither a large offset nor a tiny spread costs digits.
    w, p_value = stats.shapiro((x - x[n // 2]) / (x[-1] - x[0]))
    return ShapiroWilkResult(statistic=float(w), p_value=float(p_value), n=n, n_missing=n_missing)


@dataclass(frozen=True, kw_only=True)
class LeveneResult(Result):
    """Difference in spread between groups; `statistic` is F with `df1` and `df2`."""

    statistic: float | None
    df1: int | None
    df2: int | None
    p_value: float | None
    center: str
    n: int
    n_missing: int

    def _name(self) -> str:
        return _("Levene's test (centre: {center})").format(center=_(self.center))

    def _finding(self) -> str:
        shown = _("Levene's F({df1}, {df2}) = {statistic} about the {center}, {p}, n = {n}").format(
            df1=self.df1, df2=self.df2, statistic=decimals(self.statistic), center=_(self.center),
            p=p_text(self.p_value), n=self.n,
        ) + missing_text(self.n_missing)  # fmt: skip
        if is_evidence(self.p_value):
            return _("The groups differ in spread ({shown}).").format(shown=shown)
        return _("There is no evidence of a difference in spread between the groups ({shown}).").format(shown=shown)


def levene(values: Column, groups: Column, center: str = "median") -> LeveneResult:
    """Test whether groups differ in spread (Brown-Forsythe for ``center="median"``).

    Parameters
    ----------
    values : sequence of float of shape (n,)
        Ratings in scale points; None and NaN are counted as missing.
    groups : sequence of str of shape (n,)
        Group of each rating.
    center : {"median", "mean"}
        Centre the deviations are taken from. [1]_ uses the median, Levene (1960) the mean.

    Returns
    -------
    LeveneResult
        "not computable" with fewer than two groups, no value to spare, or no spread within any group.

    References
    ----------
    .. [1] Brown, M. B., & Forsythe, A. B. (1974). JASA 69(346), 364-367.

    Examples
    --------
    >>> levene([1, 2, 3, 1, 3, 5], list("aaabbb")).df2
    4
    """
    one_of("center", center, (marked("median"), marked("mean")))
    data = grouped(values, groups)
    k, n = len(data.names), len(data.values)
    deviations = []
    reason = _levene_refusal(data)
    if not reason:
        # The sum of a mean is rounded once, as in R: beside a large offset, digits would be lost.
        centers = [np.median(x) if center == "median" else math.fsum(x) / len(x) for x in data.split()]
        deviations = [np.abs(x - middle) for x, middle in zip(data.split(), centers, strict=True)]
        # Spread within the deviations that is rounding alone would make F anything.
        if all(np.ptp(d) <= 1e-12 * np.abs(data.values).max() for d in deviations):
            reason = _("within each group all values lie equally far from its centre")
    if reason:
        return LeveneResult(
            statistic=None, df1=None, df2=None, p_value=None, center=center, n=n, n_missing=data.n_missing,
            status=NOT_COMPUTABLE, reason=reason,
        )  # fmt: skip
    # F knows no unit; the squares of tiny deviations would vanish.
    largest = max(d.max() for d in deviations)
    f, p_value = stats.f_oneway(*(d / largest for d in deviations))
    return LeveneResult(
        statistic=float(f), df1=k - 1, df2=n - k, p_value=float(p_value), center=center, n=n, n_missing=data.n_missing
    )


def _levene_refusal(data: Grouped) -> str:
    if len(data.names) < 2:
        return _("it needs two groups, got {n}").format(n=len(data.names))
    if len(data.values) == len(data.names):
        return _("every group has a single value")
    return infinite(data.values)
