"""`generator.harmonic`: a whole collection from a font, the same from the same seed."""

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from generator.audio import load_sound
from generator.errors import GeneratorError
from generator.harmonic import build_harmonic
from generator.instruments import INSTRUMENTS
from generator.split import split_by_recording
from study.files import sha256_of

pytestmark = pytest.mark.soundfont


@pytest.fixture
def font(write_font, tiny_sample) -> Path:
    """All seven instruments, three recordings each."""
    return write_font(
        *(
            tiny_sample(f"{instrument.id} {part}", instrument.program, seed=10 * number + part, keys=keys)
            for number, instrument in enumerate(INSTRUMENTS)
            for part, keys in enumerate([(0, 60), (61, 75), (76, 127)])
        )
    )


def test_builds_every_class_with_its_provenance(font: Path, tmp_path: Path):
    """Sixteen sounds are spread over seven classes; the table says where each is from and how long it is."""
    collection = build_harmonic(tmp_path / "sounds", n_sounds=16, seed=3, soundfonts=[font])

    assert [instrument.id for instrument in INSTRUMENTS] == list(collection.class_ids)
    assert {"clarinet": 3, "oboe": 3} | dict.fromkeys(collection.class_ids[2:], 2) == collection.n_sounds
    with (tmp_path / "sounds" / "collection.csv").open() as table:
        rows = list(csv.DictReader(table))
    for row, sound in zip(rows, collection.sounds, strict=True):
        y = load_sound(sound.path)
        assert len(y) == round(float(row["duration_s"]) * 22050)
        assert row["recording"] == f"{row['class']}/{row['sample']}"
        loud = [np.abs(y[start : start + 2205]).max() for start in range(0, len(y) - 11025, 2205)]
        assert min(loud) > 0.01  # no hole before the release
    assert "Tiny" in (tmp_path / "sounds" / "NOTICE").read_text()


def test_the_same_seed_gives_the_same_bytes(font: Path, tmp_path: Path):
    """Two builds are equal file by file; another seed gives other sounds."""
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        build_harmonic(tmp_path / name, n_sounds=7, seed=seed, soundfonts=[font])
    digests = {
        name: {str(path.relative_to(tmp_path / name)): sha256_of(path) for path in (tmp_path / name).rglob("*.*")}
        for name in "abc"
        if not (tmp_path / name).is_file()
    }

    assert digests["a"] == digests["b"]
    assert not set(digests["a"].values()) & {value for path, value in digests["c"].items() if path.endswith("flac")}


def test_what_is_built_is_not_built_again(font: Path, tmp_path: Path):
    """The same command on a finished folder changes nothing; another one refuses it."""
    build_harmonic(tmp_path / "sounds", n_sounds=7, soundfonts=[font])
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "sounds").rglob("*")}

    build_harmonic(tmp_path / "sounds", n_sounds=7, soundfonts=[font])

    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "sounds").rglob("*")}
    with pytest.raises(GeneratorError, match="holds another collection"):
        build_harmonic(tmp_path / "sounds", n_sounds=14, soundfonts=[font])


def test_silent_notes_are_drawn_again(write_font, tiny_sample, tmp_path: Path):
    """Where a sample is digital silence on some keys, other keys of the recording are taken instead."""
    samples = [tiny_sample(f"{one.id}", one.program, seed=one.program) for one in INSTRUMENTS[1:]]
    silent = tiny_sample("Clarinet(L)", y=np.zeros(12000), kind=4, velocities=(0, 80))
    heard = tiny_sample("Clarinet(R)", seed=1, kind=2, velocities=(81, 127))
    font = write_font(silent, heard, *samples)

    collection = build_harmonic(tmp_path / "sounds", n_sounds=28, seed=1, soundfonts=[font])

    assert 4 == collection.n_sounds["clarinet"]
    with (tmp_path / "sounds" / "collection.csv").open() as table:
        velocities = [int(row["velocity"]) for row in csv.DictReader(table) if row["class"] == "clarinet"]
    assert min(velocities) > 80
    for sound in collection.sounds:
        load_sound(sound.path)  # refuses silence


def test_a_recording_that_is_always_silent_is_refused(write_font, tiny_sample, tmp_path: Path):
    """The recording is named, and the folder has no table."""
    samples = [tiny_sample(one.id, one.program, seed=one.program) for one in INSTRUMENTS[1:]]
    font = write_font(tiny_sample("nothing", y=np.zeros(12000)), *samples)

    with pytest.raises(GeneratorError, match=r"recording 'nothing' of the clarinet was silent 10 times"):
        build_harmonic(tmp_path / "sounds", n_sounds=7, soundfonts=[font])
    assert not (tmp_path / "sounds" / "collection.csv").exists()


def test_recordings_in_files_take_turns_with_the_font(font: Path, tmp_path: Path):
    """A class with three recordings in the font and two in files has each of the five once, with its provenance."""
    folder = tmp_path / "node_modules" / "tonejs-instrument-oboe-mp3"
    folder.mkdir(parents=True)
    for name, hz, duration_s in (("A4.mp3", 440, 4.0), ("C5.mp3", 523, 2.5)):
        sf.write(folder / name, 0.5 * np.sin(2 * np.pi * hz * np.arange(duration_s * 44100) / 44100), 44100)

    collection = build_harmonic(tmp_path / "sounds", 35, 3, [font], [folder.parent])

    with (tmp_path / "sounds" / "collection.csv").open() as table:
        rows = [row for row in csv.DictReader(table) if row["class"] == "oboe"]
    in_files = [row for row in rows if not row["font"]]
    names = {f"tonejs-instrument-oboe-mp3/{name}" for name in ("A4.mp3", "C5.mp3")}
    assert names == {row["sample"] for row in in_files}
    assert {f"oboe/{name}" for name in names} == {row["recording"] for row in in_files}
    assert 5 == len(rows) == len({row["recording"] for row in rows})
    assert all(not row["key"] and abs(int(row["cents"])) <= 120 for row in in_files)
    for sound, row in zip((one for one in collection.sounds if one.sound_class == "oboe"), rows, strict=True):
        assert len(load_sound(sound.path)) == round(float(row["duration_s"]) * 22050)
    assert 3 > min(float(row["duration_s"]) for row in in_files) > 2.3  # no silence is added
    assert "Attribution 3.0" in (tmp_path / "sounds" / "NOTICE").read_text()
    (folder / "C5.mp3").unlink()
    with pytest.raises(GeneratorError, match="holds another collection"):
        build_harmonic(tmp_path / "sounds", 35, 3, [font], [folder.parent])


def test_installed_fonts_split_by_recording(tmp_path: Path):
    """From the real fonts: every class has notes of at least five recordings, and none is on both sides of a split."""
    collection = build_harmonic(tmp_path / "sounds", n_sounds=7 * 6, seed=1)

    recordings = Counter(
        sound.sound_class for sound in {sound.recording: sound for sound in collection.sounds}.values()
    )
    assert min(recordings.values()) >= 5
    train, held_out = split_by_recording(collection)
    assert not {sound.recording for sound in train} & {sound.recording for sound in held_out}
    assert set(collection.class_ids) == {sound.sound_class for sound in held_out}
