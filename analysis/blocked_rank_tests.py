"""Rank tests within blocks: Friedman, and Conover's pairs.

A block is a listener (or a sound) that was met under every condition. Several ratings of a block
under one condition are averaged first; blocks without a rating under some condition are dropped by name.
"""

from dataclasses import asdict, dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from analysis.columns import Column, Floats, infinite, labels, numbers, same_length
from analysis.corrections import adjust as adjust_family
from analysis.language import gettext as _
from analysis.language import ngettext
from analysis.results import (
    NOT_COMPUTABLE,
    Result,
    decimals,
    family_text,
    is_evidence,
    missing_text,
    p_text,
    proportion,
)


@dataclass(frozen=True, eq=False)
class Blocks:
    """Mean rating of every complete block under every condition.

    Attributes
    ----------
    means : numpy.ndarray of shape (n_blocks, n_conditions)
    infinite : str
        Why they are no means: infinite ratings; blank where there are none.
    conditions : tuple of str
    dropped : tuple of str
        Blocks that lack a condition.
    n_missing : int
    """

    means: Floats
    infinite: str
    conditions: tuple[str, ...]
    dropped: tuple[str, ...]
    n_missing: int


def read_blocks(values: Column, conditions: Column, blocks: Column) -> Blocks:
    """Average the ratings of each block under each condition and keep the complete blocks."""
    numeric, condition, block = numbers(values, "values"), labels(conditions, "conditions"), labels(blocks, "blocks")
    same_length(values=numeric, conditions=condition.codes, blocks=block.codes)
    keep = ~np.isnan(numeric) & (condition.codes >= 0) & (block.codes >= 0)
    condition, block, numeric = condition.kept(keep), block.kept(keep), numeric[keep]
    k, n_blocks = len(condition.names), len(block.names)
    cell = block.codes * k + condition.codes
    counts = np.bincount(cell, minlength=n_blocks * k).reshape(n_blocks, k)
    sums = np.bincount(cell, weights=numeric, minlength=n_blocks * k).reshape(n_blocks, k)
    complete = np.all(counts > 0, axis=1)
    return Blocks(
        means=sums[complete] / counts[complete],
        infinite=infinite(numeric),
        conditions=condition.names,
        dropped=tuple(block.names[place] for place in np.flatnonzero(~complete)),
        n_missing=int((~keep).sum()),
    )


def _refusal(data: Blocks) -> str:
    if data.infinite:
        return data.infinite
    if len(data.conditions) < 2:
        return _("it needs two conditions, got {n}").format(n=len(data.conditions))
    if len(data.means) == 0:
        return _("no block has a rating under every condition")
    if len(data.means) == 1:
        return _("it needs two blocks, got 1")
    if np.all(data.means == data.means[:, :1]):
        return _("within each block all values are the same")
    return ""


def _dropped_text(dropped: tuple[str, ...]) -> str:
    n = len(dropped)
    if n == 0:
        return ""
    words = ngettext(
        "{n} block without a rating under every condition left out",
        "{n} blocks without a rating under every condition left out",
        n,
    )
    return f"; {words.format(n=n)}"


@dataclass(frozen=True, kw_only=True)
class FriedmanResult(Result):
    """Difference between conditions within blocks; `statistic` is Q, corrected for ties."""

    statistic: float | None
    df: int | None
    p_value: float | None
    kendalls_w: float | None
    n_blocks: int
    n_conditions: int
    dropped: tuple[str, ...]
    n_missing: int

    def _name(self) -> str:
        return _("Friedman's test")

    def _finding(self) -> str:
        shown = _("Kendall's W = {effect}, Q({df}) = {statistic}, {p}, {n_blocks} blocks").format(
            effect=proportion(self.kendalls_w), df=self.df, statistic=decimals(self.statistic),
            p=p_text(self.p_value), n_blocks=self.n_blocks,
        )  # fmt: skip
        shown += f"{_dropped_text(self.dropped)}{missing_text(self.n_missing)}"
        if is_evidence(self.p_value):
            sentence = _("The {n} conditions differ within blocks ({shown}).")
        else:
            sentence = _("There is no evidence of a difference between the {n} conditions ({shown}).")
        return sentence.format(n=self.n_conditions, shown=shown)


