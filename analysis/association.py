"""Whether groups of sounds, or of listeners, get other answers: chi-square with labels permuted over them."""

from dataclasses import dataclass

import numpy as np

from analysis.columns import Codes, Column, Floats, labels, same_length
from analysis.language import gettext as _
from analysis.permutation import (
    DEFAULT_RESAMPLES,
    TIE,
    Seed,
    as_rng,
    permuted_p_value,
    refuse_few,
    unit_labels,
)
from analysis.results import NOT_COMPUTABLE, Result, decimals, is_evidence, missing_text, p_text


@dataclass(frozen=True, kw_only=True)
class AssociationResult(Result):
    """Association between groups of units and answers; `statistic` is chi-square of all answers."""

    statistic: float | None
    p_value: float | None
    n_units: int
    n_groups: int
    n_resamples: int
    n: int
    n_missing: int

    def _name(self) -> str:
        return _("The permutation test of association")

    def _finding(self) -> str:
        shown = _(
            "chi-square = {statistic}, {p}, groups permuted over {n_units} units {n_resamples} times{missing}"
        ).format(
            statistic=decimals(self.statistic),
            p=p_text(self.p_value),
            n_units=self.n_units,
            n_resamples=self.n_resamples,
            missing=missing_text(self.n_missing),
        )
        if is_evidence(self.p_value):
            return _(
                "The {n_groups} groups get different answers ({shown}); this holds for other units of the same kind."
            ).format(n_groups=self.n_groups, shown=shown)
        return _("There is no evidence that the {n_groups} groups get different answers ({shown}).").format(
            n_groups=self.n_groups, shown=shown
        )


def association_over_units(
    groups: Column, answers: Column, units: Column, n_resamples: int = DEFAULT_RESAMPLES, rng: Seed = None
) -> AssociationResult:
    """Test whether groups and answers are associated: group labels permuted over units.

    Answers about one sound, or of one listener, belong together; chi-square on the answers takes
    them as independent and finds groups different because their sounds are.

    Parameters
    ----------
    groups, answers : sequence of str of shape (n,)
        Two labels per answer; None and NaN are counted as missing.
    units : sequence of str of shape (n,)
        The sound or the listener, each of which belongs to one group.
    n_resamples : int
        Number of permutations; the observed one counts as one more (Phipson & Smyth 2010).
    rng : numpy.random.Generator or int, optional
        A fixed seed where left out.

    Returns
    -------
    AssociationResult
        "not computable" where a unit belongs to several groups.

    Examples
    --------
    >>> association_over_units(list("aabb") * 5, list("xxyy") * 5, list("1234") * 5, rng=1).n_units
    4
    """
    refuse_few(n_resamples)
    group, answer, unit = labels(groups, "groups"), labels(answers, "answers"), labels(units, "units")
    same_length(groups=group.codes, answers=answer.codes, units=unit.codes)
    keep = (group.codes >= 0) & (answer.codes >= 0) & (unit.codes >= 0)
    group, answer, unit = group.kept(keep), answer.kept(keep), unit.kept(keep)
    n, k, n_answers, n_units = int(keep.sum()), len(group.names), len(answer.names), len(unit.names)
    of_unit, torn = unit_labels(group, unit)
    reason = ""
    if torn:
        reason = _("unit '{unit}' belongs to several groups").format(unit=torn)
    elif min(k, n_answers) < 2:
        reason = _("it needs two groups and two answers, got {k} and {n}").format(k=k, n=n_answers)
    elif n_units == k:
        reason = _("every group has a single unit")
    statistic = p_value = None
    if not reason:
        counts = np.bincount(unit.codes * n_answers + answer.codes, minlength=n_units * n_answers)
        per_unit = counts.reshape(n_units, n_answers).astype(np.float64)
        statistic = float(_chi_square(per_unit, of_unit[None, :], k)[0])
        least = statistic * (1 - TIE)
        p_value = permuted_p_value(
            of_unit, lambda drawn: _chi_square(per_unit, drawn, k) >= least, n_resamples, as_rng(rng), n_held=k
        )
    return AssociationResult(
        statistic=statistic, p_value=p_value, n_units=n_units, n_groups=k, n_resamples=n_resamples, n=n,
        n_missing=int((~keep).sum()), status=NOT_COMPUTABLE if reason else "ok", reason=reason,
    )  # fmt: skip


def _chi_square(per_unit: Floats, drawn: Codes, k: int) -> Floats:
    """Return chi-square of groups by answers for each row of group labels (n_tables, n_units)."""
    belongs = (drawn[:, None, :] == np.arange(k)[:, None]).astype(np.float64)
    tables = belongs @ per_unit
    expected = tables.sum(axis=2, keepdims=True) * per_unit.sum(axis=0) / per_unit.sum()
    return np.sum((tables - expected) ** 2 / expected, axis=(1, 2))
