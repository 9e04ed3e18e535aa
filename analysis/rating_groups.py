"""Groups of ratings of any scale described: spread, shares of its points, mean with interval, letters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.known_units import mean_over_units

MOST_POINTS = 11
"""Points of the longest rating scale in use (0 to 10); beyond, ratings are a quantity and drawn as boxes."""


@dataclass(frozen=True)
class Scale:
    """What ratings lie between; `points` are its points where it has few, else empty."""

    low: float
    high: float
    points: tuple[float, ...]


def scale_of(scores: pd.Series, ends: tuple[float, float] | None = None) -> Scale:
    """Return the scale of some ratings: whole numbers within a few points of each other have points.

    Parameters
    ----------
    scores : pandas.Series of float
        Ratings.
    ends : (float, float), optional
        Ends of the scale, which the ratings may not reach.

    Examples
    --------
    >>> scale_of(pd.Series([2.0, 5.0])).points, scale_of(pd.Series([2.0, 3.0]), (1, 5)).points
    ((2.0, 3.0, 4.0, 5.0), (1.0, 2.0, 3.0, 4.0, 5.0))
    >>> scale_of(pd.Series([3.6, 6.3])).points
    ()
    """
    low, high = map(float, ends or (scores.min(), scores.max()))
    are_whole = bool((scores % 1 == 0).all()) and low % 1 == 0 and high % 1 == 0
    has_points = are_whole and 1 <= high - low < MOST_POINTS
    return Scale(low, high, tuple(np.arange(low, high + 1).tolist()) if has_points else ())


def rating_groups(
    rows: pd.DataFrame, levels: Sequence[str], scale: Scale, letters: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Describe each group.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns `score`, `group`, and `participant` and `unit` where they are known.
    levels : sequence of str
        The groups, each with at least one row.
    scale : Scale
        What ratings lie between.
    letters : mapping of str to str
        Dunn's letters; empty where it could not be computed.

    Returns
    -------
    list of dict
        condition and name (the group), section and role (blank), n, n_participants and n_units (None
        where unknown), counts and shares (per point), lowest, lower_quartile, median, upper_quartile,
        highest, mean, low, high, df, standard_deviation, letters.
    """
    return [
        {"section": "", "condition": name, "name": name, "role": ""}
        | _described(rows[rows["group"] == name], scale)
        | {"letters": letters.get(name, "")}
        for name in levels
    ]


def _described(rows: pd.DataFrame, scale: Scale) -> dict[str, Any]:
    scores = rows["score"].to_numpy(dtype=np.float64)
    mean = mean_over_units(scores, rows)
    lowest, lower, median, upper, highest = np.quantile(scores, [0, 0.25, 0.5, 0.75, 1]).tolist()
    counts = [int((scores == point).sum()) for point in scale.points]
    return {
        "n": len(rows),
        "n_participants": int(rows["participant"].nunique()) if "participant" in rows else None,
        "n_units": int(rows["unit"].nunique()) if "unit" in rows else None,
        "counts": counts,
        "shares": [n / len(rows) for n in counts],
        "lowest": lowest,
        "lower_quartile": lower,
        "median": median,
        "upper_quartile": upper,
        "highest": highest,
        "mean": mean.value,
        "low": mean.low,
        "high": mean.high,
        "df": mean.df,
        "standard_deviation": float(scores.std(ddof=1)) if len(rows) > 1 else None,
    }
