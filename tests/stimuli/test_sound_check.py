"""Each fault of a sound is found; a good sound has none."""

import numpy as np
import pytest

from stimuli.anchors import envelope_noise
from stimuli.levels import fade, set_level
from stimuli.sound_check import check_sound, n_clipped_samples

SR = 22_050


def tone(frequency_hz=440.0, gain=0.1):
    """Return two seconds of a faded sine."""
    return fade(gain * np.sin(2 * np.pi * frequency_hz * np.arange(2 * SR) / SR), SR, 0.02, 0.02)


def with_nan():
    """Return a tone with one sample that is no number."""
    y = tone()
    y[77] = np.nan
    return y


def buzz():
    """Return a tone with one sharp peak, as loud as the tone."""
    y = tone(gain=0.5)
    y[SR] = 1.0
    return y


PLANTED = {
    "not a number": with_nan(),
    "silent": np.zeros(2 * SR),
    "clipped": np.clip(tone(gain=3), -1, 1),
    "DC offset": tone() + 0.02,
    "wrong level": tone(gain=0.01),
    "true peak": buzz(),
    "wrong length": tone()[:-100],
}


@pytest.mark.parametrize("kind", PLANTED)
def test_each_planted_fault_is_found(kind):
    """A sound with one planted fault is refused for it."""
    found = {fault.kind for fault in check_sound(PLANTED[kind], SR, "k.flac", expected_lufs=-23.0, expected_s=2.0)}

    assert kind in found


@pytest.mark.parametrize("kind", ["not a number", "silent", "clipped", "DC offset"])
def test_what_needs_no_expectation_is_found_without_one(kind):
    """NaN, silence, clipping and offset are found on their own and nothing else with them."""
    assert [kind] == [fault.kind for fault in check_sound(PLANTED[kind], SR)]


@pytest.mark.parametrize("frequency_hz", [40.0, 440.0, 9000.0])
@pytest.mark.parametrize("target_lufs", [-30.0, -23.0, -16.0])
def test_levelled_sounds_have_no_fault(frequency_hz, target_lufs):
    """Low, middle and high tones, noise and a short click pass at the level their set reached, in mono and stereo."""
    rng = np.random.default_rng(1)
    noise = envelope_noise(tone(frequency_hz), SR, rng)
    decaying = tone(frequency_hz) * np.exp(-np.arange(2 * SR) / SR * 20)
    stereo = np.column_stack([tone(frequency_hz), tone(2 * frequency_hz)])
    levelled, reached_lufs = set_level([tone(frequency_hz), noise, decaying, stereo], SR, target_lufs)

    assert [] == [str(fault) for y in levelled for fault in check_sound(y, SR, "k", reached_lufs, expected_s=2.0)]


def test_fault_names_sound_value_and_limit():
    """A fault reads as one line with where, what, got what, what to do."""
    fault = check_sound(PLANTED["wrong level"], SR, "k.flac", expected_lufs=-23.0)[0]

    assert "k.flac: has a wrong level, got -43.7 LUFS, expected -23.0. Set the level of the whole set again." == str(
        fault
    )


def test_touching_full_scale_is_not_clipping():
    """One or two samples at full scale, as normalising leaves them, are no clipping; three are, on either side."""
    assert 0 == n_clipped_samples(np.array([1.0, 1.0, 0.0, -1.0, -1.0]))
    assert 3 == n_clipped_samples(np.array([0.0, -1.0, -1.0, -1.0]))
    assert 4 == n_clipped_samples(np.array([[0.0, 1.0]] * 4))


def test_offset_of_one_channel_counts():
    """An offset on the right alone is found."""
    assert ["DC offset"] == [fault.kind for fault in check_sound(np.column_stack([tone(), tone() + 0.05]), SR)]
