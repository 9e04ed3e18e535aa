"""How large the difference between two groups is: in scale points and as Cliff's delta, with intervals."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from analysis.columns import Floats
from analysis.effect_sizes import delta
from analysis.known_units import LEVEL, Estimate, fewest_units, mean_over_units

MOST_PAIRS = 210
"""Pairs of the largest collection's 21 classes; beyond, effects are not listed pair by pair."""


def pair_effects(rows: pd.DataFrame, levels: Sequence[str]) -> list[dict[str, Any]]:
    """Estimate the difference between every two groups.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns `score` and `group`, and `participant` and `unit` (independent sound) where they are known.
    levels : sequence of str
        The groups, each with at least one row.

    Returns
    -------
    list of dict
        group_a, group_b, difference (mean of a minus mean of b) with low and high, cliffs_delta with
        delta_low and delta_high; empty where there are more than `MOST_PAIRS` pairs.
    """
    pairs = list(combinations(levels, 2))
    if len(pairs) > MOST_PAIRS:
        return []
    of_group = {name: rows[rows["group"] == name] for name in levels}
    return [_pair(a, b, of_group) for a, b in pairs]


def _pair(a: str, b: str, of_group: dict[str, pd.DataFrame]) -> dict[str, Any]:
    rows = pd.concat([of_group[a], of_group[b]])
    is_first = (rows["group"] == a).to_numpy()
    scores = rows["score"].to_numpy(dtype=np.float64)
    points, dominance = mean_difference(scores, is_first, rows), cliffs_delta_over_units(scores, is_first, rows)
    return {
        "group_a": a,
        "group_b": b,
        "difference": points.value,
        "low": points.low,
        "high": points.high,
        "cliffs_delta": dominance.value,
        "delta_low": dominance.low,
        "delta_high": dominance.high,
    }


def mean_difference(scores: Floats, is_first: NDArray[np.bool_], rows: pd.DataFrame) -> Estimate:
    """Estimate how many points higher the first group is rated.

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
    means = scores[is_first].mean(), scores[~is_first].mean()
    influence = np.where(is_first, scores - means[0], means[1] - scores)
    return _linearised(float(means[0] - means[1]), influence, is_first, rows)


def cliffs_delta_over_units(scores: Floats, is_first: NDArray[np.bool_], rows: pd.DataFrame) -> Estimate:
    """Estimate Cliff's delta, P(first > second) - P(first < second), with an interval over listeners and sounds.

    A rating's influence on delta is how much more often it exceeds a rating of the other group
    than the other way round [1]_; taken together by listener and by sound, influences give the
    interval [2]_. It is made on Fisher's scale, so that it stays within -1 and 1.

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
    found = _linearised(estimate, influence, is_first, rows)
    if abs(estimate) == 1 or found.low is None or found.high is None:
        return Estimate(estimate, None, None, None)
    half = (found.high - found.low) / 2 / (1 - estimate**2)
    low, high = (float(np.tanh(np.arctanh(estimate) + side * half)) for side in (-1, 1))
    return Estimate(estimate, low, high, found.df)


def _linearised(estimate: float, influence: Floats, is_first: NDArray[np.bool_], rows: pd.DataFrame) -> Estimate:
    """Give an estimate the interval of its mean influence, with the degrees of freedom of the smaller group."""
    n = len(influence)
    weighted = influence * n / np.where(is_first, is_first.sum(), (~is_first).sum())
    around = mean_over_units(weighted, rows)
    df = min(fewest_units(rows[is_first]), fewest_units(rows[~is_first])) - 1
    if around.low is None or around.high is None or around.df is None or df < 1:
        return Estimate(estimate, None, None, None)
    upper = (1 + LEVEL) / 2
    half = (around.high - around.low) / 2 * float(stats.t.ppf(upper, df) / stats.t.ppf(upper, around.df))
    return Estimate(estimate, estimate - half, estimate + half, df)


def _exceeds(scores: Floats, others: Floats) -> Floats:
    """Return for each score the share of the others below it, minus the share above it."""
    ordered = np.sort(others)
    below = np.searchsorted(ordered, scores, side="left")
    return (below + np.searchsorted(ordered, scores, side="right")) / len(others) - 1
