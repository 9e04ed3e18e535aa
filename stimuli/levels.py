"""Loudness, true peak, one level for a whole set, fades.

References
----------
ITU-R BS.1770-4 (2015): integrated loudness (through pyloudnorm) and true peak (annex 2).
EBU R 128 (2020): no true peak above -1 dBTP.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np
import pyloudnorm
from scipy.signal import resample_poly

from stimuli.audio import Audio
from stimuli.errors import StimulusError

MAX_TRUE_PEAK_DBTP = -1.0
"""EBU R 128 (2020)."""

LEVEL_TOLERANCE_LU = 0.1
"""How far a stimulus may be from its set's level: well under the smallest change of level that is heard, about 0.5-1 dB
(Moore, An Introduction to the Psychology of Hearing, 6th ed., 2012, chapter 4)."""

_SILENCE = 1e-6
"""Peak below which a sound is silent: -120 dBFS, under the last bit of a 16-bit file (-90 dBFS)."""

_BLOCK_S = 0.4
"""Length of the gating block of BS.1770; a shorter sound is padded for the measurement."""

_K_WEIGHTING = "DeMan"
"""pyloudnorm's filters with the coefficients of BS.1770-4 for 48 kHz; its default is 0.04 dB off there."""


def loudness_lufs(y: Audio, sr: int, name: str = "sound") -> float:
    """Measure integrated loudness (BS.1770-4).

    The sound is peak-normalised for the measurement, so that a quiet one does not fall under the
    absolute gate of -70 LUFS; loudness then follows gain exactly. A sound shorter than the block of
    0.4 s is measured with silence after it, as a meter would show it.

    Parameters
    ----------
    y : numpy.ndarray of shape (n_samples,) or (n_samples, n_channels)
        The sound.
    sr : int
        Sample rate in Hz.
    name : str
        What to call the sound in an error.

    Returns
    -------
    float
        Loudness in LUFS.

    Raises
    ------
    StimulusError
        The sound is silent or not all numbers.

    Examples
    --------
    >>> t = np.arange(48_000) / 48_000
    >>> round(loudness_lufs(np.sin(2 * np.pi * 997 * t), 48_000), 1)
    -3.0
    """
    peak = float(np.abs(y).max(initial=0.0))
    if not peak >= _SILENCE:  # NaN is not
        raise StimulusError(
            name, f"is silent or not a number, got a peak of {peak:.2g}", "Leave it out, or make it again."
        )
    padding = max(0, ceil(_BLOCK_S * sr) - len(y))
    measured = np.pad(y / peak, [(0, padding)] + [(0, 0)] * (y.ndim - 1))
    normalised_lufs = float(pyloudnorm.Meter(sr, filter_class=_K_WEIGHTING).integrated_loudness(measured))
    if not np.isfinite(normalised_lufs):
        raise StimulusError(name, "has nothing to measure above the loudness gate", "Leave it out, or make it again.")
    return normalised_lufs + 20 * log10(peak)


def true_peak_dbtp(y: Audio) -> float:
    """Measure the true peak: the highest peak of the sound oversampled four times (BS.1770-4, annex 2).

    Parameters
    ----------
    y : numpy.ndarray of shape (n_samples,) or (n_samples, n_channels)
        The sound.

    Returns
    -------
    float
        True peak in dBTP; minus infinity for digital silence.

    Examples
    --------
    A sine at a quarter of the sample rate whose samples miss its peaks by 3 dB:

    >>> y = np.sin(np.pi / 2 * np.arange(2000) + np.pi / 4) * np.hanning(2000)
    >>> bool(np.abs(y).max() < 0.708), round(true_peak_dbtp(y), 1)
    (True, 0.0)
    """
    oversampled = resample_poly(y, 4, 1, axis=0)
    peak = max(float(np.abs(y).max(initial=0.0)), float(np.abs(oversampled).max(initial=0.0)))
    return 20 * log10(peak) if peak > 0 else -np.inf


