"""How numbers, names and lists are written, in the language that is spoken."""

import math
import re

from analysis.language import gettext as _
from analysis.language import has_decimal_comma, marked, ngettext, numeral
from analysis.results import decimals, is_evidence, p_text, proportion


def number(value: float | None, digits: int = 2) -> str:
    """Write a number with a real minus sign; "–" where there is none.

    Examples
    --------
    >>> number(-0.4567), number(None)
    ('−0.46', '–')
    """
    return "–" if value is None or not math.isfinite(value) else decimals(value, digits)


def ratio(value: float | None, digits: int = 2) -> str:
    """Write a number that cannot exceed 1, without the zero before a decimal point.

    Examples
    --------
    >>> ratio(0.2754), ratio(-0.4), ratio(None)
    ('.28', '−.40', '–')
    """
    return "–" if value is None else proportion(value, digits)


def p_cell(p_value: float | None) -> str:
    """Write a p-value for a table cell, where the column says p.

    Examples
    --------
    >>> p_cell(0.0000001), p_cell(0.2), p_cell(None)
    ('< .001', '.200', '–')
    """
    if p_value is None:
        return "–"
    return p_text(p_value).removeprefix("p ").removeprefix("= ")


def holm_text(p_value: float | None, p_holm: float | None) -> str:
    """Say the p-value after Holm's correction, and that it is no evidence where the one before it was.

    Examples
    --------
    >>> holm_text(0.04, 0.12), holm_text(0.4, 0.9), holm_text(None, None)
    ('After Holm over the comparisons of this question p = .120: no evidence of a difference.', 'After Holm over the comparisons of this question p = .900.', '')
    """  # noqa: E501 (a doctest shows whole sentences)
    if p_holm is None:
        return ""
    words = _("After Holm over the comparisons of this question {p}.")
    if is_evidence(p_value) and not is_evidence(p_holm):
        words = _("After Holm over the comparisons of this question {p}: no evidence of a difference.")
    return words.format(p=p_text(p_holm))


def share(value: float | None) -> str:
    """Write a share as a whole percentage.

    Examples
    --------
    >>> share(0.137), share(0.001), share(None)
    ('14 %', '< 1 %', '–')
    """
    if value is None or not math.isfinite(value):
        return "–"
    if 0 < value < 0.005:
        return "< 1 %"
    if 0.995 < value < 1:
        return "> 99 %"
    return f"{100 * value:.0f} %"


def ratio_interval(low: float | None, high: float | None) -> str:
    """Write the interval of a number that cannot exceed 1.

    Examples
    --------
    >>> ratio_interval(-0.123, 0.5), ratio_interval(None, None)
    ('[−.12, .50]', '[–]')
    """
    return between(ratio(low), ratio(high))


def interval(low: float | None, high: float | None, digits: int = 2) -> str:
    """Write an interval.

    Examples
    --------
    >>> interval(1.234, 5)
    '[1.23, 5.00]'
    """
    return between(number(low, digits), number(high, digits))


def share_interval(low: float | None, high: float | None) -> str:
    """Write an interval of a share.

    Examples
    --------
    >>> share_interval(0.1, 0.25), share_interval(None, None)
    ('[10 %, 25 %]', '[–]')
    """
    return between(share(low), share(high))


def between(low: str, high: str) -> str:
    """Write two bounds; where numbers have a decimal comma, a semicolon stands between them."""
    if "–" in (low, high):
        return "[–]"
    return f"[{low}; {high}]" if has_decimal_comma() else f"[{low}, {high}]"


def whole(n: int) -> str:
    """Write a whole number, thousands apart.

    Examples
    --------
    >>> whole(1200)
    '1,200'
    """
    return numeral(f"{n:,}")


def unbroken(text: str) -> str:
    r"""Keep a number and its sign on one line: no line ends before "%", or within "p = .02".

    Examples
    --------
    >>> unbroken("14 % of the answers, p = .02")
    '14\xa0% of the answers, p\xa0=\xa0.02'
    """
    text = re.sub(r"(?<=\d) %", "\u00a0%", text)
    return re.sub(r"\b([pn]) (=|&lt;|&gt;) (?=[.\d])", "\\1\u00a0\\2\u00a0", text)


