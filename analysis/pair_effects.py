"""How large the difference between every two groups is: in scale points and as Cliff's delta, with intervals."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from analysis.differences import cliffs_delta_over_units, mean_difference

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
