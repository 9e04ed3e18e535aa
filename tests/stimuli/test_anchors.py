import numpy as np
import pytest
from scipy.signal import freqz

from stimuli.anchors import (
    crossfade,
    envelope_noise,
    hard_switch,
    low_pass,
    shuffled_order,
    shuffled_steps,
    sweep_weights,
)

SR = 22_050


def tone(frequency_hz, n=SR):
    """Return a sine of `n` samples."""
    return np.sin(2 * np.pi * frequency_hz * np.arange(n) / SR)


@pytest.mark.parametrize("sr", [16_000, 22_050, 44_100, 48_000])
def test_low_pass_meets_the_standard(sr):
    """Ripple within 0.1 dB up to 3.5 kHz, 25 dB down at 4 kHz, 50 dB at 4.5 kHz and above (BS.1534-3, section 5.1)."""
    impulse = np.zeros(4001)
    impulse[2000] = 1
    frequencies_hz, response = freqz(low_pass(impulse, sr), worN=2**14, fs=sr)
    gain_db = 20 * np.log10(np.abs(response) + 1e-12)

    assert np.abs(gain_db[frequencies_hz <= 3500]).max() <= 0.1
    assert gain_db[frequencies_hz >= 4000].max() <= -25
    assert gain_db[frequencies_hz >= 4500].max() <= -50


def test_low_pass_does_not_delay():
    """A tone in the pass band stays where it is."""
    assert np.abs(low_pass(tone(500), SR) - tone(500))[1000:-1000].max() < 1e-3


def test_low_pass_needs_something_above():
    """At 8 kHz nothing lies above the anchor's stop band: no anchor, rather than the sound itself."""
    with pytest.raises(ValueError, match="nothing lies above"):
        low_pass(np.ones(100), 8000)


def test_envelope_noise_keeps_the_envelope_and_loses_the_tone():
    """Power follows the sound's course, no line of the spectrum stands out, and the seed decides the noise."""
    y = tone(440, 4 * SR) * np.repeat([0.1, 1.0, 0.3, 0.6], SR)
    noise = envelope_noise(y, SR, np.random.default_rng(5))
    powers = [np.sqrt(np.mean(part**2)) for sound in (y, noise) for part in np.split(sound, 4)]
    spectrum = np.abs(np.fft.rfft(noise))

    assert powers[:4] == pytest.approx(powers[4:], rel=0.1)
    assert spectrum.max() < 10 * np.sqrt(np.mean(spectrum**2))
    assert np.array_equal(noise, envelope_noise(y, SR, np.random.default_rng(5)))
    assert not np.array_equal(noise, envelope_noise(y, SR, np.random.default_rng(6)))


def test_envelope_noise_of_silence_is_silence():
    """No sound gives no noise, and no division by zero."""
    assert not envelope_noise(np.zeros(1000), SR, np.random.default_rng(1)).any()


def test_sweep_weights_hold_their_ends():
    """Both ends are held for the stated part, the rise is straight, and the course is its own mirror."""
    weights = sweep_weights(1001, hold=0.2)

    assert not weights[:200].any()
    assert (weights[-200:] == 1).all()
    assert np.abs(np.diff(weights[201:800], n=2)).max() < 1e-9
    assert np.abs(weights - (1 - weights[::-1])).max() < 1e-9


@pytest.mark.parametrize("control", [crossfade, hard_switch])
def test_controls_end_in_their_endpoints_and_mirror(control):
    """A control begins as `a`, ends as `b`, and mirrors when time and ends are exchanged."""
    a, b = tone(300), np.random.default_rng(2).uniform(-1, 1, SR)
    y = control(a, b, SR)

    assert np.array_equal(a[:3000], y[:3000])
    assert np.allclose(b[-3000:], y[-3000:], atol=1e-12)
    assert np.abs(y[::-1] - control(b[::-1], a[::-1], SR)).max() < 1e-9


def test_crossfade_keeps_the_power():
    """Two unrelated noises keep their power throughout: no hole in the middle."""
    rng = np.random.default_rng(3)
    y = crossfade(rng.standard_normal(10 * SR), rng.standard_normal(10 * SR), SR)

    assert [1.0] * 10 == pytest.approx([np.mean(part**2) for part in np.split(y, 10)], rel=0.05)


def test_hard_switch_is_short_and_does_not_click():
    """Only 5 ms are neither sound, and no step there is larger than in the sounds themselves."""
    a, b = tone(200), -0.5 * tone(333)
    y = hard_switch(a, b, SR)
    neither = np.flatnonzero((y != a) & (y != b))

    assert np.ptp(neither) / SR <= 0.005
    assert np.abs(np.diff(y)).max() <= 1.2 * np.abs(np.diff(a)).max()


def test_hard_switch_of_a_sound_with_itself_is_the_sound():
    """The join adds up to one."""
    assert np.abs(hard_switch(tone(440), tone(440), SR) - tone(440)).max() < 1e-12


def test_shuffled_steps_are_the_same_steps_in_another_order():
    """Away from the joins every step of the morph is there once, and not in its place as a whole."""
    y = np.repeat(np.arange(1.0, 9.0), 2000)
    shuffled = shuffled_steps(y, SR, 8, np.random.default_rng(4))
    middles = shuffled[1000::2000]

    assert len(y) == len(shuffled)
    assert list(range(1, 9)) == sorted(middles)
    assert np.abs(np.diff(middles)).sum() >= (8**2 - 1) / 3


def test_shuffled_steps_do_not_click():
    """Joins between steps make no jump: the largest difference of neighbours stays that of a 5 ms join."""
    y = np.linspace(0, 4, 19_997)
    shuffled = shuffled_steps(y, SR, 5, np.random.default_rng(4))

    assert np.abs(np.diff(shuffled)).max() <= 4 * np.pi / 2 / (0.005 * SR - 1)


@pytest.mark.parametrize("n_steps", [3, 4, 7, 12])
def test_shuffled_order_is_never_in_order(n_steps):
    """Every draw is a permutation that differs from the order and its reverse."""
    rng = np.random.default_rng(6)
    for _ in range(50):
        order = shuffled_order(n_steps, rng)
        assert list(range(n_steps)) == sorted(order)
        assert order not in (list(range(n_steps)), list(range(n_steps))[::-1])


def test_two_steps_cannot_be_shuffled():
    """Two steps have only their order and its reverse."""
    with pytest.raises(ValueError, match="fewer than 3"):
        shuffled_order(2, np.random.default_rng(1))
