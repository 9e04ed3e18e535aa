"""How much draws sound like recordings: a distance between two sets of sounds that is fair to small sets.

The Fréchet distance fits a covariance to each set, and is the more biased the fewer sounds there are; held-out
recordings are few. The kernel distance has no bias: draws from the recordings' own distribution get 0 on average.

Bińkowski, M., Sutherland, D. J., Arbel, M., & Gretton, A. (2018). Demystifying MMD GANs. ICLR.
"""

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from generator.audio import SAMPLE_RATE_HZ, Audio
from generator.representation import Features
from generator.yardstick import YARDSTICK
from stimuli.sound_check import check_sound

N_COEFFICIENTS = 20
"""Mel-frequency cepstral coefficients of a frame, librosa's default."""

DEGREE = 3
"""Of the polynomial kernel, as in the paper."""

Summary = NDArray[np.float64]


def summaries(features: Features) -> Summary:
    """Return mean and standard deviation over time of the cepstral coefficients of sounds.

    Parameters
    ----------
    features : numpy.ndarray of shape (N, 128, T)
        Log-mel spectrograms of the yardstick, in [0, 1].

    Returns
    -------
    numpy.ndarray of shape (N, 40)
    """
    levels_db = features.astype(np.float64) * YARDSTICK.range_db
    cepstra = scipy.fft.dct(levels_db, axis=1, norm="ortho")[:, :N_COEFFICIENTS]  # (N, 20, T)
    return np.concatenate([cepstra.mean(axis=2), cepstra.std(axis=2)], axis=1)


def kernel_distance(drawn: Summary, recorded: Summary) -> float:
    """Return the squared kernel distance between two sets of sounds, without bias; it may be a little under 0.

    Parameters
    ----------
    drawn, recorded : numpy.ndarray of shape (N, D), (M, D)
        Of :func:`summaries`; each column is scaled by its spread over `recorded`.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> a, b = rng.normal(size=(400, 4)), rng.normal(size=(400, 4))
    >>> abs(kernel_distance(a, b)) < 0.05, kernel_distance(a + 1, b) > 1
    (True, True)
    """
    centre, scale = recorded.mean(axis=0), np.maximum(recorded.std(axis=0), 1e-9)
    x, y = (drawn - centre) / scale, (recorded - centre) / scale
    n, m = len(x), len(y)
    within = (_kernel(x, x).sum() - np.trace(_kernel(x, x))) / (n * (n - 1))
    within += (_kernel(y, y).sum() - np.trace(_kernel(y, y))) / (m * (m - 1))
    return float(within - 2 * _kernel(x, y).mean())


def share_that_passes(sounds: list[Audio]) -> float:
    """Return the share of sounds in which quality control finds nothing."""
    return float(np.mean([not check_sound(0.9 * sound.astype(np.float64), SAMPLE_RATE_HZ) for sound in sounds]))


def _kernel(x: Summary, y: Summary) -> Summary:
    product: Summary = (x @ y.T / x.shape[1] + 1) ** DEGREE
    return product
