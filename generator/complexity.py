"""Sound complexity against latent dimensions: what is left of unheard sounds when few numbers stand for each.

A collection is the more complex, the more is left at the same number of latents. Principal components say it
without any training: the best linear model of each size. As one number: the components that explain 90 % of
the variance of held-out recordings around the training mean (Jolliffe 2002, Principal component analysis, 6.1.1,
on unheard sounds instead of those the components were found on).
"""

from dataclasses import dataclass

import numpy as np
import torch

from generator.principal_components import principal_components
from generator.representation import Representation
from generator.training_data import TrainingData
from generator.yardstick import on_yardstick, rms_db

DIMENSIONS = (8, 16, 32, 64, 128, 256)

EXPLAINED = 0.9
"""Share of the variance; Jolliffe names 70 to 90 % as usual."""


@dataclass(frozen=True)
class Complexity:
    """What principal components of one collection leave of its held-out recordings."""

    collection: str
    n_train: int
    mean_db: float
    """rms error of the mean sound: no latents at all."""
    components_db: dict[int, float]
    """rms error on the yardstick by number of components; up to 256 training sounds have fewer, and the last is all."""
    n_for_90_percent: int | None
    """Components that explain 90 % of the held-out variance; None where all that were found do not."""


def complexity_of(name: str, representation: Representation, data: TrainingData) -> Complexity:
    """Measure a collection.

    Parameters
    ----------
    name : str
        Of the collection.
    representation : Representation
        Of its features.
    data : TrainingData
        Its sounds, divided.
    """
    train = data.train[:: data.n_copies]
    found = principal_components(train, max(DIMENSIONS))
    flat = data.held_out.float().flatten(1) - found.mean
    along = flat @ found.axes  # (N, Z)
    explained = (along**2).sum(0).cumsum(0) / (flat**2).sum()
    enough = np.flatnonzero(explained.numpy() >= EXPLAINED)
    judged = torch.from_numpy(data.judged)
    errors = {}
    n_found = found.axes.shape[1]
    for n in sorted({0, *(n for n in DIMENSIONS if n <= n_found), n_found}):
        guess = (along[judged, :n] @ found.axes[:, :n].T + found.mean).unflatten(1, data.held_out.shape[1:])
        heard = on_yardstick(guess.clamp(0, 1).numpy(), representation)
        errors[n] = rms_db(heard, data.yardstick, data.n_frames)
    mean_db = errors.pop(0)
    return Complexity(name, len(train), mean_db, errors, int(enough[0]) + 1 if len(enough) else None)
