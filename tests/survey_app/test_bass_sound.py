"""The sound of the bass check holds what it says, and nothing a small loudspeaker would play between the marks."""

import io
import wave
from collections import Counter

import numpy as np
import pytest

from analysis.headphone_ears import counted_tones
from survey_app.bass_sound import AMPLITUDE, COUNTS, MARK_S, SLOT_S, TONE_S, bass_sound, n_tones
from survey_app.wav import SAMPLE_RATE_HZ


@pytest.mark.parametrize("count", COUNTS)
def test_it_has_as_many_low_tones(count: int) -> None:
    """Ears that get all of it count them; ears behind a small loudspeaker count none. Each sound lasts as long."""
    assert (str(count), "0") == (counted_tones(bass_sound(count), True), counted_tones(bass_sound(count), False))
    assert len(bass_sound(count)) == len(bass_sound(COUNTS[0]))


def test_nothing_but_lows_lies_between_the_marks() -> None:
    """Above 150 Hz, where phones begin to play, there is less than -60 dB of the low tones."""
    with wave.open(io.BytesIO(bass_sound(5))) as file:
        y = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").reshape(-1, 2)[:, 0] / 32768
    edge = round((MARK_S + (SLOT_S - TONE_S) / 2) * SAMPLE_RATE_HZ)
    between = y[edge:-edge]
    power = np.abs(np.fft.rfft(between)) ** 2
    frequencies_hz = np.fft.rfftfreq(len(between), 1 / SAMPLE_RATE_HZ)

    assert AMPLITUDE == pytest.approx(np.abs(between).max(), abs=0.001)
    assert 10 * np.log10(power[frequencies_hz > 150].sum() / power.sum()) < -60


def test_counts_differ_between_listening_sessions_and_tries() -> None:
    """Nobody can pass the number on: every count comes up about as often, and the second try is drawn anew."""
    first = Counter(n_tones(str(seed), 0) for seed in range(400))

    assert set(COUNTS) == set(first)
    assert min(first.values()) > 60
    assert {n_tones("any", tried) for tried in range(20)} == set(COUNTS)
