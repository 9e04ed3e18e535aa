"""Ranks of ratings: ties share the mean of their ranks."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.columns import Codes, Floats, Grouped

COUNTED_SCALE = 1024
"""Scales of whole numbers shorter than this are counted without sorting; a choice for speed alone."""


@dataclass(frozen=True, eq=False)
class Ranks:
    """Mean ranks of groups.

    Attributes
    ----------
    mean_ranks : numpy.ndarray of shape (n_groups,)
    sizes : numpy.ndarray of shape (n_groups,)
    variance : float
        Variance of the ranks, ties counted: ``(N (N + 1) - sum(t^3 - t) / (N - 1)) / 12``.
    """

    mean_ranks: Floats
    sizes: Floats
    variance: float


def midranks(values: Floats) -> Floats:
    """Return the rank of each value, ties sharing the mean of theirs.

    Examples
    --------
    >>> import numpy as np
    >>> midranks(np.array([3.0, 1.0, 3.0]))
    array([2.5, 1. , 2.5])
    """
    codes, counts = _categories(values)
    return _rank_of_category(counts)[codes]


def rank_groups(data: Grouped) -> Ranks:
    """Rank all values together and average within groups; needs two values."""
    codes, counts = _categories(data.values)
    sizes = data.sizes.astype(np.float64)
    sums = np.bincount(data.codes, weights=_rank_of_category(counts)[codes], minlength=len(data.names))
    n = len(data.values)
    ties = float(np.sum(counts**3 - counts))
    return Ranks(sums / sizes, sizes, (n * (n + 1) - ties / (n - 1)) / 12)


def _categories(values: Floats) -> tuple[Codes, Floats]:
    low, high = values.min(), values.max()
    if np.isfinite(low) and high - low < COUNTED_SCALE and np.all(values - low == np.floor(values - low)):
        codes = (values - low).astype(np.intp)
    else:
        codes, _ = pd.factorize(values, sort=True)
    # Counts are floats from here on: the cube of three million ties does not fit into 64 bits.
    return codes, np.bincount(codes).astype(np.float64)


def _rank_of_category(counts: Floats) -> Floats:
    return np.cumsum(counts) - (counts - 1) / 2
