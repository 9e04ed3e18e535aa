"""Krippendorff's alpha: how much more alike than by chance listeners judge the same sound."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.columns import Column, Floats, infinite, labels, numbers, one_of, same_length
from analysis.errors import AnalysisError
from analysis.language import gettext as _
from analysis.language import marked, ngettext
from analysis.permutation import as_rng
from analysis.results import NOT_COMPUTABLE, Result, interval_text, proportion

Matrix: TypeAlias = pd.DataFrame | NDArray[Any] | Sequence[Sequence[Any]]

LEVEL = 0.95
"""Of the interval."""

N_RESAMPLES = 2000
"""Enough for the bounds of a 95 % interval (Efron & Tibshirani 1993, section 14.3)."""

MOST_VALUES = 101
"""Different values up to which the interval is computed: a slider from 0 to 100 has as many."""

LEVELS = (marked("nominal"), marked("ordinal"), marked("interval"), marked("ratio"))


def rating_matrix(ratings: Matrix) -> Floats:
    """Return ratings as floats (n_units, n_raters), NaN where missing."""
    if isinstance(ratings, np.ndarray) and ratings.ndim == 2 and ratings.dtype == np.float64:
        return ratings
    if isinstance(ratings, pd.DataFrame):
        frame = ratings
    else:
        if isinstance(ratings, np.ndarray) and ratings.ndim != 2:
            raise AnalysisError("ratings", f"has {ratings.ndim} dimensions", "Give a table, one row per unit.")
        rows = [list(row) for row in ratings]
        if len({len(row) for row in rows}) > 1:
            raise AnalysisError("ratings", "rows differ in length", "Give one column per rater, None where missing.")
        frame = pd.DataFrame(rows, dtype=object)
    columns = [numbers(frame.iloc[:, place], f"ratings, column {place + 1}") for place in range(frame.shape[1])]
    return np.column_stack(columns) if columns else np.empty((len(frame), 0))


@dataclass(frozen=True, kw_only=True)
class KrippendorffResult(Result):
    """Agreement beyond chance; 1 is complete, 0 is what chance gives."""

    estimate: float | None
    low: float | None
    high: float | None
    level: str
    n_units: int
    n_raters: int
    n_pairable: int
    n_missing: int

    @property
    def alpha(self) -> float | None:
        """The estimate, under Krippendorff's name for it."""
        return self.estimate

    def _name(self) -> str:
        return _("Krippendorff's alpha")

    def _finding(self) -> str:
        shown = _("{level}, {n_raters} raters, {n_units} units, {n_pairable} pairable ratings").format(
            level=_(self.level), n_raters=self.n_raters, n_units=self.n_units, n_pairable=self.n_pairable
        )
        if self.n_missing:
            left_out = ngettext("{n} missing cell was left out", "{n} missing cells were left out", self.n_missing)
            shown += f"; {left_out.format(n=self.n_missing)}"
        bounds = interval_text(self.low, self.high, LEVEL, is_bounded=True)
        return _("Raters agree with Krippendorff's alpha = {alpha} ({interval}; {shown}).").format(
            alpha=proportion(self.estimate), interval=bounds, shown=shown
        )


def krippendorff_alpha(ratings: Matrix, level: str = "ordinal") -> KrippendorffResult:
    """Measure the agreement of raters, missing ratings allowed [1]_, with an interval for other units [2]_.

    Parameters
    ----------
    ratings : array or DataFrame of shape (n_units, n_raters)
        None and NaN are missing; units with a single rating cannot be paired and do not count.
    level : {"nominal", "ordinal", "interval", "ratio"}

    Returns
    -------
    KrippendorffResult
        "not computable" where fewer than two ratings can be paired, or all of them are the same. The
        bounds are None with one unit, or with more than 101 different values.

    References
    ----------
    .. [1] Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability. University of Pennsylvania.
    .. [2] Zapf, A., Castell, S., Morawietz, L., & Karch, A. (2016). BMC Medical Research Methodology 16, 93.

    Examples
    --------
    >>> krippendorff_alpha([[1, 1], [2, 2], [3, 4], [4, 4]], level="nominal").estimate
    0.6956521739130435
    """
    matrix = rating_matrix(ratings)
    return alpha_over_clusters(matrix, np.arange(len(matrix)).astype(str), level)


