"""Differences that hold for other listeners and other sounds.

Two p-values are computed, one by listener and one by sound, and the larger counts.
"""

from dataclasses import dataclass

import numpy as np

from analysis.columns import Column, infinite
from analysis.crossed_design import UnitTest, added_variance, over_unit_means, read_design
from analysis.language import gettext as _
from analysis.permutation import Seed, as_rng
from analysis.results import NOT_COMPUTABLE, Result, is_evidence, missing_text, p_text


@dataclass(frozen=True, kw_only=True)
class GeneratorScopeResult(Result):
    """Difference between conditions, for other listeners and other sounds."""

    p_by_listener: float | None
    p_by_stimulus: float | None
    p_value: float | None
    by_listener: str
    by_stimulus: str
    n_listeners: int
    n_stimuli: int
    n_conditions: int
    n_missing: int

    def _name(self) -> str:
        return _("The comparison for other listeners and other sounds")

    def _finding(self) -> str:
        shown = _(
            "{p}, the larger of {p_by_listener} over {n_listeners} listeners ({by_listener}) and {p_by_stimulus} over "
            "{n_stimuli} sounds ({by_stimulus})"
        ).format(
            p=p_text(self.p_value),
            p_by_listener=p_text(self.p_by_listener), n_listeners=self.n_listeners, by_listener=_(self.by_listener),
            p_by_stimulus=p_text(self.p_by_stimulus), n_stimuli=self.n_stimuli, by_stimulus=_(self.by_stimulus),
        ) + missing_text(self.n_missing)  # fmt: skip
        if is_evidence(self.p_value):
            sentence = _("The {n} conditions differ for other listeners and other sounds too: {shown}.")
        else:
            sentence = _(
                "There is no evidence that the {n} conditions differ for other listeners and other sounds: {shown}."
            )
        return sentence.format(n=self.n_conditions, shown=shown)


def generator_scope(
    values: Column, conditions: Column, listeners: Column, stimuli: Column, rng: Seed = None
) -> GeneratorScopeResult:
    """Test whether conditions differ for other listeners and other sounds than these.

    By listener: Friedman (signed ranks for two conditions) on listener means. By sound: labels
    permuted over sounds where each sound has one condition; Friedman (signed ranks) on sound
    means where the same sounds stand under every condition, with the statistic reduced by what
    differences between listeners add to the condition means. The larger p-value counts.

    Parameters
    ----------
    values : sequence of float of shape (n,)
        Ratings in scale points; None and NaN are counted as missing.
    conditions, listeners, stimuli : sequence of str of shape (n,)
        `stimuli` names the sound that conditions may share, not the file.
    rng : numpy.random.Generator or int, optional
        For the permutations; a fixed seed where left out.

    Returns
    -------
    GeneratorScopeResult

    Examples
    --------
    >>> ratings, listeners = [1, 2, 4, 5, 1, 1, 5, 5, 2, 2, 4, 4], list("111122223333")
    >>> result = generator_scope(ratings, list("aabb") * 3, listeners, list("wxyz") * 3)
    >>> result.by_listener, result.by_stimulus, result.n_stimuli
    ('signed ranks', 'labels permuted', 4)
    """
    data = read_design(values, conditions, listeners, stimuli)
    k = len(data.conditions.names)
    unbounded = infinite(data.values)
    if k < 2 or unbounded:
        by_listener = by_stimulus = UnitTest(None, "", 0)
    else:
        by_listener = over_unit_means(data.means(data.listeners), 0.0, as_rng(rng))
        of_stimuli = data.variance(data.stimuli.codes)
        added = added_variance(of_stimuli, data.variance(data.listeners.codes), data.variance(data.cells))
        by_stimulus = over_unit_means(data.means(data.stimuli), added, as_rng(rng))
    reason = unbounded or _scope_reason(k, by_listener, by_stimulus)
    return GeneratorScopeResult(
        p_by_listener=by_listener.p_value,
        p_by_stimulus=by_stimulus.p_value,
        p_value=None if reason else _larger(by_listener, by_stimulus),
        by_listener=by_listener.method,
        by_stimulus=by_stimulus.method,
        n_listeners=by_listener.n_units,
        n_stimuli=by_stimulus.n_units,
        n_conditions=k,
        n_missing=data.n_missing,
        status=NOT_COMPUTABLE if reason else "ok",
        reason=reason,
    )


