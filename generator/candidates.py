"""Which sounds of a collection stimuli may be made from, and how well each suits."""

import numpy as np

from generator.audio import SAMPLE_RATE_HZ, Audio, fit_length
from generator.chosen_sounds import Candidate
from generator.collection import Collection
from generator.split import split_by_recording
from generator.training_data import HELD_OUT
from stimuli.anchors import HOLD
from stimuli.sound_check import check_sound

SUSTAINED_DB = -20.0
"""A sound is sustained if its last part, which a sweep holds, is at most this much under its whole.
Our choice: such an end is clearly heard after what went before."""

MENDED = {"DC offset"}
"""Faults of a recording that no stimulus has: its mean is subtracted."""

MAX_CANDIDATES = 600
"""So many sounds are looked at, held-out ones first: reading eleven thousand would take a minute."""


def find_candidates(collection: Collection, seed: int, n_samples: int, rng: np.random.Generator) -> list[Candidate]:
    """Return the sounds a set may be made from: those that are clean for as long as a stimulus lasts.

    Parameters
    ----------
    collection : Collection
        The sounds.
    seed : int
        Seed of the training, which decided what was held out.
    n_samples : int
        Length of the stimuli.
    rng : numpy.random.Generator
        Chooses among more than `MAX_CANDIDATES`.
    """
    _, held_out = split_by_recording(collection, HELD_OUT, seed)
    unheard = {sound.path for sound in held_out}
    order = [collection.sounds[at] for at in rng.permutation(len(collection.sounds))]
    order.sort(key=lambda sound: sound.path not in unheard)
    found = []
    for sound in order[:MAX_CANDIDATES]:
        y = sound.audio()
        faults = check_sound(fit_length(y, n_samples).astype(np.float64), SAMPLE_RATE_HZ)
        if {fault.kind for fault in faults} <= MENDED:
            found.append(Candidate(sound, sound.path in unheard, is_sustained(y, n_samples)))
    return found


def is_sustained(y: Audio, n_samples: int) -> bool:
    """Whether a sound of `n_samples` samples still sounds in its last part.

    Examples
    --------
    >>> y = np.sin(np.arange(22050) / 10).astype(np.float32)
    >>> is_sustained(y, 22050), is_sustained(y, 44100)
    (True, False)
    """
    whole = fit_length(y, n_samples)
    last = whole[-round(HOLD * n_samples) :]
    return bool(np.mean(last**2) > 10 ** (SUSTAINED_DB / 10) * np.mean(whole**2))
