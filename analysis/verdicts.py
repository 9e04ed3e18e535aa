"""What an interval says about a criterion that was set beforehand."""

from collections.abc import Iterable

from analysis.errors import AnalysisError
from analysis.language import marked

SUPPORTED = marked("SUPPORTED")
NOT_SUPPORTED = marked("NOT SUPPORTED")
INCONCLUSIVE = marked("INCONCLUSIVE")

_WORST_FIRST = (NOT_SUPPORTED, INCONCLUSIVE, SUPPORTED)


def verdict(low: float | None, high: float | None, criterion: float) -> str:
    """Judge whether an interval lies wholly beyond a criterion.

    Parameters
    ----------
    low, high : float
        Bounds of the interval, in the unit of the criterion; None where it is not computable.
    criterion : float
        What has to be exceeded.

    Returns
    -------
    str
        "SUPPORTED" when the interval lies wholly above the criterion, "NOT SUPPORTED" when
        wholly below it, else "INCONCLUSIVE".

    Raises
    ------
    AnalysisError
        The bounds are in the wrong order.

    Examples
    --------
    >>> verdict(3.2, 3.9, criterion=3), verdict(2.8, 3.4, criterion=3), verdict(2.1, 2.9, criterion=3)
    ('SUPPORTED', 'INCONCLUSIVE', 'NOT SUPPORTED')
    """
    if low is None or high is None or low != low or high != high:
        return INCONCLUSIVE
    if low > high:
        raise AnalysisError("low", f"is above high, got {low:g} and {high:g}", "Give the lower bound first.")
    if low > criterion:
        return SUPPORTED
    if high < criterion:
        return NOT_SUPPORTED
    return INCONCLUSIVE


def worst(verdicts: Iterable[str]) -> str:
    """Return the worst of several verdicts: a conclusion is as good as its worst part.

    Examples
    --------
    >>> worst(["SUPPORTED", "INCONCLUSIVE"])
    'INCONCLUSIVE'
    """
    return min(verdicts, key=_WORST_FIRST.index, default=INCONCLUSIVE)
