"""What a training sees and what it is judged by: features of a collection, divided by recordings."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from generator.collection import Collection
from generator.features import cached_features, copies, n_frames_of
from generator.model import Configuration
from generator.representation import Features
from generator.split import split_by_recording
from generator.yardstick import YARDSTICK

HELD_OUT = 0.15
"""Share of each class's sounds that training never sees."""

MAX_HEARD = 200
"""So many held-out sounds, evenly spread, are made to sound where the yardstick needs it: a tenth of a second each."""


@dataclass(frozen=True)
class TrainingData:
    """Features of a collection, divided."""

    train: Tensor
    """(n_train, C, T), 16 bits: each sound's copies after one another, first the sound itself."""
    train_classes: tuple[str, ...]
    """(n_train,)."""
    train_recordings: tuple[str, ...]
    """(n_train,)."""
    n_copies: int
    """Of each sound in `train`."""
    held_out: Tensor
    """(n_held_out, C, T)."""
    held_out_classes: tuple[str, ...]
    """(n_held_out,)."""
    held_out_recordings: tuple[str, ...]
    """(n_held_out,)."""
    judged: NDArray[np.int64]
    """(n_judged,): which held-out sounds the yardstick is held against."""
    yardstick: Features
    """(n_judged, 128, 172): their log-mel spectrograms, whatever the representation."""
    n_frames: NDArray[np.int64]
    """(n_judged,): frames that are not padding."""


def training_data(configuration: Configuration, collection: Collection, cache: Path) -> TrainingData:
    """Divide a collection by recordings and bring its features.

    Parameters
    ----------
    configuration : Configuration
        Representation, repitched copies and seed.
    collection : Collection
        The sounds.
    cache : pathlib.Path
        Folder where features are kept for the next time.
    """
    preset, representation = configuration.preset, configuration.representation
    train, held_out = split_by_recording(collection, HELD_OUT, configuration.seed)
    steps = copies(len(train), preset.n_trained_on, preset.repitch_semitones)
    n_judged = len(held_out) if representation == YARDSTICK else min(len(held_out), MAX_HEARD)
    judged = np.linspace(0, len(held_out) - 1, n_judged).astype(np.int64)
    heard = [held_out[at] for at in judged]
    return TrainingData(
        torch.from_numpy(cached_features(train, representation, steps, cache)).flatten(0, 1),
        tuple(sound.sound_class for sound in train for _ in steps),
        tuple(sound.recording for sound in train for _ in steps),
        len(steps),
        torch.from_numpy(cached_features(held_out, representation, (0.0,), cache))[:, 0],
        tuple(sound.sound_class for sound in held_out),
        tuple(sound.recording for sound in held_out),
        judged,
        cached_features(heard, YARDSTICK, (0.0,), cache)[:, 0].astype(np.float32),
        n_frames_of(heard, YARDSTICK),
    )
