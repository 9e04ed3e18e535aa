"""Phase from magnitude: phase-gradient heap integration, then a few fast Griffin-Lim steps.

A magnitude spectrogram of a smooth window almost determines its phase: the slopes of the
phase follow from those of the log-magnitude. A heap integrates them from the loudest bins
outwards [1]_; Griffin-Lim with momentum [2]_ repairs what is left.

References
----------
.. [1] Prusa, Z., Balazs, P., & Sondergaard, P. L. (2017). A noniterative method for
   reconstruction of phase from STFT magnitude. IEEE/ACM TASLP 25(5), 1154-1164.
.. [2] Perraudin, N., Balazs, P., & Sondergaard, P. L. (2013). A fast Griffin-Lim algorithm.
   IEEE WASPAA.
"""

from collections.abc import Callable

import numba
import numpy as np
from numpy.typing import NDArray

from generator.audio import Audio
from generator.spectrogram import Magnitude, Spectrum, istft, stft

HANN_GAMMA = 0.25645
"""Width of the Gaussian exp(-pi t^2 / (gamma n_fft^2)) nearest to a Hann window; [1]_, table I."""

TOLERANCE = 1e-6
"""Bins quieter than this share of the loudest get a random phase; within the range of [1]_, 1e-10 to 1e-1."""

STEPS_PER_NEPER = 1000
"""Steps in which bins are sorted by loudness: 0.009 dB."""

MOMENTUM = 0.99
"""Momentum of fast Griffin-Lim; [2]_ recommends it."""

N_STEPS = 10
"""Griffin-Lim steps after the integration: each costs as much as the integration's share of a sound."""

_FLOOR = np.float32(1e-10)
"""Keeps logarithms and quotients finite; 200 dB under full scale."""


def with_phase(
    magnitude: Magnitude,
    n_fft: int,
    hop: int,
    n_steps: int = N_STEPS,
    impose: Callable[[Magnitude], Magnitude] | None = None,
    noisiness: Magnitude | None = None,
) -> Audio:
    """Return a sound whose spectrogram has nearly this magnitude.

    Parameters
    ----------
    magnitude : numpy.ndarray of shape (n_frames, n_fft // 2 + 1)
        Magnitude of :func:`generator.spectrogram.stft`.
    n_fft, hop : int
        Window and hop in samples.
    n_steps : int
        Griffin-Lim steps after the integration.
    impose : callable, optional
        Takes the magnitude that the sound has now and returns the nearest one that is wanted;
        by default always `magnitude` itself.
    noisiness : numpy.ndarray of the shape of `magnitude`, optional
        Share of noise in each bin, in [0, 1]; by default none. Where a magnitude is smooth, its
        slopes are 0 and integration puts one pulse into each frame: a buzz at the frame rate.

    Returns
    -------
    numpy.ndarray of shape (n_frames * hop,)

    Examples
    --------
    >>> magnitude = np.abs(stft(np.sin(np.arange(8192, dtype=np.float32) * 0.2), 1024, 256))
    >>> bool(spectral_convergence_db(magnitude, with_phase(magnitude, 1024, 256), 1024, 256) < -25)
    True
    """
    impose = impose or (lambda _: magnitude)
    phases = np.exp(1j * integrated_phase(magnitude, n_fft, hop))
    if noisiness is not None:
        phases = (1 - noisiness) * phases + noisiness * noise_spectrum(len(magnitude), n_fft, hop)
    spectrum = (magnitude * phases).astype(np.complex64)
    previous = None
    for _ in range(n_steps):
        consistent = stft(istft(spectrum, n_fft, hop), n_fft, hop)
        pushed = consistent if previous is None else consistent + MOMENTUM * (consistent - previous)
        previous = consistent
        length = np.abs(pushed)
        spectrum = pushed * (impose(length) / np.maximum(length, _FLOOR))
    return istft(spectrum, n_fft, hop)


def noise_spectrum(n_frames: int, n_fft: int, hop: int) -> Spectrum:
    """Return the spectrum of white noise, always the same, with a mean power of 1."""
    noise = np.random.default_rng(0).standard_normal(n_frames * hop).astype(np.float32)
    spectrum = stft(noise, n_fft, hop)
    scaled: Spectrum = spectrum / np.sqrt(np.mean(np.abs(spectrum) ** 2))
    return scaled


def spectral_convergence_db(magnitude: Magnitude, y: Audio, n_fft: int, hop: int) -> float:
    """Return how far the magnitude of `y` is from `magnitude`, in dB of its norm; lower is better.

    Sturmel & Daudet (2011), Signal reconstruction from STFT magnitude: a state of the art, DAFx.
    """
    distance = np.linalg.norm(np.abs(stft(y, n_fft, hop)) - magnitude) / np.linalg.norm(magnitude)
    return float(20 * np.log10(max(float(distance), 1e-20)))


