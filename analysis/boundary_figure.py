"""The figure of a listener boundary: shares of answers along a morph, and the curve through them."""

from collections.abc import Mapping
from typing import Any

from analysis.language import gettext as _
from analysis.svg import NARROW, drawing, element, text
from analysis.wording import ratio, share

_LEFT, _RIGHT, _TOP, _HEIGHT = 40.0, 14.0, 22.0, 130.0


def boundary_curve(identifier: str, title: str, one: Mapping[str, Any], is_simulated: bool) -> str:
    """Draw the share of answers that name the end class against the weight.

    Parameters
    ----------
    identifier, title : str
        Id in the page and title for screen readers.
    one : mapping
        An entry of :func:`analysis.morph_boundaries.morph_boundaries`: `points`, `curve`, `boundary` with its
        bounds, `start_name`, `end_name`.
    is_simulated : bool
        Whether the data are simulated.
    """

    def across(weight: float) -> float:
        return _LEFT + (NARROW - _LEFT - _RIGHT) * weight

    def up(part: float) -> float:
        return _TOP + _HEIGHT * (1 - part)

    parts = [text(_("share of answers “{end}”").format(end=one["end_name"]), 2.0, 12.0, class_="small")]
    for level in (0.0, 0.5, 1.0):
        parts.append(element("line", x1=_LEFT, x2=NARROW - _RIGHT, y1=up(level), y2=up(level), class_="grid"))
        parts.append(text(share(level), _LEFT - 6, up(level) + 4, text_anchor="end", class_="small"))
    if one["boundary"] is not None:
        low, high = one["boundary_low"], one["boundary_high"]
        if low is not None and high is not None:
            x, width = across(max(low, 0)), across(min(high, 1)) - across(max(low, 0))
            parts.append(element("rect", x=x, y=_TOP, width=width, height=_HEIGHT, class_="band"))
        at = across(one["boundary"])
        parts.append(element("line", x1=at, x2=at, y1=_TOP, y2=_TOP + _HEIGHT, class_="criterion"))
    if one["curve"]:
        line = " ".join(f"{across(point['weight']):.2f},{up(point['share']):.2f}" for point in one["curve"])
        parts.append(element("polyline", points=line, class_="curve"))
    asked = [point for point in one["points"] if point["share"] is not None]
    for point in asked:
        told = element("title", f"{ratio(point['weight'])}: {point['n_end']}/{point['n']}")
        parts.append(element("circle", told, cx=across(point["weight"]), cy=up(point["share"]), r=4.5, class_="mean"))
    bottom = _TOP + _HEIGHT
    for weight, anchor, words in ((0.0, "start", one["start_name"]), (1.0, "end", one["end_name"])):
        parts.append(text(f"{weight:g} {words}", across(weight), bottom + 17, text_anchor=anchor, class_="small"))
    parts.append(text(_("weight"), across(0.5), bottom + 17, text_anchor="middle", class_="small"))
    description = "; ".join(
        _("weight {weight}: {n_end} of {n}").format(weight=ratio(point["weight"]), n_end=point["n_end"], n=point["n"])
        for point in asked
    )
    return drawing(identifier, NARROW, bottom + 26, title, description, parts, is_simulated)
