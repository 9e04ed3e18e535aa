"""The waveform as a representation: samples, hop after hop, and nothing lost."""

from dataclasses import dataclass

import numpy as np

from generator.audio import Audio, fit_length
from generator.representation import Features


@dataclass(frozen=True)
class Waveform:
    """Samples with peak 1, mapped from [-1, 1] to [0, 1]; each frame is a column of `hop` samples.

    Silence is 1/2. There is no phase to find on the way back, but a model has to draw it: two
    sounds that are heard alike have waveforms far apart.

    Parameters
    ----------
    n_frames : int
        Frames of one sound; 172 frames of 512 samples are 3.99 s.
    hop : int
        Samples of a frame.

    Examples
    --------
    >>> waveform, y = Waveform(), np.sin(np.arange(88064, dtype=np.float32) * 0.1)
    >>> waveform.shape, bool(np.abs(waveform.sound(waveform.features(y)) - y).max() < 1e-6)
    ((512, 172), True)
    """

    n_frames: int = 172
    hop: int = 512

    @property
    def shape(self) -> tuple[int, int]:
        """Samples of a frame, and frames."""
        return self.hop, self.n_frames

    @property
    def n_samples(self) -> int:
        """Samples of one sound."""
        return self.n_frames * self.hop

    def features(self, y: Audio) -> Features:
        """Return the sound as numbers in [0, 1] of shape (hop, n_frames); see the class."""
        whole = fit_length(y, self.n_samples)
        scaled = whole / max(float(np.abs(whole).max()), 1e-12)
        return np.ascontiguousarray((0.5 + 0.5 * scaled).reshape(self.n_frames, self.hop).T, dtype=np.float32)

    def n_frames_of(self, n_samples: int) -> int:
        """Return how many frames of a sound of this length are not padding."""
        return min(-(-n_samples // self.hop), self.n_frames)

    def sound(self, features: Features) -> Audio:
        """Return the sound of n_frames * hop samples, peak 1, that has these features."""
        y = 2 * features.T.reshape(-1) - 1
        return (y / max(float(np.abs(y).max()), 1e-12)).astype(np.float32)
