"""Morphs whose ends sound alike: where nothing changes, nobody can hear how it changes."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from stimuli.audio import Audio
from stimuli.manifest import Stimulus
from study.faults import Fault

END = 1 / 9
"""Part of a morph that is an end: a step of a sequence of nine; a sweep holds its ends for longer."""

ALIKE_DB = 3.0
"""First and last parts whose spectra are nearer than this are alike. The first and the last ninth of 33 recordings were
0.3 to 20 dB apart, of the 17 steadiest under this; those of 132 morphs and controls between classes at least 8.8 dB
(median 18), and 5.2 dB where a model of three tones had learned little."""

SAME_DB = 4.0
"""Whole ends nearer than this on log-mel, as the manifest says, are one sound: a note is about as far from its own
reconstruction by a good model, and 24 morphs between classes had 15 to 44 dB."""

FRAME_S = 0.046
"""1024 samples at 22.05 kHz; so many frames are averaged that a noise has the same spectrum twice."""

N_BANDS = 24
LOWEST_HZ, HIGHEST_HZ = 60.0, 10_000.0
"""Bands of equal ratio, a little under a third of an octave."""

RANGE_DB = 40.0
"""What lies further under the loudest band is not compared."""

CURE = "Make the morph from other sounds, or with another seed."


class MorphEnds:
    """Finds morphs whose ends sound alike, sound after sound."""

    def __init__(self) -> None:
        self._steps: dict[tuple[str, str], list[tuple[float, Path, NDArray[np.float64]]]] = {}

    def of(self, file: Path, y: Audio, sr: int, stimulus: Stimulus) -> Iterator[Fault]:
        """Yield the fault of a morph that is heard as one sound; remember what is one step of a morph.

        Parameters
        ----------
        file : pathlib.Path
            Where the sound is.
        y : numpy.ndarray of shape (n_samples, n_channels)
            The sound.
        sr : int
            Sample rate in Hz.
        stimulus : Stimulus
            Its entry in the manifest.
        """
        if not stimulus.morph or stimulus.role != "test":
            return
        if stimulus.ends_distance is not None and stimulus.ends_distance < SAME_DB:
            yield _fault(file, stimulus.ends_distance, SAME_DB)
            return
        mono = y.mean(axis=1)
        if stimulus.weight is not None:
            steps = self._steps.setdefault((stimulus.morph, stimulus.condition), [])
            steps.append((stimulus.weight, file, band_powers(mono, sr)))
            return
        n = round(END * len(mono))
        yield from _alike(file, band_powers(mono[:n], sr), band_powers(mono[-n:], sr))

    def of_steps(self) -> Iterator[Fault]:
        """Yield the faults of morphs whose first and last steps sound alike."""
        for steps in self._steps.values():
            first, last = (choose(steps, key=lambda step: step[0]) for choose in (min, max))
            if first is not last:
                yield from _alike(last[1], first[2], last[2])


def band_powers(y: Audio, sr: int) -> NDArray[np.float64]:
    """Return the mean power of a sound in each band, of shape (n_bands,).

    Examples
    --------
    >>> int(band_powers(np.sin(2 * np.pi * 1000 * np.arange(4410) / 22_050), 22_050).argmax())
    13
    """
    n = round(FRAME_S * sr)
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(y, (0, max(0, n - len(y)))), n)[:: n // 2]
    power = (np.abs(scipy.fft.rfft(frames * np.hanning(n), axis=1)) ** 2).mean(axis=0)
    edges = np.round(np.geomspace(LOWEST_HZ, HIGHEST_HZ, N_BANDS + 1) * n / sr).astype(int)
    edges = np.minimum(np.maximum(edges, np.arange(N_BANDS + 1) + edges[0]), len(power) - 1)
    summed: NDArray[np.float64] = np.add.reduceat(power, edges)[:N_BANDS]
    return summed


def spectral_distance_db(a: Sequence[float] | NDArray[np.float64], b: Sequence[float] | NDArray[np.float64]) -> float:
    """Return how far two spectra are apart at equal power: root mean square over the bands that either has.

    Examples
    --------
    >>> round(spectral_distance_db([1.0, 1.0], [3.0, 3.0]), 6), round(spectral_distance_db([10.0, 1.0], [1.0, 10.0]), 6)
    (0.0, 10.0)
    """
    a, b = (np.asarray(one) / max(float(np.sum(one)), 1e-30) for one in (a, b))
    floor = max(a.max(), b.max(), 1e-30) * 10 ** (-RANGE_DB / 10)
    away_db = 10 * np.log10(np.maximum(a, floor) / np.maximum(b, floor))
    return float(np.sqrt(np.mean(away_db[(a > floor) | (b > floor)] ** 2)))


def _alike(file: Path, first: NDArray[np.float64], last: NDArray[np.float64]) -> Iterator[Fault]:
    away_db = spectral_distance_db(first, last)
    if away_db < ALIKE_DB:
        yield _fault(file, away_db, ALIKE_DB)


def _fault(file: Path, away_db: float, limit_db: float) -> Fault:
    problem = f"begins and ends alike, {away_db:.1f} dB apart, at least {limit_db:g}"
    return Fault("alike ends", str(file), problem, CURE)
