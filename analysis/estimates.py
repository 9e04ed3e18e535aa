"""One number with its interval over listeners and sounds, held against a criterion.

Every estimate of the plan is the mean of something per answer: a rating, a hit, or the influence of
an answer on a difference or on kappa (the delta method). So one interval serves them all, that of
:func:`analysis.intervals.mean_opinion_score`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import special, stats

from analysis.intervals import mean_opinion_score, wilson
from analysis.language import gettext as _
from study.hypotheses import Unit

LEVEL = 0.95
ROUNDING = 1e-9
"""What sums of floating-point numbers that are all the same may differ by."""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A number, its interval, and its p-value against a criterion (two-sided, Student's t).

    `t` says how many standard errors the number lies above the criterion, on the scale of its interval.
    `low`, `high`, `p_value`, `t` and `df` are None where `reason` says why there is no interval.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    t: float | None = None
    df: int | None = None
    n: int = 0
    n_listeners: int = 0
    n_sounds: int = 0
    reason: str = ""

    @property
    def p_above(self) -> float | None:
        """Its p-value where only a number above the criterion would be evidence (one-sided)."""
        return None if self.t is None or self.df is None else float(stats.t.sf(self.t, self.df))


@dataclass(frozen=True)
class Scale:
    """Where an interval is symmetric: a mean on its own scale, a share on log odds, kappa on Fisher's z.

    On its own scale the interval of a share is too short on the side of one half: in simulated
    studies with three of four answers right (listener and sound effects, 6 to 63 sounds) its lower
    bound was too high in 4 % of the studies, and in 2 % on log odds, where 2.5 % are meant.
    """

    transform: Callable[[Any], Any]
    back: Callable[[Any], Any]
    slope: Callable[[Any], Any]
    """Of `transform`. All three take and give a float, or an array of them."""


SCALES: Mapping[str, Scale] = {
    "points": Scale(lambda value: value, lambda value: value, lambda value: np.ones_like(value)),
    "share": Scale(special.logit, special.expit, lambda share: 1 / (share * (1 - share))),
    "kappa": Scale(np.arctanh, np.tanh, lambda kappa: 1 / (1 - kappa**2)),
}


def estimate(values: pd.Series, rows: pd.DataFrame, criterion: float, unit: Unit, scale: str = "points") -> Estimate:
    """Estimate the mean of `values` for the listeners and sounds that the claim is about.

    Parameters
    ----------
    values : pandas.Series of float
        One number per answer, in the unit of the criterion.
    rows : pandas.DataFrame
        `participant` and `unit` (independent sound) of each answer.
    criterion : float
        What the p-value is held against.
    unit : {"listener-and-sound", "listener", "sound"}
        Whose independence carries the interval: listeners alone for these very sounds, sounds
        alone for these very listeners.
    scale : {"points", "share", "kappa"}
        Where the interval is symmetric. Where all answers are alike the variance says nothing; then a
        share has Wilson's interval, with the smaller number of listeners or sounds as n.

    Returns
    -------
    Estimate

    Examples
    --------
    >>> rows = pd.DataFrame({"participant": list("aabb"), "unit": list("xyxy")})
    >>> estimate(pd.Series([3.0, 4, 4, 5]), rows, 3, "listener-and-sound").value
    4.0
    """
    sizes: dict[str, Any] = {
        "n": len(rows),
        "n_listeners": int(rows["participant"].nunique()),
        "n_sounds": int(rows["unit"].nunique()),
    }
    if rows.empty:
        return Estimate(reason=_("there are no answers"))
    own = pd.Series(np.arange(len(rows)), index=rows.index).astype(str)  # each answer its own cluster
    listeners = own if unit == "sound" else rows["participant"]
    sounds = own if unit == "listener" else rows["unit"]
    score = mean_opinion_score(values, listeners, sounds, level=LEVEL)
    if score.low is None or score.high is None or score.df is None:
        return Estimate(value=score.mean, reason=score.reason, **sizes)
    value = float(values.mean())
    quantile = float(stats.t.ppf((1 + LEVEL) / 2, score.df))
    standard_error = (score.high - score.low) / 2 / quantile
    is_unanimous = standard_error < ROUNDING or (scale == "share" and not ROUNDING < value < 1 - ROUNDING)
    if is_unanimous:
        return _unanimous(value, score.df + 1, scale, sizes)
    on = SCALES[scale]
    middle, error = on.transform(value), standard_error * on.slope(value)
    with np.errstate(divide="ignore"):  # no share is infinitely far from 0 or 1 by accident
        t = float((middle - on.transform(criterion)) / error)
    low, high = (float(on.back(middle + side * quantile * error)) for side in (-1, 1))
    p_value = float(2 * stats.t.sf(abs(t), score.df))
    return Estimate(value=value, low=low, high=high, p_value=p_value, t=t, df=score.df, **sizes)


def _unanimous(value: float, n_units: int, scale: str, sizes: Mapping[str, Any]) -> Estimate:
    """Return what can be said where all answers are the same: of ratings nothing, of shares what few units allow."""
    low, high = None, None
    if scale == "share":
        low, high = wilson(round(value) * n_units, n_units, LEVEL) or (None, None)
    return Estimate(value=value, low=low, high=high, reason=_("all answers are the same"), **sizes)


def kappa_per_answer(rows: pd.DataFrame) -> pd.Series | None:
    """Return numbers whose mean is kappa: each answer's influence on it (Fleiss, Cohen & Everitt 1969) [1]_.

    Where every class is always shown, chance agreement comes from how often each class was
    intended and chosen (Cohen 1960). Where the intended class stands among drawn options,
    guessing is right more often than that; there chance is exact, as in Brennan and
    Prediger's kappa [2]_.

    Parameters
    ----------
    rows : pandas.DataFrame
        `intended`, `value` (the chosen class), `options`, `is_hit` and `chance`.

    Returns
    -------
    pandas.Series or None
        None where chance agreement is complete.

    References
    ----------
    .. [1] Fleiss, J. L., Cohen, J., & Everitt, B. S. (1969). Psychological Bulletin 72(5), 323-327.
    .. [2] Brennan, R. L., & Prediger, D. J. (1981). Educational and Psychological Measurement
       41(3), 687-699.
    """
    hit = rows["is_hit"]
    agreed = float(hit.mean())
    if rows["options"].map(frozenset).nunique() > 1:
        by_chance = rows["chance"]
        expected = float(by_chance.mean())
    else:
        intended, chosen = (rows[name].value_counts(normalize=True) for name in ("intended", "value"))
        expected = float(sum(share * chosen.get(name, 0.0) for name, share in intended.items()))
        # An answer moves both margins, hence two terms, whose mean is twice the expected agreement.
        by_chance = rows["intended"].map(chosen).fillna(0.0) + rows["value"].map(intended).fillna(0.0) - expected
    if expected >= 1:
        return None
    kappa = (agreed - expected) / (1 - expected)
    return kappa + (hit - agreed) / (1 - expected) - (1 - agreed) / (1 - expected) ** 2 * (by_chance - expected)
