"""Read one sound file of any common kind as mono float32 at the rate the models work at.

Rates are changed by soxr: of a tone at 11.5 kHz, which has no place at 22.05 kHz, it leaves less than
-140 dB, `scipy.signal.resample_poly` -11 dB.
"""

from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from generator.errors import GeneratorError
from stimuli.audio import read_audio

Audio = NDArray[np.float32]

SAMPLE_RATE_HZ = 22050
"""Rate of the shipped and built collections: librosa's default, enough for energy below 11 kHz."""

SUFFIXES = frozenset({".aif", ".aiff", ".au", ".flac", ".mp3", ".oga", ".ogg", ".opus", ".w64", ".wav"})
"""Formats that libsndfile 1.1 reads from every build we support; M4A and WMA are not among them."""

SILENCE_DBFS = -80.0
"""Peak under which a sound counts as silent: the floor of the 80 dB log-mel range the models see."""

CROP_FADE_S = 0.02
"""Fade at a cut: one period of 50 Hz, so that it does not click."""


def load_sound(path: Path, sr: int = SAMPLE_RATE_HZ, start_s: float = 0.0) -> Audio:
    """Read a sound file as mono at `sr`; channels are averaged.

    Parameters
    ----------
    path : pathlib.Path
        WAV, FLAC, MP3, Ogg, Opus or AIFF of any rate, width and number of channels.
    sr : int
        Sampling rate to return, in Hz.
    start_s : float
        Where in the file the sound begins (`Sound.start_s`); what lies before is dropped.

    Returns
    -------
    numpy.ndarray of shape (n_samples,)
        float32, full scale at 1.

    Raises
    ------
    StimulusError
        The file is missing, broken, empty, or has samples that are not finite numbers.
    GeneratorError
        The sound is silent.

    Examples
    --------
    >>> from stimuli.audio import write_flac
    >>> path = write_flac(getfixture("tmp_path") / "stereo.flac", np.tile([[0.5, 0.1]], (44100, 1)), 44100)
    >>> y = load_sound(path)
    >>> y.shape, y.dtype, round(float(y[11025]), 3)
    ((22050,), dtype('float32'), 0.3)
    """
    y, rate = read_audio(path)
    y = y[round(start_s * rate) :]
    peak = float(np.abs(y).max(initial=0))
    if peak < 10 ** (SILENCE_DBFS / 20):
        level = f"{20 * np.log10(peak):.0f} dBFS" if peak else "digital silence"
        raise GeneratorError(
            path, f"the sound is silent, got a peak of {level}", "Replace it, or take it out of the collection."
        )
    return np.asarray(soxr.resample(y, rate, sr), dtype=np.float32)


def fit_length(y: Audio, n_samples: int, sr: int = SAMPLE_RATE_HZ) -> Audio:
    """Pad with silence at the end, or crop at the end with a short fade.

    Parameters
    ----------
    y : numpy.ndarray of shape (any,)
        A sound; not changed.
    n_samples : int
        Length to return.
    sr : int
        Sampling rate in Hz; it gives the length of the fade.

    Returns
    -------
    numpy.ndarray of shape (n_samples,)

    Examples
    --------
    >>> fit_length(np.ones(3, dtype=np.float32), 5)
    array([1., 1., 1., 0., 0.], dtype=float32)
    >>> fit_length(np.ones(9000, dtype=np.float32), 8000)[[0, -1]]
    array([1., 0.], dtype=float32)
    """
    if len(y) <= n_samples:
        return np.pad(y, (0, n_samples - len(y)))
    cropped = y[:n_samples].copy()
    n_fade = min(round(CROP_FADE_S * sr), n_samples)
    cropped[n_samples - n_fade :] *= 0.5 + 0.5 * np.cos(np.linspace(0, np.pi, n_fade, dtype=np.float32))
    return cropped
