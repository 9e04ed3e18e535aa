"""Listeners who do not hear what everybody hears (Recommendation ITU-R BS.1534-3, section 4.1.2)."""

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from analysis.columns import labels, numbers
from analysis.errors import AnalysisError
from analysis.language import gettext as _
from analysis.language import ngettext
from analysis.results import NOT_COMPUTABLE, Result, missing_text, percent

CROWD = 0.25
"""Above this share of listeners who rate the anchor so high, the anchor is at fault and not the listeners."""

LISTENER_NAMES = ("listener", "participant")
CONDITION_NAMES = ("condition", "system", "role")
VALUE_NAMES = ("value", "rating", "score")


@dataclass(frozen=True)
class ListenerShare:
    """How often one listener broke a rule; None where there was nothing to judge."""

    listener: str
    n_reference: int
    reference_low: float | None
    n_anchor: int
    anchor_high: float | None
    excluded: bool


@dataclass(frozen=True, kw_only=True)
class Bs1534Result(Result):
    """Listeners to leave out, and the shares that decide.

    Attributes
    ----------
    excluded : tuple of str
    shares : dict of str to float
        Share of each listener's ratings of the hidden reference below the threshold.
    anchor_shares : dict of str to float
        Share of each listener's ratings of the mid anchor above the threshold; empty without an anchor.
    is_anchor_rule_off : bool
        True where more than a quarter of the listeners rate the anchor so high.
    """

    excluded: tuple[str, ...]
    shares: dict[str, float]
    anchor_shares: dict[str, float]
    is_anchor_rule_off: bool
    rows: tuple[ListenerShare, ...]
    n_listeners: int
    n_missing: int

    def table(self) -> pd.DataFrame:
        """Return one row per listener."""
        return pd.DataFrame([asdict(row) for row in self.rows], columns=list(ListenerShare.__dataclass_fields__))

    def _name(self) -> str:
        return _("The BS.1534 rule")

    def _finding(self) -> str:
        told = ngettext(
            "{n} of {n_listeners} listeners ({share}) is left out by ITU-R BS.1534-3",
            "{n} of {n_listeners} listeners ({share}) are left out by ITU-R BS.1534-3",
            len(self.excluded),
        ).format(
            n=len(self.excluded), n_listeners=self.n_listeners, share=percent(len(self.excluded) / self.n_listeners)
        )
        if self.excluded:
            told += f" ({', '.join(self.excluded)})"
        if self.is_anchor_rule_off:
            told += "; " + _("the anchor rule is off, because more than a quarter rate the anchor so high")
        return f"{told}{missing_text(self.n_missing)}."


def bs1534(
    ratings: pd.DataFrame, reference: str, anchor: str | None = None, threshold: float = 90, share: float = 0.15
) -> Bs1534Result:
    """Find the listeners who fail the post-screening of BS.1534-3.

    A listener is left out who rates the hidden reference below 90 in more than 15 % of the items, or the
    mid-range anchor above 90 in more than 15 % of the items; the second rule falls when more than 25 %
    of all listeners would be left out by it.

    Parameters
    ----------
    ratings : DataFrame
        One row per rating with the columns listener (or participant), condition (or system, or role) and
        value (or rating, or score), 0 to 100; or one row per listener and item, with a column listener (or
        the listener in the index) and one column per condition.
    reference, anchor : str
        Condition of the hidden reference, and of the mid-range anchor.
    threshold : float
        In scale points.
    share : float
        Of a listener's items.

    Returns
    -------
    Bs1534Result

    Raises
    ------
    AnalysisError
        A column or the reference is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> ratings = pd.DataFrame({"listener": list("aabb"), "condition": "reference", "value": [100, 95, 100, 60]})
    >>> bs1534(ratings, "reference").excluded
    ('b',)
    """
    if not isinstance(ratings, pd.DataFrame):
        raise AnalysisError("ratings", f"is no table, got {type(ratings).__name__}", "Give a pandas DataFrame.")
    long = _long(ratings, [reference] if anchor is None else [reference, anchor])
    listener, condition, value = (
        labels(long["listener"], "listener"),
        labels(long["condition"], "condition"),
        long["value"],
    )
    score = numbers(value, "value")
    for name in filter(None, (reference, anchor)):
        if name not in condition.names:
            raise AnalysisError(
                "ratings", f"condition '{name}' is missing", f"There are: {', '.join(condition.names)}."
            )
    known = ~np.isnan(score) & (listener.codes >= 0) & (condition.codes >= 0)
    is_reference = known & (condition.codes == condition.names.index(reference))
    is_anchor = (
        known & (condition.codes == condition.names.index(anchor)) if anchor else np.zeros(len(score), dtype=bool)
    )
    low, n_low = _shares(listener.codes, len(listener.names), is_reference, score < threshold)
    high, n_high = _shares(listener.codes, len(listener.names), is_anchor, score > threshold)
    fails_anchor = high > share
    judged = int((n_high > 0).sum())
    is_off = bool(judged and fails_anchor.sum() > CROWD * judged)
    excluded = (low > share) | (fails_anchor & (not is_off))
    rows = tuple(
        ListenerShare(name, int(n_low[i]), _or_none(low[i]), int(n_high[i]), _or_none(high[i]), bool(excluded[i]))
        for i, name in enumerate(listener.names)
    )
    none_judged = not (n_low > 0).any()
    return Bs1534Result(
        excluded=tuple(row.listener for row in rows if row.excluded),
        shares={row.listener: row.reference_low for row in rows if row.reference_low is not None},
        anchor_shares={row.listener: row.anchor_high for row in rows if row.anchor_high is not None},
        is_anchor_rule_off=is_off,
        rows=rows,
        n_listeners=len(rows),
        n_missing=int((~known).sum()),
        status=NOT_COMPUTABLE if none_judged else "ok",
        reason=_("nobody rated the hidden reference") if none_judged else "",
    )


def _long(ratings: pd.DataFrame, conditions: list[str]) -> pd.DataFrame:
    """Return the columns listener, condition and value, whichever way the table lies."""
    names = {role: _named(ratings, options) for role, options in _ROLES.items()}
    if all(condition in ratings.columns for condition in conditions):
        wide = ratings.copy()
        wide["listener"] = ratings[names["listener"]] if names["listener"] else ratings.index.get_level_values(0)
        return wide.melt(id_vars="listener", value_vars=conditions, var_name="condition", value_name="value")
    for role, name in names.items():
        if not name:
            raise AnalysisError("ratings", f"column '{role}' is missing", f"There are: {', '.join(ratings.columns)}.")
    return pd.DataFrame({role: ratings[name].to_numpy() for role, name in names.items()})


_ROLES = {"listener": LISTENER_NAMES, "condition": CONDITION_NAMES, "value": VALUE_NAMES}


def _named(table: pd.DataFrame, options: tuple[str, ...]) -> str:
    return next((name for name in options if name in table.columns), "")


def _shares(codes: np.ndarray, n: int, rows: np.ndarray, breaks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    counts = np.bincount(codes[rows], minlength=n)
    broken = np.bincount(codes[rows & breaks], minlength=n)
    return np.divide(broken, counts, out=np.full(n, np.nan), where=counts > 0), counts


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
