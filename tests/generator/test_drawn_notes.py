"""`generator.drawn_notes`: notes stay in the range of the instrument and sound one known recording."""

from collections import Counter

import pytest

from generator.drawn_notes import DURATIONS_S, LARGEST_DETUNING_CENTS, VELOCITIES, draw_note, playable_notes
from generator.errors import GeneratorError
from generator.instruments import INSTRUMENTS
from generator.soundfont import read_soundfont

CLARINET, CELLO = INSTRUMENTS[0], INSTRUMENTS[4]


def test_notes_stay_in_the_range_of_the_instrument(write_font, tiny_sample):
    """A font that sounds on all keys is played only where a clarinet can play, not too softly."""
    font = read_soundfont(write_font(tiny_sample("tone")))

    playable = playable_notes([font], CLARINET)

    assert {"tone"} == set(playable)
    assert (CLARINET.lowest_key, CLARINET.highest_key) == (min(playable["tone"])[1], max(playable["tone"])[1])
    assert VELOCITIES == (min(note[2] for note in playable["tone"]), max(note[2] for note in playable["tone"]))


def test_notes_that_sound_two_recordings_are_left_out(write_font, tiny_sample):
    """Where an attack is laid over a tone, the note belongs to neither; softer, the tone is alone."""
    font = read_soundfont(
        write_font(
            tiny_sample("Cello-A#3", program=42, seed=1),
            tiny_sample("CelloAttack-A#3", program=42, seed=2, velocities=(69, 127)),
        )
    )

    playable = playable_notes([font], CELLO)

    assert {"Cello-A#3"} == set(playable)
    assert max(note[2] for note in playable["Cello-A#3"]) == 68


def test_two_channels_are_no_second_recording(write_font, tiny_sample):
    """Left and right together are one recording, so the note can be drawn."""
    font = read_soundfont(write_font(tiny_sample("A(L)", kind=4, seed=1), tiny_sample("A(R)", kind=2, seed=2)))

    assert {"A"} == set(playable_notes([font], CLARINET))


def test_a_font_without_the_instrument_is_refused(write_font, tiny_sample):
    """The instrument and its program are named."""
    font = read_soundfont(write_font(tiny_sample("tone", program=71)))

    with pytest.raises(GeneratorError, match=r"has no cello \(program 42\). Name a General MIDI font."):
        playable_notes([font], CELLO)


def test_recordings_take_turns(write_font, tiny_sample):
    """Each recording gives equally many notes, whether it spans one key or twenty."""
    font = read_soundfont(
        write_font(
            tiny_sample("one key", keys=(60, 60), seed=1),
            tiny_sample("twenty keys", keys=(61, 80), seed=2),
            tiny_sample("rest", keys=(81, 127), seed=3),
        )
    )
    playable = playable_notes([font], CLARINET)

    drawn = [draw_note(CLARINET, number, [font], playable, seed=4) for number in range(30)]

    assert {"one key": 10, "twenty keys": 10, "rest": 10} == Counter(note.recording for note in drawn)
    for note in drawn:
        assert (0, note.note.key, note.note.velocity) in playable[note.recording]
        assert DURATIONS_S[0] <= note.note.duration_s <= DURATIONS_S[1]
        assert abs(note.note.cents) <= LARGEST_DETUNING_CENTS
    assert len({note.note for note in drawn}) == 30


def test_the_seed_decides(write_font, tiny_sample):
    """Same seed, same note; another seed, number or attempt, another note of the same recordings."""
    font = read_soundfont(write_font(tiny_sample("tone")))
    playable = playable_notes([font], CLARINET)

    def note(number: int, seed: int, attempt: int = 0):
        return draw_note(CLARINET, number, [font], playable, seed, attempt).note

    assert note(3, 1) == note(3, 1)
    assert len({note(3, 1), note(3, 2), note(4, 1), note(3, 1, 1)}) == 4


def test_the_row_says_where_a_sound_is_from(write_font, tiny_sample):
    """Path, class, recording, font, samples and note are in the table."""
    font = read_soundfont(write_font(tiny_sample("A(L)", kind=4, seed=1), tiny_sample("A(R)", kind=2, seed=2)))
    drawn = draw_note(CLARINET, 6, [font], playable_notes([font], CLARINET), seed=1)

    row = drawn.row()

    assert "clarinet/clarinet-0007.flac" == row["path"]
    assert ("clarinet", "clarinet/A", "Tiny", "A(L)|A(R)") == (
        row["class"],
        row["recording"],
        row["font"],
        row["sample"],
    )
    note = drawn.note
    assert (71, note.key, note.velocity, note.cents, note.duration_s) == tuple(
        row[name] for name in ("program", "key", "velocity", "cents", "duration_s")
    )
