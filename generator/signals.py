"""What the sounds of the bank are made of: noise, tones, curves, hits in time.

A signal is a float64 array of shape (N_SAMPLES,), 4 seconds at 22050 Hz; its level does not matter.
"""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, rfft
from scipy.interpolate import CubicSpline
from scipy.signal import lfilter

from generator.audio import SAMPLE_RATE_HZ

DURATION_S = 4.0
"""Length of a sound of the bank (the slides)."""

N_SAMPLES = round(DURATION_S * SAMPLE_RATE_HZ)
TIMES_S = np.arange(N_SAMPLES) / SAMPLE_RATE_HZ
_COARSE_S = np.linspace(0, DURATION_S, 401)
_OCTAVES = np.log2(np.maximum(np.fft.rfftfreq(N_SAMPLES, 1 / SAMPLE_RATE_HZ), 1.0))
"""Frequencies of the bins of a spectrum, in octaves over 1 Hz."""

Rng = np.random.Generator
Signal = NDArray[np.float64]
Spectrum = NDArray[np.complex128]


def log_uniform(rng: Rng, low: float, high: float) -> float:
    """Draw a number whose logarithm is uniform: frequencies and times vary by ratio."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def noise(rng: Rng, low_hz: float, high_hz: float, tilt_db: float = 0.0) -> Signal:
    """Return Gaussian noise between two frequencies, `tilt_db` per octave, with edges half an octave wide."""
    return shaped(rfft(rng.standard_normal(N_SAMPLES)), low_hz, high_hz, tilt_db)


def shaped(spectrum: Spectrum, low_hz: float, high_hz: float, tilt_db: float = 0.0) -> Signal:
    """Return the part of a spectrum between two frequencies as a signal."""
    first, last = np.searchsorted(_OCTAVES, (np.log2(low_hz) - 0.5, np.log2(high_hz) + 0.5))
    octaves = _OCTAVES[first:last]
    gain = np.clip(2 * (octaves - np.log2(low_hz)) + 1, 0, 1) * np.clip(2 * (np.log2(high_hz) - octaves) + 1, 0, 1)
    part = np.zeros_like(spectrum)
    part[first:last] = spectrum[first:last] * gain * np.exp(np.log(10) / 20 * tilt_db * (octaves - np.log2(low_hz)))
    return np.asarray(irfft(part, N_SAMPLES))


def moving_noise(rng: Rng, centre_hz: Signal, width_hz: float) -> Signal:
    """Return a band of noise whose centre moves: slow noise of both phases on a carrier."""
    return noise(rng, 1, width_hz / 2) * tone(centre_hz) + noise(rng, 1, width_hz / 2) * tone(centre_hz, np.pi / 2)


def wander(rng: Rng, low: float, high: float, period_s: float) -> Signal:
    """Return a smooth random curve between two values that turns about every `period_s`."""
    knots_s = np.arange(-period_s, DURATION_S + 2 * period_s, period_s)
    curve = CubicSpline(knots_s, rng.uniform(low, high, len(knots_s)))(_COARSE_S)
    return np.asarray(np.interp(TIMES_S, _COARSE_S, np.clip(curve, low, high)))


def tone(frequency_hz: float | Signal, phase: float = 0.0) -> Signal:
    """Return a sine; its frequency may move."""
    return np.asarray(np.sin(2 * np.pi * cycles(frequency_hz) + phase))


def cycles(frequency_hz: float | Signal) -> Signal:
    """Return how many periods have gone by, for any periodic shape."""
    if isinstance(frequency_hz, float):
        return frequency_hz * TIMES_S
    return np.cumsum(frequency_hz) / SAMPLE_RATE_HZ


def resonate(y: Signal, frequency_hz: float, decay_s: float) -> Signal:
    """Ring at one frequency: every impulse of `y` becomes a sine that falls by 60 dB in `decay_s`."""
    radius = 10 ** (-3 / (decay_s * SAMPLE_RATE_HZ))
    angle = 2 * np.pi * frequency_hz / SAMPLE_RATE_HZ
    return np.asarray(lfilter([np.sin(angle)], [1, -2 * radius * np.cos(angle), radius**2], y))


def impulses(rng: Rng, rate_hz: float, spread: float = 1.0) -> Signal:
    """Return impulses at random times, on average `rate_hz` a second, with log-normal heights of both signs."""
    n_impulses = max(1, int(rng.poisson(rate_hz * DURATION_S)))
    y = np.zeros(N_SAMPLES)
    heights = np.exp(spread * rng.standard_normal(n_impulses)) * rng.choice([-1.0, 1.0], n_impulses)
    np.add.at(y, rng.integers(N_SAMPLES, size=n_impulses), heights)
    return y


def hits(times_s: Iterable[float], stroke: Callable[[], Signal]) -> Signal:
    """Add up strokes, each made anew, at their times; what lies beyond the end is cut off."""
    y = np.zeros(N_SAMPLES)
    for time_s in times_s:
        start = round(time_s * SAMPLE_RATE_HZ)
        if 0 <= start < N_SAMPLES:
            sound = stroke()[: N_SAMPLES - start]
            y[start : start + len(sound)] += sound
    return y


def stroke_times(rng: Rng, rate_hz: float, jitter: float) -> Signal:
    """Return times of a beat that begins within the first period; `jitter` is the spread in periods."""
    period_s = 1 / rate_hz
    times = np.arange(rng.uniform(0, 0.5) * period_s, DURATION_S, period_s)
    return np.asarray(np.clip(times + rng.normal(0, jitter * period_s, len(times)), 0, DURATION_S))


def span(duration_s: float) -> Signal:
    """Return the times of a stroke of this length, from 0, in seconds."""
    return np.arange(max(1, round(duration_s * SAMPLE_RATE_HZ))) / SAMPLE_RATE_HZ


def decay(times_s: Signal, decay_s: float) -> Signal:
    """Return an envelope that falls by 60 dB in `decay_s`."""
    return np.asarray(np.exp(times_s * (-3 * np.log(10) / decay_s)))
