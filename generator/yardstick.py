"""One yardstick for every model: rms dB on a 128-band log-mel spectrogram, padding left out.

A small loss alone says nothing: silence and the mean sound have small losses too. What a model
reaches is always shown beside them.
"""

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from generator.audio import Audio
from generator.representation import Features, MelSpectrogram, Representation

YARDSTICK = MelSpectrogram()


def rms_db(a: Features, b: Features, n_frames: np.ndarray, range_db: float = YARDSTICK.range_db) -> float:
    """Return how far sounds are apart, in dB, over the frames that are not padding.

    Parameters
    ----------
    a, b : numpy.ndarray of shape (n_sounds, n_bands, n_frames)
        Features in [0, 1] of `range_db` dB.
    n_frames : numpy.ndarray of shape (n_sounds,)
        Frames of each sound that are not padding.

    Examples
    --------
    >>> a, b = np.zeros((1, 128, 10)), np.full((1, 128, 10), 0.05)
    >>> round(rms_db(a, b, np.array([10])), 6)
    4.0
    """
    is_sound = np.arange(a.shape[2]) < n_frames[:, None]  # (n_sounds, n_frames)
    squared = ((a - b) ** 2).mean(axis=1)  # (n_sounds, n_frames)
    return float(range_db * np.sqrt(squared[is_sound].mean()))


def on_yardstick(features: Features, representation: Representation) -> Features:
    """Return the log-mel spectrograms of sounds that are given in any representation.

    What is no log-mel spectrogram yet is made to sound first: the cost of the way back counts.

    Parameters
    ----------
    features : numpy.ndarray of shape (N, C, T)
        Features of the sounds.
    representation : Representation
        In which they are.

    Returns
    -------
    numpy.ndarray of shape (N, 128, 172)

    Examples
    --------
    >>> features = np.ones((2, *YARDSTICK.shape), dtype=np.float32)
    >>> on_yardstick(features, YARDSTICK) is features
    True
    """
    if representation == YARDSTICK:
        return features
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        heard = pool.map(lambda one: YARDSTICK.features(representation.sound(one)), features)
        return np.stack(list(heard))


def equal_power(y: Audio) -> Features:
    """Return the mel power (128, 172) of a sound, its mean scaled to 1."""
    power = YARDSTICK.power(y)
    scaled: Features = power / max(float(power.mean()), 1e-20)
    return scaled


def power_distance_db(a: Features, b: Features) -> float:
    """Return how far two sounds are apart, given as :func:`equal_power`; see :func:`distance_db`."""
    floor = max(a.max(), b.max()) * 10 ** (-YARDSTICK.range_db / 10)
    return float(10 * np.sqrt(((np.log10(np.maximum(a, floor)) - np.log10(np.maximum(b, floor))) ** 2).mean()))


def distance_db(y: Audio, z: Audio) -> float:
    """Return how far two sounds of equal length are apart when they have equal power.

    Equal power, not equal peaks: the loudest point of a noise is chance. The range under the
    loudest point of both is the yardstick's.

    Examples
    --------
    >>> y = np.sin(np.arange(88064) / 10).astype(np.float32)
    >>> distance_db(y, y / 2) < 0.001
    True
    """
    return power_distance_db(equal_power(y), equal_power(z))
