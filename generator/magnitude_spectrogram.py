"""The magnitude spectrogram as a representation: every bin of the spectrum, without its phase."""

from dataclasses import dataclass

import numpy as np

from generator.audio import Audio, fit_length
from generator.phase import with_phase
from generator.representation import Features, levels, power_of, smoothness
from generator.spectrogram import stft


@dataclass(frozen=True)
class MagnitudeSpectrogram:
    """Power of each bin, in dB under the sound's loudest, range_db of it mapped to [0, 1].

    The way back only has to find a phase; `generator.phase` says how.

    Parameters
    ----------
    n_frames : int
        Frames of one sound; 172 frames of 512 samples are 3.99 s.
    n_fft, hop : int
        Window and hop in samples.
    range_db : float
        What is quieter counts as silent.

    Examples
    --------
    >>> magnitude = MagnitudeSpectrogram()
    >>> magnitude.shape, float(magnitude.features(np.sin(np.arange(88064, dtype=np.float32) * 0.1)).max())
    ((1025, 172), 1.0)
    """

    n_frames: int = 172
    n_fft: int = 2048
    hop: int = 512
    range_db: float = 80.0

    @property
    def shape(self) -> tuple[int, int]:
        """Bins and frames of one sound."""
        return self.n_fft // 2 + 1, self.n_frames

    @property
    def n_samples(self) -> int:
        """Samples of one sound."""
        return self.n_frames * self.hop

    def features(self, y: Audio) -> Features:
        """Return the sound as numbers in [0, 1] of shape (n_bins, n_frames); see the class."""
        return levels(np.abs(stft(fit_length(y, self.n_samples), self.n_fft, self.hop)).T ** 2, self.range_db)

    def n_frames_of(self, n_samples: int) -> int:
        """Return how many frames of a sound of this length are not padding."""
        return min(-(-n_samples // self.hop), self.n_frames)

    def sound(self, features: Features) -> Audio:
        """Return a sound of n_frames * hop samples, peak 1, that has nearly these features."""
        magnitude = np.sqrt(power_of(features, self.range_db)).T
        y = with_phase(magnitude, self.n_fft, self.hop, noisiness=smoothness(features * self.range_db).T)
        return (y / max(float(np.abs(y).max()), 1e-12)).astype(np.float32)
