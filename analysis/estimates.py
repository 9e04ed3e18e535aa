"""One number with its interval over listeners and sounds, held against a criterion.

Every estimate of the plan is the mean of something per answer: a rating, a hit, or the influence of
an answer on a difference or on kappa (the delta method). So one interval serves them all, that of
:func:`analysis.intervals.mean_opinion_score`.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analysis.intervals import mean_opinion_score, wilson
from analysis.language import gettext as _
from study.hypotheses import Unit

LEVEL = 0.95


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A number, its interval, and its p-value against a criterion (two-sided, Student's t).

    `low`, `high` and `p_value` are None where `reason` says why there is no interval.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    n: int = 0
    n_listeners: int = 0
    n_sounds: int = 0
    reason: str = ""


def estimate(values: pd.Series, rows: pd.DataFrame, criterion: float, unit: Unit, is_share: bool = False) -> Estimate:
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
    is_share : bool
        Keep bounds between 0 and 1. Where all answers are alike the variance says nothing; then
        Wilson's interval is given, with the smaller number of listeners or sounds as n.

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
        "n_listeners": rows["participant"].nunique(),
        "n_sounds": rows["unit"].nunique(),
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
    standard_error = (score.high - score.low) / 2 / float(stats.t.ppf((1 + LEVEL) / 2, score.df))
    if standard_error < 1e-12 * max(1.0, abs(value)):  # rounding of values that are all the same
        bounds = wilson(round(value) * (score.df + 1), score.df + 1) if is_share and value in (0.0, 1.0) else None
        if bounds is None:
            return Estimate(value=value, reason=_("all answers are the same"), **sizes)
        return Estimate(value=value, low=bounds[0], high=bounds[1], reason=_("all answers are the same"), **sizes)
    p_value = float(2 * stats.t.sf(abs(value - criterion) / standard_error, score.df))
    low, high = (min(max(bound, 0.0), 1.0) if is_share else bound for bound in (score.low, score.high))
    return Estimate(value=value, low=low, high=high, p_value=p_value, **sizes)


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
