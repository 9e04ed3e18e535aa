"""A mean with an interval that respects what is known of listeners and sounds.

With both, the interval speaks about other listeners and other sounds. With one of them it
speaks about that side alone, and with neither it takes the ratings as independent.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from analysis.columns import Floats
from analysis.intervals import mean_opinion_score

LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """An estimate with its interval; `low`, `high` and `df` are None where it is not computable."""

    value: float
    low: float | None
    high: float | None
    df: int | None


def mean_over_units(values: Floats, rows: pd.DataFrame) -> Estimate:
    """Estimate a mean with a 95 % interval.

    Parameters
    ----------
    values : numpy.ndarray of shape (n,)
        Ratings, or influences on another statistic.
    rows : pandas.DataFrame of n rows
        Columns `participant` and `unit` where they are known.

    Examples
    --------
    >>> mean_over_units(np.array([3.0, 4, 4, 5]), pd.DataFrame(index=range(4))).df
    3
    """
    mean, n = float(values.mean()), len(values)
    sides = [rows[name] for name in ("participant", "unit") if name in rows]
    if not sides:
        if n < 2:
            return Estimate(mean, None, None, None)
        half = float(stats.t.ppf((1 + LEVEL) / 2, n - 1) * values.std(ddof=1) / np.sqrt(n))
        return Estimate(mean, mean - half, mean + half, n - 1)
    # A side that stands for both gives the variance over that side alone.
    found = mean_opinion_score(values, sides[0], sides[-1], LEVEL)
    return Estimate(mean, found.low, found.high, found.df)


def fewest_units(rows: pd.DataFrame) -> int:
    """Return the number of listeners or sounds, whichever are fewer; of rows where neither is known."""
    return min([rows[name].nunique() for name in ("participant", "unit") if name in rows], default=len(rows))
