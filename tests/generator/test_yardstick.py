"""`generator.yardstick`: dB that mean the same for every model."""

import numpy as np
import pytest

from generator.yardstick import distance_db, rms_db


def test_padding_does_not_count() -> None:
    """An error in the padding alone is none; the same error in the sound counts in full."""
    a = np.zeros((1, 128, 10))
    late, early = a.copy(), a.copy()
    late[:, :, 5:] = 0.5
    early[:, :, :5] = 0.5

    assert rms_db(a, late, np.array([5])) == 0
    assert rms_db(a, early, np.array([5])) == pytest.approx(40)


def test_is_eighty_times_the_root_of_the_mean_squared_error() -> None:
    """With nothing padded, dB are 80 sqrt(MSE)."""
    a, b = np.random.default_rng(0).uniform(size=(2, 3, 128, 7))

    assert rms_db(a, b, np.full(3, 7)) == pytest.approx(80 * np.sqrt(np.mean((a - b) ** 2)))


def test_distance_is_one_of_sounds() -> None:
    """A sound is no distance from itself, as far there as back, and farther from a stranger than from a near copy."""
    rng = np.random.default_rng(0)
    t = np.arange(22016) / 22050
    tone, noise = np.sin(2 * np.pi * 500 * t).astype(np.float32), rng.normal(size=22016).astype(np.float32)
    near = tone + 0.001 * noise

    assert distance_db(tone, tone) == 0
    assert distance_db(tone, noise) == pytest.approx(distance_db(noise, tone))
    assert distance_db(tone, near) < distance_db(tone, noise)
