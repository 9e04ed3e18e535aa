"""Features of a collection, computed once and kept on disk as a memory-mapped array."""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import soundfile as sf
import soxr
from numpy.lib.format import open_memmap
from numpy.typing import NDArray
from tqdm import tqdm

from generator.audio import SAMPLE_RATE_HZ, Audio
from generator.collection import Sound
from generator.representation import Representation
from study.files import sha256_of, write_whole

MAX_COPIES = 11
"""Repitched copies of one sound: within a semitone, more would differ by less than a fifth of one."""

CachedFeatures = NDArray[np.float16]
"""Of shape (n_sounds, n_copies, C, T); 16 bits resolve 0.04 dB of the 80."""


def cached_features(
    sounds: Sequence[Sound], representation: Representation, semitones: Sequence[float], cache: Path
) -> CachedFeatures:
    """Return the features of sounds, each repitched by every one of `semitones`.

    Parameters
    ----------
    sounds : sequence of Sound
        What to compute.
    representation : Representation
        How.
    semitones : sequence of float
        0 for the sound as it is; 12 plays it twice as fast.
    cache : pathlib.Path
        Folder where the array is kept under a hash of all this, for the next time.

    Returns
    -------
    numpy.ndarray of shape (n_sounds, n_copies, C, T)
        Memory-mapped; changes to it stay in memory.
    """
    path = cache / f"{_key(sounds, representation, semitones)}.npy"
    if not path.exists():
        shape = (len(sounds), len(semitones), *representation.shape)
        with write_whole(path) as partial, ThreadPoolExecutor(os.cpu_count()) as pool:
            array = open_memmap(partial, mode="w+", dtype=np.float16, shape=shape)

            def fill(index: int) -> None:
                y = sounds[index].audio()
                for copy, step in enumerate(semitones):
                    array[index, copy] = representation.features(repitched(y, step))

            list(tqdm(pool.map(fill, range(len(sounds))), "features", len(sounds), unit="sound", disable=None))
            array.flush()
    found: CachedFeatures = np.load(path, mmap_mode="c")
    return found


def repitched(y: Audio, semitones: float) -> Audio:
    """Play a sound faster and higher, or slower and lower, as a sampler does.

    Examples
    --------
    >>> len(repitched(np.zeros(1000, dtype=np.float32), 12))
    500
    """
    if semitones == 0:
        return y
    faster: Audio = soxr.resample(y, SAMPLE_RATE_HZ * 2 ** (semitones / 12), SAMPLE_RATE_HZ, quality="MQ")
    return faster


def copies(n_sounds: int, n_trained_on: int, repitch_semitones: float) -> tuple[float, ...]:
    """Return by how many semitones to repitch, so that about `n_trained_on` sounds come out; 0 is always first.

    Examples
    --------
    >>> copies(400, 1600, 1.0)
    (0.0, -1.0, 0.0, 1.0)
    >>> copies(2000, 1600, 1.0)
    (0.0,)
    """
    n_copies = min(max(1, round(n_trained_on / n_sounds)), MAX_COPIES) if repitch_semitones else 1
    return (0.0, *np.linspace(-repitch_semitones, repitch_semitones, n_copies - 1).tolist())


def n_frames_of(sounds: Sequence[Sound], representation: Representation) -> NDArray[np.int64]:
    """Return how many frames of each sound are not padding."""
    durations_s = [sf.info(sound.path).duration - sound.start_s for sound in sounds]
    return np.array([representation.n_frames_of(round(duration_s * SAMPLE_RATE_HZ)) for duration_s in durations_s])


def collection_hash(sounds: Sequence[Sound]) -> str:
    """Return a hash of sounds, their classes and recordings, whatever their order; 64 hex digits."""
    lines = sorted(f"{sound.sound_class}\t{sound.recording}\t{sha256_of(sound.path)}" for sound in sounds)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _key(sounds: Sequence[Sound], representation: Representation, semitones: Sequence[float]) -> str:
    digest = hashlib.sha256(f"{representation!r}\t{tuple(semitones)!r}".encode())
    for sound in sounds:
        digest.update(f"{sha256_of(sound.path)} {sound.start_s}".encode())
    return digest.hexdigest()[:32]
