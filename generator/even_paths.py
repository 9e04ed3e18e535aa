"""Perceptually uniform paths: weights at which successive rendered sounds are equally far apart.

Equal steps in the latent space, or in what the decoder draws, are not equal steps in what is heard.
So the loop is closed: sounds are rendered, their distances measured on audible log-mel, the weights
moved, and the sounds rendered again. Whatever is optimised wins on its own measure; the path is kept
only where two others, MFCC without the level and specific loudness, both say that it is no less even.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.path_measures import Heard, log_mel_steps, loudness_steps, mfcc_steps, variation

EVEN = 0.05
"""Coefficient of variation of the steps that counts as even. Our choice; straight paths have .15 to .35."""

MAX_ROUNDS = 6
"""Twelve morphs between instruments or textures were even after one to three."""

Weights = NDArray[np.float64]
Hear = Callable[[Weights], list[Heard]]


@dataclass(frozen=True)
class EvenPath:
    """Weights, and the sounds at them."""

    weights: Weights
    sounds: list[Heard]
    is_kept: bool
    """Whether these are the evened weights; else the even ones they began with."""


def even_path(hear: Hear, start: list[Heard]) -> EvenPath:
    """Even out a path.

    Parameters
    ----------
    hear : callable
        Returns the sounds at weights between 0 and 1, both exclusive.
    start : list of Heard
        The sounds at evenly spaced weights, both ends included.

    Returns
    -------
    EvenPath
        As many sounds as `start` has. It is kept if the steps on log-mel vary by at most `EVEN`, and the
        steps on MFCC and in loudness vary no more than those of `start`.
    """
    evenly = np.linspace(0, 1, len(start))
    weights, sounds = evenly, start
    for _ in range(MAX_ROUNDS):
        steps = log_mel_steps(sounds)
        if variation(steps) <= EVEN:
            break
        weights = evened(weights, steps)
        sounds = [start[0], *hear(weights[1:-1]), start[-1]]
    is_even = variation(log_mel_steps(sounds)) <= EVEN
    is_better = all(variation(steps(sounds)) <= variation(steps(start)) for steps in (mfcc_steps, loudness_steps))
    return EvenPath(weights, sounds, True) if is_even and is_better else EvenPath(evenly, start, False)


def evened(weights: Weights, steps: NDArray[np.float64]) -> Weights:
    """Move weights so that their steps would be equal if each were uniform within.

    Parameters
    ----------
    weights : numpy.ndarray of shape (N + 1,)
        Rising from 0 to 1.
    steps : numpy.ndarray of shape (N,)
        Distance between the sounds at successive weights.

    Examples
    --------
    >>> evened(np.array([0.0, 0.5, 1.0]), np.array([3.0, 1.0])).round(3).tolist()
    [0.0, 0.333, 1.0]
    """
    travelled = np.concatenate([[0.0], np.cumsum(steps)])
    return np.interp(np.linspace(0, travelled[-1], len(weights)), travelled, weights)
