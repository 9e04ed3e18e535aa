"""Sounds as a model sees them: what a representation is, and the mel spectrogram.

A representation is anything with the members of :class:`Representation`; the models know no
other. All are listed, and their way there and back is measured, in `generator.round_trip`.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import librosa
import numpy as np
import scipy.ndimage
import scipy.sparse
from numpy.typing import NDArray

from generator.audio import SAMPLE_RATE_HZ, Audio, fit_length
from generator.phase import with_phase
from generator.spectrogram import Magnitude, stft

Features = NDArray[np.float32]

SMOOTH_DB, ROUGH_DB = 1.5, 4.0
"""Where a picture varies less than the first over five bands and frames it is drawn with noise, above the second
without. Recorded noise has about 5 dB; what a model draws of it, its mean, has under 2. Between the two, envelopes
of rendered textures are as free from the frame rate as the recordings' are; pictures of tones stay above them."""

N_NEIGHBOURS = 5

N_UPDATES = 50
"""Multiplicative updates from mel to magnitude; from 50 to 300 the magnitude gains under 0.5 dB."""


class Representation(Protocol):
    """What a model trains on, with its shape and its way back."""

    @property
    def shape(self) -> tuple[int, int]:
        """Bands and frames of one sound."""
        ...

    @property
    def n_samples(self) -> int:
        """Samples of one sound at `generator.audio.SAMPLE_RATE_HZ`."""
        ...

    @property
    def hop(self) -> int:
        """Samples that a frame stands for."""
        ...

    def features(self, y: Audio) -> Features:
        """Return the sound, cropped or padded, as numbers in [0, 1] of shape `shape`."""
        ...

    def n_frames_of(self, n_samples: int) -> int:
        """Return how many frames of a sound of this length are not padding."""
        ...

    def sound(self, features: Features) -> Audio:
        """Return a sound of `n_samples` samples, peak 1, that has nearly these features."""
        ...


