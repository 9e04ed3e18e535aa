"""`generator.good_sounds`: good single notes of the seven instruments are taken, the rest is counted."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from generator.collection import layout_of, read_collection
from generator.errors import GeneratorError
from generator.features import cached_features, n_frames_of
from generator.inspection import inspect_collection
from generator.presets import PRESETS
from generator.representation import MelSpectrogram
from generator.split import split_by_recording
from generator.training import configure, train_model

FLUTE = {"id": 1, "instrument": "flute", "note": "C", "octave": 4, "dynamics": "mf", "location": "upf studio"}
FLUTE |= {"player": "almudena", "pack_filename": "0000.wav", "pack_id": 1, "attack": 105810, "reference": 1}
FLUTE |= {"klass": "good-sound", "comments": None, "semitone": 48, "pitch_reference": 442}
"""A row of sounds.json as it is published (record 4588740)."""

ATTACK = 105810


@pytest.fixture
def data_set(tmp_path: Path) -> Path:
    """Write the documented layout: six sounds, two of them good notes of a flute, one taken by two microphones."""
    kinds = [("flute", "good-sound"), ("flute", "good-sound"), ("flute", "scale-good"), ("violin", "bad-timbre")]
    kinds += [("sax_alto", "good-sound"), ("bass", "good-sound")]
    sounds = {str(n): FLUTE | {"id": n, "instrument": one, "klass": klass} for n, (one, klass) in enumerate(kinds, 1)}
    takes = {}
    for number, (sound, microphone) in enumerate(
        [(1, "akg"), (1, "neumann"), (2, "akg"), (3, "akg"), (4, "akg"), (5, "akg"), (6, "akg")], 1
    ):
        filename = f"sound_files/flute_almudena_reference/{microphone}/{sound - 1:04d}.wav"
        takes[str(number)] = {"id": number, "microphone": microphone, "filename": filename, "sound_id": sound}
        (tmp_path / filename).parent.mkdir(parents=True, exist_ok=True)
        sf.write(tmp_path / filename, np.r_[np.zeros(ATTACK), 0.3 * np.sin(np.arange(24000) / 9)], 48000)
    packs = {"1": {"id": 1, "name": "flute_almudena_reference", "description": "Play reference notes"}}
    for name, table in (("sounds", sounds), ("takes", takes), ("packs", packs)):
        (tmp_path / f"{name}.json").write_text(json.dumps(table))
    return tmp_path


def test_good_notes_of_the_seven_are_taken(data_set: Path):
    """Scales, bad notes, saxophones and the bass are left out, and each reason is counted."""
    collection = read_collection(data_set, "good-sounds")

    assert {"flute": 3} == collection.n_sounds
    assert {
        "klass scale-good": 1,
        "klass bad-timbre": 1,
        "instrument sax_alto": 1,
        "instrument bass": 1,
    } == collection.left_out


def test_microphones_are_one_recording(data_set: Path):
    """Two takes of one sound share its recording, so that a split keeps them together."""
    collection = read_collection(data_set, "good-sounds")

    recordings = ["flute_almudena_reference/1", "flute_almudena_reference/1", "flute_almudena_reference/2"]
    assert recordings == [sound.recording for sound in collection.sounds]
    train, held_out = split_by_recording(collection, 0.3)
    assert {1, 2} == {len(train), len(held_out)}


def test_sounds_begin_at_their_attack(data_set: Path):
    """The silence before the annotated attack is dropped, but for 50 ms."""
    sound = read_collection(data_set, "good-sounds").sounds[0]

    y = sound.audio()

    assert abs(len(y) - 0.55 * 22050) <= 1
    assert np.flatnonzero(np.abs(y) > 0.01)[0] == pytest.approx(0.05 * 22050, abs=20)


def test_a_model_learns_sounds_from_their_attack(data_set: Path, tmp_path: Path):
    """Cached features are those of the sound, not of the seconds of silence before it."""
    sound = read_collection(data_set, "good-sounds").sounds[0]
    mel = MelSpectrogram(n_frames=20)

    cached = cached_features([sound], mel, [0.0], tmp_path / "cache")

    np.testing.assert_allclose(mel.features(sound.audio()), cached[0, 0], atol=2e-3)


def test_the_layout_is_recognised(data_set: Path):
    """Inspection needs not be told, reads the 48 kHz files, and reports what is left out."""
    assert "good-sounds" == layout_of(data_set)

    inspection = inspect_collection(data_set)

    assert (3, {48000: 3}, ()) == (inspection.n_sounds, inspection.sample_rates_hz, inspection.refused)
    assert 4 == sum(inspection.left_out.values())


def test_audio_may_lie_where_the_archive_unpacks(data_set: Path):
    """good-sounds.zip unpacks into a folder of its own beside the tables."""
    (data_set / "good-sounds").mkdir()
    (data_set / "sound_files").rename(data_set / "good-sounds" / "sound_files")

    assert 3 == len(read_collection(data_set, "good-sounds").sounds)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("sounds.json", "{", r"sounds.json: is not JSON"),
        ("packs.json", "[1]", r"packs.json: is not a table of rows by id"),
        (
            "takes.json",
            '{"9": {"id": 9, "filename": "x.wav", "sound_id": 77}}',
            r"takes.json: take 9 has no sound or no file",
        ),
    ],
)
def test_refuses_broken_tables(data_set: Path, name: str, text: str, message: str):
    """Each fault is one line that names the table."""
    (data_set / name).write_text(text)

    with pytest.raises(GeneratorError, match=message):
        read_collection(data_set, "good-sounds")


def test_refuses_missing_files(data_set: Path):
    """A table or audio that was not downloaded is named."""
    (data_set / "sound_files/flute_almudena_reference/neumann/0000.wav").unlink()
    with pytest.raises(GeneratorError, match=r"missing: sound_files/flute_almudena_reference/neumann/0000.wav. Unpack"):
        read_collection(data_set, "good-sounds")
    (data_set / "packs.json").unlink()
    with pytest.raises(GeneratorError, match=r"packs.json: there is no such table"):
        read_collection(data_set, "good-sounds")


def test_what_lies_before_the_attack_is_not_judged(data_set: Path):
    """A sound has as many frames as last from its attack, not from the beginning of its file."""
    sound = read_collection(data_set, "good-sounds").sounds[0]

    assert n_frames_of([sound], MelSpectrogram())[0] == -(-len(sound.audio()) // 512)


def test_two_microphones_teach_a_model_no_false_axes(tmp_path: Path):
    """Each sound is there twice, nearly equal; recordings never heard come back nearer than the mean sound."""
    sounds, takes = {}, {}
    for number in range(24):
        instrument = ("flute", "violin", "trumpet")[number % 3]
        sounds[str(number)] = FLUTE | {"id": number, "instrument": instrument, "attack": 0}
        t = np.arange(48000) / 48000
        y = sum(np.sin(2 * np.pi * (220 + 15 * number) * k * t) / k ** (1 + number % 3) for k in range(1, 6))
        for microphone, gain in (("akg", 0.2), ("neumann", 0.1)):
            filename = f"sound_files/{instrument}_almudena_reference/{microphone}/{number:04d}.wav"
            (tmp_path / filename).parent.mkdir(parents=True, exist_ok=True)
            sf.write(tmp_path / filename, gain * y, 48000)
            take = {"id": len(takes), "microphone": microphone, "filename": filename, "sound_id": number}
            takes[str(len(takes))] = take
    packs = {"1": {"id": 1, "name": "flute_almudena_reference", "description": "Play reference notes"}}
    for name, table in (("sounds", sounds), ("takes", takes), ("packs", packs)):
        (tmp_path / f"{name}.json").write_text(json.dumps(table))
    collection = read_collection(tmp_path, "good-sounds")
    preset = replace(PRESETS["convolutional"], epochs=1, n_trained_on=200)

    figures = train_model(tmp_path / "model.pt", configure(preset, collection, seed=0), collection).figures

    assert figures["model_db"] < figures["mean_db"]
