"""`generator.features`: computed once, found again, told apart by what they come from."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from generator.audio import load_sound
from generator.collection import Collection, read_collection
from generator.features import MAX_COPIES, cached_features, collection_hash, copies, n_frames_of, repitched
from generator.representation import MelSpectrogram

MEL = MelSpectrogram(n_bands=32, n_frames=44)


def test_are_the_representations(tones: Collection, tmp_path: Path) -> None:
    """Each row is what the representation makes of that sound, to 16 bits."""
    found = cached_features(tones.sounds[:3], MEL, (0.0, 2.0), tmp_path)
    expected = MEL.features(repitched(load_sound(tones.sounds[2].path), 2.0))

    assert found.shape == (3, 2, 32, 44)
    np.testing.assert_allclose(found[2, 1], expected, atol=1e-3)


def test_are_found_again(tones: Collection, tmp_path: Path) -> None:
    """A second call reads the file of the first: a mark left in it is seen."""
    cached_features(tones.sounds[:2], MEL, (0.0,), tmp_path)
    (path,) = tmp_path.iterdir()
    marked = np.load(path)
    marked[0, 0, 0, 0] = 0.125
    np.save(path, marked)

    assert cached_features(tones.sounds[:2], MEL, (0.0,), tmp_path)[0, 0, 0, 0] == 0.125


def test_other_sounds_steps_or_bands_are_others(tones: Collection, tmp_path: Path) -> None:
    """What goes in decides the file: nothing stale is ever read."""
    cached_features(tones.sounds[:2], MEL, (0.0,), tmp_path)
    cached_features(tones.sounds[1:3], MEL, (0.0,), tmp_path)
    cached_features(tones.sounds[:2], MEL, (1.0,), tmp_path)
    cached_features(tones.sounds[:2], MelSpectrogram(16, 44), (0.0,), tmp_path)

    assert len(list(tmp_path.iterdir())) == 4


def test_a_broken_sound_leaves_nothing(tones_folder: Path, tmp_path: Path) -> None:
    """When a sound cannot be read, no array is left behind that could be taken for whole."""
    sounds = shutil.copytree(tones_folder, tmp_path / "sounds")
    (sounds / "a" / "0.wav").write_bytes(b"RIFF")
    cache = tmp_path / "cache"

    with pytest.raises(Exception, match=r"0\.wav"):
        cached_features(read_collection(sounds, "folders").sounds, MEL, (0.0,), cache)
    assert list(cache.iterdir()) == []


def test_repitched_tone_has_the_other_pitch() -> None:
    """Seven semitones up, a tone of 400 Hz is one of 599 Hz and two thirds as long."""
    y = np.sin(2 * np.pi * 400 * np.arange(22050) / 22050).astype(np.float32)
    higher = repitched(y, 7)
    spectrum = np.abs(np.fft.rfft(higher * np.hanning(len(higher))))

    assert len(higher) == pytest.approx(22050 / 2 ** (7 / 12), abs=1)
    assert spectrum.argmax() * 22050 / len(higher) == pytest.approx(400 * 2 ** (7 / 12), rel=0.005)


def test_copies_begin_with_the_sound_itself_and_have_an_end() -> None:
    """However few the sounds, the original comes first and the copies stay within the range."""
    found = copies(5, 1600, 1.0)

    assert len(found) == MAX_COPIES
    assert found[0] == 0
    assert (min(found), max(found)) == (-1, 1)
    assert copies(5, 1600, 0.0) == (0.0,)


def test_frames_follow_the_duration(tmp_path: Path) -> None:
    """A second is 44 frames; what is longer than the representation counts as full."""
    for seconds, name in ((1, "short"), (9, "long")):
        (tmp_path / "x").mkdir(exist_ok=True)
        sf.write(tmp_path / "x" / f"{name}.wav", np.full(22050 * seconds, 0.1), 22050)

    assert n_frames_of(read_collection(tmp_path, "folders").sounds, MelSpectrogram()).tolist() == [172, 44]


def test_hash_knows_bytes_and_classes_but_no_order(tones: Collection) -> None:
    """The same sounds in another order are the same collection; one fewer is another."""
    assert collection_hash(tones.sounds) == collection_hash(tones.sounds[::-1])
    assert collection_hash(tones.sounds) != collection_hash(tones.sounds[1:])
