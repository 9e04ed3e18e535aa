"""The non-harmonic collection: a bank of background and percussive sounds, made by a seed.

Every sound is its own recording: nothing random is shared between two of them.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tqdm import tqdm

from generator.audio import SAMPLE_RATE_HZ, Audio
from generator.bank_classes import BANK, NAMED_BY_THE_SLIDES, SOUND_CLASSES, BankClass
from generator.collection import Collection, read_collection
from generator.collection_folder import begin_collection, finish_collection, write_sound

VERSION = 2
"""Raised when a class sounds otherwise than before: what another version began is not gone on with."""

EDGE_S = 0.01
"""Fade at both ends, so that a sound cut out of something endless does not click."""


def build_bank(folder: Path, n_sounds: int = 11000, seed: int = 0) -> Collection:
    """Build the non-harmonic collection in `folder`; what is there already from the same recipe is kept.

    Parameters
    ----------
    folder : pathlib.Path
        New or empty folder, or one in which the same command was stopped.
    n_sounds : int
        Number of sounds, spread evenly over the 21 classes.
    seed : int
        The same seed gives the same sounds, whatever their number.

    Raises
    ------
    GeneratorError
        The folder holds something else.
    """
    recipe = {"made_by": "ascolto sounds build non-harmonic", "version": VERSION, "n_sounds": n_sounds, "seed": seed}
    if not begin_collection(folder, recipe):
        rows = []
        for bank_class, number in tqdm(list(_places(n_sounds)), desc="bank", unit="sound", disable=None):
            path = f"{bank_class.id}/{bank_class.id}-{number + 1:04d}.flac"
            if not (folder / path).exists():
                write_sound(folder / path, make_sound(bank_class, number, seed))
            rows.append(
                {
                    "path": path,
                    "class": bank_class.id,
                    "recording": f"bank-{seed}/{bank_class.id}-{number + 1:04d}",
                    "seed": seed,
                    "is_placeholder": str(bank_class.sound_class.is_placeholder).lower(),
                }
            )
        finish_collection(folder, rows, SOUND_CLASSES, _notice())
    return read_collection(folder, "table")


def make_sound(bank_class: BankClass, number: int, seed: int) -> Audio:
    """Make one sound of a class: 4 s, mono, 22050 Hz, the same for the same number and seed.

    Examples
    --------
    >>> y = make_sound(BANK[0], number=0, seed=1)
    >>> y.shape, bool((y == make_sound(BANK[0], number=0, seed=1)).all())
    ((88200,), True)
    """
    y = bank_class.make(np.random.default_rng([seed, number, *bank_class.id.encode()]))
    ramp = np.sin(np.linspace(0, np.pi / 2, round(EDGE_S * SAMPLE_RATE_HZ))) ** 2
    y[: len(ramp)] *= ramp
    y[-len(ramp) :] *= ramp[::-1]
    return np.asarray(y, dtype=np.float32)


def _places(n_sounds: int) -> Iterator[tuple[BankClass, int]]:
    """Yield class and number within it; the first classes take what 21 does not divide."""
    for position, bank_class in enumerate(BANK):
        for number in range(n_sounds // len(BANK) + (position < n_sounds % len(BANK))):
            yield bank_class, number


def _notice() -> str:
    placeholders = sorted(sound_class.id for sound_class in SOUND_CLASSES if sound_class.is_placeholder)
    return (
        "These sounds were computed by Ascolto from a seed; no recording of anyone's went into them.\n"
        f"Of 21 classes, {', '.join(sorted(NAMED_BY_THE_SLIDES))} are named on the slides of the original study.\n"
        f"The names of the other {len(placeholders)} are placeholders chosen here: {', '.join(placeholders)}.\n"
    )