def alpha_over_clusters(ratings: Matrix, clusters: Column, level: str = "ordinal") -> KrippendorffResult:
    """Measure the agreement of raters as :func:`krippendorff_alpha`, drawing units together for the interval.

    Parameters
    ----------
    ratings : array or DataFrame of shape (n_units, n_raters)
    clusters : sequence of str of shape (n_units,)
        What is drawn with replacement, such as the recording that several sounds are made of.
    level : {"nominal", "ordinal", "interval", "ratio"}
    """
    one_of("level", level, LEVELS)
    matrix = rating_matrix(ratings)
    cluster = labels(clusters, "clusters")
    same_length(ratings=matrix, clusters=cluster.codes)
    present = ~np.isnan(matrix)
    pairable = present & (present.sum(axis=1) > 1)[:, None]
    n = int(pairable.sum())
    reason = ""
    estimate = low = high = None
    if infinite(matrix):
        reason = infinite(matrix)
    elif n < 2:
        reason = _("no unit has two ratings")
    else:
        scale, codes = np.unique(matrix[pairable], return_inverse=True)
        unit = np.nonzero(pairable)[0]
        counts = np.bincount(unit * len(scale) + codes, minlength=len(matrix) * len(scale)).reshape(-1, len(scale))
        paired = counts.sum(axis=1) > 1
        pairs = _Pairs(counts[paired].astype(np.float64), scale, level)
        estimate = pairs.alpha(np.ones((1, len(pairs.counts))))[0]
        if np.isnan(estimate):
            estimate, reason = None, _("all {n} pairable ratings are the same").format(n=n)
        elif len(scale) <= MOST_VALUES:
            low, high = pairs.bounds(cluster.codes[paired], as_rng(None))
    return KrippendorffResult(
        estimate=None if estimate is None else float(estimate), low=low, high=high, level=level,
        n_units=int(pairable.any(axis=1).sum()), n_raters=int(pairable.any(axis=0).sum()), n_pairable=n,
        n_missing=int((~present).sum()), status=NOT_COMPUTABLE if reason else "ok", reason=reason,
    )  # fmt: skip


@dataclass(frozen=True)
class _Pairs:
    """How often each unit got each value, shape (n_units, n_values): all that alpha depends on."""

    counts: Floats
    scale: Floats
    level: str

    def alpha(self, weights: Floats) -> Floats:
        """Return alpha where units count this often, shape (n, n_units); NaN where all ratings are the same."""
        n_values = len(self.scale)
        shares = self.counts / (self.counts.sum(axis=1) - 1)[:, None]
        of_unit = self.counts[:, :, None] * shares[:, None, :] - shares[:, :, None] * np.eye(n_values)
        coincidences = (weights @ of_unit.reshape(len(of_unit), -1)).reshape(-1, n_values, n_values)
        totals = weights @ self.counts
        distance = self._distance(totals)
        expected = np.einsum("ri,rij,rj->r", totals, distance, totals) / (totals.sum(axis=1) - 1)
        found = np.einsum("rij,rij->r", coincidences, distance)
        return 1 - np.divide(found, expected, out=np.full(len(weights), np.nan), where=expected > 0)

    def bounds(self, clusters: NDArray[np.intp], rng: np.random.Generator) -> tuple[float | None, float | None]:
        """Return the percentile bounds of alpha over clusters drawn with replacement; None with fewer than two."""
        names, place = np.unique(clusters, return_inverse=True)
        if len(names) < 2:
            return None, None
        drawn = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=N_RESAMPLES)[:, place]
        at_once = max(1, 1_000_000 // len(self.scale) ** 2)
        parts = [drawn[first : first + at_once] for first in range(0, N_RESAMPLES, at_once)]
        alpha = np.concatenate([self.alpha(part.astype(np.float64)) for part in parts])
        low, high = np.nanquantile(alpha, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        return float(low), float(high)

    def _distance(self, totals: Floats) -> Floats:
        """Return Krippendorff's squared difference between any two values, shape (n, n_values, n_values)."""
        if self.level == "nominal":
            return np.broadcast_to(1 - np.eye(len(self.scale)), (len(totals), *2 * self.scale.shape))
        if self.level == "ordinal":
            # Half of a value's ratings lie on either side of it, so that its place is the middle of its ranks.
            place = np.cumsum(totals, axis=1) - totals / 2
            return np.asarray((place[:, :, None] - place[:, None, :]) ** 2, dtype=np.float64)
        difference = self.scale[:, None] - self.scale[None, :]
        if self.level == "ratio":
            total = self.scale[:, None] + self.scale[None, :]
            difference = np.divide(difference, total, out=np.zeros_like(difference), where=total != 0)
        return np.broadcast_to(difference**2, (len(totals), *difference.shape))
