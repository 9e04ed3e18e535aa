"""The interval of a rank correlation over morphs, where listeners and recordings are resampled together."""

import numpy as np
import pandas as pd

from analysis.bootstrap import times_drawn
from analysis.columns import Floats

N_RESAMPLES = 1000
SMALLEST_SHARE = 0.95
"""Share of resamples in which the correlation must exist, as in :mod:`analysis.bootstrap`."""


def rho_interval(rows: pd.DataFrame, measure: str, rng: np.random.Generator) -> tuple[float | None, float | None]:
    """Return the 95 % percentile interval of Spearman's rho between mean smoothness and a measure of morphs.

    Listeners and morphs are drawn with replacement. Where morphs share recordings, recordings are drawn instead;
    a morph then counts as often as its recordings were drawn, multiplied, so that morphs that share one come
    and go together [1]_.

    Parameters
    ----------
    rows : pandas.DataFrame
        One rating per row: `score`, `participant`, `morph`, `ends` (recordings at the ends), and the measure.
    measure : str
        Column of the distance.
    rng : numpy.random.Generator

    Returns
    -------
    tuple of float or None
        None where rho does not exist in more than 5 % of the resamples.

    References
    ----------
    .. [1] Owen, A. B. (2007). Annals of Applied Statistics 1(2), 386-411.
    """
    rows = rows[rows[measure].notna() & rows["score"].notna()]
    listeners, of_listener = np.unique(rows["participant"].to_numpy(dtype=str), return_inverse=True)
    morphs, of_morph = np.unique(rows["morph"].to_numpy(dtype=str), return_inverse=True)
    ends = dict(zip(rows["morph"].astype(str), rows["ends"], strict=True))
    recordings = sorted({one for pair in ends.values() for one in pair})
    belongs = np.array([[one in ends[morph] for one in recordings] for morph in morphs])
    if belongs.sum(axis=0).max(initial=0) < 2:
        belongs = np.eye(len(morphs), dtype=bool)
    shape = (len(listeners), len(morphs))
    place = of_listener * len(morphs) + of_morph
    counts = np.bincount(place, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
    sums = np.bincount(place, weights=rows["score"], minlength=shape[0] * shape[1]).reshape(shape)
    distance = np.bincount(of_morph, weights=rows[measure]) / np.bincount(of_morph)
    heard_by = times_drawn(len(listeners), N_RESAMPLES, rng)
    drawn = times_drawn(belongs.shape[1], N_RESAMPLES, rng)
    times = np.stack([drawn[:, pair].prod(axis=1) for pair in belongs], axis=1)
    n_heard = heard_by @ counts
    times = np.where(n_heard > 0, times, 0.0)
    smoothness = np.divide(heard_by @ sums, n_heard, out=np.zeros_like(n_heard), where=n_heard > 0)
    rho = _weighted_rho(smoothness, np.broadcast_to(distance, smoothness.shape), times)
    rho = rho[~np.isnan(rho)]
    if len(rho) < SMALLEST_SHARE * N_RESAMPLES:
        return None, None
    low, high = np.quantile(rho, [0.025, 0.975])
    return float(low), float(high)


def _weighted_rho(first: Floats, second: Floats, times: Floats) -> Floats:
    """Return Spearman's rho of each row, in which every value counts as often as `times` says."""
    ranks = [_midranks(values, times) for values in (first, second)]
    n = np.maximum(times.sum(axis=1, keepdims=True), 1)
    x, y = (one - np.sum(times * one, axis=1, keepdims=True) / n for one in ranks)
    products = np.sum(times * x * y, axis=1)
    spread = np.sqrt(np.sum(times * x * x, axis=1) * np.sum(times * y * y, axis=1))
    return np.divide(products, spread, out=np.full(len(products), np.nan), where=spread > 1e-9)


def _midranks(values: Floats, times: Floats) -> Floats:
    """Return the mean rank of each value: how many lie below it, and half of those that equal it."""
    ranks = np.empty_like(times)
    for at in range(values.shape[1]):
        below, equal = values < values[:, at : at + 1], values == values[:, at : at + 1]
        ranks[:, at] = np.sum(times * (below + 0.5 * equal), axis=1)
    return ranks
