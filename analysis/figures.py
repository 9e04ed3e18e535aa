"""The figures of the report: each takes a part of the results and returns one SVG drawing.

Drawings are 360 units wide, so that they are read on a phone without zooming. Bars of a
scale go from vermilion to blue (Okabe & Ito's colours, told apart by colour-blind readers)
around a grey middle.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from analysis.language import gettext as _
from analysis.svg import NARROW, drawing, element, text
from analysis.wording import interval, number, share, whole

Summary = Mapping[str, Any]

WIDTH = NARROW
_EDGE, _ROW, _BAR, _TOP = 8.0, 42.0, 16.0, 6.0
_NAME, _SMALL, _DIGIT = 7.3, 6.3, 6.5
"""Width of a letter of a name, of other text and of a digit in a bar, in units, in a broad typeface."""


def rating_bars(
    identifier: str, title: str, groups: Sequence[Summary], labels: Sequence[str], is_simulated: bool
) -> str:
    """Draw diverging stacked bars: shares of each point of the scale, centred on its middle.

    Parameters
    ----------
    identifier, title : str
        Id in the page and title for screen readers.
    groups : sequence of mapping
        Summaries with `name`, `role`, `n` and `shares` (one per point of the scale, lowest first).
    labels : sequence of str
        Labels of the scale, lowest first.
    is_simulated : bool
        Whether the data are simulated.
    """
    left = [_below(group["shares"]) for group in groups]
    right = [1 - share_below for share_below in left]
    scale = (WIDTH - 2 * _EDGE) / (max(left) + max(right))
    centre = _EDGE + max(left) * scale
    legend_rows = _legend(labels)
    bottom = _TOP + _ROW * len(groups)
    parts = []
    for at, (group, below) in enumerate(zip(groups, left, strict=True)):
        y = _TOP + _ROW * at
        parts.append(_row_name(group, y))
        x = centre - below * scale
        for point, part in enumerate(group["shares"]):
            parts.append(_segment(x, y + 17, part * scale, part, point, len(labels), labels[point]))
            x += part * scale
        for tip in (y + 13, y + 17 + _BAR):
            parts.append(element("line", x1=centre, x2=centre, y1=tip, y2=tip + 4, class_="axis"))
    parts += _legend_marks(legend_rows, len(labels), bottom + 12)
    description = "; ".join(
        f"{group['name']}: "
        + ", ".join(f"{label} {share(part)}" for label, part in zip(labels, group["shares"], strict=True))
        for group in groups
    )
    return drawing(identifier, WIDTH, bottom + 4 + 18 * len(legend_rows), title, description, parts, is_simulated)


def mean_scores(
    identifier: str,
    title: str,
    groups: Sequence[Summary],
    labels: Sequence[str],
    criterion: float | None,
    is_simulated: bool,
) -> str:
    """Draw mean opinion scores with their intervals, and medians, on the axis of the scale.

    Parameters
    ----------
    identifier, title, labels, is_simulated
        As in :func:`rating_bars`.
    groups : sequence of mapping
        Summaries with `name`, `role`, `n`, `mean`, `low`, `high` and `median`.
    criterion : float or None
        Where a dashed line stands; the conclusion is judged against it.
    """
    n_points = len(labels)
    inner = WIDTH - 2 * _EDGE - 12

    def place(score: float) -> float:
        return _EDGE + 6 + inner * (min(max(score, 1), n_points) - 1) / (n_points - 1)

    bottom = _TOP + _ROW * len(groups)
    parts = [
        element("line", x1=place(point), x2=place(point), y1=_TOP + 16, y2=bottom, class_="grid")
        for point in range(1, n_points + 1)
    ]
    if criterion is not None:
        parts.append(
            element("line", x1=place(criterion), x2=place(criterion), y1=_TOP + 16, y2=bottom, class_="criterion")
        )
    for at, group in enumerate(groups):
        y = _TOP + _ROW * at
        middle = y + 17 + _BAR / 2
        parts.append(_row_name(group, y, _score(group)))
        if group["low"] is not None:
            parts.append(
                element("line", x1=place(group["low"]), x2=place(group["high"]), y1=middle, y2=middle, class_="whisker")
            )
        x = place(group["median"])
        parts.append(element("path", d=f"M{x - 5:.2f} {y + 16:.2f}h10l-5 7z", class_="median"))
        parts.append(element("circle", cx=place(group["mean"]), cy=middle, r=4.5, class_="mean"))
    parts += _axis_words(labels, place, bottom, has_criterion=criterion is not None)
    description = "; ".join(
        _("{name}: {score}, median {median}").format(
            name=group["name"], score=_score(group), median=number(group["median"], 1)
        )
        for group in groups
    )
    return drawing(identifier, WIDTH, bottom + 52, title, description, parts, is_simulated)


def confusion_matrix(
    identifier: str,
    title: str,
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Sequence[Sequence[int]],
    is_simulated: bool,
) -> str:
    """Draw a confusion matrix: one row per intended class, shaded by the share of the row.

    Parameters
    ----------
    identifier, title, is_simulated
        As in :func:`rating_bars`.
    rows, columns : sequence of str
        Names of the intended classes and of the answers.
    counts : sequence of sequence of int, shape (n_rows, n_columns)
        Number of answers. Row and column of one name meet in a framed cell.
    """
    label_width = 12 + 6.4 * max(len(name) for name in rows)
    label_height = 14 + 6.0 * max(len(name) for name in columns)
    cell = max(22.0, min(34.0, (WIDTH - label_width - _EDGE) / len(columns)))
    width = max(WIDTH, label_width + cell * len(columns) + _EDGE)
    parts = [text(_("intended ↓ chosen →"), 2.0, label_height - 6, class_="small")] if label_width > 110 else []
    for at, name in enumerate(columns):
        x = label_width + cell * (at + 0.5) + 4
        parts.append(text(name, 0.0, 0.0, transform=f"translate({x:.2f} {label_height - 6:.2f}) rotate(-90)"))
    for row, (name, line) in enumerate(zip(rows, counts, strict=True)):
        y = label_height + cell * row
        parts.append(text(name, label_width - 6, y + cell / 2 + 4, text_anchor="end"))
        total = sum(line) or 1
        for column, n in enumerate(line):
            parts += _cell(label_width + cell * column, y, cell, n, n / total, name == columns[column])
    height = label_height + cell * len(rows) + 6
    description = "; ".join(_confused(name, columns, line) for name, line in zip(rows, counts, strict=True))
    return drawing(identifier, width, height, title, description, parts, is_simulated)


def scatter(
    identifier: str,
    title: str,
    points: Sequence[Mapping[str, Any]],
    axis: str,
    labels: Sequence[str],
    is_simulated: bool,
) -> str:
    """Draw the mean rating of each morph against a distance.

    Parameters
    ----------
    identifier, title, labels, is_simulated
        As in :func:`rating_bars`.
    points : sequence of mapping
        `morph`, `distance` and `mean`.
    axis : str
        What the distance is.
    """
    n_points, left, top, size = len(labels), 24.0, 26.0, 150.0
    lowest, highest = (bound(point["distance"] for point in points) for bound in (min, max))
    spread = (highest - lowest) or 1.0

    def across(distance: float) -> float:
        return left + 12 + (WIDTH - left - 30) * (distance - lowest) / spread

    def up(score: float) -> float:
        return top + size * (n_points - score) / (n_points - 1)

    parts = [text(f"1 = {labels[0]}, {n_points} = {labels[-1]}", 2.0, 12.0, class_="small")]
    for point in range(1, n_points + 1):
        parts.append(element("line", x1=left, x2=WIDTH - _EDGE, y1=up(point), y2=up(point), class_="grid"))
        parts.append(text(str(point), left - 6, up(point) + 4, text_anchor="end", class_="small"))
    for one in points:
        told = element("title", f"{escape(one['morph'])}: {number(one['distance'])}, {number(one['mean'])}")
        parts.append(element("circle", told, cx=across(one["distance"]), cy=up(one["mean"]), r=5.0, class_="point"))
    bottom = top + size
    for distance, anchor in ((lowest, "start"), (highest, "end")):
        parts.append(text(number(distance), across(distance), bottom + 16, text_anchor=anchor, class_="small"))
    parts.append(text(axis, (left + WIDTH) / 2, bottom + 32, text_anchor="middle", class_="small"))
    description = "; ".join(
        _("{morph}: {axis} {distance}, mean {mean}").format(
            morph=one["morph"], axis=axis, distance=number(one["distance"]), mean=number(one["mean"])
        )
        for one in points
    )
    return drawing(identifier, WIDTH, bottom + 40, title, description, parts, is_simulated)


def _cell(x: float, y: float, size: float, n: int, part: float, is_diagonal: bool) -> list[str]:
    place: dict[str, Any] = {"x": x + 1, "y": y + 1, "width": size - 2, "height": size - 2}
    parts = [element("rect", **place, class_="cell-empty")]
    if n:
        parts.append(element("rect", **place, class_="cell", fill_opacity=0.08 + 0.92 * part))
        shade = "cell-count strong" if part > 0.5 else "cell-count"
        parts.append(text(str(n), x + size / 2, y + size / 2 + 4, text_anchor="middle", class_=shade))
    if is_diagonal:
        parts.append(element("rect", **place, class_="cell-frame"))
    return parts


def _confused(name: str, columns: Sequence[str], line: Sequence[int]) -> str:
    ordered = sorted(zip(line, columns, strict=True), key=lambda pair: -pair[0])
    chosen = ", ".join(f"{column} {n}" for n, column in ordered if n)
    return _("{name} was heard as {chosen}").format(name=name, chosen=chosen or _("nothing"))


def _below(shares: Sequence[float]) -> float:
    """Return the share of answers left of the middle of the scale; the middle point counts half."""
    n_points = len(shares)
    half = shares[n_points // 2] / 2 if n_points % 2 else 0.0
    return float(sum(shares[: n_points // 2]) + half)


def _row_name(group: Summary, y: float, right: str = "") -> str:
    shown = right or f"n = {whole(group['n'])}"
    room = WIDTH - 2 * _EDGE - _SMALL * len(shown) - 10
    name = group["name"]
    role = f" ({group['role']})" if group["role"] else ""
    if _NAME * len(name) + _SMALL * len(role) > room:
        role = ""
    if _NAME * len(name) > room:
        name = f"{name[: int(room / _NAME) - 1].rstrip()}…"
    words = escape(name) + (element("tspan", escape(role), class_="role") if role else "")
    return element("text", words, x=_EDGE, y=y + 11, class_="name") + text(
        shown, WIDTH - _EDGE, y + 11, text_anchor="end", class_="small"
    )


def _segment(x: float, y: float, width: float, part: float, point: int, n_points: int, label: str) -> str:
    if not part:
        return ""
    tone = scale_tone(point, n_points)
    bar = element("rect", element("title", f"{label}: {share(part)}"), x=x, y=y, width=width, height=_BAR, class_=tone)
    shown = f"{100 * part:.0f}"
    if width < 3 + _DIGIT * len(shown):
        return bar
    return bar + text(shown, x + width / 2, y + 12, text_anchor="middle", class_=f"on {tone}-on")


def scale_tone(point: int, n_points: int) -> str:
    """Return the style class of a point of the scale: tone-0 (lowest) to tone-10, tone-5 in the middle.

    Examples
    --------
    >>> [scale_tone(point, 5) for point in range(5)]
    ['tone-0', 'tone-2', 'tone-5', 'tone-8', 'tone-10']
    """
    return f"tone-{int(10 * point / (n_points - 1) + (0.5 if 2 * point > n_points - 1 else 0))}"


def _legend(labels: Sequence[str]) -> list[list[tuple[float, int, str]]]:
    """Place the labels of the scale in lines: (x, point, label)."""
    lines: list[list[tuple[float, int, str]]] = [[]]
    x = _EDGE
    for point, label in enumerate(labels):
        width = 20 + 6.5 * len(label)
        if x + width > WIDTH and lines[-1]:
            lines.append([])
            x = _EDGE
        lines[-1].append((x, point, label))
        x += width + 4
    return lines


def _legend_marks(lines: Sequence[Sequence[tuple[float, int, str]]], n_points: int, y: float) -> list[str]:
    return [
        element("rect", x=x, y=y + 18 * at - 9, width=11.0, height=11.0, class_=scale_tone(point, n_points))
        + text(label, x + 15, y + 18 * at, class_="small")
        for at, line in enumerate(lines)
        for x, point, label in line
    ]


def _axis_words(labels: Sequence[str], place: Any, bottom: float, has_criterion: bool) -> list[str]:
    n_points = len(labels)
    words = [
        text(str(point), place(point), bottom + 13, text_anchor="middle", class_="small")
        for point in range(1, n_points + 1)
    ]
    words.append(text(labels[0], place(1) - 4, bottom + 27, class_="small"))
    words.append(text(labels[-1], place(n_points) + 4, bottom + 27, text_anchor="end", class_="small"))
    x, y = _EDGE, bottom + 43
    words.append(element("circle", cx=x + 5, cy=y - 4, r=4.5, class_="mean"))
    words.append(text(_("mean, interval (95 %)"), x + 15, y, class_="small"))
    x += 29 + _SMALL * len(_("mean, interval (95 %)"))
    words.append(element("path", d=f"M{x:.2f} {y - 8:.2f}h10l-5 7z", class_="median"))
    words.append(text(_("median"), x + 15, y, class_="small"))
    if not has_criterion:
        return words
    x += 29 + _SMALL * len(_("median"))
    words.append(element("line", x1=x, x2=x + 17, y1=y - 4, y2=y - 4, class_="criterion"))
    words.append(text(_("criterion"), x + 22, y, class_="small"))
    return words


def _score(group: Summary) -> str:
    return f"{number(group['mean'])} {interval(group['low'], group['high'])}"
