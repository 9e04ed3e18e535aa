"""Where along a morph listeners begin to hear its end: boundary, slope and lapses.

The share of answers that name the end class grows with the weight as ``lapse / 2 + (1 - lapse) * logistic``:
who lapses answers without having listened, start or end alike, so that the boundary, the weight at which both
are named equally often, is that of the logistic curve.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.columns import Codes, Column, Floats, labels, numbers, same_length
from analysis.errors import AnalysisError
from analysis.language import gettext as _
from analysis.permutation import Seed, as_rng, refuse_few
from analysis.results import NOT_COMPUTABLE, Result, decimals, interval_text, percent, proportion

LARGEST_LAPSE = 0.5
"""Beyond this share of lapses no curve is left to see; Wichmann & Hill (2001) bound lapses at .06 in the laboratory."""

FEWEST_WEIGHTS = 4
"""One more than the curve has parameters."""

UNRESOLVED_LOGITS = 13.8
"""From .1 % to 99.9 % between two neighbouring weights: whatever is steeper looks the same."""

SMALLEST_SHARE = 0.95
"""Share of resamples in which the boundary must exist, as in :mod:`analysis.bootstrap`."""

DEFAULT_RESAMPLES = 500
_MAX_STEPS = 40


@dataclass(frozen=True, kw_only=True)
class BoundaryResult(Result):
    """A psychometric function of the weight along a morph.

    Attributes
    ----------
    boundary, boundary_low, boundary_high : float
        Weight at which the end class is named as often as the start class.
    slope, slope_low, slope_high : float
        Of the curve at the boundary, in logits from one end of the morph to the other; a bound is None
        where the weights are too coarse to see it.
    lapse, lapse_low, lapse_high : float
        Share of answers that do not depend on the weight.
    n_other : int
        Answers that named neither class; they are left out.
    """

    boundary: float | None = None
    boundary_low: float | None = None
    boundary_high: float | None = None
    slope: float | None = None
    slope_low: float | None = None
    slope_high: float | None = None
    lapse: float | None = None
    lapse_low: float | None = None
    lapse_high: float | None = None
    log_likelihood: float | None = None
    level: float
    n: int
    n_other: int
    n_weights: int
    n_listeners: int

    def shares(self, weights: Floats) -> Floats:
        """Return the share of end answers that the fitted curve expects at each weight."""
        if self.boundary is None or self.slope is None:
            return np.full(len(weights), np.nan)
        eta = self.slope * (np.asarray(weights) - self.boundary)
        return (self.lapse or 0.0) / 2 + (1 - (self.lapse or 0.0)) * _logistic(eta)

    def _name(self) -> str:
        return _("The boundary")

    def _finding(self) -> str:
        return _(
            "The end is named as often as the start at weight {boundary} ({interval}; slope {slope} logits over the "
            "whole morph, {slope_interval}; {lapse} lapses; n = {n} answers of {n_listeners} listeners, {n_other} that "
            "named neither class left out)."
        ).format(
            boundary=proportion(self.boundary),
            interval=interval_text(self.boundary_low, self.boundary_high, self.level, is_bounded=True),
            slope=decimals(self.slope, 1),
            slope_interval=interval_text(self.slope_low, self.slope_high, self.level, 1),
            lapse=percent(self.lapse),
            n=self.n,
            n_listeners=self.n_listeners,
            n_other=self.n_other,
        )


def boundary(
    weights: Column,
    is_end: Column,
    listeners: Column | None = None,
    has_lapse: bool = True,
    n_resamples: int = DEFAULT_RESAMPLES,
    rng: Seed = None,
    level: float = 0.95,
) -> BoundaryResult:
    """Fit a psychometric function with a lapse rate by maximum likelihood [1]_.

    Parameters
    ----------
    weights : sequence of float of shape (n,)
        Position along the morph of what was heard, 0 to 1.
    is_end : sequence of float of shape (n,)
        1 where the end class was named, 0 where the start class was, None or NaN where neither.
    listeners : sequence of str of shape (n,), optional
        Who answered; they are resampled for the intervals, which are missing without them.
    has_lapse : bool
        False fits the plain logistic curve, as R's ``glm(family = binomial)``.
    n_resamples, rng, level
        Of the percentile intervals.

    Returns
    -------
    BoundaryResult
        "not computable" where there are fewer than four different weights, where the end is not named more
        often towards the end, or where the boundary lies outside the weights that were heard or the
        change between two neighbours.

    References
    ----------
    .. [1] Wichmann, F. A., & Hill, N. J. (2001). Perception & Psychophysics 63(8), 1293-1313.

    Examples
    --------
    >>> weights = [0, 0.25, 0.5, 0.75, 1] * 4
    >>> is_end = [0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1]
    >>> round(boundary(weights, is_end, has_lapse=False).boundary, 3)
    0.5
    """
    refuse_few(n_resamples)
    if not 0 < level < 1:
        raise AnalysisError("level", f"is outside 0 to 1, got {level!r}", "Give a level such as 0.95.")
    weight, answer = numbers(weights, "weights"), numbers(is_end, "is_end")
    listener = labels(["one"] * len(weight) if listeners is None else listeners, "listeners")
    same_length(weights=weight, is_end=answer, listeners=listener.codes)
    is_known = ~np.isnan(weight) & (listener.codes >= 0)
    keep = is_known & ~np.isnan(answer)
    points, place = np.unique(weight[keep], return_inverse=True)
    listener = listener.kept(keep)
    named = _per_listener(listener.codes, place, answer[keep], (len(listener.names), len(points)))
    asked = _per_listener(listener.codes, place, np.ones(int(keep.sum())), (len(named), len(points)))
    counted: dict[str, Any] = {
        "level": level,
        "n": int(keep.sum()),
        "n_other": int(is_known.sum() - keep.sum()),
        "n_weights": len(points),
        "n_listeners": 0 if listeners is None else len(listener.names),
    }
    if len(points) < FEWEST_WEIGHTS:
        reason = _("it needs {fewest} different weights, got {n}").format(fewest=FEWEST_WEIGHTS, n=len(points))
        return BoundaryResult(**counted, status=NOT_COMPUTABLE, reason=reason)
    steepest = UNRESOLVED_LOGITS / float(np.diff(points).min())
    found = _Curves(points, steepest, has_lapse).fitted(named.sum(axis=0)[None], asked.sum(axis=0)[None])
    reason = _refusal(found, points, steepest)
    if reason:
        return BoundaryResult(**counted, status=NOT_COMPUTABLE, reason=reason)
    bounds: dict[str, Any] = {}
    if len(listener.names) > 1:
        drawn = as_rng(rng).multinomial(len(named), np.full(len(named), 1 / len(named)), size=n_resamples)
        curves = _Curves(points, steepest, has_lapse).fitted(drawn @ named, drawn @ asked)
        bounds = _bounds(curves, steepest, level)
    return BoundaryResult(
        boundary=float(found.boundary[0]),
        slope=float(found.slope[0]),
        lapse=float(found.lapse[0]),
        log_likelihood=float(found.log_likelihood[0]),
        **bounds,
        **counted,
    )


def _per_listener(listeners: Codes, places: Codes, values: Floats, shape: tuple[int, int]) -> Floats:
    sums = np.bincount(listeners * shape[1] + places, weights=values, minlength=shape[0] * shape[1])
    return sums.reshape(shape).astype(np.float64)


@dataclass(frozen=True)
class _Fitted:
    """Curves of several tables, each array of shape (n_tables,); no boundary (NaN) where a curve does not rise."""

    boundary: Floats
    slope: Floats
    lapse: Floats
    log_likelihood: Floats


@dataclass(frozen=True)
class _Curves:
    """Fits many tables of counts at once, by Fisher's scoring with halved steps.

    A curve is a row of three numbers: intercept and slope of the line in logits, and the lapse rate.
    """

    points: Floats
    steepest: float
    has_lapse: bool

    def fitted(self, named: Floats, asked: Floats) -> _Fitted:
        """Fit tables of end answers and of all answers, each of shape (n_tables, n_weights)."""
        curve, value = self._climbed(np.zeros((len(named), 3)), named, asked, has_lapse=False)
        if self.has_lapse:
            # The likelihood may have two tops: one with lapses and a steep line, one without.
            start = np.column_stack([2 * curve[:, :2], np.full(len(named), LARGEST_LAPSE / 5)])
            other, its_value = self._climbed(start, named, asked, has_lapse=True)
            curve, value = self._climbed(curve, named, asked, has_lapse=True)
            curve = np.where((its_value > value)[:, None], other, curve)
            value = np.maximum(value, its_value)
        slope = curve[:, 1]
        boundary = np.divide(-curve[:, 0], slope, out=np.full(len(slope), np.nan), where=slope > 0)
        return _Fitted(boundary, slope, curve[:, 2], value)

    def _climbed(self, curve: Floats, named: Floats, asked: Floats, has_lapse: bool) -> tuple[Floats, Floats]:
        """Return the curves at the top of their likelihood, and its logarithm."""
        curve = self._allowed(curve)
        value, step = self._log_likelihood(curve, named, asked), self._step(curve, named, asked, has_lapse)
        for _round in range(_MAX_STEPS):
            tried = self._allowed(curve + step)
            its_value = self._log_likelihood(tried, named, asked)
            is_better = (its_value >= value)[:, None]
            moved = np.abs(np.where(is_better, tried - curve, step)).max()
            curve, value = np.where(is_better, tried, curve), np.maximum(its_value, value)
            step = np.where(is_better, self._step(curve, named, asked, has_lapse), step / 2)
            if moved < 1e-7:
                break
        return curve, value

    def _allowed(self, curve: Floats) -> Floats:
        """Flatten lines that are too steep, about their boundary, and keep lapse rates in their range."""
        flatter = np.minimum(1, self.steepest / np.maximum(np.abs(curve[:, 1:2]), 1e-12))
        return np.column_stack([curve[:, :2] * flatter, np.clip(curve[:, 2], 0, LARGEST_LAPSE)])

    def _shares(self, curve: Floats) -> tuple[Floats, Floats]:
        """Return the logistic curves and the expected shares, both (n_tables, n_weights)."""
        logistic = _logistic(curve[:, :1] + curve[:, 1:2] * self.points)
        shares = curve[:, 2:] / 2 + (1 - curve[:, 2:]) * logistic
        return logistic, np.clip(shares, 1e-12, 1 - 1e-12)

    def _log_likelihood(self, curve: Floats, named: Floats, asked: Floats) -> Floats:
        _logistics, shares = self._shares(curve)
        return np.sum(named * np.log(shares) + (asked - named) * np.log1p(-shares), axis=1)

    def _step(self, curve: Floats, named: Floats, asked: Floats, has_lapse: bool) -> Floats:
        """Return the step of Fisher's scoring: the score against the expected information."""
        logistic, shares = self._shares(curve)
        by_line = (1 - curve[:, 2:]) * logistic * (1 - logistic)
        slopes = np.stack([by_line, by_line * self.points, 0.5 - logistic])
        weight = 1 / (shares * (1 - shares))
        score = np.sum(slopes * ((named - asked * shares) * weight), axis=2).T
        information = np.einsum("itw,jtw,tw->tij", slopes, slopes, asked * weight)
        lapse = curve[:, 2]
        is_held = (
            ((lapse <= 0) & (score[:, 2] <= 0)) | ((lapse >= LARGEST_LAPSE) & (score[:, 2] >= 0)) | (not has_lapse)
        )
        information[is_held, 2, :] = information[is_held, :, 2] = 0.0
        score[is_held, 2] = 0.0
        scale = np.maximum(np.trace(information, axis1=1, axis2=2), 1e-9)
        information += 1e-9 * scale[:, None, None] * np.eye(3)
        return np.linalg.solve(information, score[:, :, None])[:, :, 0]


