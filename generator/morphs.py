"""Morphs: a path between two sounds, heard as one sound that changes, or step by step."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from generator.audio import Audio
from generator.model import Latents, Model
from generator.paths import PATHS
from generator.representation import Features
from stimuli.anchors import sweep_weights
from stimuli.levels import fade

N_WEIGHTS = 33
"""Points of a path that are decoded for a sweep; frames in between are mixed from their two neighbours."""

N_STEPS = 8
"""Steps of a path, for distances and for a sequence: nine sounds, the ends among them."""

STEP_FADE_S = 0.02
"""Fade between the sounds of a sequence, so that they do not click."""

Weights = NDArray[np.float64]


def decode_path(model: Model, ends: Latents, kind: str, weights: Weights) -> Features:
    """Return the features along a path.

    Parameters
    ----------
    model : Model
        Decodes.
    ends : numpy.ndarray of shape (2, Z)
        Latents of the two sounds.
    kind : str
        One of `generator.paths.PATHS`.
    weights : numpy.ndarray of shape (N,)
        Where on the path, 0 to 1.

    Returns
    -------
    numpy.ndarray of shape (N, C, T)
    """
    a, b = ends.astype(np.float64)
    latents = np.stack([PATHS[kind](a, b, float(weight)) for weight in weights])
    return model.decode(latents.astype(np.float32))


def sweep_features(path: Features, n_frames: int) -> Features:
    """Read a path across: frame t comes from the sound at the weight that the sweep has then.

    A fixed-length decoder draws a whole sound for each latent. One sound that changes is had by
    taking its attack from the first, its end from the last, and every frame between from the
    sound that the path has reached. Both ends are held, as `stimuli.anchors.sweep_weights` says.

    Parameters
    ----------
    path : numpy.ndarray of shape (N, C, T)
        Features at evenly spaced weights from 0 to 1.
    n_frames : int
        Frames over which the sweep runs; frames beyond come from the last sound.

    Returns
    -------
    numpy.ndarray of shape (C, T)

    Examples
    --------
    >>> path = np.stack([np.zeros((1, 7)), np.ones((1, 7))]).astype(np.float32)
    >>> [round(float(value), 2) for value in sweep_features(path, 7)[0]]
    [0.0, 0.02, 0.26, 0.5, 0.74, 0.98, 1.0]
    """
    n_points, _, n_all = path.shape
    weights = np.ones(n_all)
    weights[:n_frames] = sweep_weights(n_frames)[:n_all]
    position = weights * (n_points - 1)
    below = np.minimum(position.astype(int), n_points - 2)
    share = (position - below).astype(np.float32)
    frames = np.arange(n_all)
    return ((1 - share) * path[below, :, frames].T + share * path[below + 1, :, frames].T).astype(np.float32)


def sequence(sounds: Sequence[Audio], n_samples: int, sr: int) -> Audio:
    """Join the beginnings of sounds, equally long, to `n_samples` samples."""
    edges = np.linspace(0, n_samples, len(sounds) + 1).round().astype(int)
    parts = [
        fade(sound[: end - start].astype(np.float64), sr, 0, STEP_FADE_S)
        for sound, start, end in zip(sounds, edges, edges[1:], strict=False)
    ]
    return np.concatenate(parts).astype(np.float32)


def step_weights() -> Weights:
    """Return the weights of the steps of a path, both ends included."""
    return np.linspace(0, 1, N_STEPS + 1)


def on_path(weights: Weights) -> Callable[[Weights], Weights]:
    """Return the function that tells where on the straight path each place of an evened one is.

    Examples
    --------
    >>> on_path(np.array([0.0, 0.3, 1.0]))(np.array([0.25, 0.5])).round(2).tolist()
    [0.15, 0.3]
    """
    places = np.linspace(0, 1, len(weights))
    return lambda asked: np.interp(asked, places, weights)
