"""Intervals by resampling listeners and sounds together.

Both are drawn with replacement, and a rating counts as often as its listener times its sound was
drawn (Owen 2007, Annals of Applied Statistics 1(2), 386-411). Resampling listeners alone covers 44 to
62 % for Cliff's delta between different sounds; both, 94 to 98 %.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.cell_statistics import CellStatistic, column
from analysis.columns import Column, Floats, Labels, labels, same_length
from analysis.errors import AnalysisError
from analysis.language import gettext as _
from analysis.permutation import Seed, as_rng, refuse_few
from analysis.results import NOT_COMPUTABLE, Result, decimals, interval_text, missing_text

DEFAULT_RESAMPLES = 2000
"""Enough for the bounds of a 95 % interval (Efron & Tibshirani 1993, section 14.3)."""

SMALLEST_SHARE = 0.95
"""Share of resamples in which the statistic must exist."""

WEIGHTS_AT_ONCE = 4_000_000
"""Numbers held at once; about 32 MB."""


@dataclass(frozen=True, kw_only=True)
class TwoWayBootstrapResult(Result):
    """An estimate with its percentile interval over listeners and sounds."""

    estimate: float | None
    low: float | None
    high: float | None
    level: float
    n_listeners: int
    n_stimuli: int
    n_resamples: int
    n_empty: int
    n_missing: int

    def _name(self) -> str:
        return _("The bootstrap interval")

    def _finding(self) -> str:
        drawn = _("{n_listeners} listeners and {n_stimuli} sounds drawn {n_resamples} times")
        if self.n_empty:
            drawn = _(
                "{n_listeners} listeners and {n_stimuli} sounds drawn {n_resamples} times, of which {n_empty} had no "
                "value"
            )
        shown = drawn.format(
            n_listeners=self.n_listeners, n_stimuli=self.n_stimuli, n_resamples=self.n_resamples, n_empty=self.n_empty
        )
        return _("The estimate is {estimate} ({interval}; {shown}).").format(
            estimate=decimals(self.estimate),
            interval=interval_text(self.low, self.high, self.level),
            shown=shown + missing_text(self.n_missing),
        )


def two_way_bootstrap(
    statistic: CellStatistic | Callable[[pd.DataFrame], float],
    table: pd.DataFrame,
    listeners: str | Column,
    stimuli: str | Column,
    n_resamples: int = DEFAULT_RESAMPLES,
    rng: Seed = None,
    level: float = 0.95,
) -> TwoWayBootstrapResult:
    """Estimate a statistic with an interval for other listeners and other sounds.

    Parameters
    ----------
    statistic : CellStatistic or callable
        One of :mod:`analysis.cell_statistics`, which is recomputed from counts and hundreds of times
        faster; or any function from a table to a number, called once for each resample.
    table : DataFrame of n rows
    listeners, stimuli : str or sequence of str of shape (n,)
        Name of a column of the table, or the column.
    n_resamples : int
    rng : numpy.random.Generator or int, optional
        A fixed seed where left out.
    level : float
        Of the percentile interval.

    Returns
    -------
    TwoWayBootstrapResult
        Resamples in which the statistic does not exist (an empty group) are left out and counted; the
        interval is not computable where they are more than 5 %.

    Examples
    --------
    >>> import pandas as pd
    >>> from analysis.cell_statistics import Mean
    >>> table = pd.DataFrame({"rating": [3, 4, 4, 5], "who": list("aabb"), "what": list("xyxy")})
    >>> two_way_bootstrap(Mean("rating"), table, "who", "what").estimate
    4.0
    """
    refuse_few(n_resamples)
    if not 0 < level < 1:
        raise AnalysisError("level", f"is outside 0 to 1, got {level!r}", "Give a level such as 0.95.")
    frame = table if isinstance(table, pd.DataFrame) else pd.DataFrame(table)
    listener, stimulus = _units(frame, listeners, "listeners"), _units(frame, stimuli, "stimuli")
    same_length(table=np.arange(len(frame)), listeners=listener.codes, stimuli=stimulus.codes)
    keep = (listener.codes >= 0) & (stimulus.codes >= 0)
    frame, listener, stimulus = frame[keep], listener.kept(keep), stimulus.kept(keep)
    n_listeners, n_stimuli = len(listener.names), len(stimulus.names)
    estimate, drawn = None, np.empty(0)
    reason = ""
    if min(n_listeners, n_stimuli) < 2:
        reason = _("it needs two listeners and two sounds, got {n_listeners} and {n_stimuli}").format(
            n_listeners=n_listeners, n_stimuli=n_stimuli
        )
    else:
        units = (frame, listener, stimulus, n_resamples, as_rng(rng))
        # A statistic that is not finite does not exist, here or in a resample.
        with np.errstate(invalid="ignore"):
            if isinstance(statistic, CellStatistic):
                estimate, drawn = _by_counts(statistic, *units)
            else:
                estimate, drawn = _by_tables(statistic, *units)
    exists = drawn[np.isfinite(drawn)]
    if not reason and estimate is None:
        reason = _("the statistic does not exist for these rows")
    elif not reason and len(exists) < SMALLEST_SHARE * n_resamples:
        reason = _("the statistic does not exist in {n} of {n_resamples} resamples").format(
            n=n_resamples - len(exists), n_resamples=n_resamples
        )
    low, high = (None, None) if reason else np.quantile(exists, [(1 - level) / 2, (1 + level) / 2]).tolist()
    return TwoWayBootstrapResult(
        estimate=estimate, low=low, high=high, level=level, n_listeners=n_listeners, n_stimuli=n_stimuli,
        n_resamples=n_resamples, n_empty=n_resamples - len(exists), n_missing=int((~keep).sum()),
        status=NOT_COMPUTABLE if reason else "ok", reason=reason,
    )  # fmt: skip


def _units(table: pd.DataFrame, given: str | Column, name: str) -> Labels:
    return labels(column(table, given) if isinstance(given, str) else given, name)


def times_drawn(n_units: int, n_resamples: int, rng: np.random.Generator) -> Floats:
    """Draw as many units as there are, with replacement, and return how often each was drawn (n_resamples, n_units).

    Drawing units and counting them is two to five times faster than drawing their counts from a multinomial.
    """
    drawn = rng.integers(n_units, size=(n_resamples, n_units))
    drawn += n_units * np.arange(n_resamples)[:, None]
    counts = np.bincount(drawn.ravel(), minlength=n_resamples * n_units)
    return counts.reshape(n_resamples, n_units).astype(np.float64)


def _by_counts(
    statistic: CellStatistic,
    table: pd.DataFrame,
    listener: Labels,
    stimulus: Labels,
    n_resamples: int,
    rng: np.random.Generator,
) -> tuple[float | None, Floats]:
    cells = statistic.cells(table)
    known = cells.codes >= 0
    n_listeners, n_stimuli = len(listener.names), len(stimulus.names)
    # One row per listener, one column per sound and cell: weighting the rows by the listeners drawn,
    # then the columns by the sounds drawn, gives the counts of the resampled table.
    place = stimulus.codes[known] * cells.n_cells + cells.codes[known]
    rows = listener.codes[known]
    counts = sparse.csr_array((np.ones(len(rows)), (rows, place)), shape=(n_listeners, n_stimuli * cells.n_cells))
    whole = np.asarray(counts.sum(axis=0)).reshape(1, n_stimuli, cells.n_cells).sum(axis=1)
    estimate = float(cells.of_counts(whole)[0])
    drawn = []
    left = n_resamples
    while left:
        n_now = min(left, max(1, WEIGHTS_AT_ONCE // max(1, n_stimuli * cells.n_cells)))
        by_listener = np.asarray(counts.T @ times_drawn(n_listeners, n_now, rng).T).T.reshape(n_now, n_stimuli, -1)
        weighted = np.matmul(times_drawn(n_stimuli, n_now, rng)[:, None, :], by_listener)[:, 0, :]
        drawn.append(cells.of_counts(weighted))
        left -= n_now
    return estimate if np.isfinite(estimate) else None, np.concatenate(drawn)


def _by_tables(
    statistic: Callable[[pd.DataFrame], float],
    table: pd.DataFrame,
    listener: Labels,
    stimulus: Labels,
    n_resamples: int,
    rng: np.random.Generator,
) -> tuple[float | None, Floats]:
    def value(resampled: pd.DataFrame) -> float:
        found = statistic(resampled) if len(resampled) else None
        return np.nan if found is None else float(found)

    estimate = value(table)
    rows = np.arange(len(table))
    drawn = []
    for _nth in range(n_resamples):
        by_listener, by_stimulus = (
            times_drawn(len(listener.names), 1, rng)[0],
            times_drawn(len(stimulus.names), 1, rng)[0],
        )
        times = (by_listener[listener.codes] * by_stimulus[stimulus.codes]).astype(np.intp)
        drawn.append(value(table.iloc[np.repeat(rows, times)]))
    return estimate if np.isfinite(estimate) else None, np.array(drawn)
