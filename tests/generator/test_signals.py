"""`generator.signals`: the parts of the bank's sounds are what their names say."""

import numpy as np
import pytest

from generator.audio import SAMPLE_RATE_HZ
from generator.signals import (
    DURATION_S,
    N_SAMPLES,
    TIMES_S,
    decay,
    hits,
    impulses,
    log_uniform,
    moving_noise,
    noise,
    resonate,
    span,
    stroke_times,
    tone,
    wander,
)


def _rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def _share(y: np.ndarray, low_hz: float, high_hz: float) -> float:
    """Share of the energy of a signal that lies between two frequencies."""
    power = np.abs(np.fft.rfft(y)) ** 2
    frequencies_hz = np.fft.rfftfreq(len(y), 1 / SAMPLE_RATE_HZ)
    return float(power[(frequencies_hz >= low_hz) & (frequencies_hz <= high_hz)].sum() / power.sum())


def _slope_db(y: np.ndarray) -> float:
    """Level of 2-4 kHz over that of 1-2 kHz, per hertz, in dB."""
    return 10 * np.log10(_share(y, 2000, 4000) / 2 / _share(y, 1000, 2000))


def test_noise_keeps_to_its_band():
    """At least 80 % lies in the band, all of it within the edges of half an octave."""
    y = noise(_rng(), 500, 2000)

    assert _share(y, 500, 2000) > 0.8
    assert _share(y, 500 / 2**0.5, 2000 * 2**0.5) == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("tilt_db", [-6.0, 0.0, 3.0])
def test_noise_tilts(tilt_db: float):
    """An octave higher, the density is `tilt_db` higher."""
    assert _slope_db(noise(_rng(), 200, 8000, tilt_db)) == pytest.approx(tilt_db, abs=0.5)


def test_a_band_of_noise_follows_its_centre():
    """Gliding from 500 to 4000 Hz, the energy is low in the first tenth and high in the last."""
    y = moving_noise(_rng(), 500 * 8 ** (TIMES_S / DURATION_S), 200)

    tenth = N_SAMPLES // 10
    assert _share(y[:tenth], 300, 900) > 0.95
    assert _share(y[-tenth:], 3000, 4300) > 0.95


def test_a_curve_wanders_between_its_limits():
    """It stays within them, uses most of the room, and turns about every period."""
    curve = wander(_rng(3), 2.0, 5.0, 0.25)

    assert curve.min() >= 2
    assert curve.max() <= 5
    assert np.ptp(curve) > 2
    turns = np.count_nonzero(np.diff(np.sign(np.diff(curve[::200]))))
    assert 5 <= turns <= 24


def test_a_tone_has_its_frequency():
    """A still tone of 1000 Hz and one that glides around it both cross zero 8000 times in 4 s."""
    for frequency_hz in (1000.0, 1000 + 200 * np.sin(2 * np.pi * TIMES_S)):
        y = tone(frequency_hz, phase=0.1)
        assert np.count_nonzero(np.diff(np.sign(y))) == pytest.approx(8000, abs=3)


def test_a_resonance_rings_at_its_frequency_for_its_time():
    """An impulse becomes a tone that has fallen by 60 dB after the decay time."""
    impulse = np.zeros(N_SAMPLES)
    impulse[0] = 1

    y = resonate(impulse, 800.0, 0.5)

    assert _share(y, 750, 850) > 0.95
    start, end = (np.abs(y[int(s * SAMPLE_RATE_HZ) :][:500]).max() for s in (0.0, 0.5))
    assert 20 * np.log10(start / end) == pytest.approx(60, abs=1)


def test_decay_is_60_db():
    """The envelope begins at one and is a thousandth after the decay time."""
    np.testing.assert_allclose(decay(np.array([0.0, 0.2, 0.4]), 0.4), [1, 10**-1.5, 1e-3])


def test_impulses_come_as_often_as_asked():
    """Over many draws their number is that of a Poisson process."""
    counts = [np.count_nonzero(impulses(_rng(seed), 20)) for seed in range(100)]

    assert np.mean(counts) == pytest.approx(80, abs=4)
    assert np.std(counts) == pytest.approx(80**0.5, rel=0.3)


def test_hits_are_put_where_they_belong():
    """Strokes add up where they overlap and are cut at the end."""
    y = hits([0.0, 1.0, 1.0, DURATION_S - 0.001, DURATION_S + 1], lambda: np.ones(100))

    assert 1 == y[0]
    assert 2 == y[SAMPLE_RATE_HZ + 50]
    assert 0 == y[SAMPLE_RATE_HZ + 100]
    assert 300 + 22 == round(y.sum())


def test_a_beat_keeps_its_rate():
    """Without jitter strokes are even; with it they spread around the same beat, within the sound."""
    even = stroke_times(_rng(), 5.0, 0.0)
    jittered = stroke_times(_rng(), 5.0, 0.1)

    np.testing.assert_allclose(np.diff(even), 0.2)
    assert len(even) == len(jittered)
    assert 0 < np.std(jittered - even) < 0.05
    assert jittered.max() <= DURATION_S


def test_ratios_are_drawn_evenly():
    """Half the draws between 100 and 10000 lie under 1000."""
    draws = [log_uniform(_rng(seed), 100, 10000) for seed in range(400)]

    assert np.mean(np.array(draws) < 1000) == pytest.approx(0.5, abs=0.08)
    assert min(draws) >= 100
    assert max(draws) <= 10000


def test_a_span_has_its_length():
    """Times of a stroke begin at 0 and never are none."""
    assert (2205, 0.0) == (len(span(0.1)), span(0.1)[0])
    assert 1 == len(span(0.0))
