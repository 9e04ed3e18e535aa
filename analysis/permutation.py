"""Permuting labels over units."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.columns import Codes, Floats, Grouped, Labels
from analysis.errors import AnalysisError
from analysis.ranks import Ranks, midranks, rank_groups

Seed: TypeAlias = "np.random.Generator | int | None"

DEFAULT_SEED = 0
"""Used where no rng is given: the same data give the same p-value."""

DEFAULT_RESAMPLES = 9999

PERMUTED_AT_ONCE = 4_000_000
"""Numbers held at once while permuting; about 32 MB."""

TIE = 1e-9
"""Relative difference below which two statistics differ by rounding alone."""


def as_rng(rng: Seed) -> np.random.Generator:
    """Return the rng given, or one with the fixed seed."""
    return np.random.default_rng(DEFAULT_SEED if rng is None else rng)


def refuse_few(n_resamples: int) -> None:
    """Refuse to permute less than once."""
    if n_resamples < 1:
        raise AnalysisError("n_resamples", f"must be at least 1, got {n_resamples}", "9999 gives p-values to .0001.")


def unit_labels(label: Labels, unit: Labels) -> tuple[Codes, str]:
    """Return the one label of each unit, and the name of a unit that has several (blank where none has)."""
    first = np.full(len(unit.names), -1, dtype=np.intp)
    first[unit.codes] = label.codes
    torn = unit.codes[first[unit.codes] != label.codes]
    return first, unit.names[int(torn[0])] if len(torn) else ""


def permuted_p_value(
    arranged: NDArray[Any],
    is_extreme: Callable[[NDArray[Any]], NDArray[np.bool_]],
    n_resamples: int,
    rng: np.random.Generator,
    n_held: int = 1,
) -> float:
    """Return the share of arrangements that are as extreme as the observed one, which is one of them [1]_.

    Parameters
    ----------
    arranged : numpy.ndarray of shape (n_units,)
        What is permuted over the units: their labels, or their values.
    is_extreme : callable
        Takes arrangements (n, n_units), returns whether each is as extreme as the observed one (n,).
    n_resamples : int
    rng : numpy.random.Generator
    n_held : int
        Numbers that `is_extreme` holds for each unit of an arrangement.

    Returns
    -------
    float
        (1 + as extreme) / (1 + n_resamples).

    References
    ----------
    .. [1] Phipson, B., & Smyth, G. K. (2010). Stat. Appl. Genet. Mol. Biol. 9(1), 39.
    """
    n_extreme, n_at_once = 0, max(1, PERMUTED_AT_ONCE // (n_held * len(arranged)))
    for done in range(0, n_resamples, n_at_once):
        shape = min(n_at_once, n_resamples - done), len(arranged)
        n_extreme += int(np.sum(is_extreme(rng.permuted(np.broadcast_to(arranged, shape), axis=1))))
    return (1 + n_extreme) / (1 + n_resamples)


def kruskal_statistic(values: Floats, codes: Codes) -> float:
    """Return Kruskal-Wallis's H of values in groups, corrected for ties."""
    ranks = rank_groups(_groups(values, codes))
    return float(_h(ranks.mean_ranks[None, :], ranks)[0])


def permuted_kruskal(
    values: Floats, codes: Codes, n_resamples: int, rng: np.random.Generator, threshold: float | None = None
) -> float:
    """Return the p-value of Kruskal-Wallis's H when group codes are permuted over values.

    Parameters
    ----------
    values : numpy.ndarray of shape (n_units,)
    codes : numpy.ndarray of shape (n_units,)
        Group of each unit; every group from 0 to the last occurs.
    n_resamples : int
    rng : numpy.random.Generator
    threshold : float, optional
        What a permuted H must reach to be as extreme as the observed one; the observed H where left out.

    """
    ranks = rank_groups(_groups(values, codes))
    sizes = np.bincount(codes)
    reached = float(_h(ranks.mean_ranks[None, :], ranks)[0]) if threshold is None else threshold
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return permuted_p_value(
        midranks(values),
        lambda drawn: _h(np.add.reduceat(drawn, starts, axis=1) / sizes, ranks) >= reached * (1 - TIE),
        n_resamples,
        rng,
    )


def _groups(values: Floats, codes: Codes) -> Grouped:
    return Grouped(values, codes, tuple(map(str, range(int(codes.max()) + 1))), 0)


def _h(mean_ranks: Floats, ranks: Ranks) -> Floats:
    middle = (ranks.sizes.sum() + 1) / 2
    return np.sum(ranks.sizes * (mean_ranks - middle) ** 2, axis=1) / ranks.variance
