"""`generator.background_sounds`: each class has, for any seed, the property its definition promises."""

import numpy as np
import pytest
from scipy.signal import hilbert

from generator import background_sounds as background
from generator.audio import SAMPLE_RATE_HZ

SEEDS = (0, 1, 2)


def _sound(make, seed: int) -> np.ndarray:
    return make(np.random.default_rng(seed))


def _power(y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    power = np.abs(np.fft.rfft(y)) ** 2
    return np.fft.rfftfreq(len(y), 1 / SAMPLE_RATE_HZ), power / power.sum()


def _share(y: np.ndarray, low_hz: float, high_hz: float) -> float:
    frequencies_hz, power = _power(y)
    return float(power[(frequencies_hz >= low_hz) & (frequencies_hz <= high_hz)].sum())


def _levels(y: np.ndarray, window_s: float = 0.1) -> np.ndarray:
    """Root mean square in windows."""
    n = round(window_s * SAMPLE_RATE_HZ)
    return np.sqrt((y[: len(y) // n * n].reshape(-1, n) ** 2).mean(axis=1))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("make", "low_hz", "high_hz", "least"),
    [
        (background.deep, 20, 300, 0.9),
        (background.sizziness, 2500, 11025, 0.95),
        (background.rain, 400, 9000, 0.95),
        (background.wind, 80, 2500, 0.95),
        (background.hum, 80, 1100, 0.95),
        (background.shimmer, 1900, 7600, 0.95),
        (background.bubbles, 200, 3000, 0.9),
        (background.engine, 30, 1000, 0.6),
    ],
)
def test_energy_lies_where_the_definition_says(make, low_hz: float, high_hz: float, least: float, seed: int):
    """Low, high or in between: nearly all energy is in the band of the class."""
    assert _share(_sound(make, seed), low_hz, high_hz) > least


@pytest.mark.parametrize("seed", SEEDS)
def test_backgrounds_last(seed: int):
    """No background falls silent for half a second, but for the gaps of the broken one."""
    for make in (
        background.deep,
        background.sizziness,
        background.rain,
        background.wind,
        background.surf,
        background.hum,
        background.drone,
        background.shimmer,
        background.bubbles,
        background.engine,
    ):
        levels = _levels(_sound(make, seed), 0.5)
        assert levels.min() > 0.02 * levels.max(), make.__name__


@pytest.mark.parametrize("seed", SEEDS)
def test_hum_has_the_lines_of_the_mains(seed: int):
    """Its strongest lines are multiples of 50 or of 60 Hz, within the half percent mains may be off."""
    frequencies_hz, power = _power(_sound(background.hum, seed))
    lines_hz = frequencies_hz[np.argsort(power)[-3:]]

    assert any(np.abs(lines_hz / mains - np.round(lines_hz / mains)).max() < 0.1 for mains in (50, 60))


@pytest.mark.parametrize("seed", SEEDS)
def test_surf_is_brighter_the_louder_it_is(seed: int):
    """Level and share of high frequencies rise and fall together."""
    y = _sound(background.surf, seed)
    parts = y[: len(y) // 20 * 20].reshape(20, -1)

    assert np.corrcoef(parts.std(axis=1), [_share(part, 1500, 11025) for part in parts])[0, 1] > 0.7


@pytest.mark.parametrize("seed", SEEDS)
def test_bubbles_glide_upwards(seed: int):
    """Where it is loud, the instantaneous frequency rises more often than it falls."""
    y = hilbert(_sound(background.bubbles, seed))
    frequency = np.diff(np.unwrap(np.angle(y)))
    loud = np.abs(y[2:]) > 0.3 * np.abs(y).max()

    assert np.mean(np.diff(frequency)[loud] > 0) > 0.6


@pytest.mark.parametrize("seed", SEEDS)
def test_crackle_is_sparse(seed: int):
    """Nearly all energy is in a tenth of the time."""
    energy = np.sort(_levels(_sound(background.crackle, seed), 0.01) ** 2)

    assert energy[-len(energy) // 10 :].sum() > 0.7 * energy.sum()


@pytest.mark.parametrize("seed", SEEDS)
def test_glitches_are_cut_hard(seed: int):
    """It has both gaps and jumps from one sample to the next."""
    y = _sound(background.glitchy, seed)

    assert np.mean(_levels(y, 0.01) == 0) > 0.05
    assert np.count_nonzero(np.abs(np.diff(y)) > 0.5) > 50