def friedman(values: Column, conditions: Column, blocks: Column) -> FriedmanResult:
    """Test whether conditions differ within blocks [1]_.

    Parameters
    ----------
    values : sequence of float of shape (n,)
        Ratings in scale points; None and NaN are counted as missing. Several ratings of a block
        under one condition are averaged.
    conditions, blocks : sequence of str of shape (n,)
        What is compared, and the listener (or sound) that met it.

    Returns
    -------
    FriedmanResult
        ``kendalls_w`` is Q / (n (k - 1)); ``dropped`` names the incomplete blocks.

    References
    ----------
    .. [1] Friedman, M. (1937). JASA 32(200), 675-701.

    Examples
    --------
    >>> result = friedman([1, 2, 3, 2, 4, 5, 1, 3, 4], list("abc") * 3, list("111222333"))
    >>> round(result.statistic, 6), result.kendalls_w, result.n_blocks
    (6.0, 1.0, 3)
    """
    data = read_blocks(values, conditions, blocks)
    n, k = data.means.shape
    reason = _refusal(data)
    if reason:
        return FriedmanResult(
            statistic=None, df=None, p_value=None, kendalls_w=None, n_blocks=n, n_conditions=k,
            dropped=data.dropped, n_missing=data.n_missing, status=NOT_COMPUTABLE, reason=reason,
        )  # fmt: skip
    q = friedman_statistic(data.means)
    return FriedmanResult(
        statistic=q,
        df=k - 1,
        p_value=float(stats.chi2.sf(q, k - 1)),
        kendalls_w=q / (n * (k - 1)),
        n_blocks=n,
        n_conditions=k,
        dropped=data.dropped,
        n_missing=data.n_missing,
    )


def ranks_within(means: Floats) -> Floats:
    """Return the ranks within each row of a matrix (n_blocks, n_conditions)."""
    return np.asarray(stats.rankdata(means, axis=1), dtype=np.float64)


def friedman_statistic(means: Floats) -> float:
    """Return Friedman's Q of a matrix (n_blocks, n_conditions), corrected for ties."""
    n, k = means.shape
    ranks = ranks_within(means)
    # Ties lessen the spread of the ranks, which is their correction.
    spread = float(np.sum(ranks**2) - n * k * (k + 1) ** 2 / 4)
    return float((k - 1) * np.sum((ranks.sum(axis=0) - n * (k + 1) / 2) ** 2) / spread)


@dataclass(frozen=True)
class ConoverPair:
    """One comparison: `t` is positive where condition a ranks higher."""

    condition_a: str
    condition_b: str
    rank_sum_a: float
    rank_sum_b: float
    t: float | None
    p_value: float | None
    p_adjusted: float | None


@dataclass(frozen=True, kw_only=True)
class ConoverResult(Result):
    """All pairs of conditions within blocks."""

    pairs: tuple[ConoverPair, ...]
    df: int | None
    adjust: str
    n_blocks: int
    dropped: tuple[str, ...]
    n_missing: int

    def table(self) -> pd.DataFrame:
        """Return one row per pair."""
        return pd.DataFrame([asdict(pair) for pair in self.pairs], columns=list(ConoverPair.__dataclass_fields__))

    def _name(self) -> str:
        return _("Conover's test")

    def _finding(self) -> str:
        told = [pair for pair in self.pairs if is_evidence(pair.p_adjusted)]
        how = _("Conover's test, {n_blocks} blocks, {family}").format(
            n_blocks=self.n_blocks, family=family_text(self.adjust, len(self.pairs))
        )
        how += f"{_dropped_text(self.dropped)}{missing_text(self.n_missing)}"
        if not told:
            least = min(pair.p_adjusted for pair in self.pairs if pair.p_adjusted is not None)
            return _(
                "There is no evidence of a difference between any two conditions (smallest {p}; {how})."
            ).format(p=p_text(least), how=how)  # fmt: skip
        first = _pair_text(max(told, key=lambda pair: abs(pair.t or 0)), self.n_blocks)
        if len(self.pairs) == 1:
            return _("The two conditions differ: {first} ({how}).").format(first=first, how=how)
        return ngettext(
            "{n} of {n_pairs} pairs of conditions differs: {first} ({how}).",
            "{n} of {n_pairs} pairs of conditions differ, most of all: {first} ({how}).",
            len(told),
        ).format(n=len(told), n_pairs=len(self.pairs), first=first, how=how)


