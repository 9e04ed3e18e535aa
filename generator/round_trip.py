"""The representations there are, and what it costs to go into one and back, without any model."""

from dataclasses import dataclass

import numpy as np

from generator.audio import Audio, fit_length
from generator.magnitude_spectrogram import MagnitudeSpectrogram
from generator.phase import spectral_convergence_db
from generator.representation import Features, MelSpectrogram, Representation
from generator.spectrogram import stft
from generator.waveform import Waveform
from generator.yardstick import distance_db

REPRESENTATIONS: dict[str, Representation] = {
    "waveform": Waveform(),
    "magnitude": MagnitudeSpectrogram(),
    "mel": MelSpectrogram(),
}
"""By the name that the study file has for it; the slides' three."""

N_FFT, HOP = 2048, 512
"""Spectrum in which convergence is measured, the same for all."""


@dataclass(frozen=True)
class RoundTrip:
    """A sound in a representation, and what came back."""

    features: Features
    y: Audio
    """Peak 1."""
    largest_error: float
    """Largest difference of a sample; says little where the phase was left out, for equal sounds may differ in it."""
    convergence_db: float
    """Spectral convergence: difference of the magnitudes in dB of their norm, -400 for none."""
    distance_db: float
    """Distance on the yardstick, dB rms on log-mel."""


def round_trip(y: Audio, representation: Representation) -> RoundTrip:
    """Bring a sound, cropped or padded, into a representation and back; compare both at peak 1.

    Parameters
    ----------
    y : numpy.ndarray of shape (n_samples,)
        A sound at `generator.audio.SAMPLE_RATE_HZ`, not silent.
    representation : Representation
        Which.

    Examples
    --------
    >>> found = round_trip(np.sin(np.arange(88064, dtype=np.float32) * 0.1), REPRESENTATIONS["waveform"])
    >>> found.largest_error < 1e-6, round(found.distance_db, 3)
    (True, 0.0)
    """
    original = fit_length(y, representation.n_samples)
    original = original / np.abs(original).max()
    features = representation.features(original)
    back = representation.sound(features)
    magnitude = np.abs(stft(original, N_FFT, HOP))
    # The way back chooses its own peak: levels are compared where the spectra fit best.
    level = float((magnitude * np.abs(stft(back, N_FFT, HOP))).sum() / (np.abs(stft(back, N_FFT, HOP)) ** 2).sum())
    return RoundTrip(
        features,
        back,
        float(np.abs(back - original).max()),
        spectral_convergence_db(magnitude, level * back, N_FFT, HOP),
        distance_db(original, back),
    )
