"""Companions: the slides' questions asked of the units that are independent.

Ratings of one sound belong together, and so do ratings of one listener. A companion permutes, or
averages over, the unit that was drawn on its own, and its sentence says whose p-value it is.
`generator_scope` and `listener_groups` stand in `analysis.scope`, `smoothness_law` in its own module.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.columns import Column, Floats, Labels, infinite, labels, numbers, same_length
from analysis.language import gettext as _
from analysis.permutation import (
    DEFAULT_RESAMPLES,
    Seed,
    as_rng,
    kruskal_statistic,
    permuted_kruskal,
    permuted_p_value,
    refuse_few,
    unit_labels,
)
from analysis.results import NOT_COMPUTABLE, Result, decimals, is_evidence, missing_text, p_text, percent
from analysis.scope import generator_scope, listener_groups
from analysis.smoothness_law import smoothness_law

__all__ = ["generator_scope", "listener_groups", "over_units", "recognition", "smoothness_law"]


@dataclass(frozen=True, kw_only=True)
class OverUnitsResult(Result):
    """Difference between groups of units; `statistic` is Kruskal-Wallis's H of unit means."""

    statistic: float | None
    p_value: float | None
    n_units: int
    n_groups: int
    n_resamples: int
    n_missing: int

    def _name(self) -> str:
        return _("The permutation test over units")

    def _finding(self) -> str:
        shown = _(
            "H = {statistic} on {n_units} unit means, {p}, labels permuted over units {n_resamples} times"
        ).format(
            statistic=decimals(self.statistic), n_units=self.n_units, p=p_text(self.p_value),
            n_resamples=self.n_resamples,
        ) + missing_text(self.n_missing)  # fmt: skip
        if is_evidence(self.p_value):
            sentence = _("The {n} groups of units differ ({shown}); this holds for other units of the same kind.")
        else:
            sentence = _("There is no evidence of a difference between the {n} groups of units ({shown}).")
        return sentence.format(n=self.n_groups, shown=shown)


def over_units(
    values: Column, labels: Column, units: Column, n_resamples: int = DEFAULT_RESAMPLES, rng: Seed = None
) -> OverUnitsResult:
    """Test whether groups of units differ: Kruskal-Wallis on unit means, labels permuted over units.

    Parameters
    ----------
    values : sequence of float of shape (n,)
        Ratings in scale points; None and NaN are counted as missing.
    labels : sequence of str of shape (n,)
        Group of each rating; every unit belongs to one group.
    units : sequence of str of shape (n,)
        What was drawn on its own: the stimulus, the recording where stimuli share recordings, or the
        listener where listeners are compared.
    n_resamples : int
        Number of permutations; the observed one counts as one more (Phipson & Smyth 2010).
    rng : numpy.random.Generator or int, optional
        A fixed seed where left out.

    Returns
    -------
    OverUnitsResult
        "not computable" where a unit carries several labels: a comparison within units is Friedman's.

    Examples
    --------
    >>> over_units([1, 2, 4, 5] * 5, list("aabb") * 5, list("wxyz") * 5, rng=1).n_units
    4
    """
    refuse_few(n_resamples)
    means, label, torn, unbounded, n_missing = _unit_means(values, labels, units)
    k, n_units = len(label.names), len(means)
    reason = ""
    if torn:
        reason = _("unit '{name}' carries several labels").format(name=torn)
    elif k < 2:
        reason = _("it needs two groups, got {n}").format(n=k)
    elif n_units == k:
        reason = _("every group has a single unit")
    elif unbounded:
        reason = unbounded
    elif means.min() == means.max():
        reason = _("all {n} unit means are the same").format(n=n_units)
    if reason:
        return OverUnitsResult(
            statistic=None, p_value=None, n_units=n_units, n_groups=k, n_resamples=n_resamples, n_missing=n_missing,
            status=NOT_COMPUTABLE, reason=reason,
        )  # fmt: skip
    statistic = kruskal_statistic(means, label.codes)
    p_value = permuted_kruskal(means, label.codes, n_resamples, as_rng(rng))
    return OverUnitsResult(
        statistic=statistic, p_value=p_value, n_units=n_units, n_groups=k, n_resamples=n_resamples, n_missing=n_missing
    )


def _unit_means(values: Column, groups: Column, units: Column) -> tuple[Floats, Labels, str, str, int]:
    rating, group, unit = numbers(values, "values"), labels(groups, "labels"), labels(units, "units")
    same_length(values=rating, labels=group.codes, units=unit.codes)
    keep = ~np.isnan(rating) & (group.codes >= 0) & (unit.codes >= 0)
    group, unit = group.kept(keep), unit.kept(keep)
    sums = np.bincount(unit.codes, weights=rating[keep], minlength=len(unit.names))
    counts = np.bincount(unit.codes, minlength=len(unit.names))
    codes, torn = unit_labels(group, unit)
    return sums / counts, Labels(codes, group.names), torn, infinite(rating), int((~keep).sum())


