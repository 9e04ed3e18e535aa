"""Draw what `ascolto compare` finds: one panel per measure, and complexity against latent dimensions."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from generator.comparison import Run
from generator.comparison_table import value_of
from generator.complexity import DIMENSIONS, Complexity
from generator.pictures import INK, figure, look

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PANELS = (
    (
        "reconstruction_db",
        "Reconstruction: rms dB left\n(lower is better)",
        "{:.1f}",
        (("components_db", "components"), ("mean_db", "mean sound")),
    ),
    (
        "prior_draws.distance",
        "Draws from the prior: kernel distance\nto recordings (lower is better)",
        "{:.2f}",
        (("recordings_distance", "training recordings"),),
    ),
    (
        "prior_draws.coverage",
        "Draws from the prior: share of recordings\nwith a draw nearby (higher is better)",
        "{:.2f}",
        (("recordings_coverage", "training recordings"),),
    ),
    (
        "class_draws.distance",
        "Draws from class densities: kernel\ndistance (lower is better; a GAN has none)",
        "{:.2f}",
        (("recordings_distance", "training recordings"),),
    ),
    ("morph_variation", "Straight morphs: unevenness of steps\n(lower is better)", "{:.2f}", ()),
    (
        "purity",
        "Latents: share of own class among the\n5 nearest (higher is better)",
        "{:.2f}",
        (("chance_purity", "chance"),),
    ),
)
"""Value of a row, what it shows, how its number is written, and what needs no model, as lines."""


WIDE = 30
"""A panel whose largest value is so many times its least, and over 10, has a logarithmic axis beyond 1."""

BEHIND = {"boxstyle": "square,pad=0.05", "facecolor": "white", "edgecolor": "none"}
"""White behind a number, so that no line crosses it."""


def draw_comparison(collection: str, runs: Sequence[Run]) -> "Figure":
    """Draw each measure of each model, mean and range over seeds; a dashed line shows what needs no model.

    Parameters
    ----------
    collection : str
        Name of the collection.
    runs : sequence of Run
        The models, once for each seed.
    """
    picture = figure(8, 7.2)
    seeds = f", {len(runs)} seeds: mean and range" if len(runs) > 1 else ""
    picture.suptitle(f"{collection}: models on recordings they never heard{seeds}", x=0.01, ha="left", fontsize=12)
    names = [row.model for row in runs[0].rows]
    for axes, (field, title, form, lines) in zip(picture.subplots(3, 2).flat, PANELS, strict=True):
        values = np.array([[value_of(row, field) for row in run.rows] for run in runs], dtype=float)  # nan: has none
        means, shown = values.mean(axis=0), np.flatnonzero(~np.isnan(values).any(axis=0))
        bars = axes.barh(shown, means[shown], color=look(4)["color"], height=0.6)
        reach = means[shown] - values.min(axis=0)[shown], values.max(axis=0)[shown] - means[shown]
        if len(runs) > 1:
            axes.errorbar(means[shown], shown, xerr=reach, fmt="none", ecolor=INK, elinewidth=1, capsize=2)
        labels = [form.format(mean) for mean in means[shown]]
        axes.bar_label(bars, labels, padding=3, fontsize=9, bbox=BEHIND)
        axes.set_yticks(range(len(names)), names, fontsize=9)
        axes.invert_yaxis()
        axes.set_title(title, fontsize=9)
        at = {label: float(np.mean([getattr(run.beside, name) for run in runs])) for name, label in lines}
        largest = max(np.nanmax(values), *at.values(), 1e-6)
        axes.set_xlim(min(0, np.nanmin(values)), 1.25 * largest)
        if largest > max(10, WIDE * np.nanmin(means)):  # else the best could not be told from nothing
            axes.set_xscale("symlog", linthresh=1)
            axes.set_xlim(min(0, np.nanmin(values)), 4 * largest)
        for label, value in at.items():
            if value < largest / WIDE:  # on the axis itself
                written = f"{label}: {form.format(value)}"
                axes.text(0.98, 0.04, written, transform=axes.transAxes, ha="right", fontsize=8)
                continue
            axes.axvline(value, color=INK, linestyle="--", linewidth=1)
            axes.annotate(
                label,
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
