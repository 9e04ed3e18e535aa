"""The level of a morph on its way: all sounds of a path have equal power, so that a sweep neither fades nor swells."""

import librosa
import numpy as np
from numpy.typing import NDArray

from generator.audio import SAMPLE_RATE_HZ, Audio
from generator.magnitude_spectrogram import MagnitudeSpectrogram
from generator.representation import Features, MelSpectrogram, Representation, power_of
from generator.waveform import Waveform
from stimuli.anchors import sweep_weights


def equally_powerful(y: Audio) -> Audio:
    """Return a sound with a mean square of 1.

    Examples
    --------
    >>> equally_powerful(np.array([0.5, -0.5], dtype=np.float32)).tolist()
    [1.0, -1.0]
    """
    return np.asarray(y / max(float(np.sqrt(np.mean(y**2))), 1e-12), dtype=np.float32)


def sweep_gains(path: Features, representation: Representation, n_samples: int) -> NDArray[np.float64]:
    """Return the gain at each sample of a sweep that gives all sounds of its path equal power.

    What a model draws is relative to the loudest point of a sound. Between two sounds whose partials
    lie apart no point is loud, and without this a sweep would fade out and in again.

    Parameters
    ----------
    path : numpy.ndarray of shape (N, C, T)
        Features at evenly spaced weights from 0 to 1.
    representation : Representation
        Of the features.
    n_samples : int
        Length of the sweep.

    Examples
    --------
    >>> from generator.representation import MelSpectrogram
    >>> path = np.stack([np.full((128, 172), level, dtype=np.float32) for level in (1, 0.75)])  # 20 dB under it
    >>> sweep_gains(path, MelSpectrogram(), 5)[[0, -1]].round(6).tolist()
    [1.0, 10.0]
    """
    heard = path[:, :, : representation.n_frames_of(n_samples)]
    gains_db = -10 * np.log10(np.maximum([power_of_sound(one, representation) for one in heard], 1e-12))
    gains_db -= gains_db.min()
    over_time_db = np.interp(sweep_weights(n_samples), np.linspace(0, 1, len(path)), gains_db)
    return np.asarray(10 ** (over_time_db / 20))


def power_of_sound(features: Features, representation: Representation) -> float:
    """Return the mean power that a sound with these features (C, T) has, in units of its representation."""
    if isinstance(representation, Waveform):
        return float(np.mean((2 * features - 1) ** 2))
    assert isinstance(representation, MelSpectrogram | MagnitudeSpectrogram), "there are three representations"
    power = power_of(features, representation.range_db).mean(axis=1)  # (C,)
    if isinstance(representation, MelSpectrogram):  # its bands hold power per Hz
        edges_hz = librosa.mel_frequencies(len(power) + 2, fmax=SAMPLE_RATE_HZ / 2)
        power = power * (edges_hz[2:] - edges_hz[:-2])
    return float(power.sum())
