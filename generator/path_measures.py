"""How a path goes, measured on rendered sounds: how far, how straight, how even, and how near its ends come.

Caetano & Rodet (2013), Musical instrument sound morphing guided by perceptually motivated features,
IEEE TASLP 21(8), 1666-1675, ask a morph for correspondence, intermediateness and smoothness.

Steps are measured three times, always at equal power. The three share neither their space nor their
scale, so that what is evened on the first can be judged by the others:

- log-mel: the difference in dB of every band and frame, as far as it can be heard;
- MFCC: the shape of the spectrum alone. Its first coefficient, the level, is left out: two measures
  that both hold the level would agree for that reason;
- loudness: specific loudness, band power to the 0.23, which has no decibels and no floor.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from generator.audio import Audio
from generator.representation import Features
from generator.yardstick import equal_power, power_distance_db

AUDIBLE_DB = 40.0
"""What lies further under the loudest place of a path is not measured: masked, or under the noise of a room. Our
choice, as for near-copies and alike ends. Over the yardstick's 80 dB, most of what changes in a step is never heard."""

COEFFICIENTS = slice(1, 20)
"""Of the cepstrum: librosa's 20 without the first, the level."""

LOUDNESS_EXPONENT = 0.23
"""Specific loudness grows with this power of excitation: Zwicker & Fastl (2007), Psychoacoustics, 3rd ed., 8.7."""

Steps = NDArray[np.float64]


@dataclass(frozen=True)
class Heard:
    """A rendered sound, and its mel power at equal power."""

    y: Audio
    power: Features
    """(128, 172), see :func:`generator.yardstick.equal_power`."""

    @classmethod
    def of(cls, y: Audio) -> "Heard":
        """Measure a sound."""
        return cls(y, equal_power(y))


@dataclass(frozen=True)
class PathMeasures:
    """What the manifest says of a path; distances in dB rms on log-mel."""

    path_length: float
    """Sum of the distances between successive sounds, of what is audible."""
    path_ratio: float
    """Path length over the distance between the ends: 1 for the shortest way."""
    bump: float
    """Largest step over mean step: 1 for an even path, as many as there are steps for one jump."""
    step_variation: float
    """Coefficient of variation of the steps."""
    mfcc_variation: float
    """The same on MFCC."""
    loudness_variation: float
    """The same on specific loudness."""
    off_middle: float
    """|d(middle, A) / (d(middle, A) + d(middle, B)) - 1/2|: 0 where the middle is as far from either end."""
    ends_distance: float
    """Distance between the two ends, on the yardstick."""
    endpoint_error: float
    """Mean distance of the ends from the recordings they stand for, on the yardstick."""


def measure_path(steps: Sequence[Heard], recordings: Sequence[Heard]) -> PathMeasures:
    """Measure a path.

    Parameters
    ----------
    steps : sequence of Heard
        Successive sounds, an odd number, both ends included.
    recordings : sequence of Heard
        The recordings at its two ends.

    Examples
    --------
    >>> t = np.arange(22016) / 22050
    >>> low, high = (Heard.of(np.sin(hz * t).astype(np.float32)) for hz in (2764, 9000))
    >>> found = measure_path([low, low, high], [low, high])
    >>> round(found.bump, 6), round(found.path_ratio, 6), found.off_middle, found.endpoint_error
    (2.0, 1.0, 0.5, 0.0)
    """
    first, middle, last = steps[0], steps[len(steps) // 2], steps[-1]
    lengths = log_mel_steps(steps)
    to_first, to_last = log_mel_steps([first, middle, last])
    errors = [power_distance_db(end.power, one.power) for end, one in zip((first, last), recordings, strict=True)]
    return PathMeasures(
        path_length=float(lengths.sum()),
        path_ratio=float(lengths.sum() / max(log_mel_steps([first, last]).sum(), 1e-12)),
        bump=float(lengths.max() / max(lengths.mean(), 1e-12)),
        step_variation=variation(lengths),
        mfcc_variation=variation(mfcc_steps(steps)),
        loudness_variation=variation(loudness_steps(steps)),
        off_middle=abs(float(to_first / max(to_first + to_last, 1e-12)) - 0.5),
        ends_distance=power_distance_db(first.power, last.power),
        endpoint_error=float(np.mean(errors)),
    )


def log_mel_steps(sounds: Sequence[Heard]) -> Steps:
    """Return the distances (n_sounds - 1,) between successive sounds on audible log-mel, in dB rms."""
    return _steps(audible_db(sounds), lambda change: np.sqrt(np.mean(change**2)))


def mfcc_steps(sounds: Sequence[Heard]) -> Steps:
    """Return the distances (n_sounds - 1,) between successive sounds on MFCC, Euclidean, mean over frames."""
    cepstra = [scipy.fft.dct(level_db, axis=0, norm="ortho")[COEFFICIENTS] for level_db in audible_db(sounds)]
    return _steps(cepstra, lambda change: np.linalg.norm(change, axis=0).mean())


def loudness_steps(sounds: Sequence[Heard]) -> Steps:
    """Return the distances (n_sounds - 1,) between successive sounds in specific loudness, root mean square."""
    return _steps([sound.power**LOUDNESS_EXPONENT for sound in sounds], lambda change: np.sqrt(np.mean(change**2)))


def audible_db(sounds: Sequence[Heard]) -> list[Features]:
    """Return the levels (128, 172) of sounds in dB, none further than `AUDIBLE_DB` under the loudest of all."""
    floor = max(float(sound.power.max()) for sound in sounds) * 10 ** (-AUDIBLE_DB / 10)
    return [10 * np.log10(np.maximum(sound.power, floor)) for sound in sounds]


def variation(steps: Steps) -> float:
    """Return the coefficient of variation of steps: standard deviation over mean.

    Examples
    --------
    >>> variation(np.array([1.0, 3.0]))
    0.5
    """
    return float(steps.std() / max(steps.mean(), 1e-12))


def _steps(pictures: Sequence[Features], size: Callable[[Features], float]) -> Steps:
    return np.array([size(after - before) for before, after in pairwise(pictures)], dtype=np.float64)
