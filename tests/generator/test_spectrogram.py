"""`generator.spectrogram`: forth and back without loss, frames where they are said to be."""

import numpy as np
import pytest

from generator.spectrogram import istft, stft


@pytest.mark.parametrize(("n_fft", "hop"), [(2048, 512), (1024, 256), (512, 128)])
def test_round_trip_is_exact(n_fft: int, hop: int) -> None:
    """Noise comes back to within rounding, its first and last samples too."""
    y = np.random.default_rng(0).normal(size=16 * n_fft).astype(np.float32)

    assert np.abs(istft(stft(y, n_fft, hop), n_fft, hop) - y).max() < 1e-5


def test_frames_stand_in_the_middle_of_their_hops() -> None:
    """A click in the middle of the fourth hop is loudest in the fourth frame."""
    y = np.zeros(8 * 256, dtype=np.float32)
    y[3 * 256 + 128] = 1

    assert int(np.abs(stft(y, 1024, 256)).sum(axis=1).argmax()) == 3


def test_a_tone_lies_in_its_bin() -> None:
    """A cosine at bin 64 has half the window's sum there: the transform is not scaled."""
    y = np.cos(2 * np.pi * 64 / 1024 * np.arange(8192)).astype(np.float32)
    frame = np.abs(stft(y, 1024, 256))[10]

    assert int(frame.argmax()) == 64
    assert frame[64] == pytest.approx(1024 / 4, rel=1e-3)