@dataclass(frozen=True)
class MelSpectrogram:
    """Power in mel bands, in dB under the sound's loudest point, range_db of it mapped to [0, 1].

    The level of a sound is left out: stimuli are levelled when they are rendered. The way back
    inverts the bands by multiplicative updates for the Kullback-Leibler divergence [1]_, then
    finds a phase; the Griffin-Lim steps impose the mel bands again rather than the blurred
    magnitude, which sharpens partials.

    Parameters
    ----------
    n_bands : int
        Mel bands (Slaney's scale and area norm, librosa's defaults) from 0 Hz to half the rate.
    n_frames : int
        Frames of one sound; 172 frames of 512 samples are 3.99 s.

    References
    ----------
    .. [1] Lee, D. D., & Seung, H. S. (2001). Algorithms for non-negative matrix factorization. NIPS 13.

    Examples
    --------
    >>> mel = MelSpectrogram()
    >>> mel.shape, mel.n_samples
    ((128, 172), 88064)
    >>> features = mel.features(np.sin(np.arange(88064, dtype=np.float32) * 0.1))
    >>> features.shape, float(features.max())
    ((128, 172), 1.0)
    """

    n_bands: int = 128
    n_frames: int = 172
    n_fft: int = 2048
    hop: int = 512
    range_db: float = 80.0

    @property
    def shape(self) -> tuple[int, int]:
        """Bands and frames of one sound."""
        return self.n_bands, self.n_frames

    @property
    def n_samples(self) -> int:
        """Samples of one sound."""
        return self.n_frames * self.hop

    @cached_property
    def _bank(self) -> scipy.sparse.csr_array:
        """Weight of each bin in each band, of shape (n_bands, n_bins)."""
        bank = librosa.filters.mel(sr=SAMPLE_RATE_HZ, n_fft=self.n_fft, n_mels=self.n_bands)
        return scipy.sparse.csr_array(bank.astype(np.float32))

    @cached_property
    def _spread(self) -> scipy.sparse.csr_array:
        """Share of each band in each bin's update, of shape (n_bins, n_bands)."""
        weights = self._bank.sum(axis=0)
        return scipy.sparse.csr_array(self._bank.T / np.maximum(weights, 1e-12)[:, None])

    @cached_property
    def _weights(self) -> scipy.sparse.csr_array:
        """Weights of the bands around each bin, of shape (n_bins, n_bands), that add up to 1."""
        weights = self._bank.sum(axis=1)[:, None]
        shares = (self._bank / np.maximum(weights, 1e-12)).T
        return scipy.sparse.csr_array(shares / np.maximum(shares.sum(axis=1), 1e-12)[:, None])

    def power(self, y: Audio) -> Features:
        """Return power in mel bands, of shape (n_bands, len(y) // hop)."""
        bands: Features = self._bank @ (np.abs(stft(y, self.n_fft, self.hop)) ** 2).T
        return bands

    def features(self, y: Audio) -> Features:
        """Return the sound as numbers in [0, 1] of shape (n_bands, n_frames); see the class."""
        return levels(self.power(fit_length(y, self.n_samples)), self.range_db)

    def n_frames_of(self, n_samples: int) -> int:
        """Return how many frames of a sound of this length are not padding."""
        return min(-(-n_samples // self.hop), self.n_frames)

    def sound(self, features: Features) -> Audio:
        """Return a sound of n_frames * hop samples, peak 1, that has nearly these features."""
        power = power_of(features, self.range_db)
        spectrum = self._spread @ power
        for _ in range(N_UPDATES):
            spectrum = self._updated(spectrum, power)
        y = with_phase(
            np.sqrt(spectrum).T,
            self.n_fft,
            self.hop,
            impose=lambda now: self._nearest(now, power),
            noisiness=(self._weights @ smoothness(features * self.range_db)).T,
        )
        return (y / max(float(np.abs(y).max()), 1e-12)).astype(np.float32)

    def _updated(self, spectrum: Features, power: Features) -> Features:
        """Return the bins (n_bins, n_frames) after one multiplicative update towards the bands."""
        updated: Features = spectrum * (self._spread @ (power / np.maximum(self._bank @ spectrum, 1e-12)))
        return updated

    def _nearest(self, magnitude: Magnitude, power: Features) -> Magnitude:
        """Return the magnitude (n_frames, n_bins), one update nearer to the bands."""
        return np.sqrt(self._updated(magnitude.T**2, power)).T


def levels(power: Features, range_db: float) -> Features:
    """Return power as dB under its maximum, `range_db` of it mapped to [0, 1].

    Examples
    --------
    >>> levels(np.array([1.0, 1e-4, 1e-9]), 80.0).tolist()
    [1.0, 0.5, 0.0]
    """
    loudest = max(float(power.max()), 1e-20)
    level_db = 10 * np.log10(np.maximum(power / loudest, 1e-20))
    return np.maximum(1 + level_db / range_db, 0).astype(np.float32)


def power_of(features: Features, range_db: float) -> Features:
    """Return the power of levels in [0, 1]: the way back from :func:`levels`.

    Examples
    --------
    >>> power_of(np.array([1.0, 0.5, 0.0]), 80.0).tolist() == np.array([1.0, 1e-4, 1e-12], np.float32).tolist()
    True
    """
    # Values at the floor mean "at most -range_db": there the sound may as well be silent.
    return np.where(features > 0, 10 ** ((features - 1) * range_db / 10), 1e-12).astype(np.float32)


def smoothness(level_db: Features) -> Features:
    """Return how smooth a picture is around each place.

    1 where it shows a mean of noise, 0 where it shows partials, strokes or noise itself.

    Parameters
    ----------
    level_db : numpy.ndarray of shape (C, T)
        Levels in dB.

    Returns
    -------
    numpy.ndarray of shape (C, T)

    Examples
    --------
    >>> bool(smoothness(np.full((9, 9), -20.0)).all()), bool(smoothness(20 * np.eye(9))[4, 4])
    (True, False)
    """
    mean = scipy.ndimage.uniform_filter(level_db, N_NEIGHBOURS)
    variance = np.maximum(scipy.ndimage.uniform_filter(level_db**2, N_NEIGHBOURS) - mean**2, 0)
    share: Features = np.clip((ROUGH_DB - np.sqrt(variance)) / (ROUGH_DB - SMOOTH_DB), 0, 1).astype(np.float32)
    return share