def answers_text(n: int) -> str:
    """Say how many answers.

    Examples
    --------
    >>> answers_text(1200)
    '1,200 answers'
    """
    return ngettext("{n} answer", "{n} answers", n).format(n=whole(n))


def people_text(n: int, is_simulated: bool) -> str:
    """Say how many people took part, and call synthetic listeners what they are.

    Examples
    --------
    >>> people_text(1, False), people_text(30, True)
    ('1 participant', '30 synthetic listeners')
    """
    if is_simulated:
        return ngettext("{n} synthetic listener", "{n} synthetic listeners", n).format(n=whole(n))
    return ngettext("{n} participant", "{n} participants", n).format(n=whole(n))


def units_text(unit: str, n: int) -> str:
    """Say how many independent sounds or participants a test had.

    Examples
    --------
    >>> units_text("independent sound", 8)
    '8 independent sounds'
    """
    if unit == "participant":
        return people_text(n, False)
    return ngettext("{n} independent sound", "{n} independent sounds", n).format(n=whole(n))


def listed(words: list[str]) -> str:
    """Join words as a sentence does.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(words) < 2:
        return "".join(words)
    return _("{words} and {last}").format(words=", ".join(words[:-1]), last=words[-1])


CONDITIONS = {
    "R0": marked("R0 recording"),
    "R1": marked("R1 representation"),
    "R2": marked("R2 reconstruction"),
    "R3": marked("R3 draw"),
    "R4": marked("R4 middle of a morph"),
    "prior": marked("draw for no class"),
    "blend": marked("blend"),
    "L1": marked("L1 low-pass"),
    "L2": marked("L2 envelope noise"),
    "linear": marked("linear path"),
    "spherical": marked("spherical path"),
    "uniform": marked("uniform path"),
    "crossfade": marked("plain crossfade"),
    "hard-switch": marked("hard switch"),
    "shuffled": marked("shuffled steps"),
}
ROLES = {"test": "", "reference": marked("hidden reference"), "anchor": marked("anchor")}

KNOWN_IDS = (
    marked("Quality"),
    marked("Class"),
    marked("Starts as"),
    marked("Ends as"),
    marked("Smoothness"),
    marked("Harmonic morphs"),
    marked("Non-harmonic morphs"),
    marked("Non-harmonic singles"),
)
"""Sections and questions of the studies that ship, in words."""


def condition_name(condition: str) -> str:
    """Write a condition for readers; a condition of the researcher's own stays as it is."""
    return _(CONDITIONS.get(condition, condition)) or _("(no condition)")


def role_name(role: str) -> str:
    """Write a role beside the name of a condition; blank for test sounds."""
    return _(ROLES[role])


def group_name(by: str, group: str) -> str:
    """Write the name of a group of a comparison; groups that the researcher named stay as they are.

    Examples
    --------
    >>> group_name("section", "harmonic-morphs"), group_name("condition", "linear"), group_name("experience", "none")
    ('Harmonic morphs', 'linear path', 'none')
    """
    if by == "section":
        return id_in_words(group)
    return condition_name(group) if by == "condition" else _(group)


def within(words: str) -> str:
    """Write the beginning of a name small, as it stands within a sentence.

    Examples
    --------
    >>> within("Harmonic morphs"), within("R0 recording")
    ('harmonic morphs', 'R0 recording')
    """
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def id_in_words(identifier: str) -> str:
    """Write the id of a section or question for readers; an id of the researcher's own is not translated.

    Examples
    --------
    >>> id_in_words("non-harmonic-morphs"), id_in_words("starts-as")
    ('Non-harmonic morphs', 'Starts as')
    """
    return _(identifier.replace("-", " ").replace("non harmonic", "non-harmonic").capitalize())
