"""`generator.path_levels`: a sweep keeps its level, whatever the model draws between its ends."""

import numpy as np
import pytest

from generator.magnitude_spectrogram import MagnitudeSpectrogram
from generator.morphs import sweep_features
from generator.path_levels import equally_powerful, power_of_sound, sweep_gains
from generator.representation import MelSpectrogram, Representation
from generator.sounding import sounding
from generator.waveform import Waveform

N_SAMPLES = 44_100
T = np.arange(N_SAMPLES) / 22_050
LOW, HIGH = (np.sin(2 * np.pi * hz * T).astype(np.float32) for hz in (300, 3000))


def _path(representation: Representation) -> np.ndarray:
    """Mix the features of two tones, as a model with straight axes draws a path between them."""
    first, last = (representation.features(y) for y in (LOW, HIGH))
    return np.stack([(1 - weight) * first + weight * last for weight in np.linspace(0, 1, 33)])


@pytest.mark.parametrize("representation", [MelSpectrogram(), MagnitudeSpectrogram()])
def test_a_sweep_between_tones_keeps_its_level(representation: Representation) -> None:
    """Half way between two tones no band is loud: there the sweep is over 20 dB down, and is not with its gains."""
    path = _path(representation)
    y = sounding(sweep_features(path, representation.n_frames_of(N_SAMPLES)), representation, N_SAMPLES)
    levelled = y * sweep_gains(path, representation, N_SAMPLES)
    before_db, after_db = (
        [10 * np.log10(np.mean(part**2)) for part in np.array_split(one[2000:-2000], 10)] for one in (y, levelled)
    )

    assert max(before_db) - min(before_db) > 20
    assert max(after_db) - min(after_db) < 3


@pytest.mark.parametrize("representation", [MelSpectrogram(), MagnitudeSpectrogram()])
def test_power_follows_the_sound(representation: Representation) -> None:
    """Of two sounds with the same loudest point, the powers are to each other as those of their samples."""
    noise = 0.02 * np.random.default_rng(0).standard_normal(N_SAMPLES).astype(np.float32)
    stroke = LOW * (T < 0.2)
    sounds = [stroke + noise, stroke + 5 * noise]
    powers = [power_of_sound(representation.features(y), representation) for y in sounds]

    assert np.mean(sounds[1] ** 2) / np.mean(sounds[0] ** 2) == pytest.approx(powers[1] / powers[0], rel=0.1)


def test_power_of_samples_is_their_mean_square() -> None:
    """A sine of peak 1 has half the power of its peak."""
    assert power_of_sound(Waveform(2).features(np.sin(np.arange(1024) * np.pi / 16)), Waveform(2)) == pytest.approx(0.5)


def test_equal_power_is_equal() -> None:
    """Sounds of any level get a mean square of 1."""
    assert [float(np.mean(equally_powerful(gain * LOW) ** 2)) for gain in (0.01, 1)] == pytest.approx([1, 1], rel=1e-4)
