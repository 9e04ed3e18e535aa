"""Prints of sounds: small pictures by which a copy of a sound is known again.

A print holds the level of every quarter of an octave in frames of a tenth of a second, and nothing
between. Copies have nearly equal prints at any loudness, with any fade and in any file format; two
recordings of one note, or two draws of one noise, do not.
"""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from stimuli.audio import Audio
from stimuli.errors import StimulusError
from study.files import write_whole

Print = NDArray[np.uint8]
"""Of shape (n_frames, n_bands): levels in steps of `STEP_DB` above `FLOOR_DB`."""

FRAME_S = 0.093
"""Length and hop of a frame: 2048 samples at 22.05 kHz. Short enough that two noises differ in every frame."""

N_BANDS = 32
LOWEST_HZ, HIGHEST_HZ = 60.0, 10_000.0
"""Bands of equal ratio, a little narrower than a quarter of an octave."""

FLOOR_DB, STEP_DB = -110.0, 0.5

RANGE_DB = 40.0
"""What lies further under the loudest place of a print is not compared: there, rounding and noise differ."""


@dataclass(frozen=True)
class Prints:
    """The prints of many sounds."""

    recordings: tuple[str, ...]
    """Recording that each sound comes from, length N."""
    names: tuple[str, ...]
    """What to call each sound, length N."""
    levels: NDArray[np.uint8]
    """Of shape (N, n_frames, n_bands); frames beyond a sound's end are 0."""

    def nearest(self, y: Audio, sr: int, without: Sequence[str] = ()) -> tuple[float, str]:
        """Return how far the nearest sound is from `y` in dB, and its name; infinitely far where there is none.

        Parameters
        ----------
        y : numpy.ndarray of shape (n_samples,)
            The sound.
        sr : int
            Sample rate in Hz.
        without : sequence of str
            Recordings that are passed over.
        """
        among = np.flatnonzero(~np.isin(self.recordings, list(without)))
        if not len(among):
            return np.inf, ""
        away = distances_db(print_of(y, sr), self.levels[among])
        at = int(away.argmin())
        return float(away[at]), self.names[among[at]]


def print_of(y: Audio, sr: int) -> Print:
    """Return the print of a sound.

    Examples
    --------
    >>> print_of(np.random.default_rng(0).normal(size=22_050), 22_050).shape
    (10, 32)
    """
    n = round(FRAME_S * sr)
    frames = y[: len(y) // n * n].reshape(-1, n)
    power = np.abs(scipy.fft.rfft(frames * np.hanning(n), axis=1)) ** 2 / n**2
    edges = np.round(np.geomspace(LOWEST_HZ, HIGHEST_HZ, N_BANDS + 1) * n / sr).astype(int)
    edges = np.minimum(np.maximum.accumulate(np.maximum(edges, np.arange(N_BANDS + 1) + edges[0])), power.shape[1] - 1)
    summed = np.add.reduceat(power, edges, axis=1)[:, :N_BANDS]
    levels = (10 * np.log10(np.maximum(summed, 1e-30)) - FLOOR_DB) / STEP_DB
    rounded: Print = np.clip(np.round(levels), 0, 255).astype(np.uint8)
    return rounded


def distances_db(one: Print, others: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return how far a print is from each of others when both have equal power, over the frames both have.

    Parameters
    ----------
    one : numpy.ndarray of shape (n_frames, n_bands)
        A print.
    others : numpy.ndarray of shape (N, n_frames, n_bands)
        Prints.

    Returns
    -------
    numpy.ndarray of shape (N,)
        Root mean square difference in dB, where either is within `RANGE_DB` of its loudest place.

    Examples
    --------
    >>> one = np.full((10, 32), 100, dtype=np.uint8)
    >>> distances_db(one, np.stack([one, one + 20])).round(3).tolist()
    [0.0, 0.0]
    """
    n_frames = min(len(one), others.shape[1])
    a, b = _equal_power(one[None, :n_frames]), _equal_power(others[:, :n_frames])
    floor = np.maximum(a.max(axis=(1, 2)), b.max(axis=(1, 2)))[:, None, None] - RANGE_DB
    a, b = np.maximum(a, floor), np.maximum(b, floor)
    is_compared = (a > floor) | (b > floor)
    squared = np.sum((a - b) ** 2, axis=(1, 2), where=is_compared)
    away: NDArray[np.float64] = np.sqrt(squared / np.maximum(is_compared.sum(axis=(1, 2)), 1)).astype(np.float64)
    return away


def write_prints(path: Path, prints: Prints) -> Path:
    """Write prints, whole or not at all."""
    with write_whole(path) as partial, partial.open("wb") as handle:
        np.savez_compressed(
            handle, recordings=np.array(prints.recordings), names=np.array(prints.names), levels=prints.levels
        )
    return path


def read_prints(path: Path) -> Prints:
    """Read prints.

    Raises
    ------
    StimulusError
        The file is missing or holds no prints.
    """
    try:
        with path.open("rb") as handle, np.load(handle, allow_pickle=False) as found:
            return Prints(tuple(found["recordings"].tolist()), tuple(found["names"].tolist()), found["levels"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        raise StimulusError(path, "cannot be read as prints of sounds", "Render the set again.") from None


def _equal_power(levels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return prints (N, n_frames, n_bands) in dB over their mean power."""
    db = levels.astype(np.float32) * np.float32(STEP_DB)
    mean = 10 * np.log10(np.maximum((10 ** (db / 10)).mean(axis=(1, 2)), 1e-20))
    scaled: NDArray[np.float32] = db - mean[:, None, None].astype(np.float32)
    return scaled
