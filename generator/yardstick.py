"""One yardstick for every model: rms dB on a 128-band log-mel spectrogram, padding left out.

A small loss alone says nothing: silence and the mean sound have small losses too. What a model
reaches is always shown beside them.
"""

import numpy as np

from generator.audio import Audio
from generator.representation import Features, MelSpectrogram

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


def distance_db(y: Audio, z: Audio) -> float:
    """Return how far two sounds of equal length are apart, each measured from its own loudest point.

    Examples
    --------
    >>> y = np.sin(np.arange(88064) / 10).astype(np.float32)
    >>> distance_db(y, y / 2) < 0.001
    True
    """
    a, b = YARDSTICK.scaled(YARDSTICK.power(y)), YARDSTICK.scaled(YARDSTICK.power(z))
    return float(YARDSTICK.range_db * np.sqrt(((a - b) ** 2).mean()))
