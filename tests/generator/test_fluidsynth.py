"""`generator.fluidsynth`: notes come out as long, as high and as loud as they were asked for."""

import numpy as np
import pytest

from generator.audio import SAMPLE_RATE_HZ
from generator.errors import GeneratorError
from generator.fluidsynth import RELEASE_S, Note, render_notes

pytestmark = pytest.mark.soundfont


def _hz(y: np.ndarray) -> float:
    """Frequency of the strongest partial: parabola through the peak of the log spectrum."""
    y = y[SAMPLE_RATE_HZ // 10 : SAMPLE_RATE_HZ // 10 + SAMPLE_RATE_HZ]
    level = np.log(np.abs(np.fft.rfft(y * np.hanning(len(y)))) + 1e-12)
    peak = int(np.argmax(level))
    left, middle, right = level[peak - 1 : peak + 2]
    return float((peak + (left - right) / (2 * (left - 2 * middle + right))) * SAMPLE_RATE_HZ / len(y))


@pytest.mark.parametrize(("key", "cents"), [(60, 0), (69, 0), (48, 20), (72, -20)])
def test_pitch_is_that_of_key_and_cents(write_font, tiny_sample, key: int, cents: int):
    """The tone of middle C is played at the pitch of the key, sharpened by the cents, within one cent."""
    font = write_font(tiny_sample("tone"))

    (y,) = render_notes(font, [Note(71, key, 100, cents, 1.5)])

    expected = 440 * 2 ** ((key - 69 + cents / 100) / 12)
    assert 1200 * np.log2(_hz(y) / expected) == pytest.approx(0, abs=1)


def test_every_note_has_its_length_program_and_silence(write_font, tiny_sample):
    """Notes of one run do not mix: each is as long as asked, of its own program, released before its end."""
    font = write_font(tiny_sample("low", program=42), tiny_sample("high", program=72, root_key=48))
    notes = [Note(42, 60, 100, 0, 1.5), Note(72, 60, 100, 0, 3.21), Note(42, 60, 40, 0, 2.0)]

    sounds = render_notes(font, notes)

    assert [33075, 70780, 44100] == [len(y) for y in sounds]
    assert [262, 523, 262] == [round(_hz(y)) for y in sounds]
    for y in sounds:
        held = y[: len(y) - round((RELEASE_S + 0.05) * SAMPLE_RATE_HZ)]
        assert np.abs(held).max() > 20 * np.abs(y[-200:]).max()
    assert np.abs(sounds[2]).max() < 0.5 * np.abs(sounds[0]).max()


def test_a_key_without_a_sample_is_silent(write_font, tiny_sample):
    """Where a font has nothing, nothing is heard, also after a note that was."""
    font = write_font(tiny_sample("tone", keys=(0, 70)))

    heard, silent = render_notes(font, [Note(71, 70, 100, 0, 1.0), Note(71, 71, 100, 0, 1.0)])

    assert np.abs(heard).max() > 0.01
    assert np.abs(silent).max() == 0


def test_the_same_run_gives_the_same_bits(write_font, tiny_sample):
    """Reverb and chorus are off and nothing is random."""
    font = write_font(tiny_sample("tone", seed=1))
    notes = [Note(71, key, 90, 3, 0.8) for key in (50, 60, 70)]

    once, again = (np.concatenate(render_notes(font, notes)) for _ in range(2))

    np.testing.assert_array_equal(once, again)


def test_a_missing_program_is_named(write_font, tiny_sample, monkeypatch):
    """Without FluidSynth one line says which package brings it, for Debian and for macOS."""
    monkeypatch.setenv("PATH", "")

    with pytest.raises(
        GeneratorError, match=r"fluidsynth: the program is not installed. Install it with 'apt-get"
    ) as refusal:
        render_notes(write_font(tiny_sample("tone")), [Note(71, 60, 100, 0, 1.0)])
    assert "brew install fluid-synth" in str(refusal.value)


def test_a_broken_font_is_refused(tmp_path):
    """What FluidSynth cannot load is an error in one line, not a silent sound."""
    font = tmp_path / "broken.sf2"
    font.write_bytes(b"no font")

    with pytest.raises(GeneratorError, match=r"broken.sf2: FluidSynth could not") as refusal:
        render_notes(font, [Note(71, 60, 100, 0, 1.0)])
    assert "\n" not in str(refusal.value)
