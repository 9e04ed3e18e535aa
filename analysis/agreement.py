"""Agreement between listeners: Krippendorff's alpha and intraclass correlations."""

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis.columns import Floats, infinite
from analysis.krippendorff import Matrix, krippendorff_alpha, rating_matrix
from analysis.language import gettext as _
from analysis.language import ngettext
from analysis.results import NOT_COMPUTABLE, Result, interval_text, proportion

__all__ = ["icc", "krippendorff_alpha"]


@dataclass(frozen=True)
class IccForm:
    """One intraclass correlation with its interval and F test."""

    form: str
    estimate: float
    low: float
    high: float
    statistic: float
    df1: int
    df2: int
    p_value: float


@dataclass(frozen=True, kw_only=True)
class IccResult(Result):
    """The six intraclass correlations of Shrout & Fleiss, by their names in R's psych."""

    forms: dict[str, IccForm]
    level: float
    n_units: int
    n_raters: int
    n_dropped: int

    def __getitem__(self, form: str) -> IccForm:
        return self.forms[form]

    def table(self) -> pd.DataFrame:
        """Return one row per form."""
        return pd.DataFrame([asdict(one) for one in self.forms.values()], columns=list(IccForm.__dataclass_fields__))

    def _name(self) -> str:
        return _("The intraclass correlation")

    def _finding(self) -> str:
        one, mean = self.forms["ICC2"], self.forms["ICC2k"]
        bounds, bounds_of_mean = (interval_text(x.low, x.high, self.level, is_bounded=True) for x in (one, mean))
        units = _("{n} units").format(n=self.n_units)
        if self.n_dropped:
            left_out = ngettext(
                "{n} unit with a missing rating was left out", "{n} units with a missing rating were left out",
                self.n_dropped,
            )  # fmt: skip
            units += f"; {left_out.format(n=self.n_dropped)}"
        return _(
            "A single listener's rating has ICC(2,1) = {one} ({bounds}), the mean of {n_raters} listeners "
            "ICC(2,k) = {mean} ({bounds_of_mean}; {units})."
        ).format(
            one=proportion(one.estimate), bounds=bounds, n_raters=self.n_raters, mean=proportion(mean.estimate),
            bounds_of_mean=bounds_of_mean, units=units,
        )  # fmt: skip


def icc(ratings: Matrix, level: float = 0.95) -> IccResult:
    """Estimate the six intraclass correlations of [1]_, with the intervals of [2]_.

    Parameters
    ----------
    ratings : array or DataFrame of shape (n_units, n_raters)
        Units with a missing rating are dropped and counted.
    level : float
        Of the intervals.

    Returns
    -------
    IccResult
        ``forms`` maps ICC1, ICC2, ICC3 (single ratings) and ICC1k, ICC2k, ICC3k (their means) to estimate,
        low and high; equal to R's ``psych::ICC``. Where raters agree completely all are 1 and F is infinite.

    References
    ----------
    .. [1] Shrout, P. E., & Fleiss, J. L. (1979). Psychological Bulletin 86(2), 420-428.
    .. [2] McGraw, K. O., & Wong, S. P. (1996). Psychological Methods 1(1), 30-46.

    Examples
    --------
    >>> ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> round(icc(ratings)["ICC2"].estimate, 2)
    0.29
    """
    matrix = rating_matrix(ratings)
    complete = ~np.isnan(matrix).any(axis=1)
    kept = matrix[complete]
    n, k = kept.shape
    reason = _icc_refusal(kept)
    return IccResult(
        forms={} if reason else _forms(kept, level), level=level, n_units=n, n_raters=k,
        n_dropped=int((~complete).sum()), status=NOT_COMPUTABLE if reason else "ok", reason=reason,
    )  # fmt: skip


