"""P-values adjusted for how many there are.

Same names and numbers as R's ``p.adjust``.
"""

from collections.abc import Sequence

import numpy as np

from analysis.columns import one_of
from analysis.errors import AnalysisError

METHODS = ("holm", "bonferroni", "hochberg", "BH", "BY")
"""Holm (1979); Bonferroni; Hochberg (1988); Benjamini & Hochberg (1995); Benjamini & Yekutieli (2001)."""


def adjust(p_values: Sequence[float | None], method: str = "holm") -> list[float | None]:
    """Adjust the p-values of one family.

    Parameters
    ----------
    p_values : sequence of float of shape (n,)
        None and NaN stay None and are not counted.
    method : {"holm", "bonferroni", "hochberg", "BH", "BY"}
        The first three bound the chance of any false alarm, the last two the false discovery rate.

    Returns
    -------
    list of float of shape (n,)

    Raises
    ------
    AnalysisError
        The method is not known, or a p-value lies outside [0, 1].

    Examples
    --------
    >>> [round(p, 3) for p in adjust([0.004, 0.03, 0.2])]
    [0.012, 0.06, 0.2]
    """
    one_of("method", method, METHODS)
    given = np.array([np.nan if p is None else p for p in p_values], dtype=np.float64)
    present = ~np.isnan(given)
    p = given[present]
    if np.any((p < 0) | (p > 1)):
        raise AnalysisError("p_values", f"outside [0, 1], got {p[(p < 0) | (p > 1)][0]:g}", "Give probabilities.")
    adjusted = given.copy()
    adjusted[present] = _adjusted(p, method)
    return [None if np.isnan(value) else float(value) for value in adjusted]


def _adjusted(p: np.ndarray, method: str) -> np.ndarray:
    n = len(p)
    if method == "bonferroni":
        return np.minimum(1.0, n * p)
    order = np.argsort(p, kind="stable")
    rank = np.arange(1, n + 1)
    if method == "holm":
        stepped = np.maximum.accumulate((n + 1 - rank) * p[order])
    else:
        factor = {"hochberg": n + 1 - rank, "BH": n / rank, "BY": n / rank * np.sum(1 / rank)}[method]
        stepped = np.minimum.accumulate((factor * p[order])[::-1])[::-1]
    adjusted = np.empty(n)
    adjusted[order] = np.minimum(1.0, stepped)
    return adjusted
