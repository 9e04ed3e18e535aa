"""`generator.percussive_sounds`: each class begins as often, and sounds as high, as its definition promises."""

import numpy as np
import pytest
from scipy.signal import find_peaks, hilbert

from generator import percussive_sounds as percussive
from generator.audio import SAMPLE_RATE_HZ

SEEDS = (0, 1, 2)


def _sound(make, seed: int) -> np.ndarray:
    return make(np.random.default_rng(seed))


def _n_strokes(y: np.ndarray) -> int:
    """Rises of the envelope by 6 dB within 20 ms, at least 60 ms apart, near the loudest."""
    hop = SAMPLE_RATE_HZ // 100
    envelope = np.abs(y[: len(y) // hop * hop]).reshape(-1, hop).max(axis=1)
    rise = np.maximum(envelope[2:] - envelope[:-2], 0)
    return len(find_peaks(np.r_[0, rise, 0], height=0.15 * envelope.max(), distance=6)[0])


def _centroid_hz(y: np.ndarray) -> float:
    power = np.abs(np.fft.rfft(y)) ** 2
    return float((np.fft.rfftfreq(len(y), 1 / SAMPLE_RATE_HZ) * power).sum() / power.sum())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("make", "fewest", "most"),
    [
        (percussive.thump, 3, 10),
        (percussive.clap, 3, 12),
        (percussive.ticks, 9, 29),
        (percussive.bell, 1, 5),
        (percussive.wood, 6, 20),
        (percussive.shaker, 15, 34),
        (percussive.zaps, 4, 16),
    ],
)
def test_strokes_come_as_often_as_promised(make, fewest: int, most: int, seed: int):
    """The number of attacks in 4 s is that of the rates the class is drawn from, give or take two."""
    assert fewest <= _n_strokes(_sound(make, seed)) <= most


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("make", "low_hz", "high_hz"),
    [
        (percussive.thump, 40, 250),
        (percussive.clap, 600, 3500),
        (percussive.ticks, 2200, 7000),
        (percussive.bell, 200, 3500),
        (percussive.wood, 400, 2000),
        (percussive.gong, 60, 1200),
        (percussive.shaker, 3000, 9500),
        (percussive.whoosh, 300, 5000),
    ],
)
def test_strokes_are_as_high_as_promised(make, low_hz: float, high_hz: float, seed: int):
    """The spectral centroid is in the register of the class."""
    assert low_hz < _centroid_hz(_sound(make, seed)) < high_hz


@pytest.mark.parametrize("seed", SEEDS)
def test_zaps_fall(seed: int):
    """Where it is loud, the instantaneous frequency falls far more often than it rises."""
    y = hilbert(_sound(percussive.zaps, seed))
    n_smooth = 64
    phase = np.unwrap(np.angle(y))
    frequency = phase[n_smooth:] - phase[:-n_smooth]
    loud = np.abs(y[: len(frequency) - n_smooth]) > 0.5 * np.abs(y).max()

    assert np.mean((frequency[n_smooth:] - frequency[:-n_smooth])[loud] < 0) > 0.6


@pytest.mark.parametrize("seed", SEEDS)
def test_bell_and_gong_ring_on(seed: int):
    """A tenth of a second after its peak a wood block is silent, a bell and a gong are not."""
    left = {}
    for make in (percussive.wood, percussive.bell, percussive.gong):
        y = _sound(make, seed)[: SAMPLE_RATE_HZ * 3]
        peak = int(np.abs(y).argmax())
        left[make.__name__] = np.abs(y[peak + 2700 : peak + 3300]).max() / np.abs(y[peak])

    assert left["bell"] > 0.2
    assert left["gong"] > 0.2
    assert left["wood"] < 0.2