def integrated_phase(magnitude: Magnitude, n_fft: int, hop: int) -> NDArray[np.float32]:
    """Integrate the phase that the slopes of the log-magnitude imply; phase-gradient heap integration.

    Parameters
    ----------
    magnitude : numpy.ndarray of shape (n_frames, n_bins)
        Magnitude of :func:`generator.spectrogram.stft`.
    n_fft, hop : int
        Window and hop in samples.

    Returns
    -------
    numpy.ndarray of shape (n_frames, n_bins)
        Phase in radians, counted from the first sample of each window.
    """
    log_magnitude = np.log(np.maximum(magnitude, _FLOOR))
    # A fixed seed: quiet bins need an arbitrary phase, and equal magnitudes an equal sound.
    phase = np.random.default_rng(0).uniform(0, 2 * np.pi, magnitude.shape).astype(np.float32)
    # In steps of a hundredth of a dB: whole numbers of 16 bits are sorted ten times as fast.
    quieter = np.minimum((log_magnitude.max() - log_magnitude) * STEPS_PER_NEPER, np.iinfo(np.int16).max)
    loudest_first = np.argsort(quieter.astype(np.int16), axis=None, kind="stable")
    _integrate(log_magnitude, loudest_first, hop, n_fft, HANN_GAMMA * n_fft**2, np.log(TOLERANCE), phase)
    # The integral counts from the middle of the window: n_fft / 2 samples later, half a turn per bin.
    phase[:, 1::2] += np.pi
    return phase


@numba.njit(cache=True, nogil=True)
def _integrate(
    s: NDArray[np.float32],
    loudest_first: NDArray[np.int64],
    hop: int,
    n_fft: int,
    gamma: float,
    log_tolerance: float,
    phase: NDArray[np.float32],
) -> None:
    """Fill `phase` where `s`, the log-magnitude, is above the tolerance; [1]_, algorithm 1."""
    n_frames, n_bins = s.shape
    slope_t = np.empty_like(s)  # change of phase from frame to frame, [1]_ equation 13
    slope_f = np.empty_like(s)  # change of phase from bin to bin, [1]_ equation 12
    scale = hop * n_fft / gamma
    for t in range(n_frames):
        before, after = max(t - 1, 0), min(t + 1, n_frames - 1)
        for f in range(n_bins):
            below, above = max(f - 1, 0), min(f + 1, n_bins - 1)
            slope_t[t, f] = scale * (s[t, above] - s[t, below]) / (above - below) + 2 * np.pi * hop * f / n_fft
            slope_f[t, f] = -(s[after, f] - s[before, f]) / max(after - before, 1) / scale
    quietest = s.flat[loudest_first[0]] + log_tolerance
    is_done = s <= quietest
    keys = np.empty(s.size, dtype=np.float32)
    bins = np.empty(s.size, dtype=np.int64)
    for start in loudest_first:
        t, f = start // n_bins, start % n_bins
        if s[t, f] <= quietest:
            break
        if is_done[t, f]:
            continue
        is_done[t, f] = True
        phase[t, f] = 0.0
        size = _push(keys, bins, 0, s[t, f], start)
        while size > 0:
            at = bins[0]
            size = _pop(keys, bins, size)
            t, f = at // n_bins, at % n_bins
            for dt, df in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                u, g = t + dt, f + df
                if u < 0 or u >= n_frames or g < 0 or g >= n_bins or is_done[u, g]:
                    continue
                step = dt * (slope_t[t, f] + slope_t[u, g]) + df * (slope_f[t, f] + slope_f[u, g])
                phase[u, g] = phase[t, f] + 0.5 * step
                is_done[u, g] = True
                size = _push(keys, bins, size, s[u, g], u * n_bins + g)


@numba.njit(cache=True, nogil=True)
def _push(keys: NDArray[np.float32], bins: NDArray[np.int64], size: int, key: float, at: int) -> int:
    """Put a bin on the heap, loudest on top; return the heap's new size."""
    child = size
    while child > 0:
        parent = (child - 1) >> 1
        if keys[parent] >= key:
            break
        keys[child], bins[child] = keys[parent], bins[parent]
        child = parent
    keys[child], bins[child] = key, at
    return size + 1


@numba.njit(cache=True, nogil=True)
def _pop(keys: NDArray[np.float32], bins: NDArray[np.int64], size: int) -> int:
    """Take the loudest bin off the heap; return the heap's new size."""
    size -= 1
    key, at = keys[size], bins[size]
    parent = 0
    while 2 * parent + 1 < size:
        child = 2 * parent + 1
        if child + 1 < size and keys[child + 1] > keys[child]:
            child += 1
        if keys[child] <= key:
            break
        keys[parent], bins[parent] = keys[child], bins[child]
        parent = child
    keys[parent], bins[parent] = key, at
    return size
