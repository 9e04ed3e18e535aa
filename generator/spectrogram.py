"""Short-time Fourier transform and back, with frames in the middle of their hops.

Frame t is centred on sample (t + 1/2) hop, so that n frames stand for exactly n hops and both
ends of a sound are treated alike.
"""

from functools import lru_cache

import numba
import numpy as np
import scipy.fft
from numpy.typing import NDArray

from generator.audio import Audio

Magnitude = NDArray[np.float32]
Spectrum = NDArray[np.complex64]


def hann(n_fft: int) -> Audio:
    """Return the periodic Hann window of `n_fft` samples."""
    return (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n_fft) / n_fft)).astype(np.float32)


def stft(y: Audio, n_fft: int, hop: int) -> Spectrum:
    """Return the spectrum of each frame.

    Parameters
    ----------
    y : numpy.ndarray of shape (n_frames * hop,)
        A sound; samples beyond a whole number of hops are left out.
    n_fft, hop : int
        Window and hop in samples; the phase is counted from the first sample of the window.

    Returns
    -------
    numpy.ndarray of shape (n_frames, n_fft // 2 + 1)

    Examples
    --------
    >>> stft(np.zeros(4096, dtype=np.float32), 1024, 256).shape
    (16, 513)
    """
    n_frames = len(y) // hop
    beyond = (n_fft - hop) // 2
    padded = np.pad(y[: n_frames * hop].astype(np.float32, copy=False), beyond)
    frames = np.lib.stride_tricks.sliding_window_view(padded, n_fft)[::hop]
    spectrum: Spectrum = scipy.fft.rfft(frames * hann(n_fft), axis=1)
    return spectrum


def istft(spectrum: Spectrum, n_fft: int, hop: int) -> Audio:
    """Return the sound whose spectrum is nearest in the least-squares sense.

    Parameters
    ----------
    spectrum : numpy.ndarray of shape (n_frames, n_fft // 2 + 1)
        As :func:`stft` returns it.
    n_fft, hop : int
        Window and hop in samples.

    Returns
    -------
    numpy.ndarray of shape (n_frames * hop,)

    Examples
    --------
    >>> y = np.random.default_rng(0).normal(size=4096).astype(np.float32)
    >>> bool(np.allclose(y, istft(stft(y, 1024, 256), 1024, 256), atol=1e-5))
    True
    """
    window = hann(n_fft)
    frames = scipy.fft.irfft(spectrum, n_fft, axis=1) * window
    beyond = (n_fft - hop) // 2
    n_samples = len(spectrum) * hop
    summed = _overlap_add(frames.astype(np.float32, copy=False), hop)
    weight = _window_power(len(spectrum), n_fft, hop)
    y = np.asarray(summed / np.maximum(weight, np.float32(1e-8)), dtype=np.float32)[beyond : beyond + n_samples]
    return y


@lru_cache(maxsize=16)
def _window_power(n_frames: int, n_fft: int, hop: int) -> Audio:
    """Return the sum of the squared windows of so many frames, at each sample; not to be changed."""
    power = _overlap_add(np.broadcast_to(hann(n_fft) ** 2, (n_frames, n_fft)), hop)
    power.flags.writeable = False
    return power


@numba.njit(cache=True, nogil=True)
def _overlap_add(frames: NDArray[np.float32], hop: int) -> Audio:
    n_frames, n_fft = frames.shape
    y = np.zeros((n_frames - 1) * hop + n_fft, dtype=np.float32)
    for t in range(n_frames):
        for i in range(n_fft):
            y[t * hop + i] += frames[t, i]
    return y
