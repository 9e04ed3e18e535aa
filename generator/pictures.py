"""Pictures of what the generator finds: dark text on white, told apart by colour and by shape.

matplotlib draws them; the same numbers give the same bytes. The axes are drawn on by whoever
has something to show; this module knows how they look and how they are written.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from study.files import write_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK = "#1a1a1a"

COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#595959")
"""Seven that people who confuse colours tell apart; Okabe & Ito (2008), Color universal design, with a grey
for their black and without their yellow, which is lost on white."""

MARKERS = ("o", "^", "s", "D", "v", "P", "X")

PNG_DPI = 150
"""At 8 inches 1,200 pixels: sharp on a screen and on half a page."""

STYLE: Any = {
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same on every machine
    "font.size": 10,
    "legend.frameon": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "ascolto",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def figure(width_in: float, height_in: float) -> "Figure":
    """Return an empty figure with Ascolto's looks; draw on its ``subplots()``.

    Parameters
    ----------
    width_in, height_in : float
        Size in inches; 8 wide fills a page.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams.update(STYLE)
    return Figure(figsize=(width_in, height_in), layout="constrained", facecolor="white")


def look(index: int) -> dict[str, str]:
    """Return colour and marker of the class or model at `index`: 21 pairs, no colour with the same marker twice.

    Examples
    --------
    >>> look(0), len({tuple(look(index).values()) for index in range(21)})
    ({'color': '#0072b2', 'marker': 'o'}, 21)
    """
    n = len(COLOURS)
    return {"color": COLOURS[index % n], "marker": MARKERS[(index + index // n) % n]}


def write_picture(drawn: "Figure", path: Path, suffixes: Sequence[str] = (".png", ".svg")) -> list[Path]:
    """Write a figure beside `path` once per suffix; return the paths.

    Parameters
    ----------
    drawn : matplotlib.figure.Figure
        Of :func:`figure`.
    path : pathlib.Path
        The picture, its suffix replaced.
    suffixes : sequence of str
        ``.png``, ``.svg`` or ``.pdf``.
    """
    written = []
    for suffix in suffixes:
        target = path.with_suffix(suffix)
        # No date and no version: the same figure gives the same bytes.
        metadata = {"Software": None} if suffix == ".png" else {"Date": None, "Creator": None}
        with write_whole(target) as partial:
            drawn.savefig(partial, dpi=PNG_DPI, metadata=metadata)
        written.append(target)
    return written
