"""How a path goes, measured on rendered sounds: how far, how straight, how even, and how near its ends come.

Caetano & Rodet (2013), Musical instrument sound morphing guided by perceptually motivated features,
IEEE TASLP 21(8), 1666-1675, ask a morph for correspondence, intermediateness and smoothness.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import librosa
import numpy as np
from numpy.typing import NDArray

from generator.audio import Audio
from generator.representation import Features
from generator.yardstick import equal_power, power_distance_db

N_MFCC = 20
"""Coefficients, with the first: librosa's default."""


@dataclass(frozen=True)
class Heard:
    """A rendered sound as it is measured: at equal power, on log-mel and as MFCC."""

    y: Audio
    power: Features
    """(128, 172), see :func:`generator.yardstick.equal_power`."""
    mfcc: Features
    """(20, 172): librosa's MFCC of these levels, 80 dB of them."""

    @classmethod
    def of(cls, y: Audio) -> "Heard":
        """Measure a sound."""
        power = equal_power(y)
        return cls(y, power, librosa.feature.mfcc(S=librosa.power_to_db(power), n_mfcc=N_MFCC))


@dataclass(frozen=True)
class PathMeasures:
    """What the manifest says of a path; distances in dB rms on log-mel."""

    path_length: float
    """Sum of the distances between successive sounds."""
    path_ratio: float
    """Path length over the distance between the ends: 1 for the shortest way."""
    bump: float
    """Largest step over mean step: 1 for an even path, as many as there are steps for one jump."""
    step_variation: float
    """Coefficient of variation of the steps."""
    mfcc_variation: float
    """The same on MFCC."""
    off_middle: float
    """|d(middle, A) / (d(middle, A) + d(middle, B)) - 1/2|: 0 where the middle is as far from either end."""
    ends_distance: float
    """Distance between the two ends."""
    endpoint_error: float
    """Mean distance of the ends from the recordings they stand for."""


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
    >>> found.bump, found.path_ratio, found.off_middle, found.endpoint_error
    (2.0, 1.0, 0.5, 0.0)
    """
    first, middle, last = steps[0], steps[len(steps) // 2], steps[-1]
    lengths = log_mel_steps(steps)
    ends_distance = power_distance_db(first.power, last.power)
    to_first, to_last = (power_distance_db(middle.power, end.power) for end in (first, last))
    errors = [power_distance_db(end.power, one.power) for end, one in zip((first, last), recordings, strict=True)]
    return PathMeasures(
        path_length=float(lengths.sum()),
        path_ratio=float(lengths.sum() / max(ends_distance, 1e-12)),
        bump=float(lengths.max() / max(lengths.mean(), 1e-12)),
        step_variation=variation(lengths),
        mfcc_variation=variation(mfcc_steps(steps)),
        off_middle=abs(to_first / max(to_first + to_last, 1e-12) - 0.5),
        ends_distance=ends_distance,
        endpoint_error=float(np.mean(errors)),
    )


def log_mel_steps(sounds: Sequence[Heard]) -> NDArray[np.float64]:
    """Return the distances (n_sounds - 1,) between successive sounds on log-mel, in dB rms."""
    return np.array([power_distance_db(before.power, after.power) for before, after in pairwise(sounds)])


def mfcc_steps(sounds: Sequence[Heard]) -> NDArray[np.float64]:
    """Return the distances (n_sounds - 1,) between successive sounds on MFCC, Euclidean, mean over frames."""
    return np.array(
        [np.linalg.norm(before.mfcc - after.mfcc, axis=0).mean() for before, after in pairwise(sounds)],
        dtype=np.float64,
    )


def variation(steps: NDArray[np.float64]) -> float:
    """Return the coefficient of variation of steps: standard deviation over mean.

    Examples
    --------
    >>> variation(np.array([1.0, 3.0]))
    0.5
    """
    return float(steps.std() / max(steps.mean(), 1e-12))
