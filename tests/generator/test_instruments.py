"""`generator.instruments`: the seven of the slides, where General MIDI has them."""

import pytest

from generator.instruments import INSTRUMENTS


def test_the_seven_of_the_slides():
    """The classes of the harmonic collection, in the order of the slides, all with texts in both languages."""
    names = [instrument.id for instrument in INSTRUMENTS]

    assert ["clarinet", "oboe", "flute", "piccolo", "cello", "violin", "trumpet"] == names
    for instrument in INSTRUMENTS:
        assert not instrument.sound_class.is_placeholder
        for text in (instrument.sound_class.name, instrument.sound_class.definition):
            assert text.en
            assert text.it


@pytest.mark.parametrize(
    ("instrument", "program", "lowest"),
    [
        ("clarinet", 71, "D3"),
        ("oboe", 68, "Bb3"),
        ("piccolo", 72, "D5"),
        ("cello", 42, "C2"),
        ("violin", 40, "G3"),
        ("trumpet", 56, "E3"),
    ],
)
def test_lowest_notes_are_those_of_the_instruments(instrument: str, program: int, lowest: str):
    """General MIDI level 1 numbers (from 0), and lowest sounding notes that every orchestration book gives."""
    steps = {"C": 0, "D": 2, "E": 4, "G": 7, "Bb": 10}
    found = next(known for known in INSTRUMENTS if known.id == instrument)

    assert (program, steps[lowest[:-1]] + 12 * (int(lowest[-1]) + 1)) == (found.program, found.lowest_key)
