"""What every result has: fields, a table, and one sentence a reviewer accepts.

Numbers in sentences follow the APA manual (7th edition, section 6.36): no zero before the
point where a value cannot exceed 1, exact p-values with three decimals, "p < .001" below.
Where a language writes a decimal comma, the zero stays: "p < 0,001". Negative numbers have a real minus sign.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd

from analysis.language import gettext as _
from analysis.language import has_decimal_comma, ngettext, numeral

OK = "ok"
NOT_COMPUTABLE = "not computable"

MINUS = "−"

SIGNIFICANCE = 0.05
"""Level of a single test; Neyman & Pearson's convention, fixed so that sentences are comparable."""


@dataclass(frozen=True, kw_only=True)
class Result(ABC):
    """Base of the frozen results: `status` is "ok" or "not computable", `reason` says why.

    A subclass names its fields, overrides :meth:`table` where it has more than one row, and
    says in ``_finding`` what was found when the status is "ok".
    """

    status: str = OK
    reason: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether there is something to report."""
        return self.status == OK

    def table(self) -> pd.DataFrame:
        """Return the fields that are single values as one row."""
        row = {field.name: getattr(self, field.name) for field in fields(self)}
        return pd.DataFrame([{name: value for name, value in row.items() if _is_single(value)}])

    def sentence(self) -> str:
        """Say the result in one plain sentence, effect before p."""
        if self.is_ok:
            return self._finding()
        return _("{name} is not computable: {reason}.").format(name=self._name(), reason=self.reason)

    def _name(self) -> str:
        return type(self).__name__.removesuffix("Result")

    @abstractmethod
    def _finding(self) -> str:
        """Say what was found, where there is something to report."""


def _is_single(value: Any) -> bool:
    return value is None or isinstance(value, (str, bool, int, float))


def decimals(value: float | None, places: int = 2) -> str:
    """Write a number that may exceed 1, such as a mean or a test statistic.

    Examples
    --------
    >>> decimals(7.98823), decimals(-0.4567), decimals(-0.001), decimals(None)
    ('7.99', '−0.46', '0.00', 'not computable')
    """
    if value is None:
        return _("not computable")
    text = f"{value:.{places}f}"
    return numeral(text.removeprefix("-") if float(text) == 0 else text.replace("-", MINUS))


def proportion(value: float | None, places: int = 2) -> str:
    """Write a number that cannot exceed 1 in size, without the zero before a decimal point.

    Examples
    --------
    >>> proportion(0.2754), proportion(-0.4), proportion(1.0)
    ('.28', '−.40', '1.00')
    """
    text = decimals(value, places)
    if has_decimal_comma():
        return text
    return text.removeprefix("0") if text.startswith("0.") else text.replace(f"{MINUS}0.", f"{MINUS}.", 1)


def percent(value: float | None) -> str:
    """Write a share in per cent.

    Examples
    --------
    >>> percent(0.0333), percent(1.0)
    ('3 %', '100 %')
    """
    return _("not computable") if value is None else f"{100 * value:.0f} %"


def p_text(p_value: float | None) -> str:
    """Write a p-value: never "p = 0.000", and never on the wrong side of .05 by rounding.

    Examples
    --------
    >>> p_text(1e-20), p_text(0.0184), p_text(0.04960), p_text(0.04996), p_text(0.99999)
    ('p < .001', 'p = .018', 'p = .0496', 'p = .04996', 'p > .999')
    """
    if p_value is None:
        return _("p not computable")
    if p_value < 0.001:
        return f"p < {proportion(0.001, 3)}"
    if p_value > 0.999:
        return f"p > {proportion(0.999, 3)}"
    places = 3
    while float(f"{p_value:.{places}f}") == SIGNIFICANCE and p_value != SIGNIFICANCE and places < 12:
        places += 1
    return f"p = {proportion(p_value, places)}"


def is_evidence(p_value: float | None) -> bool:
    """Whether a p-value is below the level of a single test."""
    return p_value is not None and p_value < SIGNIFICANCE


def interval_text(
    low: float | None, high: float | None, level: float = 0.95, places: int = 2, is_bounded: bool = False
) -> str:
    """Write an interval; bounds that cannot exceed 1 in size lose the zero before the point.

    Examples
    --------
    >>> interval_text(2.9, 3.71), interval_text(0.1, 0.4, is_bounded=True)
    ('95 % interval 2.90 to 3.71', '95 % interval .10 to .40')
    """
    if low is None or high is None:
        return _("interval not computable")
    write = proportion if is_bounded else decimals
    return _("{level} interval {low} to {high}").format(
        level=numeral(f"{100 * level:g} %"), low=write(low, places), high=write(high, places)
    )


def missing_text(n_missing: int) -> str:
    """Say how many rows were left out, or nothing where none were.

    Examples
    --------
    >>> missing_text(1), missing_text(0)
    ('; 1 row with a missing entry was left out', '')
    """
    if n_missing == 0:
        return ""
    words = ngettext(
        "{n} row with a missing entry was left out", "{n} rows with a missing entry were left out", n_missing
    )
    return f"; {words.format(n=n_missing)}"


def family_text(method: str, n: int) -> str:
    """Name an adjustment and its family.

    Examples
    --------
    >>> family_text("holm", 3)
    'Holm over 3 pairs'
    """
    named = method if method.isupper() else method.capitalize()
    return ngettext("{method} over {n} pair", "{method} over {n} pairs", n).format(method=named, n=n)
