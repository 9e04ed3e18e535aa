"""`generator.bank`: 21 classes that can be told apart, from a seed, stopped and gone on with as one likes."""

from pathlib import Path

import librosa
import numpy as np
import pytest
from sklearn.model_selection import cross_val_predict
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from generator.audio import SAMPLE_RATE_HZ, load_sound
from generator.bank import build_bank, make_sound
from generator.bank_classes import BANK
from generator.collection import read_collection
from stimuli.levels import level_of
from study.files import sha256_of


def _digests(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in folder.rglob("*") if path.is_file()}


def test_21_classes_of_which_the_slides_name_three():
    """All have texts in both languages; the 18 named here are marked as placeholders."""
    classes = [bank_class.sound_class for bank_class in BANK]

    assert 21 == len({sound_class.id for sound_class in classes})
    assert ["Deep", "Sizziness", "Glitchy"] == [one.name.en for one in classes if not one.is_placeholder]
    for text in (text for one in classes for text in (one.name, one.definition)):
        assert text.en
        assert text.it


def test_the_bank_says_what_is_a_placeholder(tmp_path: Path):
    """Table, classes and notice all say it; every sound is a recording of its own, 4 s long, at one peak."""
    collection = build_bank(tmp_path / "bank", n_sounds=22, seed=5)

    assert {"deep": 2} | dict.fromkeys((one.id for one in BANK[1:]), 1) == collection.n_sounds
    assert 22 == len({sound.recording for sound in collection.sounds})
    assert 18 == sum(sound_class.is_placeholder for sound_class in collection.classes)
    assert 18 == (tmp_path / "bank" / "collection.csv").read_text().count(",true")
    assert "The names of the other 18 are placeholders" in (tmp_path / "bank" / "NOTICE").read_text()
    for sound in collection.sounds:
        y = load_sound(sound.path)
        assert 88200 == len(y)
        assert 20 * np.log10(np.abs(y).max()) == pytest.approx(-12, abs=0.01)


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path):
    """Two builds are equal file by file; a larger one begins with the same sounds; another seed shares none."""
    for name, n_sounds, seed in (("a", 21, 1), ("b", 21, 1), ("more", 42, 1), ("other", 21, 2)):
        build_bank(tmp_path / name, n_sounds, seed)
    small, again, more, other = (_digests(tmp_path / name) for name in ("a", "b", "more", "other"))

    sounds = {path: digest for path, digest in small.items() if path.endswith(".flac")}
    assert small == again
    assert sounds.items() <= more.items()
    assert not set(sounds.values()) & set(other.values())
    assert 21 == len(set(sounds.values()))


def test_a_stopped_build_goes_on(tmp_path: Path):
    """What is there is kept, what is missing is made, and the result is that of a build in one go."""
    whole = tmp_path / "whole"
    build_bank(whole, 21, seed=1)
    stopped = tmp_path / "stopped"
    build_bank(stopped, 21, seed=1)
    before = _digests(stopped)
    (stopped / "collection.csv").unlink()
    (stopped / "bell" / "bell-0001.flac").unlink()
    kept = (stopped / "deep" / "deep-0001.flac").stat().st_mtime_ns

    build_bank(stopped, 21, seed=1)

    assert before == _digests(stopped) == _digests(whole)
    assert kept == (stopped / "deep" / "deep-0001.flac").stat().st_mtime_ns
    assert read_collection(stopped, "table").n_sounds == read_collection(whole, "table").n_sounds


def test_classes_can_be_told_apart():
    """Five nearest neighbours on 20 MFCCs name 90 % of the sounds held out, one of each class at a time."""
    labels = [bank_class.id for bank_class in BANK for _ in range(12)]
    sounds = np.array([make_sound(bank_class, number, seed=11) for bank_class in BANK for number in range(12)])
    sounds /= np.abs(sounds).max(axis=1, keepdims=True)
    mfcc = librosa.feature.mfcc(y=sounds, sr=22050, n_mfcc=20, hop_length=1024)
    features = np.concatenate([mfcc.mean(axis=2), mfcc.std(axis=2), np.diff(mfcc).std(axis=2)], axis=1)
    rule = make_pipeline(StandardScaler(), KNeighborsClassifier(5))

    named = cross_val_predict(rule, features, labels, cv=12)

    assert np.mean(named == np.array(labels)) >= 0.9


def test_sounds_of_a_class_vary():
    """No two of a class are alike: their magnitude spectra correlate less than those of a sound with itself."""
    for bank_class in BANK:
        spectra = [np.abs(np.fft.rfft(make_sound(bank_class, number, seed=3))) for number in range(3)]
        for a, b in ((0, 1), (0, 2), (1, 2)):
            assert np.corrcoef(spectra[a], spectra[b])[0, 1] < 0.95, bank_class.id


def test_no_class_keeps_a_set_quiet():
    """Peaks lie at most 28 dB over the loudness of any sound: with -1 dBTP, sets reach at least -29 LUFS."""
    for bank_class in BANK:
        for number in range(4):
            level = level_of(make_sound(bank_class, number, seed=9).astype(np.float64), SAMPLE_RATE_HZ)
            assert level.peak_dbtp - level.lufs < 28, (bank_class.id, number)
