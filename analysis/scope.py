"""Differences that hold for other listeners and other sounds.

Two p-values are computed, one by listener and one by sound, and the larger counts. Where listeners
differ in how they take the conditions, a test by sound alone still rejects too often, because it
never sees that difference; its statistic is therefore reduced by the part of the variance of the
condition means that listeners add (the idea of Clark's quasi-F, 1973, J. Verbal Learning and Verbal
Behavior 12, 335-359, with variances from clustered sums, Cameron, Gelbach & Miller 2011).
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.blocked_rank_tests import friedman_statistic
from analysis.columns import Codes, Column, Floats, Labels, labels, numbers, same_length
from analysis.permutation import DEFAULT_RESAMPLES, Seed, as_rng, kruskal_statistic, permuted_kruskal
from analysis.ranks import midranks
from analysis.results import NOT_COMPUTABLE, Result, is_evidence, missing_text, p_text

RANK_EFFICIENCY = 3 / np.pi
"""How much of a shift of normal means rank tests feel, relative to F (Hodges & Lehmann 1956); Friedman's
test k / (k + 1) of it (van Elteren & Noether 1959)."""


@dataclass(frozen=True, eq=False)
class Design:
    """Ratings by condition, listener and sound, rows with a gap taken out."""

    values: Floats
    conditions: Labels
    listeners: Labels
    stimuli: Labels
    n_missing: int

    def means(self, unit: Labels) -> Floats:
        """Return the mean of every unit under every condition, NaN where it was not met (n_units, n_conditions)."""
        k = len(self.conditions.names)
        cell = unit.codes * k + self.conditions.codes
        counts = np.bincount(cell, minlength=len(unit.names) * k).astype(np.float64)
        sums = np.bincount(cell, weights=self.values, minlength=len(unit.names) * k)
        return np.divide(sums, counts, out=np.full(len(sums), np.nan), where=counts > 0).reshape(-1, k)

    def variance(self, units: Codes) -> float:
        """Return the variance that units give to the difference of two condition means, averaged over pairs."""
        k = len(self.conditions.names)
        condition = self.conditions.codes
        sizes = np.bincount(condition, minlength=k)
        residual = (self.values - (np.bincount(condition, weights=self.values) / sizes)[condition]) / sizes[condition]
        cells = np.bincount(units * k + condition, weights=residual, minlength=(int(units.max()) + 1) * k).reshape(
            -1, k
        )
        met = np.bincount(units * k + condition, minlength=cells.size).reshape(-1, k) > 0
        n_units = met.sum(axis=0).mean()
        pairs = k * np.sum(cells**2) - np.sum(cells.sum(axis=1) ** 2)
        return float(pairs / (k * (k - 1) / 2) * n_units / max(n_units - 1, 1))


def read_design(values: Column, conditions: Column, listeners: Column, stimuli: Column) -> Design:
    """Read the four columns and count the rows with a gap."""
    rating, condition = numbers(values, "values"), labels(conditions, "conditions")
    listener, stimulus = labels(listeners, "listeners"), labels(stimuli, "stimuli")
    same_length(values=rating, conditions=condition.codes, listeners=listener.codes, stimuli=stimulus.codes)
    keep = ~np.isnan(rating) & (condition.codes >= 0) & (listener.codes >= 0) & (stimulus.codes >= 0)
    return Design(
        rating[keep], condition.kept(keep), listener.kept(keep), stimulus.kept(keep), n_missing=int((~keep).sum())
    )


@dataclass(frozen=True)
class UnitTest:
    """A test over one kind of unit: its p-value, what it was, and how many units it had."""

    p_value: float | None
    method: str
    n_units: int


def over_unit_means(means: Floats, added: float, rng: np.random.Generator | None) -> UnitTest:
    """Compare conditions over units: within units that met all conditions, else between units.

    Parameters
    ----------
    means : numpy.ndarray of shape (n_units, n_conditions)
        NaN where a unit did not meet a condition.
    added : float
        Variance that the other kind of unit adds to a difference of condition means, as a multiple of
        what these units give; the statistic is reduced by it.
    rng : numpy.random.Generator or None
        For permutations between units; without one, the chi-square approximation is used.
    """
    met = ~np.isnan(means)
    k = means.shape[1]
    if np.all(met.sum(axis=1) == 1):
        codes, values = met.argmax(axis=1), means[met]
        return _between(values, codes.astype(np.intp), k, added, rng)
    complete = means[met.all(axis=1)]
    return _within(complete, added)


def _between(values: Floats, codes: Codes, k: int, added: float, rng: np.random.Generator | None) -> UnitTest:
    n = len(values)
    if n <= k or values.min() == values.max():
        return UnitTest(None, "", n)
    statistic = kruskal_statistic(values, codes)
    reduced = _reduced(statistic, n - 1, RANK_EFFICIENCY * added)
    if rng is None:
        return UnitTest(float(stats.chi2.sf(reduced, k - 1)), "Kruskal-Wallis on means", n)
    p_value = permuted_kruskal(values, codes, DEFAULT_RESAMPLES, rng, threshold=reduced)
    return UnitTest(p_value, "labels permuted", n)


def _within(means: Floats, added: float) -> UnitTest:
    n, k = means.shape
    if n < 2 or np.all(means == means[:, :1]):
        return UnitTest(None, "", n)
    if k == 2:
        statistic, largest = _signed_rank(means[:, 0] - means[:, 1])
        efficiency, method = RANK_EFFICIENCY, "signed ranks"
    else:
        statistic, largest = friedman_statistic(means), float(n * (k - 1))
        efficiency, method = RANK_EFFICIENCY * k / (k + 1), "Friedman"
    reduced = _reduced(statistic, largest, efficiency * added)
    return UnitTest(float(stats.chi2.sf(reduced, k - 1)), method, n)


def _signed_rank(difference: Floats) -> tuple[float, float]:
    """Return Wilcoxon's signed-rank statistic as z squared, zeros dropped, and how many are left."""
    left = difference[difference != 0]
    ranks = midranks(np.abs(left))
    return float(np.sum(np.sign(left) * ranks) ** 2 / np.sum(ranks**2)), float(len(left))


