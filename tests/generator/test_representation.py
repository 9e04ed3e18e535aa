"""`generator.representation`: the mel spectrogram, its shape, its inverse and what the way back costs."""

import librosa
import numpy as np
import pytest

from generator.representation import MelSpectrogram
from generator.yardstick import distance_db


def _note(seconds: float = 172 * 512 / 22050) -> np.ndarray:
    t = np.arange(round(seconds * 22050)) / 22050
    y = sum(np.sin(2 * np.pi * 440 * k * t) / k**1.5 for k in range(1, 12)) * np.minimum(1, t / 0.05) * np.exp(-t)
    return y.astype(np.float32)


@pytest.fixture(scope="module")
def mel() -> MelSpectrogram:
    """Give the yardstick's representation."""
    return MelSpectrogram()


def test_shape_is_the_slides(mel: MelSpectrogram) -> None:
    """Four seconds are 128 bands by 172 frames, in [0, 1], with the loudest point at 1."""
    features = mel.features(_note())

    assert features.shape == mel.shape == (128, 172)
    assert features.dtype == np.float32
    assert features.min() >= 0
    assert features.max() == 1


def test_bands_are_librosas(mel: MelSpectrogram) -> None:
    """Power in bands is what librosa's filters give on the same spectrum."""
    y = _note()
    beyond = (mel.n_fft - mel.hop) // 2
    theirs = librosa.feature.melspectrogram(
        y=np.pad(y, beyond), sr=22050, n_fft=mel.n_fft, hop_length=mel.hop, n_mels=128, center=False
    )

    np.testing.assert_allclose(mel.power(y), theirs, rtol=1e-3, atol=1e-6)


def test_level_is_left_out(mel: MelSpectrogram) -> None:
    """A sound and the same sound 40 dB lower have the same features."""
    np.testing.assert_allclose(mel.features(_note()), mel.features(_note() / 100), atol=1e-5)


def test_padding_is_silence(mel: MelSpectrogram) -> None:
    """A sound of one second leaves zeros after it, and only its own frames count."""
    features = mel.features(_note(1.0))

    assert mel.n_frames_of(22050) == 44
    assert not features[:, 47:].any()


@pytest.mark.parametrize(("n_bands", "at_most_db"), [(128, 3.0), (257, 2.0)])
def test_round_trip_costs_little(n_bands: int, at_most_db: float) -> None:
    """A note comes back within the stated distance on the yardstick; more bands, less loss."""
    representation = MelSpectrogram(n_bands)
    y = _note()
    back = representation.sound(representation.features(y))

    assert len(back) == representation.n_samples
    assert np.abs(back).max() == pytest.approx(1)
    assert distance_db(y, back) < at_most_db


def test_silence_comes_back_finite(mel: MelSpectrogram) -> None:
    """Silence has features of zero, and they give a sound without NaN."""
    features = mel.features(np.zeros(1000, dtype=np.float32))

    assert not features.any()
    assert np.isfinite(mel.sound(features)).all()
