"""The difference between two mean opinion scores, with an interval over listeners and sounds."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.intervals import mean_opinion_score


def mean_difference(values: pd.Series, is_first: pd.Series, listeners: pd.Series, units: pd.Series) -> dict[str, Any]:
    """Estimate how much higher the first group is rated, also where both share listeners and sounds.

    Each rating is replaced by its influence on the difference of the two means, so that
    :func:`analysis.intervals.mean_opinion_score` gives the interval with what listeners and
    sounds have in common in both groups taken off (linearised difference; Cameron, Gelbach
    & Miller 2011).

    Parameters
    ----------
    values : pandas.Series of float
        Ratings in scale points.
    is_first : pandas.Series of bool
        Whether a rating belongs to the first group; both groups have at least one.
    listeners, units : pandas.Series of str
        Who rated, and which independent sound.

    Returns
    -------
    dict
        value, low, high, df; low and high are None where the interval is not computable.

    Examples
    --------
    >>> ratings = pd.Series([4.0, 5, 1, 2])
    >>> who, what = pd.Series(list("abab")), pd.Series(list("xyxy"))
    >>> mean_difference(ratings, pd.Series([True, True, False, False]), who, what)["value"]
    3.0
    """
    per_answer = difference_per_answer(values, is_first)
    score = mean_opinion_score(per_answer, listeners, units)
    return {"value": float(per_answer.mean()), "low": score.low, "high": score.high, "df": score.df}


def difference_per_answer(values: pd.Series, is_first: pd.Series) -> pd.Series:
    """Return numbers whose mean is the difference of the two means: each rating's influence on it.

    Examples
    --------
    >>> difference_per_answer(pd.Series([4.0, 5, 1, 2]), pd.Series([True, True, False, False])).tolist()
    [2.0, 4.0, 4.0, 2.0]
    """
    first = is_first.to_numpy(dtype=bool)
    ratings = values.to_numpy(dtype=float)
    means = ratings[first].mean(), ratings[~first].mean()
    n = len(ratings)
    influence = np.where(first, (ratings - means[0]) * n / first.sum(), (means[1] - ratings) * n / (~first).sum())
    return pd.Series(means[0] - means[1] + influence, index=values.index)
