"""Draw the map of a latent space with its class legend."""

from typing import TYPE_CHECKING, Any

import numpy as np

from generator.pictures import INK, figure, look
from generator.sound_map import SoundMap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MANY_CLASSES = 10
"""More classes than this are numbered on the map: their names would cover each other."""

MANY_POINTS = 1000
"""More points than this are one picture inside the SVG, which would weigh megabytes otherwise."""


def draw_map(sound_map: SoundMap) -> "Figure":
    """Draw each sound as a point: colour and shape tell the class, an outline that the model never heard it."""
    picture = figure(8, 6.6)
    axes = picture.subplots()
    axes.set_title(f"{sound_map.collection}: latent space of the model “{sound_map.model}”, t-SNE")
    axes.set_xticks([])
    axes.set_yticks([])
    places = np.array([(point.x, point.y) for point in sound_map.points])
    classes = np.array([point.sound_class for point in sound_map.points])
    is_held_out = np.array([point.is_held_out for point in sound_map.points])
    is_numbered = len(sound_map.class_names) > MANY_CLASSES
    size = 46 if len(places) < MANY_POINTS else 22
    for index, (sound_class, name) in enumerate(sound_map.class_names.items()):
        own = classes == sound_class
        style = look(index)
        shared: dict[str, Any] = {
            "s": size,
            "c": style["color"],
            "marker": style["marker"],
            "rasterized": len(places) > MANY_POINTS,
        }
        label = f"{index + 1} {name}" if is_numbered else name
        axes.scatter(places[own & ~is_held_out, 0], places[own & ~is_held_out, 1], alpha=0.7, linewidths=0, **shared)
        axes.scatter(
            places[own & is_held_out, 0],
            places[own & is_held_out, 1],
            edgecolors=INK,
            linewidths=0.7,
            label=label,
            **shared,
        )
        _name(axes, places[own], str(index + 1) if is_numbered else name)
    picture.legend(
        loc="outside right center",
        title="outlined: recordings the\nmodel never heard",
        fontsize=9,
        title_fontsize=9,
        labelspacing=0.7,
    )
    picture.supxlabel(
        f"Held-out sounds: {sound_map.purity:.0%} of the nearest 5 are of the same class in latent space, "
        f"{sound_map.purity_on_map:.0%} on the map (chance {sound_map.chance:.0%}).\n"
        + (f"{sound_map.told}\n" if sound_map.told else "")
        + f"Trustworthiness of the map {sound_map.trustworthiness:.3f}.\n{sound_map.warning}",
        x=0.01,
        ha="left",
        fontsize=9,
    )
    return picture


def _name(axes: "Axes", places: np.ndarray, text: str) -> None:
    """Write a class's name above its sounds, on white so that other points do not hide it.

    Of the nine tenths around their middle: a few sounds among those of another class do not carry the name there.
    """
    middle = np.median(places, axis=0)
    from_middle = ((places - middle) ** 2).sum(axis=1)
    above = (middle[0], places[from_middle <= np.quantile(from_middle, 0.9), 1].max())
    box = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.7}
    axes.annotate(
        text, above, xytext=(0, 5), textcoords="offset points", ha="center", va="bottom", fontsize=9, bbox=box
    )
