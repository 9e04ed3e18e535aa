"""The difference between two groups: in scale points and as Cliff's delta, with intervals over what is known.

Both are means of the influence of each rating, so that one interval serves them
(:func:`analysis.known_units.mean_over_units`).
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from analysis.columns import Floats
from analysis.effect_sizes import delta
from analysis.known_units import LEVEL, Estimate, fewest_units, mean_over_units


def mean_difference(scores: Floats, is_first: NDArray[np.bool_], rows: pd.DataFrame) -> Estimate:
    """Estimate how many points higher the first group is rated, also where both share listeners and sounds.

    Each rating is replaced by its influence on the difference of the two means, so that the interval of one mean
    has what listeners and sounds have in common in both groups taken off (linearised difference; Cameron,
    Gelbach & Miller 2011).

    Parameters
    ----------
    scores : numpy.ndarray of shape (n,)
        Ratings in scale points.
    is_first : numpy.ndarray of bool of shape (n,)
        Whether a rating belongs to the first group; both groups have at least one.
    rows : pandas.DataFrame of n rows
        Columns `participant` and `unit` where they are known.

    Examples
    --------
    >>> rows = pd.DataFrame({"participant": list("abab"), "unit": list("xyxy")})
    >>> mean_difference(np.array([4.0, 5, 1, 2]), np.array([True, True, False, False]), rows).value
    3.0
    """
    return _over_units(difference_per_answer(scores, is_first), is_first, rows)


def cliffs_delta_over_units(scores: Floats, is_first: NDArray[np.bool_], rows: pd.DataFrame) -> Estimate:
    """Estimate Cliff's delta, P(first > second) - P(first < second), with an interval over listeners and sounds.

    A rating's influence on delta is how much more often it exceeds a rating of the other group
    than the other way round [1]_; taken together by listener and by sound, influences give the
    interval [2]_. It is made on Fisher's scale, so that it stays within -1 and 1. Simulated with 20 or 50
    listeners, 6 to 24 sounds, shared by the groups or not, both interactions and deltas from 0 to .63, it covers
    93 to 98 %: as often as a two-way bootstrap, with intervals that are no wider, and without random numbers.

    Parameters
    ----------
    scores, is_first, rows
        As in :func:`mean_difference`.

    Returns
    -------
    Estimate
        Without an interval where the groups do not overlap: the ratings then say nothing of the spread.

    References
    ----------
    .. [1] DeLong, E. R., DeLong, D. M., & Clarke-Pearson, D. L. (1988). Biometrics 44(3), 837-845.
    .. [2] Obuchowski, N. A. (1997). Biometrics 53(2), 567-578.

    Examples
    --------
    >>> rows = pd.DataFrame({"participant": list("abcabc")})
    >>> is_first = np.array([True] * 3 + [False] * 3)
    >>> round(cliffs_delta_over_units(np.array([4.0, 5, 2, 1, 3, 2]), is_first, rows).value, 3)
    0.667
    """
    estimate = delta(scores[is_first], scores[~is_first])
    influence = np.empty(len(scores))
    influence[is_first] = _exceeds(scores[is_first], scores[~is_first]) - estimate
    influence[~is_first] = -_exceeds(scores[~is_first], scores[is_first]) - estimate
    found = _over_units(estimate + influence * _weights(is_first), is_first, rows)
    if abs(estimate) == 1 or found.low is None or found.high is None:
        return Estimate(estimate, None, None, None)
    half = (found.high - found.low) / 2 / (1 - estimate**2)
    low, high = (float(np.tanh(np.arctanh(estimate) + side * half)) for side in (-1, 1))
    return Estimate(estimate, low, high, found.df)


def difference_per_answer(scores: Floats, is_first: NDArray[np.bool_]) -> Floats:
    """Return numbers whose mean is the difference of the two means: each rating's influence on it.

    Examples
    --------
    >>> difference_per_answer(np.array([4.0, 5, 1, 2]), np.array([True, True, False, False])).tolist()
    [2.0, 4.0, 4.0, 2.0]
    """
    means = scores[is_first].mean(), scores[~is_first].mean()
    influence = np.where(is_first, scores - means[0], means[1] - scores)
    return np.asarray(means[0] - means[1] + influence * _weights(is_first))


def _weights(is_first: NDArray[np.bool_]) -> Floats:
    """Return how much more a rating weighs in the mean of its group than in that of all ratings."""
    return len(is_first) / np.where(is_first, is_first.sum(), (~is_first).sum())


def _over_units(per_answer: Floats, is_first: NDArray[np.bool_], rows: pd.DataFrame) -> Estimate:
    """Return a mean of influences with its interval, which has the degrees of freedom of the smaller group."""
    around = mean_over_units(per_answer, rows)
    df = min(fewest_units(rows[is_first]), fewest_units(rows[~is_first])) - 1
    if around.low is None or around.high is None or around.df is None or df < 1:
        return Estimate(around.value, None, None, None)
    upper = (1 + LEVEL) / 2
    half = (around.high - around.low) / 2 * float(stats.t.ppf(upper, df) / stats.t.ppf(upper, around.df))
    return Estimate(around.value, around.value - half, around.value + half, df)


def _exceeds(scores: Floats, others: Floats) -> Floats:
    """Return for each score the share of the others below it, minus the share above it."""
    ordered = np.sort(others)
    below = np.searchsorted(ordered, scores, side="left")
    return (below + np.searchsorted(ordered, scores, side="right")) / len(others) - 1
