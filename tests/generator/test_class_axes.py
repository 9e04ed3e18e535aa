"""`generator.class_axes`: discriminants of recordings, not of clips."""

import numpy as np
import torch
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from generator.class_axes import ClassAxes, discriminants
from generator.purity import held_out_purity


def test_axes_are_scikit_learns_discriminants() -> None:
    """With one recording a clip and nothing to shrink, positions order as scikit-learn's discriminant does."""
    rng = np.random.default_rng(0)
    classes = np.repeat(np.array(["a", "b", "c"]), 400)
    centres = np.repeat(rng.normal(size=(3, 4)) * 2, 400, axis=0)
    rows = centres + rng.normal(size=(1200, 4)) * [1, 2, 1, 2]
    rows -= rows.mean(axis=0)
    axes, _ = discriminants(rows, classes, np.arange(1200).astype(str), 2)
    theirs = LinearDiscriminantAnalysis(solver="eigen").fit(rows, classes).transform(rows)
    ours = (rows @ axes)[:, ::-1]

    for axis in range(2):
        assert abs(np.corrcoef(ours[:, axis], theirs[:, axis])[0, 1]) > 0.99


def test_what_differs_between_recordings_is_no_class() -> None:
    """A feature that differs by recording counts as noise, however equal the clips of one recording are."""
    rng = np.random.default_rng(1)
    recordings = np.repeat(np.arange(12), 20)
    classes = np.where(recordings < 6, "a", "b")
    of_class = (recordings < 6) * 1.0 + rng.normal(size=240) * 0.3
    of_recording = rng.normal(size=12)[recordings] * 3 + rng.normal(size=240) * 0.01
    rows = np.stack([of_class, of_recording], axis=1)
    axes, _ = discriminants(rows - rows.mean(axis=0), classes, recordings.astype(str), 1)

    assert abs(axes[0, 0]) > 5 * abs(axes[1, 0])


def _pictures(seed: int, n_per_class: int = 30) -> tuple[torch.Tensor, list[str]]:
    """Draw two classes at random heights: a narrow and a wide hump over 40 bands, with noise."""
    rng = np.random.default_rng(seed)
    bands = np.arange(40)[:, None]
    pictures = []
    for width in (2.5, 3.5):
        for _ in range(n_per_class):
            hump = np.exp(-(((bands - rng.uniform(10, 30)) / width) ** 2)) * np.ones((1, 120))
            pictures.append(0.2 + 0.6 * hump + rng.normal(size=(40, 120)) * 0.05)
    return torch.tensor(np.array(pictures), dtype=torch.float32), ["a"] * n_per_class + ["b"] * n_per_class


def test_colour_is_told_apart_wherever_a_sound_lies() -> None:
    """Pictures that differ most in their height have neighbours of their class along the axis."""
    sounds, classes = _pictures(0)
    fresh, fresh_classes = _pictures(1)
    axes = ClassAxes(40, 2, 1)
    axes.learn(sounds, classes, [str(number) for number in range(60)])

    along_axis = held_out_purity(axes(fresh).numpy(), fresh_classes, axes(sounds).numpy(), classes)
    in_picture = held_out_purity(fresh.flatten(1).numpy(), fresh_classes, sounds.flatten(1).numpy(), classes)
    assert along_axis > 0.9 > in_picture
