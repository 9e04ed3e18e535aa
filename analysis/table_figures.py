"""Figures for ratings of any scale: boxes, and means with intervals and Dunn's letters."""

from collections.abc import Callable, Sequence
from math import ceil, floor, log10

from analysis.figures import WIDTH, Summary
from analysis.language import gettext as _
from analysis.rating_groups import Scale
from analysis.svg import drawing, element, text
from analysis.wording import interval, number

_EDGE, _ROW, _BAR, _TOP, _INSET = 8.0, 42.0, 16.0, 6.0, 14.0
_MOST_TICKS = 7
_LETTERS_AT = WIDTH - _EDGE
_BOLD_CHARACTER, _CHARACTER = 7.2, 6.2
"""Widths that lines of text hardly exceed, at 12 and 11.5 units of height."""


def group_means(
    identifier: str, title: str, groups: Sequence[Summary], scale: Scale, unit: str, is_simulated: bool
) -> str:
    """Draw means with their intervals, medians and Dunn's letters, on the axis of the scale.

    Parameters
    ----------
    identifier, title : str
        Id in the page and title for screen readers.
    groups : sequence of mapping
        Groups as :func:`analysis.rating_groups.rating_groups` describes them.
    scale : Scale
        What ratings lie between.
    unit : str
        Name of the axis.
    is_simulated : bool
        Whether the data are simulated.
    """
    bounds = [bound for one in groups for bound in (one["low"], one["high"], one["median"]) if bound is not None]
    marks = list(scale.points) or ticks(min([scale.low, *bounds]), max([scale.high, *bounds]))
    place, parts, bottom = _axis(marks, len(groups), unit)
    for at, one in enumerate(groups):
        y = _TOP + _ROW * at
        middle = y + 17 + _BAR / 2
        shown = f"{number(one['mean'])} {interval(one['low'], one['high'])}"
        parts += _head(one["name"], f"{shown}  {one['letters']}".rstrip(), y)
        if one["low"] is not None:
            left, right = (min(max(place(bound), _EDGE), WIDTH - _EDGE) for bound in (one["low"], one["high"]))
            parts.append(element("line", x1=left, x2=right, y1=middle, y2=middle, class_="whisker"))
        parts.append(element("path", d=f"M{place(one['median']) - 5:.2f} {y + 16:.2f}h10l-5 7z", class_="median"))
        parts.append(element("circle", cx=place(one["mean"]), cy=middle, r=4.5, class_="mean"))
    y = bottom + 46
    parts.append(element("circle", cx=_EDGE + 5, cy=y - 4, r=4.5, class_="mean"))
    words = _("mean, interval (95 %)")
    parts.append(text(words, _EDGE + 15, y, class_="small"))
    x = _EDGE + 15 + _CHARACTER * len(words) + 14
    parts.append(element("path", d=f"M{x:.2f} {y - 8:.2f}h10l-5 7z", class_="median"))
    parts.append(text(_("median"), x + 16, y, class_="small"))
    description = "; ".join(
        _("{name}: mean {mean} {interval}, median {median}").format(
            name=one["name"],
            mean=number(one["mean"]),
            interval=interval(one["low"], one["high"]),
            median=number(one["median"], 1),
        )
        for one in groups
    )
    return drawing(identifier, WIDTH, bottom + 54, title, description, parts, is_simulated)


def group_boxes(
    identifier: str, title: str, groups: Sequence[Summary], scale: Scale, unit: str, is_simulated: bool
) -> str:
    """Draw boxes from the lower to the upper quartile, with the median, and lines to the lowest and highest value.

    Parameters
    ----------
    identifier, title, groups, scale, unit, is_simulated
        As in :func:`group_means`.
    """
    place, parts, bottom = _axis(ticks(scale.low, scale.high), len(groups), unit)
    for at, one in enumerate(groups):
        y = _TOP + _ROW * at
        middle = y + 17 + _BAR / 2
        parts += _head(one["name"], f"n = {one['n']:,}", y)
        left, right = place(one["lower_quartile"]), place(one["upper_quartile"])
        for start, end in ((place(one["lowest"]), left), (right, place(one["highest"]))):
            parts.append(element("line", x1=start, x2=end, y1=middle, y2=middle, class_="axis"))
        parts.append(element("rect", x=left, y=y + 17, width=right - left, height=_BAR, class_="box"))
        across = place(one["median"])
        parts.append(element("line", x1=across, x2=across, y1=y + 17, y2=y + 17 + _BAR, class_="middle"))
    description = "; ".join(
        _("{name}: from {lowest} to {highest}, quartiles {lower} and {upper}, median {median}").format(
            name=one["name"],
            lowest=number(one["lowest"]),
            highest=number(one["highest"]),
            lower=number(one["lower_quartile"]),
            upper=number(one["upper_quartile"]),
            median=number(one["median"]),
        )
        for one in groups
    )
    return drawing(identifier, WIDTH, bottom + 34, title, description, parts, is_simulated)


def ticks(low: float, high: float) -> list[float]:
    """Return round numbers that span a range, at most seven where it can be done.

    Examples
    --------
    >>> ticks(3.59, 6.31), ticks(0, 100), ticks(2, 2)
    ([3.5, 4.0, 4.5, 5.0, 5.5, 6.0, 6.5], [0.0, 20.0, 40.0, 60.0, 80.0, 100.0], [2.0, 3.0])
    """
    if low == high:
        return [float(floor(low)), float(floor(low) + 1)]
    power = 10.0 ** floor(log10(high - low))
    steps = [power * part for part in (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5)]
    for step in steps:
        first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
        if last - first < _MOST_TICKS:
            break
    return [round(place * step, 12) for place in range(first, last + 1)]


def shortened(name: str, right: str) -> str:
    """Cut a name that would run into the numbers at the right of its row.

    Examples
    --------
    >>> shortened("original", "n = 12"), shortened("a name that does not seem to come to an end", "n = 12")
    ('original', 'a name that does not seem to come to an …')
    """
    room = int((WIDTH - 2 * _EDGE - _CHARACTER * len(right) - 8) / _BOLD_CHARACTER)
    return name if len(name) <= room else f"{name[: room - 1]}…"


def _axis(marks: Sequence[float], n_groups: int, unit: str) -> tuple[Callable[[float], float], list[str], float]:
    """Return what places a value, the lines and numbers of the axis, and where the rows end."""
    low, high = marks[0], marks[-1]
    inner = WIDTH - 2 * (_EDGE + _INSET)

    def place(value: float) -> float:
        return _EDGE + _INSET + inner * (value - low) / (high - low)

    bottom = _TOP + _ROW * n_groups
    parts = [element("line", x1=place(one), x2=place(one), y1=_TOP + 16, y2=bottom, class_="grid") for one in marks]
    parts += [
        text(number(one, _places(marks)), place(one), bottom + 13, text_anchor="middle", class_="small")
        for one in marks
    ]
    parts.append(text(unit, WIDTH / 2, bottom + 28, text_anchor="middle", class_="small"))
    return place, parts, bottom


def _places(marks: Sequence[float]) -> int:
    return next((places for places in range(6) if all(round(one, places) == one for one in marks)), 6)


def _head(name: str, right: str, y: float) -> list[str]:
    """Write a group and its numbers above its row; a name too long for the row is cut."""
    shown = shortened(name, right)
    return [
        text(shown, _EDGE, y + 11, class_="name"),
        text(right, _LETTERS_AT, y + 11, text_anchor="end", class_="small"),
    ]
