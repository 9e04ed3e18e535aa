"""Smoothness against distance: the slides' open question."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.columns import Column, Floats, infinite, labels, numbers, same_length
from analysis.errors import AnalysisError
from analysis.language import gettext as _
from analysis.permutation import DEFAULT_RESAMPLES, TIE, Seed, as_rng, permuted_p_value
from analysis.ranks import midranks
from analysis.recording_effects import RecordingEffects
from analysis.results import NOT_COMPUTABLE, Result, is_evidence, missing_text, p_text, proportion
from study.tables import LIST_SEPARATOR

FEWEST_MORPHS = 4
"""Below four morphs no arrangement is rarer than one in six."""


@dataclass(frozen=True, kw_only=True)
class SmoothnessLawResult(Result):
    """Rank correlation of smoothness and distance over morphs; `unit` is what was permuted or redrawn."""

    rho: float | None
    p_value: float | None
    n_morphs: int
    unit: str
    n_recordings: int
    n_missing: int

    def _name(self) -> str:
        return _("Smoothness against distance")

    def _finding(self) -> str:
        shown = _("rho = {rho}, {p}, {n_morphs} morphs, {n_recordings} shared recordings redrawn")
        if self.unit == "morph":
            shown = _("rho = {rho}, {p}, {n_morphs} morphs, morphs permuted")
        shown = shown.format(
            rho=proportion(self.rho), p=p_text(self.p_value), n_morphs=self.n_morphs, n_recordings=self.n_recordings
        ) + missing_text(self.n_missing)
        if not is_evidence(self.p_value):
            return _("There is no evidence that smoothness depends on distance ({shown}).").format(shown=shown)
        if (self.rho or 0) < 0:
            return _("Smoothness falls with distance ({shown}).").format(shown=shown)
        return _("Smoothness rises with distance ({shown}).").format(shown=shown)


def smoothness_law(
    values: Column, distances: Column, morphs: Column, endpoints: Sequence[Any], rng: Seed = None
) -> SmoothnessLawResult:
    """Test whether the mean smoothness of morphs goes with their distance (Spearman's rho).

    Where every recording ends one morph, distances are permuted over morphs. Where morphs share
    recordings, they are not exchangeable: a recording that lies far out makes all its morphs long, and
    if it also sounds rough, permuting morphs rejects in 7 to 24 % of studies in which nothing is
    true. Then ranks are regressed on ranks with an effect of each recording, and the recordings are
    redrawn (parametric bootstrap of the t statistic).

    Parameters
    ----------
    values : sequence of float of shape (n,)
        Smoothness ratings; None and NaN are counted as missing.
    distances : sequence of float of shape (n,)
        Latent distance (or path length, or bump) of the morph of each rating.
    morphs : sequence of str of shape (n,)
    endpoints : sequence of shape (n,)
        The recordings at the two ends: a pair, or a text in which ``|`` separates them; or an array or
        DataFrame of shape (n, 2).
    rng : numpy.random.Generator or int, optional
        A fixed seed where left out.

    Returns
    -------
    SmoothnessLawResult
        ``unit`` is "morph" or "recording".

    Examples
    --------
    >>> morphs = list("ABCDEF")
    >>> result = smoothness_law([5, 4, 4, 3, 2, 1], [1, 2, 3, 4, 5, 6], morphs, [(m + "1", m + "2") for m in morphs])
    >>> round(result.rho, 3), result.n_morphs, result.unit
    (-0.986, 6, 'morph')
    """
    rating, distance, morph = numbers(values, "values"), numbers(distances, "distances"), labels(morphs, "morphs")
    ends = _pairs(endpoints)
    same_length(values=rating, distances=distance, morphs=morph.codes, endpoints=ends)
    known = np.array([bool(pair) for pair in ends], dtype=bool)
    keep = ~np.isnan(rating) & ~np.isnan(distance) & (morph.codes >= 0) & known
    left = morph.kept(keep)
    n_morphs = len(left.names)
    counts = np.maximum(np.bincount(left.codes, minlength=n_morphs), 1)
    smoothness = np.bincount(left.codes, weights=rating[keep], minlength=n_morphs) / counts
    length = np.bincount(left.codes, weights=distance[keep], minlength=n_morphs) / counts
    membership = _membership(left.codes, n_morphs, [pair for pair, kept in zip(ends, keep, strict=True) if kept])
    is_shared = bool((membership.sum(axis=0) > 1).any())
    reason = ""
    if n_morphs < FEWEST_MORPHS:
        reason = _("it needs {fewest} morphs, got {n}").format(fewest=FEWEST_MORPHS, n=n_morphs)
    elif infinite(rating) or infinite(distance):
        reason = infinite(rating) or infinite(distance)
    elif np.ptp(smoothness) == 0:
        reason = _("all morphs have the same mean smoothness")
    elif np.ptp(length) == 0:
        reason = _("all morphs have the same distance")
    rho = p_value = None
    if not reason:
        y, x = _standardised(midranks(smoothness)), _standardised(midranks(length))
        rho = float(y @ x / n_morphs)
        p_value = _recordings_redrawn(y, x, membership, as_rng(rng)) if is_shared else _permuted(y, x, as_rng(rng))
    return SmoothnessLawResult(
        rho=rho, p_value=p_value, n_morphs=n_morphs, unit="recording" if is_shared else "morph",
        n_recordings=membership.shape[1], n_missing=int((~keep).sum()),
        status=NOT_COMPUTABLE if reason else "ok", reason=reason,
    )  # fmt: skip


def _pairs(endpoints: Any) -> list[frozenset[str]]:
    rows = endpoints.to_numpy() if hasattr(endpoints, "to_numpy") else endpoints
    return [_ends(cell) for cell in rows]


def _ends(cell: Any) -> frozenset[str]:
    if isinstance(cell, str):
        return frozenset(part for part in cell.split(LIST_SEPARATOR) if part)
    if isinstance(cell, (tuple, list, set, frozenset, np.ndarray)):
        ends = list(cell)
        missing = any(end is None or end != end or end == "" for end in ends)
        return frozenset() if missing else frozenset(str(end) for end in ends)
    if cell is None or cell != cell:
        return frozenset()
    raise AnalysisError("endpoints", f"an entry is no pair of recordings, got {cell!r:.40}", "Give (first, last).")


def _membership(codes: np.ndarray, n_morphs: int, ends: list[frozenset[str]]) -> Floats:
    """Return which morph has which recording at an end (n_morphs, n_recordings)."""
    names = sorted(set().union(*ends))
    place = {name: index for index, name in enumerate(names)}
    membership = np.zeros((n_morphs, len(names)))
    for code, pair in zip(codes, ends, strict=True):
        for name in pair:
            membership[code, place[name]] = 1.0
    return membership


def _standardised(ranks: Floats) -> Floats:
    return (ranks - ranks.mean()) / ranks.std()


def _permuted(y: Floats, x: Floats, rng: np.random.Generator) -> float:
    least = np.abs(y @ x) * (1 - TIE)
    return permuted_p_value(y, lambda drawn: np.abs(drawn @ x) >= least, DEFAULT_RESAMPLES, rng)


def _recordings_redrawn(y: Floats, x: Floats, membership: Floats, rng: np.random.Generator) -> float:
    model = RecordingEffects(x, membership)
    observed = abs(float(model.t(y[None, :])[0]))
    ratio = model.null_ratio(y)
    noise = rng.standard_normal((DEFAULT_RESAMPLES, len(y)))
    effects = rng.standard_normal((DEFAULT_RESAMPLES, membership.shape[1]))
    drawn = np.abs(model.t(noise + np.sqrt(ratio) * effects @ membership.T))
    return float((1 + np.sum(drawn >= observed * (1 - TIE))) / (1 + DEFAULT_RESAMPLES))
