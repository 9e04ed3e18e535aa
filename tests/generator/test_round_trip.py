"""`generator.round_trip`: each representation's shape, and what the way there and back costs."""

import numpy as np
import pytest

from generator.round_trip import REPRESENTATIONS, round_trip


def _note() -> np.ndarray:
    t = np.arange(172 * 512) / 22050
    y = sum(np.sin(2 * np.pi * 440 * k * t) / k**1.5 for k in range(1, 12)) * np.minimum(1, t / 0.05) * np.exp(-t)
    return y.astype(np.float32)


def test_a_waveform_comes_back_as_it_was() -> None:
    """Noise, with every sample its own: no sample is off by 1e-6, whatever the level was."""
    y = np.random.default_rng(0).uniform(-0.01, 0.01, 172 * 512).astype(np.float32)
    found = round_trip(y, REPRESENTATIONS["waveform"])

    assert found.largest_error < 1e-6
    assert found.distance_db < 1e-3


@pytest.mark.parametrize(
    ("name", "shape", "convergence_db", "distance_db"),
    [("waveform", (512, 172), -120, 0.01), ("magnitude", (1025, 172), -25, 1.0), ("mel", (128, 172), -6, 3.0)],
)
def test_a_note_costs_what_is_stated(
    name: str, shape: tuple[int, int], convergence_db: float, distance_db: float
) -> None:
    """A note is lost not at all in samples, little without its phase, more in mel bands."""
    representation = REPRESENTATIONS[name]
    found = round_trip(_note(), representation)

    assert found.features.shape == representation.shape == shape
    assert 0 <= found.features.min() <= found.features.max() <= 1
    assert found.y.shape == (representation.n_samples,)
    assert found.convergence_db < convergence_db
    assert found.distance_db < distance_db


@pytest.mark.parametrize("name", REPRESENTATIONS)
def test_a_short_sound_is_padded_and_silence_is_finite(name: str) -> None:
    """A sound of a second keeps its silence after it; silence comes back finite."""
    representation = REPRESENTATIONS[name]
    found = round_trip(_note()[:22050], representation)
    silence = representation.sound(representation.features(np.zeros(1, dtype=np.float32)))

    assert np.abs(found.y[30000:]).max() < 1e-3
    assert representation.n_frames_of(22050) == 44
    assert np.isfinite(silence).all()
