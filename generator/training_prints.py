"""The prints of the sounds a model learned from: they lie in each set, so that it can be checked without the sounds."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from tqdm import tqdm

from generator.audio import SAMPLE_RATE_HZ
from generator.collection import Collection, Sound
from generator.model import configuration_of
from generator.split import split_by_recording
from generator.training_data import HELD_OUT
from stimuli.errors import StimulusError
from stimuli.prints import Print, Prints, print_of, read_prints, write_prints

LONGEST_S = 8.0
"""No stimulus is longer; see `study.study_file`."""


def training_prints(collection: Collection, checkpoint: Path) -> Path:
    """Return the file with the prints of what a model learned from; made once, it is kept beside the checkpoint."""
    configuration = configuration_of(checkpoint)
    assert configuration is not None, "a model that was just used can be read"
    kept = checkpoint.with_name(f"{checkpoint.stem}.{configuration.collection[:16]}-{configuration.seed}.prints.npz")
    if not _is_readable(kept):
        sounds, _ = split_by_recording(collection, HELD_OUT, configuration.seed)
        write_prints(kept, prints_of(sounds, collection))
    return kept


def prints_of(sounds: Sequence[Sound], collection: Collection) -> Prints:
    """Return the prints of some sounds of a collection."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(tqdm(pool.map(_print, sounds), "prints", len(sounds), unit="sound", disable=None))
    longest = max(map(len, found))
    return Prints(
        tuple(sound.recording for sound in sounds),
        tuple(sound.path.relative_to(collection.folder).as_posix() for sound in sounds),
        np.stack([np.pad(one, ((0, longest - len(one)), (0, 0))) for one in found]),
    )


def _print(sound: Sound) -> Print:
    return print_of(sound.audio()[: round(LONGEST_S * SAMPLE_RATE_HZ)].astype(np.float64), SAMPLE_RATE_HZ)


def _is_readable(path: Path) -> bool:
    try:
        read_prints(path)
    except StimulusError:
        return False
    return True