def _reduced(statistic: float, largest: float, added: float) -> float:
    """Divide the F that belongs to a rank statistic by 1 + added, and return to the statistic.

    ``F = df2 / df1 * statistic / (largest - statistic)``: Iman & Davenport (1980) for Friedman's test,
    Conover & Iman (1981) for Kruskal-Wallis and signed ranks.
    """
    if added <= 0 or statistic >= largest:
        return statistic
    odds = statistic / (largest - statistic) / (1 + added)
    return largest * odds / (1 + odds)


def _added(own: float, other: float, residual: float) -> float:
    """Return the variance the other kind of unit adds beyond the residual, as a multiple of one's own."""
    return max(0.0, other - residual) / own if own > 0 else 0.0


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
        return "The comparison for other listeners and other sounds"

    def _finding(self) -> str:
        shown = f"{p_text(self.p_value)}, the larger of {p_text(self.p_by_listener)} over {self.n_listeners} listeners "
        shown += f"({self.by_listener}) and {p_text(self.p_by_stimulus)} over {self.n_stimuli} sounds "
        shown += f"({self.by_stimulus}){missing_text(self.n_missing)}"
        if is_evidence(self.p_value):
            return f"The {self.n_conditions} conditions differ for other listeners and other sounds too: {shown}."
        return (
            f"There is no evidence that the {self.n_conditions} conditions differ for other listeners and other "
            f"sounds: {shown}."
        )


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
    if k < 2:
        by_listener = by_stimulus = UnitTest(None, "", 0)
    else:
        by_listener = over_unit_means(data.means(data.listeners), 0.0, as_rng(rng))
        of_stimuli = data.variance(data.stimuli.codes)
        added = _added(of_stimuli, data.variance(data.listeners.codes), data.variance(_cells(data)))
        by_stimulus = over_unit_means(data.means(data.stimuli), added, as_rng(rng))
    reason = _scope_reason(k, by_listener, by_stimulus)
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


def _cells(data: Design) -> Codes:
    return data.listeners.codes * len(data.stimuli.names) + data.stimuli.codes


def _larger(*tests: UnitTest) -> float:
    return max(test.p_value for test in tests if test.p_value is not None)


def _scope_reason(k: int, by_listener: UnitTest, by_stimulus: UnitTest) -> str:
    if k < 2:
        return f"it needs two conditions, got {k}"
    for test, name in ((by_listener, "listeners"), (by_stimulus, "sounds")):
        if test.p_value is None:
            return f"too few {name} met every condition, or a single one each, or their means do not differ"
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
        return "The comparison of groups of listeners"

    def _finding(self) -> str:
        shown = f"{p_text(self.p_value)} on {self.n_listeners} listener means"
        if self.p_by_stimulus is not None:
            shown = (
                f"{p_text(self.p_value)}, the larger of {p_text(self.p_by_listener)} on {self.n_listeners} listener "
            )
            shown += f"means and {p_text(self.p_by_stimulus)} paired by {self.n_stimuli} sounds"
        shown += missing_text(self.n_missing)
        if is_evidence(self.p_value):
            return (
                f"The {self.n_groups} groups of listeners rate differently; this holds for other listeners ({shown})."
            )
        return f"There is no evidence that the {self.n_groups} groups of listeners rate differently ({shown})."


def listener_groups(
    values: Column, groups: Column, listeners: Column, stimuli: Column | None = None
) -> ListenerGroupsResult:
    """Test whether groups of listeners, such as experts and others, rate differently.

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
    if k >= 2 and len(several) == 0:
        added = 0.0
        if stimuli is not None:
            own, residual = data.variance(data.listeners.codes), data.variance(_cells(data))
            added = _added(own, data.variance(data.stimuli.codes), residual)
            by_stimulus = over_unit_means(data.means(data.stimuli), 0.0, None)
        by_listener = over_unit_means(means, added, None)
    reason = ""
    if k < 2:
        reason = f"it needs two groups, got {k}"
    elif len(several):
        reason = f"listener '{data.listeners.names[int(several[0])]}' stands in several groups"
    elif by_listener.p_value is None:
        reason = "every group has a single listener, or all listener means are the same"
    elif stimuli is not None and by_stimulus.p_value is None:
        reason = "too few sounds were heard by every group, or their means do not differ"
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