@dataclass(frozen=True)
class Level:
    """How loud a sound is, and how high it peaks; a gain changes both by as much."""

    lufs: float
    """Integrated loudness in LUFS."""
    peak_dbtp: float
    """True peak in dBTP."""


def level_of(y: Audio, sr: int, name: str = "sound") -> Level:
    """Measure :func:`loudness_lufs` and :func:`true_peak_dbtp`."""
    return Level(loudness_lufs(y, sr, name), true_peak_dbtp(y))


def set_level(sounds: Sequence[Audio], sr: int, target_lufs: float) -> tuple[list[Audio], float]:
    """Give every sound of a set the same loudness.

    Where a sound's true peak would pass -1 dBTP at the target, the whole set goes to the highest
    level (to 0.01 LU) at which none does. Fade before: a fade changes the loudness.

    Parameters
    ----------
    sounds : sequence of numpy.ndarray of shape (n_samples,) or (n_samples, n_channels)
        The sounds of the set.
    sr : int
        Sample rate in Hz.
    target_lufs : float
        Integrated loudness wanted.

    Returns
    -------
    levelled : list of numpy.ndarray
        The sounds, scaled.
    reached_lufs : float
        The loudness of every one of them: the target, or less where peaks forbid it.

    Raises
    ------
    StimulusError
        A sound is silent; it is named by its place in the set.

    Examples
    --------
    >>> t = np.arange(22_050) / 22_050
    >>> tones = [np.sin(2 * np.pi * 440 * t), 0.01 * np.sin(2 * np.pi * 880 * t)]
    >>> levelled, reached_lufs = set_level(tones, 22_050, -23.0)
    >>> reached_lufs, [round(loudness_lufs(y, 22_050), 3) for y in levelled]
    (-23.0, [-23.0, -23.0])
    """
    levels = [level_of(y, sr, f"sound {number} of {len(sounds)}") for number, y in enumerate(sounds, start=1)]
    reached_lufs = reachable_lufs(levels, target_lufs)
    return [y * 10 ** ((reached_lufs - level.lufs) / 20) for y, level in zip(sounds, levels, strict=True)], reached_lufs


def reachable_lufs(levels: Sequence[Level], target_lufs: float) -> float:
    """Return the target, or the highest level (to 0.01 LU) at which no sound's true peak passes -1 dBTP.

    Parameters
    ----------
    levels : sequence of Level
        Of each sound as it is.
    target_lufs : float
        Integrated loudness wanted.

    Examples
    --------
    >>> reachable_lufs([Level(-20.0, -10.0), Level(-30.0, -3.0)], target_lufs=-16.0)
    -28.0
    """
    highest = min((level.lufs + MAX_TRUE_PEAK_DBTP - level.peak_dbtp for level in levels), default=target_lufs)
    return target_lufs if target_lufs <= highest else floor(100 * highest) / 100


def fade(y: Audio, sr: int, fade_in_s: float, fade_out_s: float) -> Audio:
    """Fade a sound in and out by raised cosines.

    Parameters
    ----------
    y : numpy.ndarray of shape (n_samples,) or (n_samples, n_channels)
        The sound.
    sr : int
        Sample rate in Hz.
    fade_in_s, fade_out_s : float
        Lengths in seconds; each at most the sound's own.

    Returns
    -------
    numpy.ndarray
        A faded copy.

    Examples
    --------
    >>> fade(np.ones(5), 1, 2, 2).round(2).tolist()
    [0.0, 0.5, 1.0, 0.5, 0.0]
    """
    faded = y.astype(np.float64, copy=True)
    for length_s, side in ((fade_in_s, faded), (fade_out_s, faded[::-1])):
        n = min(round(length_s * sr), len(y))
        ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(n) / max(n, 1))
        side[:n] *= ramp.reshape(-1, *[1] * (y.ndim - 1))
    return faded
