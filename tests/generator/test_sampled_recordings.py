"""`generator.sampled_recordings`: channels and copies of one recording are one recording, others are not."""

import numpy as np
import pytest
from scipy.signal import lfilter

from generator.installed_soundfonts import find_soundfonts
from generator.instruments import INSTRUMENTS
from generator.sampled_recordings import correlation, recordings_of, spectrum
from generator.soundfont import read_soundfont


def _voice(seed: int) -> np.ndarray:
    return 0.3 * np.random.default_rng(seed).uniform(-1, 1, 12000)


def test_two_channels_are_one_recording(write_font, tiny_sample):
    """Left and right of a pair share a recording though their waveforms differ; other notes do not."""
    font = read_soundfont(
        write_font(
            tiny_sample("Oboe G4(L)", kind=4, seed=1),
            tiny_sample("Oboe G4(R)", kind=2, seed=2),
            tiny_sample("Oboe A4(L)", kind=4, seed=3),
        )
    )

    assert {(0, 0): "Oboe G4", (0, 1): "Oboe G4", (0, 2): "Oboe A4"} == recordings_of([font], 71)


def test_a_mono_sample_whose_name_ends_in_r_keeps_it(write_font, tiny_sample):
    """Only samples marked as a channel lose the mark."""
    font = read_soundfont(write_font(tiny_sample("Oboe R", kind=1, seed=1)))

    assert {(0, 0): "Oboe R"} == recordings_of([font], 71)


@pytest.mark.parametrize(
    "alter",
    [
        lambda y: y,
        lambda y: -0.2 * y,
        lambda y: y[700:],
        lambda y: np.asarray(lfilter([1.0, 0.3], [1.0], y)),
    ],
    ids=["plain", "softer and inverted", "trimmed", "equalised"],
)
def test_copies_in_another_font_are_one_recording(write_font, tiny_sample, alter):
    """A sample taken over under another name is found by its waveform."""
    original = read_soundfont(
        write_font(tiny_sample("tp_e3", y=_voice(1)), tiny_sample("tp_g3", y=_voice(2)), name="A")
    )
    copy = read_soundfont(
        write_font(tiny_sample("Trumpet E3", y=alter(_voice(1))), tiny_sample("Trumpet C4", y=_voice(3)), name="B")
    )

    recordings = recordings_of([original, copy], 71)

    assert {(0, 0): "tp_e3", (0, 1): "tp_g3", (1, 0): "tp_e3", (1, 1): "Trumpet C4"} == recordings


def test_retuned_copies_are_found_by_name(write_font, tiny_sample):
    """A copy that was resampled does not correlate, but has kept its name."""
    original = read_soundfont(write_font(tiny_sample("Violin D7(L)", kind=4, y=_voice(1)), name="A"))
    copy = read_soundfont(write_font(tiny_sample("Violin D7", y=_voice(2)), name="B"))

    assert {"Violin D7"} == set(recordings_of([original, copy], 71).values())


def test_correlation_is_that_of_numpy():
    """Without a shift the measure is the absolute correlation coefficient of two centred waveforms."""
    a, b = _voice(1), _voice(2) + 0.5 * _voice(1)
    a, b = a - a.mean(), b - b.mean()

    assert correlation(spectrum(a), spectrum(b)) == pytest.approx(abs(np.corrcoef(a, b)[0, 1]), abs=1e-3)


@pytest.mark.soundfont
def test_fluidr3_has_76_recordings():
    """The seven instruments of FluidR3 come from 76 recordings; MuseScore General adds a cello of its own."""
    fonts = find_soundfonts()

    of_fluid = [len(set(recordings_of(fonts[:1], instrument.program).values())) for instrument in INSTRUMENTS]

    assert [14, 7, 9, 8, 18, 14, 6] == of_fluid
    if len(fonts) == 2:
        of_both = [len(set(recordings_of(fonts, instrument.program).values())) for instrument in INSTRUMENTS]
        assert [14, 7, 9, 8, 18 + 13 + 9, 14, 6] == of_both  # nine of the cello's are attacks that never sound alone