def _logistic(eta: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(eta, -500, 500)))


def _refusal(found: _Fitted, points: Floats, steepest: float) -> str:
    at = float(found.boundary[0])
    if np.isnan(at):
        return _("the end is not named more often towards the end")
    if not points[0] <= at <= points[-1]:
        return _("within the weights that were heard, one class is always named more often")
    if found.slope[0] > 0.99 * steepest:
        below, above = points[points <= at].max(), points[points >= at].min()
        return _(
            "the answers change at once between weights {low} and {high}, too steeply for weights so far apart"
        ).format(low=proportion(float(below)), high=proportion(float(above)))
    return ""


def _bounds(curves: _Fitted, steepest: float, level: float) -> dict[str, float | None]:
    sides = [(1 - level) / 2, (1 + level) / 2]
    bounds: dict[str, float | None] = {}
    exists = curves.boundary[~np.isnan(curves.boundary)]
    if len(exists) >= SMALLEST_SHARE * len(curves.boundary):
        bounds["boundary_low"], bounds["boundary_high"] = np.quantile(exists, sides).tolist()
    slopes = np.quantile(curves.slope, sides).tolist()
    bounds["slope_low"], bounds["slope_high"] = (one if one < 0.99 * steepest else None for one in slopes)
    bounds["lapse_low"], bounds["lapse_high"] = np.quantile(curves.lapse, sides).tolist()
    return bounds
