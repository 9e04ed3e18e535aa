"""How numbers, names and counts are written in sentences; English, in one place."""

import math

from analysis.results import p_text, proportion

MINUS = "−"


def number(value: float | None, digits: int = 2) -> str:
    """Write a number with a real minus sign; "–" where there is none.

    Examples
    --------
    >>> number(-0.4567), number(None)
    ('−0.46', '–')
    """
    if value is None or not math.isfinite(value):
        return "–"
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.removeprefix("-")
    return text.replace("-", MINUS)


def ratio(value: float | None, digits: int = 2) -> str:
    """Write a number that cannot exceed 1, without the zero before the point.

    Examples
    --------
    >>> ratio(0.2754), ratio(-0.4), ratio(None)
    ('.28', '−.40', '–')
    """
    return "–" if value is None else proportion(value, digits).replace("-", MINUS)


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


def interval(low: float | None, high: float | None, digits: int = 2) -> str:
    """Write an interval.

    Examples
    --------
    >>> interval(1.234, 5)
    '[1.23, 5.00]'
    """
    if low is None or high is None:
        return "[–]"
    return f"[{number(low, digits)}, {number(high, digits)}]"


def count(n: int, noun: str, plural: str = "") -> str:
    """Write a count with its noun.

    Examples
    --------
    >>> count(1, "sound"), count(1200, "sound"), count(2, "class", "classes")
    ('1 sound', '1,200 sounds', '2 classes')
    """
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def listed(words: list[str]) -> str:
    """Join words as a sentence does.

    Examples
    --------
    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


CONDITIONS = {
    "R0": "R0 recording",
    "R1": "R1 representation",
    "R2": "R2 reconstruction",
    "R3": "R3 draw",
    "R4": "R4 middle of a morph",
    "L1": "L1 low-pass",
    "L2": "L2 envelope noise",
    "linear": "linear path",
    "spherical": "spherical path",
    "crossfade": "plain crossfade",
    "hard-switch": "hard switch",
    "shuffled": "shuffled steps",
}
ROLES = {"test": "", "reference": "hidden reference", "anchor": "anchor"}


def condition_name(condition: str) -> str:
    """Write a condition for readers; a condition of the researcher's own stays as it is."""
    return CONDITIONS.get(condition, condition) or "(no condition)"


def within(words: str) -> str:
    """Write the beginning of a name small, as it stands within a sentence.

    Examples
    --------
    >>> within("Harmonic morphs"), within("R0 recording")
    ('harmonic morphs', 'R0 recording')
    """
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def id_in_words(identifier: str) -> str:
    """Write the id of a section or question for readers of the analysis.

    Examples
    --------
    >>> id_in_words("non-harmonic-morphs"), id_in_words("starts-as")
    ('Non-harmonic morphs', 'Starts as')
    """
    return identifier.replace("-", " ").replace("non harmonic", "non-harmonic").capitalize()
