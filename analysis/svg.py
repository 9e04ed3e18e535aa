"""Drawings as text: the few SVG elements the figures need.

Colours come from the style sheet of the report, by class, so that one drawing serves light,
dark and print; every drawing has a title and a description for screen readers.
"""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from analysis.language import gettext as _

NARROW = 360.0
"""Widest drawing that is scaled down to a phone; a broader one is scrolled."""


def element(name: str, content: str = "", **attributes: object) -> str:
    """Return one element; `class_` becomes class, underscores become hyphens, numbers are rounded.

    Examples
    --------
    >>> element("rect", x=1.0, width=2.345678, class_="bar")
    '<rect x="1" width="2.35" class="bar"/>'
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_plain(value))}" for key, value in attributes.items()
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def text(words: str, x: float, y: float, **attributes: object) -> str:
    """Return a line of text whose baseline starts at (x, y)."""
    return element("text", escape(words), x=x, y=y, **attributes)


def drawing(
    identifier: str, width: float, height: float, title: str, description: str, parts: Iterable[str], is_simulated: bool
) -> str:
    """Return a whole drawing.

    Parameters
    ----------
    identifier : str
        Unique id in the page.
    width, height : float
        Size in units; text is 11 to 12 units high, so that a drawing of 360 units is
        readable on a phone.
    title, description : str
        For screen readers; the description says what is to be seen, in words.
    parts : iterable of str
        The elements.
    is_simulated : bool
        Whether the drawing must say that its data are simulated.
    """
    watermark = (
        text(_("SIMULATED"), width / 2, height / 2, class_="watermark", text_anchor="middle") if is_simulated else ""
    )
    content = "".join(
        (
            element("title", escape(title), id=f"{identifier}-title"),
            element("desc", escape(description), id=f"{identifier}-desc"),
            watermark,
            *parts,
        )
    )
    return element(
        "svg",
        content,
        id=identifier,
        class_="figure broad" if width > NARROW else "figure",
        style=f"--width: {_plain(width)}px",
        viewBox=f"0 0 {_plain(width)} {_plain(height)}",
        role="img",
        aria_labelledby=f"{identifier}-title {identifier}-desc",
    )


def _plain(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