def _pair_text(pair: ConoverPair, n_blocks: int) -> str:
    high, low = pair.condition_a, pair.condition_b
    if pair.rank_sum_a < pair.rank_sum_b:
        high, low = low, high
    difference = abs(pair.rank_sum_a - pair.rank_sum_b) / n_blocks
    return _("'{high}' ranks above '{low}' by {difference} ranks, {p}").format(
        high=high, low=low, difference=decimals(difference), p=p_text(pair.p_adjusted)
    )


def conover(values: Column, conditions: Column, blocks: Column, adjust: str = "holm") -> ConoverResult:
    """Compare every two conditions after Friedman [1]_.

    Parameters
    ----------
    values : sequence of float of shape (n,)
        Ratings in scale points; None and NaN are counted as missing.
    conditions, blocks : sequence of str of shape (n,)
        As in :func:`friedman`.
    adjust : {"holm", "bonferroni", "hochberg", "BH", "BY"}
        Adjustment over all pairs.

    Returns
    -------
    ConoverResult
        Two-sided p-values from t with (n - 1)(k - 1) degrees of freedom; where all blocks rank the
        conditions alike, t is infinite and p is 0.

    References
    ----------
    .. [1] Conover, W. J. (1999). Practical Nonparametric Statistics (3rd ed.), section 5.8. Wiley.

    Examples
    --------
    >>> conover([1, 2, 3, 2, 4, 3, 1, 3, 4], list("abc") * 3, list("111222333")).table().p_adjusted.round(3).tolist()
    [0.095, 0.072, 0.519]
    """
    adjust_family([], adjust)
    data = read_blocks(values, conditions, blocks)
    n, k = data.means.shape
    reason = _refusal(data)
    if reason:
        return ConoverResult(
            pairs=(), df=None, adjust=adjust, n_blocks=n, dropped=data.dropped, n_missing=data.n_missing,
            status=NOT_COMPUTABLE, reason=reason,
        )  # fmt: skip
    ranks = ranks_within(data.means)
    sums, df = ranks.sum(axis=0), (n - 1) * (k - 1)
    spread = float(np.sum(ranks**2) - n * k * (k + 1) ** 2 / 4)
    agreement = friedman_statistic(data.means) / (n * (k - 1))
    error = np.sqrt(max(0.0, 2 * n * spread / df * (1 - agreement)))
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = [float(np.divide(sums[i] - sums[j], error)) for i, j in combinations(range(k), 2)]
    p_values = [None if np.isnan(t) else float(2 * stats.t.sf(abs(t), df)) for t in scores]
    p_adjusted = adjust_family(p_values, adjust)
    pairs = tuple(
        ConoverPair(
            condition_a=data.conditions[i],
            condition_b=data.conditions[j],
            rank_sum_a=float(sums[i]),
            rank_sum_b=float(sums[j]),
            t=None if np.isnan(scores[row]) else scores[row],
            p_value=p_values[row],
            p_adjusted=p_adjusted[row],
        )
        for row, (i, j) in enumerate(combinations(range(k), 2))
    )
    return ConoverResult(pairs=pairs, df=df, adjust=adjust, n_blocks=n, dropped=data.dropped, n_missing=data.n_missing)