@dataclass(frozen=True, kw_only=True)
class RecognitionResult(Result):
    """Whether the intended class is chosen more often than the classes of other sounds would be."""

    accuracy: float | None
    chance: float | None
    p_value: float | None
    n_units: int
    n_resamples: int
    n: int
    n_missing: int

    def _name(self) -> str:
        return _("The permutation test of recognition")

    def _finding(self) -> str:
        shown = _(
            "{accuracy} right where exchanged intentions give {chance}, {p}, intended classes permuted over {n_units} "
            "sounds {n_resamples} times"
        ).format(
            accuracy=percent(self.accuracy), chance=percent(self.chance), p=p_text(self.p_value),
            n_units=self.n_units, n_resamples=self.n_resamples,
        ) + missing_text(self.n_missing)  # fmt: skip
        if is_evidence(self.p_value):
            sentence = _(
                "Listeners recognise the intended classes ({shown}); this holds for other sounds of the same kind."
            )
        else:
            sentence = _("There is no evidence that listeners recognise the intended classes ({shown}).")
        return sentence.format(shown=shown)


def recognition(
    intended: Column, chosen: Column, units: Column, n_resamples: int = DEFAULT_RESAMPLES, rng: Seed = None
) -> RecognitionResult:
    """Test whether intended classes are recognised: intended labels permuted over sounds.

    A sound that attracts its own answer makes chi-square on rows reject in up to 100 % of studies in
    which listeners know nothing; permuting over sounds keeps the 5 %.

    Parameters
    ----------
    intended, chosen : sequence of str of shape (n,)
        Class that was played and class that was chosen; None and NaN are counted as missing, "cannot
        tell" is an answer and wrong.
    units : sequence of str of shape (n,)
        Stimulus of each answer, or the recording where stimuli share recordings.
    n_resamples : int
        Number of permutations; the observed one counts as one more.
    rng : numpy.random.Generator or int, optional
        A fixed seed where left out.

    Returns
    -------
    RecognitionResult
        The p-value is one-sided (more right answers); ``chance`` is the mean accuracy over all permutations.

    Examples
    --------
    >>> recognition(list("aabbccdd"), list("aabbccdd"), list("11223344"), rng=1).accuracy
    1.0
    """
    refuse_few(n_resamples)
    played, answered, unit = labels(intended, "intended"), labels(chosen, "chosen"), labels(units, "units")
    same_length(intended=played.codes, chosen=answered.codes, units=unit.codes)
    keep = (played.codes >= 0) & (answered.codes >= 0) & (unit.codes >= 0)
    played, answered, unit = played.kept(keep), answered.kept(keep), unit.kept(keep)
    n, n_units, n_classes = int(keep.sum()), len(unit.names), len(played.names)
    of_unit, torn = unit_labels(played, unit)
    reason = ""
    if torn:
        reason = _("unit '{name}' carries several intended classes").format(name=torn)
    elif n_classes < 2:
        reason = _("it needs two intended classes, got {n}").format(n=n_classes)
    accuracy = chance = p_value = None
    if not reason:
        hits = _hits(played, answered, unit)
        every = np.arange(n_units)
        right = int(hits[every, of_unit].sum())
        accuracy = right / n
        share = np.bincount(of_unit, minlength=n_classes) / n_units
        chance = float((hits @ share).sum() / n)
        p_value = permuted_p_value(
            of_unit, lambda drawn: hits[every, drawn].sum(axis=1) >= right, n_resamples, as_rng(rng)
        )
    return RecognitionResult(
        accuracy=accuracy, chance=chance, p_value=p_value, n_units=n_units, n_resamples=n_resamples, n=n,
        n_missing=int((~keep).sum()), status=NOT_COMPUTABLE if reason else "ok", reason=reason,
    )  # fmt: skip


def _hits(played: Labels, answered: Labels, unit: Labels) -> NDArray[np.intp]:
    """Return how often each unit was taken for each intended class (shape (n_units, n_classes))."""
    k = len(played.names)
    place = {name: index for index, name in enumerate(played.names)}
    column = np.array([place.get(name, k) for name in answered.names], dtype=np.intp)[answered.codes]
    counts = np.bincount(unit.codes * (k + 1) + column, minlength=len(unit.names) * (k + 1))
    return counts.reshape(-1, k + 1)[:, :k]