def _larger(*tests: UnitTest) -> float:
    return max(test.p_value for test in tests if test.p_value is not None)


def _scope_reason(k: int, by_listener: UnitTest, by_stimulus: UnitTest) -> str:
    if k < 2:
        return _("it needs two conditions, got {n}").format(n=k)
    if by_listener.p_value is None:
        return _("too few listeners met every condition, or a single one each, or their means do not differ")
    if by_stimulus.p_value is None:
        return _("too few sounds met every condition, or a single one each, or their means do not differ")
    return ""


@dataclass(frozen=True, kw_only=True)
class ListenerGroupsResult(Result):
    """Difference between groups of listeners."""

    p_value: float | None
    p_by_listener: float | None
    p_by_stimulus: float | None
    n_listeners: int
    n_stimuli: int
    n_groups: int
    n_missing: int

    def _name(self) -> str:
        return _("The comparison of groups of listeners")

    def _finding(self) -> str:
        shown = _("{p} on {n_listeners} listener means")
        if self.p_by_stimulus is not None:
            shown = _(
                "{p}, the larger of {p_by_listener} on {n_listeners} listener means and {p_by_stimulus} paired by "
                "{n_stimuli} sounds"
            )
        shown = shown.format(
            p=p_text(self.p_value), p_by_listener=p_text(self.p_by_listener), n_listeners=self.n_listeners,
            p_by_stimulus=p_text(self.p_by_stimulus), n_stimuli=self.n_stimuli,
        )  # fmt: skip
        shown += missing_text(self.n_missing)
        if is_evidence(self.p_value):
            sentence = _("The {n} groups of listeners answer differently; this holds for other listeners ({shown}).")
        else:
            sentence = _("There is no evidence that the {n} groups of listeners answer differently ({shown}).")
        return sentence.format(n=self.n_groups, shown=shown)


def listener_groups(
    values: Column, groups: Column, listeners: Column, stimuli: Column | None = None
) -> ListenerGroupsResult:
    """Test whether groups of listeners, such as experts and others, answer differently.

    Kruskal-Wallis on listener means; with `stimuli` also paired by sound, and then the larger p-value counts.

    Parameters
    ----------
    values : sequence of float of shape (n,)
        Ratings in scale points; None and NaN are counted as missing.
    groups, listeners : sequence of str of shape (n,)
        Every listener belongs to one group.
    stimuli : sequence of str of shape (n,), optional

    Returns
    -------
    ListenerGroupsResult
        "not computable" where a listener stands in several groups.

    Examples
    --------
    >>> listener_groups([1, 2, 1, 5, 4, 5], list("aaabbb"), list("123456")).n_listeners
    6
    """
    data = read_design(values, groups, listeners, listeners if stimuli is None else stimuli)
    k = len(data.conditions.names)
    means = data.means(data.listeners)
    several = np.flatnonzero((~np.isnan(means)).sum(axis=1) > 1)
    by_listener = by_stimulus = UnitTest(None, "", len(means))
    unbounded = infinite(data.values)
    if k >= 2 and len(several) == 0 and not unbounded:
        added = 0.0
        if stimuli is not None:
            own, residual = data.variance(data.listeners.codes), data.variance(data.cells)
            added = added_variance(own, data.variance(data.stimuli.codes), residual)
            by_stimulus = over_unit_means(data.means(data.stimuli), 0.0, None)
        by_listener = over_unit_means(means, added, None)
    reason = unbounded
    if k < 2:
        reason = _("it needs two groups, got {n}").format(n=k)
    elif len(several):
        name = data.listeners.names[int(several[0])]
        reason = _("listener '{name}' stands in several groups").format(name=name)
    elif by_listener.p_value is None and not unbounded:
        reason = _("every group has a single listener, or all listener means are the same")
    elif stimuli is not None and by_stimulus.p_value is None and not unbounded:
        reason = _("too few sounds were heard by every group, or their means do not differ")
    return ListenerGroupsResult(
        p_value=None if reason else _larger(by_listener, by_stimulus),
        p_by_listener=by_listener.p_value,
        p_by_stimulus=by_stimulus.p_value,
        n_listeners=len(means),
        n_stimuli=0 if stimuli is None else by_stimulus.n_units,
        n_groups=k,
        n_missing=data.n_missing,
        status=NOT_COMPUTABLE if reason else "ok",
        reason=reason,
    )
