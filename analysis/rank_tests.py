"""Rank tests between groups: Kruskal-Wallis and Dunn; Friedman and Conover stand in `blocked_rank_tests`.

Kruskal-Wallis and Dunn speak about these very ratings and take the rows as independent. They work
on the mean rank of each group, which one pass over the rows gives: a million ratings take 0.1 s.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from analysis.blocked_rank_tests import conover, friedman
from analysis.columns import Column, Grouped, grouped
from analysis.corrections import adjust as adjust_family
from analysis.language import gettext as _
from analysis.language import ngettext
from analysis.letters import compact_letters
from analysis.ranks import Ranks, rank_groups
from analysis.results import (
    NOT_COMPUTABLE,
    SIGNIFICANCE,
    Result,
    decimals,
    family_text,
    is_evidence,
    missing_text,
    p_text,
    proportion,
)

__all__ = ["conover", "dunn", "friedman", "kruskal_wallis"]


def _refusal(data: Grouped) -> str:
    if len(data.names) < 2:
        return _("it needs two groups, got {n}").format(n=len(data.names))
    if data.values.min() == data.values.max():
        return _("all {n} values are the same").format(n=len(data.values))
    return ""


@dataclass(frozen=True, kw_only=True)
class KruskalWallisResult(Result):
    """Difference between groups; `statistic` is H, corrected for ties."""

    statistic: float | None
    df: int | None
    p_value: float | None
    epsilon_squared: float | None
    eta_squared: float | None
    n: int
    n_missing: int
    n_groups: int

    def _name(self) -> str:
        return "Kruskal-Wallis"

    def _finding(self) -> str:
        shown = _(
            "epsilon-squared = {effect}, H({df}) = {statistic}, {p}, n = {n}, ratings taken as independent"
        ).format(
            effect=proportion(self.epsilon_squared), df=self.df, statistic=decimals(self.statistic),
            p=p_text(self.p_value), n=self.n,
        ) + missing_text(self.n_missing)  # fmt: skip
        if is_evidence(self.p_value):
            sentence = _("The {n} groups differ ({shown}).")
        else:
            sentence = _("There is no evidence of a difference between the {n} groups ({shown}).")
        return sentence.format(n=self.n_groups, shown=shown)


def kruskal_wallis(values: Column, groups: Column) -> KruskalWallisResult:
    """Test whether groups differ in rank [1]_.

    Parameters
    ----------
    values : sequence of float of shape (n,)
        Ratings in scale points; None and NaN are counted as missing.
    groups : sequence of str of shape (n,)
        Group of each rating; groups without data vanish.

    Returns
    -------
    KruskalWallisResult
        ``epsilon_squared`` is H / (N - 1), ``eta_squared`` is (H - k + 1) / (N - k), None where
        every group has a single value [2]_.

    References
    ----------
    .. [1] Kruskal, W. H., & Wallis, W. A. (1952). JASA 47(260), 583-621.
    .. [2] Tomczak, M., & Tomczak, E. (2014). Trends in Sport Sciences 21(1), 19-25.

    Examples
    --------
    >>> result = kruskal_wallis([1, 2, 3, 4, 5, 6], ["a", "a", "b", "b", "c", "c"])
    >>> round(result.statistic, 3), result.df, round(result.epsilon_squared, 3)
    (4.571, 2, 0.914)
    """
    data = grouped(values, groups)
    n, k = len(data.values), len(data.names)
    reason = _refusal(data)
    if reason:
        return KruskalWallisResult(
            statistic=None, df=None, p_value=None, epsilon_squared=None, eta_squared=None,
            n=n, n_missing=data.n_missing, n_groups=k, status=NOT_COMPUTABLE, reason=reason,
        )  # fmt: skip
    ranks = rank_groups(data)
    h = float(np.sum(ranks.sizes * (ranks.mean_ranks - (n + 1) / 2) ** 2) / ranks.variance)
    return KruskalWallisResult(
        statistic=h,
        df=k - 1,
        p_value=float(stats.chi2.sf(h, k - 1)),
        epsilon_squared=h / (n - 1),
        eta_squared=(h - k + 1) / (n - k) if n > k else None,
        n=n,
        n_missing=data.n_missing,
        n_groups=k,
    )


@dataclass(frozen=True)
class DunnPair:
    """One comparison: `z` is positive where group a ranks higher."""

    group_a: str
    group_b: str
    n_a: int
    n_b: int
    mean_rank_a: float
    mean_rank_b: float
    z: float | None
    p_value: float | None
    p_adjusted: float | None


@dataclass(frozen=True, kw_only=True)
class DunnResult(Result):
    """All pairs of groups; groups that share a letter are not told apart."""

    pairs: tuple[DunnPair, ...]
    letters: dict[str, str]
    adjust: str
    n: int
    n_missing: int

    def table(self) -> pd.DataFrame:
        """Return one row per pair."""
        return pd.DataFrame([asdict(pair) for pair in self.pairs], columns=list(DunnPair.__dataclass_fields__))

    def _name(self) -> str:
        return _("Dunn's test")

    def _finding(self) -> str:
        told = [pair for pair in self.pairs if is_evidence(pair.p_adjusted)]
        how = _("Dunn's test, {family}").format(family=family_text(self.adjust, len(self.pairs)))
        how += missing_text(self.n_missing)
        if not told:
            least = min(pair.p_adjusted for pair in self.pairs if pair.p_adjusted is not None)
            return _("There is no evidence of a difference between any two groups (smallest {p}; {how}).").format(
                p=p_text(least), how=how
            )
        first = _pair_text(max(told, key=lambda pair: abs(pair.z or 0)))
        if len(self.pairs) == 1:
            return _("The two groups differ: {first} ({how}).").format(first=first, how=how)
        return ngettext(
            "{n} of {n_pairs} pairs of groups differs: {first} ({how}).",
            "{n} of {n_pairs} pairs of groups differ, most of all: {first} ({how}).",
            len(told),
        ).format(n=len(told), n_pairs=len(self.pairs), first=first, how=how)


def _pair_text(pair: DunnPair) -> str:
    high, low = (pair.group_a, pair.group_b) if (pair.z or 0) > 0 else (pair.group_b, pair.group_a)
    difference = abs(pair.mean_rank_a - pair.mean_rank_b)
    return _("'{high}' ranks above '{low}' by {difference} ranks, {p}").format(
        high=high, low=low, difference=decimals(difference, 1), p=p_text(pair.p_adjusted)
    )


def dunn(values: Column, groups: Column, adjust: str = "holm") -> DunnResult:
    """Compare every two groups after Kruskal-Wallis, on the ranks of all values [1]_.

    Parameters
    ----------
    values : sequence of float of shape (n,)
        Ratings in scale points; None and NaN are counted as missing.
    groups : sequence of str of shape (n,)
        Group of each rating.
    adjust : {"holm", "bonferroni", "hochberg", "BH", "BY"}
        Adjustment over all pairs.

    Returns
    -------
    DunnResult
        ``z`` has the tie-corrected variance, ``p_value`` is two-sided, a stands before b in the C
        locale; ``letters`` is the compact letter display at the adjusted .05.

    References
    ----------
    .. [1] Dunn, O. J. (1964). Technometrics 6(3), 241-252.

    Examples
    --------
    >>> dunn([1, 2, 3, 7, 8, 9], ["a", "a", "a", "b", "b", "b"]).sentence()
    "The two groups differ: 'b' ranks above 'a' by 3.0 ranks, p = .0495 (Dunn's test, Holm over 1 pair)."
    """
    adjust_family([], adjust)
    data = grouped(values, groups)
    reason = _refusal(data)
    if reason:
        pairs = _pairs(data, None, adjust) if len(data.names) > 1 else ()
        return DunnResult(
            pairs=pairs, letters={}, adjust=adjust, n=len(data.values), n_missing=data.n_missing,
            status=NOT_COMPUTABLE, reason=reason,
        )  # fmt: skip
    pairs = _pairs(data, rank_groups(data), adjust)
    return DunnResult(
        pairs=pairs,
        letters=_letters(data.names, pairs),
        adjust=adjust,
        n=len(data.values),
        n_missing=data.n_missing,
    )


def _pairs(data: Grouped, ranks: Ranks | None, adjust: str) -> tuple[DunnPair, ...]:
    k = len(data.names)
    a, b = (np.array(side, dtype=np.intp) for side in zip(*combinations(range(k), 2), strict=True))
    if ranks is None:
        sizes, mean_ranks = data.sizes, np.full(k, (len(data.values) + 1) / 2)
        z: Sequence[float | None] = [None] * len(a)
        p_values: Sequence[float | None] = [None] * len(a)
    else:
        sizes, mean_ranks = data.sizes, ranks.mean_ranks
        error = np.sqrt(ranks.variance * (1 / ranks.sizes[a] + 1 / ranks.sizes[b]))
        scores = (mean_ranks[a] - mean_ranks[b]) / error
        z, p_values = scores.tolist(), (2 * stats.norm.sf(np.abs(scores))).tolist()
    p_adjusted = adjust_family(p_values, adjust)
    return tuple(
        DunnPair(
            group_a=data.names[i],
            group_b=data.names[j],
            n_a=int(sizes[i]),
            n_b=int(sizes[j]),
            mean_rank_a=float(mean_ranks[i]),
            mean_rank_b=float(mean_ranks[j]),
            z=z[row],
            p_value=p_values[row],
            p_adjusted=p_adjusted[row],
        )
        for row, (i, j) in enumerate(zip(a, b, strict=True))
    )


def _letters(names: tuple[str, ...], pairs: tuple[DunnPair, ...]) -> dict[str, str]:
    ranks = {pair.group_a: pair.mean_rank_a for pair in pairs} | {pair.group_b: pair.mean_rank_b for pair in pairs}
    told = {(p.group_a, p.group_b) for p in pairs if p.p_adjusted is not None and p.p_adjusted < SIGNIFICANCE}
    return compact_letters(sorted(names, key=lambda name: -ranks[name]), told)
