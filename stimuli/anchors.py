"""Low anchors and controls: sounds that are worse, or less smooth, in a known way.

What a rating scale can tell apart is shown by stimuli whose place on it is known beforehand.

References
----------
ITU-R BS.1534-3 (2015), section 5.1: the low-pass anchor at 3.5 kHz.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import firwin, kaiserord, oaconvolve

from stimuli.audio import Audio

LOW_PASS_HZ = 3500.0
"""ITU-R BS.1534-3, the standard low-range anchor."""

HOLD = 0.15
"""Part of a morph for which either endpoint is held before and after the change; our choice: long enough to name the
instrument (0.6 s of 4 s), short enough to leave most of the time to the change."""

JOIN_S = 0.005
"""Length of a join without a click; our choice: a period at 200 Hz, too short to be heard as gradual."""

_ENVELOPE_WINDOW_S = 0.02
"""Window of the envelope; our choice: follows attacks, smooths over the periods of tones above 50 Hz."""


def low_pass(y: Audio, sr: int, cutoff_hz: float = LOW_PASS_HZ) -> Audio:
    """Take away what lies above `cutoff_hz`: the anchor of BS.1534-3, at least 50 dB down from 8/7 of the cutoff.

    The standard asks for 25 dB at 4 kHz and 50 dB at 4.5 kHz; this linear-phase filter has 50 dB at 4 kHz
    and less than 0.1 dB of ripple below 3.5 kHz.

    Parameters
    ----------
    y : numpy.ndarray of shape (n_samples,)
        The sound.
    sr : int
        Sample rate in Hz.
    cutoff_hz : float
        End of the pass band.

    Returns
    -------
    numpy.ndarray of shape (n_samples,)
        The filtered sound, not delayed.

    Examples
    --------
    >>> t = np.arange(22_050) / 22_050
    >>> mixed = np.sin(2 * np.pi * 1000 * t) + np.sin(2 * np.pi * 6000 * t)
    >>> filtered = low_pass(mixed, 22_050)[2000:-2000]
    >>> bool(np.abs(filtered - np.sin(2 * np.pi * 1000 * t)[2000:-2000]).max() < 0.01)
    True
    """
    stop_hz = cutoff_hz * 8 / 7
    if stop_hz >= sr / 2:
        raise ValueError(f"nothing lies above {cutoff_hz} Hz at a sample rate of {sr} Hz")
    n_taps, beta = kaiserord(60, (stop_hz - cutoff_hz) / (sr / 2))
    taps = firwin(n_taps | 1, (cutoff_hz + stop_hz) / 2, window=("kaiser", beta), fs=sr)  # odd: no half-sample delay
    half = len(taps) // 2
    return np.asarray(oaconvolve(y, taps)[half : half + len(y)], dtype=np.float64)


def envelope_noise(y: Audio, sr: int, rng: np.random.Generator) -> Audio:
    """Make white noise with the envelope and the power of a sound: its course in time without its timbre.

    Parameters
    ----------
    y : numpy.ndarray of shape (n_samples,)
        The sound.
    sr : int
        Sample rate in Hz.
    rng : numpy.random.Generator
        Source of the noise.

    Returns
    -------
    numpy.ndarray of shape (n_samples,)
        The noise.

    Examples
    --------
    >>> y = np.concatenate([np.zeros(11_025), np.ones(11_025)])
    >>> noise = envelope_noise(y, 22_050, np.random.default_rng(1))
    >>> bool(np.abs(noise[:10_000]).max() < 1e-6), round(float(np.sqrt(np.mean(noise**2) / np.mean(y**2))), 6)
    (True, 1.0)
    """
    window = np.hanning(round(_ENVELOPE_WINDOW_S * sr) | 1)
    half = len(window) // 2
    power = oaconvolve(y**2, window / window.sum())[half : half + len(y)]
    noise = rng.standard_normal(len(y)) * np.sqrt(np.maximum(power, 0))  # the fast convolution leaves tiny negatives
    return np.asarray(noise * np.sqrt(np.mean(y**2) / max(np.mean(noise**2), np.finfo(float).tiny)), dtype=np.float64)


def sweep_weights(n: int, hold: float = HOLD) -> NDArray[np.float64]:
    """Return the course of a sweep: weight 0 held, a straight rise, weight 1 held.

    Parameters
    ----------
    n : int
        Number of points, samples or frames.
    hold : float
        Part of the points for which either end is held.

    Returns
    -------
    numpy.ndarray of shape (n,)
        Weights in [0, 1]; ``weights == 1 - weights[::-1]``.

    Examples
    --------
    >>> sweep_weights(7, hold=0.25).round(2).tolist()
    [0.0, 0.0, 0.17, 0.5, 0.83, 1.0, 1.0]
    """
    position = np.linspace(0, 1, n)
    return np.clip((position - hold) / (1 - 2 * hold), 0, 1)


def crossfade(a: Audio, b: Audio, sr: int) -> Audio:  # noqa: ARG001 - called as hard_switch is
    """Fade from one sound to another at equal power: what a morph without a model would be.

    Parameters
    ----------
    a, b : numpy.ndarray of shape (n_samples,)
        The endpoints, equally long.
    sr : int
        Sample rate in Hz; not needed, since the course of :func:`sweep_weights` is in parts of the length.

    Returns
    -------
    numpy.ndarray of shape (n_samples,)
        The crossfade; its ends are the endpoints.

    Examples
    --------
    >>> crossfade(np.full(5, 1.0), np.full(5, -2.0), 1).round(2).tolist()
    [1.0, 0.53, -0.71, -1.73, -2.0]
    """
    angle = np.pi / 2 * sweep_weights(len(a))
    return np.cos(angle) * a + np.sin(angle) * b


def hard_switch(a: Audio, b: Audio, sr: int) -> Audio:
    """Switch from one sound to another in the middle, within 5 ms and without a click: the roughest change there is.

    Parameters
    ----------
    a, b : numpy.ndarray of shape (n_samples,)
        The endpoints, equally long.
    sr : int
        Sample rate in Hz.

    Returns
    -------
    numpy.ndarray of shape (n_samples,)
        The first half of `a`, then the second half of `b`.

    Examples
    --------
    >>> hard_switch(np.zeros(6), np.ones(6), 1).tolist()
    [0.0, 0.0, 0.0, 1.0, 1.0, 1.0]
    """
    weights = _raised_cosine((np.arange(len(a), dtype=np.float64) - (len(a) - 1) / 2) / max(JOIN_S * sr, 1) + 0.5)
    return (1 - weights) * a + weights * b


def shuffled_steps(y: Audio, sr: int, n_steps: int, rng: np.random.Generator) -> Audio:
    """Cut a morph into equal steps and join them in a disorderly order: the same sounds, no course.

    Neighbours in the new order are on average at least as far apart as in a random order, so that no
    draw comes out nearly sorted. The ends are cut through sound: fade afterwards.

    Parameters
    ----------
    y : numpy.ndarray of shape (n_samples,)
        A morph, as a sweep or a sequence.
    sr : int
        Sample rate in Hz.
    n_steps : int
        Number of steps, at least 3.
    rng : numpy.random.Generator
        Source of the order.

    Returns
    -------
    numpy.ndarray of shape (n_samples,)
        The shuffled morph.

    Examples
    --------
    >>> shuffled_steps(np.repeat([1.0, 2.0, 3.0, 4.0], 2), 1, 4, np.random.default_rng(0)).tolist()
    [3.0, 3.0, 1.0, 1.0, 2.0, 2.0, 4.0, 4.0]
    """
    n_step = -(-len(y) // n_steps)
    half = min(round(JOIN_S * sr / 2), n_step // 2)
    padded = np.pad(y, (half, n_steps * n_step - len(y) + half), mode="symmetric")
    window = _raised_cosine((np.arange(n_step + 2 * half) + 0.5) / (2 * half)) if half else np.ones(n_step)
    window = window * window[::-1]
    joined = np.zeros(len(padded))
    for place, step in enumerate(shuffled_order(n_steps, rng)):
        cut = padded[step * n_step : (step + 1) * n_step + 2 * half]
        joined[place * n_step : (place + 1) * n_step + 2 * half] += window * cut
    return joined[half : half + len(y)]


def shuffled_order(n_steps: int, rng: np.random.Generator) -> list[int]:
    """Draw an order whose neighbours are at least as far apart as on average over all orders, (n² - 1) / 3 in sum.

    Examples
    --------
    >>> shuffled_order(5, np.random.default_rng(1))
    [3, 0, 1, 4, 2]
    """
    if n_steps < 3:
        raise ValueError(f"fewer than 3 steps have no disorderly order, got {n_steps}")
    while True:
        order = rng.permutation(n_steps)
        if 3 * np.abs(np.diff(order)).sum() >= n_steps**2 - 1:
            return [int(step) for step in order]


def _raised_cosine(position: Audio) -> Audio:
    """Rise from 0 to 1 over positions 0 to 1; mirror positions add up to 1."""
    return 0.5 - 0.5 * np.cos(np.pi * np.clip(position, 0, 1))