def _icc_refusal(x: Floats) -> str:
    n, k = x.shape
    if infinite(x):
        return infinite(x)
    if n < 2 or k < 2:
        return _("it needs two complete units and two raters, got {n_units} and {n_raters}").format(
            n_units=n, n_raters=k
        )
    return _("all units have the same mean") if _sum_of_squares(x.mean(axis=1), x) == 0 else ""


def _sum_of_squares(part: Floats, x: Floats) -> float:
    """Return the sum of squares of what units, raters or both add to `x`; 0 where only rounding is left of it."""
    is_rounding = np.ptp(part) < 1e-12 * max(1.0, float(np.abs(x).max()))
    return 0.0 if is_rounding else float(np.sum((part - part.mean()) ** 2))


def _forms(x: Floats, level: float) -> dict[str, IccForm]:
    n, k = x.shape
    units, raters = x.mean(axis=1, keepdims=True), x.mean(axis=0)
    df_w, df_e = n * (k - 1), (n - 1) * (k - 1)
    msb, msj = k * _sum_of_squares(units, x) / (n - 1), n * _sum_of_squares(raters, x) / (k - 1)
    msw, mse = _sum_of_squares(x - units, x) / df_w, _sum_of_squares(x - units - raters, x) / df_e
    upper = (1 + level) / 2

    def one_way(ms: float, df: int) -> tuple[float, float, float, float]:
        """Return the F of units over `ms`, infinite where raters agree, its p-value, and the bounds of 1 / F."""
        f = msb / ms if ms > 0 else np.inf
        low, high = stats.f.ppf(upper, n - 1, df), stats.f.ppf(upper, df, n - 1)
        return float(f), float(stats.f.sf(f, n - 1, df)), float(low / f), float(1 / (f * high))

    def single(of_mean: float) -> float:
        """Return the correlation of single ratings whose means have an error of this part of the units' variance."""
        return (1 - of_mean) / (1 + (k - 1) * of_mean)

    f_w, p_w, most_w, least_w = one_way(msw, df_w)
    f_e, p_e, most_e, least_e = one_way(mse, df_e)
    icc2 = (msb - mse) / (msb + (k - 1) * mse + k * (msj - mse) / n)
    low2, high2 = _two_way_bounds(n, k, msb, msj, mse, icc2, upper)
    rows = {
        "ICC1": ((msb - msw) / (msb + (k - 1) * msw), *(single(one) for one in (most_w, least_w))),
        "ICC2": (icc2, low2, high2),
        "ICC3": ((msb - mse) / (msb + (k - 1) * mse), *(single(one) for one in (most_e, least_e))),
        "ICC1k": ((msb - msw) / msb, 1 - most_w, 1 - least_w),
        "ICC2k": (
            (msb - mse) / (msb + (msj - mse) / n),
            low2 * k / (1 + low2 * (k - 1)),
            high2 * k / (1 + high2 * (k - 1)),
        ),
        "ICC3k": ((msb - mse) / msb, 1 - most_e, 1 - least_e),
    }
    return {
        form: IccForm(form, float(estimate), float(low), float(high), f, n - 1, df, p)
        for form, (estimate, low, high) in rows.items()
        for f, df, p in [(f_w, df_w, p_w) if form.startswith("ICC1") else (f_e, df_e, p_e)]
    }


def _two_way_bounds(
    n: int, k: int, msb: float, msj: float, mse: float, icc2: float, upper: float
) -> tuple[float, float]:
    of_raters, rest = k * icc2 * msj, (n * (1 + (k - 1) * icc2) - k * icc2) * mse
    df = k - 1.0  # which is also its limit where no residual is left
    if rest:
        df *= (n - 1) * (of_raters + rest) ** 2 / ((n - 1) * of_raters**2 + rest**2)
    above, below = stats.f.ppf(upper, n - 1, df), stats.f.ppf(upper, df, n - 1)
    noise = k * msj + (k * n - k - n) * mse
    low = n * (msb - above * mse) / (above * noise + n * msb)
    high = n * (below * msb - mse) / (noise + n * below * msb)
    return float(low), float(high)
