"""`generator.inspection`: what a collection has is counted, what cannot be used is named."""

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from generator.errors import GeneratorError
from generator.inspection import ClassSummary, inspect_collection


def _write(path: Path, seconds: float, rate: int = 22050, gain: float = 0.5) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    sf.write(path, gain * np.sin(np.arange(round(seconds * rate)) / 7), rate)


def test_counts_sounds_recordings_durations_and_rates(tmp_path: Path):
    """Folders with sounds of several lengths and rates are summed up class by class."""
    for name, seconds, rate in (
        ("oboe/a.wav", 1, 22050),
        ("oboe/b.flac", 2, 44100),
        ("oboe/c.wav", 4, 44100),
        ("tuba/a.wav", 3, 22050),
        ("tuba/b.wav", 3, 8000),
    ):
        _write(tmp_path / name, seconds, rate)

    inspection = inspect_collection(tmp_path)

    assert (ClassSummary("oboe", 3, 3, 1.0, 2.0, 4.0), ClassSummary("tuba", 2, 2, 3.0, 3.0, 3.0)) == inspection.classes
    assert (5, 13.0, ()) == (inspection.n_sounds, inspection.total_s, inspection.refused)
    assert {8000: 1, 22050: 2, 44100: 2} == inspection.sample_rates_hz


def test_a_table_counts_recordings_not_files(tmp_path: Path):
    """Three files of two recordings are two recordings; the table is preferred to the folders."""
    rows = ["path,class,recording"]
    for name, recording in (("x/1.wav", "a"), ("x/2.wav", "a"), ("y/3.wav", "b")):
        _write(tmp_path / name, 0.5)
        rows.append(f"{name},oboe,{recording}")
    (tmp_path / "collection.csv").write_text("\n".join(rows))

    (summary,) = inspect_collection(tmp_path).classes

    assert ("oboe", 3, 2) == (summary.id, summary.n_sounds, summary.n_recordings)


def test_names_everything_that_cannot_be_used(tmp_path: Path):
    """Broken, empty and silent sounds, and a class that is left with one, are all named, and counted nowhere."""
    for name in ("oboe/a.wav", "oboe/b.wav", "tuba/a.wav"):
        _write(tmp_path / name, 1)
    (tmp_path / "oboe" / "broken.wav").write_bytes(b"no sound")
    _write(tmp_path / "oboe" / "empty.wav", 0)
    _write(tmp_path / "tuba" / "silent.wav", 1, gain=0)

    inspection = inspect_collection(tmp_path)

    assert 3 == inspection.n_sounds
    assert 4 == len(inspection.refused)
    for line, words in zip(
        inspection.refused,
        (
            "broken.wav: cannot be read as audio",
            "empty.wav: holds no samples",
            "silent.wav: the sound is silent",
            "class 'tuba' has 1",
        ),
        strict=True,
    ):
        assert words in line


def test_a_class_without_a_usable_sound_is_shown(tmp_path: Path):
    """Zero sounds have no durations."""
    (tmp_path / "oboe").mkdir()
    (tmp_path / "oboe" / "broken.wav").write_bytes(b"no sound")

    inspection = inspect_collection(tmp_path)

    assert (ClassSummary("oboe", 0, 0, 0.0, 0.0, 0.0),) == inspection.classes


def test_a_folder_that_is_no_collection_is_refused(tmp_path: Path):
    """A folder without sounds is an error, not an empty summary."""
    with pytest.raises(GeneratorError, match="there are no sounds"):
        inspect_collection(tmp_path)


def test_twins_and_clipped_sounds_are_named(tmp_path: Path):
    """One sound under two recordings may stand on both sides of the split; a clipped one is no reference."""
    for name in ("oboe/a.wav", "oboe/b.wav"):
        _write(tmp_path / name, 1)
    _write(tmp_path / "oboe" / "loud.wav", 1, gain=5)

    inspection = inspect_collection(tmp_path)

    twin, clipped = inspection.warned
    assert 3 == inspection.n_sounds
    assert f"{tmp_path / 'oboe' / 'b.wav'}: holds the same sound as {tmp_path / 'oboe' / 'a.wav'}." in twin
    assert "loud.wav: " in clipped
    assert "samples are clipped at full scale" in clipped
