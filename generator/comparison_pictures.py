"""Draw what `ascolto compare` finds: one panel per measure, and complexity against latent dimensions."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from generator.comparison import Row
from generator.complexity import DIMENSIONS, Complexity
from generator.pictures import INK, figure, look

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PANELS = (
    (attrgetter("reconstruction_db"), "reconstruction", "Reconstruction: rms dB left\n(lower is better)", "{:.1f}"),
    (
        attrgetter("prior_draws.distance"),
        "prior_draws",
        "Draws from the prior: kernel distance\nto recordings (lower is better)",
        "{:.2f}",
    ),
    (attrgetter("morph_step_cv"), "morphs", "Straight morphs: unevenness of steps\n(lower is better)", "{:.2f}"),
    (attrgetter("purity"), "purity", "Latents: share of own class among the\n5 nearest (higher is better)", "{:.2f}"),
)
"""Value of a row, its name, what it shows, how its number is written."""


BEHIND = {"boxstyle": "square,pad=0.05", "facecolor": "white", "edgecolor": "none"}
"""White behind a number, so that no line crosses it."""


def draw_comparison(collection: str, rows: Sequence[Row], beside: Mapping[str, Mapping[str, float]]) -> "Figure":
    """Draw each measure of each model; a dashed line shows what needs no model.

    Parameters
    ----------
    collection : str
        Name of the collection.
    rows : sequence of Row
        The models.
    beside : mapping of str to mapping of str to float
        By name of a measure: what the lines show, and where they are.
    """
    picture = figure(8, 5)
    picture.suptitle(f"{collection}: models on recordings they never heard", x=0.01, ha="left", fontsize=12)
    places = range(len(rows))
    names = [row.model for row in rows]
    for axes, (value_of, name, title, form) in zip(picture.subplots(2, 2).flat, PANELS, strict=True):
        values = [value_of(row) for row in rows]
        bars = axes.barh(places, values, color=look(4)["color"], height=0.6)
        axes.bar_label(bars, [form.format(value) for value in values], padding=3, fontsize=9, bbox=BEHIND)
        axes.set_yticks(places, names, fontsize=9)
        axes.invert_yaxis()
        axes.set_title(title, fontsize=9)
        lines = beside.get(name, {})
        axes.set_xlim(min(0, *values), 1.25 * max(*values, *lines.values()))
        for line, value in lines.items():
            axes.axvline(value, color=INK, linestyle="--", linewidth=1)
            axes.annotate(
                line,
                (value, 1),
                xycoords=("data", "axes fraction"),
                xytext=(2, -8),
                textcoords="offset points",
                fontsize=8,
                rotation=270,
                va="top",
            )
    return picture


def draw_complexity(
    measured: Sequence[Complexity], models: Mapping[str, Mapping[str, Mapping[int, float]]]
) -> "Figure":
    """Draw what is left against the number of latents: a line per collection, points for models.

    Parameters
    ----------
    measured : sequence of Complexity
        One per collection.
    models : mapping of str to mapping of str to mapping of int to float
        By collection and kind of model: rms dB by number of latents.
    """
    picture = figure(8, 4.5)
    axes = picture.subplots()
    axes.set_title("Sound complexity: what few numbers leave of unheard recordings")
    for index, one in enumerate(measured):
        color = look(2 * index)["color"]
        sizes = list(one.components_db)
        axes.plot(
            sizes,
            list(one.components_db.values()),
            color=color,
            marker="o",
            label=f"{one.collection}: principal components",
        )
        axes.axhline(one.mean_db, color=color, linestyle=":", linewidth=1, label=f"{one.collection}: mean sound")
        for kind, (name, found) in enumerate(models.get(one.collection, {}).items()):
            axes.scatter(
                list(found),
                list(found.values()),
                color=color,
                marker=("^", "s", "D", "v")[kind % 4],
                edgecolors=INK,
                s=55,
                zorder=3,
                label=f"{one.collection}: {name}",
            )
    axes.set_xscale("log", base=2)
    axes.set_xticks(DIMENSIONS, [str(n) for n in DIMENSIONS])
    axes.set_xlabel("latent dimensions")
    axes.set_ylabel("rms dB left on held-out recordings")
    axes.set_ylim(bottom=0)
    picture.legend(loc="outside right center", fontsize=8)
    return picture
