"""The prints of the sounds a model learned from: they lie in each set, so that it can be checked without the sounds."""

import os
import shutil
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
from stimuli.near_copies import PRINTS_NAME
from stimuli.prints import Print, Prints, print_of, read_prints, write_prints
from study.files import write_whole

LONGEST_S = 8.0
"""No stimulus is longer; see `study.study_file`."""


def training_prints(collection: Collection, checkpoint: Path, folder: Path) -> Path:
    """Put the prints of what a model learned from into the folder of a set.

    They are made once for each model, and kept beside its checkpoint.

    Returns
    -------
    pathlib.Path
        The file.
    """
    configuration = configuration_of(checkpoint)
    assert configuration is not None, "a model that was just used can be read"
    kept = checkpoint.with_name(f"{checkpoint.stem}.{configuration.collection[:16]}-{configuration.seed}.prints.npz")
    if not _is_readable(kept):
        sounds, _ = split_by_recording(collection, HELD_OUT, configuration.seed)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            found = list(tqdm(pool.map(_print, sounds), "prints", len(sounds), unit="sound", disable=None))
        longest = max(map(len, found))
        write_prints(
            kept,
            Prints(
                tuple(sound.recording for sound in sounds),
                tuple(sound.path.relative_to(collection.folder).as_posix() for sound in sounds),
                np.stack([np.pad(one, ((0, longest - len(one)), (0, 0))) for one in found]),
            ),
        )
    with write_whole(folder / PRINTS_NAME) as partial:
        shutil.copyfile(kept, partial)
    return folder / PRINTS_NAME


def _print(sound: Sound) -> Print:
    return print_of(sound.audio()[: round(LONGEST_S * SAMPLE_RATE_HZ)].astype(np.float64), SAMPLE_RATE_HZ)


def _is_readable(path: Path) -> bool:
    try:
        read_prints(path)
    except StimulusError:
        return False
    return True
