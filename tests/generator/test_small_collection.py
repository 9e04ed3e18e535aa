"""`generator.small_collection`: what ships is small, complete, in tune, and can be made again."""

import csv
from collections import Counter
from importlib.resources import as_file
from pathlib import Path

import numpy as np
import pytest

from generator.audio import SAMPLE_RATE_HZ, load_sound
from generator.collection import read_collection
from generator.drawn_notes import playable_notes
from generator.errors import GeneratorError
from generator.installed_soundfonts import find_soundfonts
from generator.instruments import INSTRUMENTS
from generator.small_collection import DURATION_S, SHIPPED, copy_small_collection

N_RECORDINGS = {"clarinet": 14, "oboe": 7, "flute": 9, "piccolo": 8, "cello": 31, "violin": 14, "trumpet": 5}
"""FluidR3 has 76 for the seven, MuseScore General 13 more for the cello; one of the trumpet lies above its range."""


@pytest.fixture(scope="module")
def shipped() -> Path:
    """Give the folder that ships."""
    with as_file(SHIPPED) as folder:
        return folder


@pytest.fixture(scope="module")
def rows(shipped: Path) -> list[dict[str, str]]:
    """Read its table."""
    with (shipped / "collection.csv").open(encoding="utf-8") as table:
        return list(csv.DictReader(table))


def test_every_recording_is_there_once_or_twice(rows: list[dict[str, str]]):
    """All recordings of the seven instruments that lie in their range, none more than twice."""
    recordings = Counter((row["class"], row["recording"]) for row in rows)

    assert N_RECORDINGS == Counter(sound_class for sound_class, _ in recordings)
    assert {1, 2} == set(recordings.values())


def test_it_is_small(shipped: Path):
    """All files together have at most 8 MB."""
    assert sum(path.stat().st_size for path in shipped.rglob("*") if path.is_file()) <= 8_000_000


def test_the_notice_keeps_both_licences(shipped: Path):
    """The copyright holders of both fonts are named, each with the permission notice of the MIT licence."""
    text = (shipped / "NOTICE").read_text(encoding="utf-8")

    assert text.count("Permission is hereby granted") == 2
    for holder in ("Frank Wen", "Michael Cowgill", "S. Christian Collins"):
        assert holder in text


def test_sounds_are_in_tune_and_whole(shipped: Path, rows: list[dict[str, str]]):
    """Each is 3 s long without a hole; half are within 5 cents of their key, all within the fonts' worst 55."""
    off_cents = []
    for row in rows:
        y = load_sound(shipped / row["path"])
        assert round(DURATION_S * SAMPLE_RATE_HZ) == len(y)
        held = np.abs(y[: int(2.6 * SAMPLE_RATE_HZ)]).reshape(-1, 1274).max(axis=1)
        assert held.min() > 1e-3 * held.max(), row["path"]
        expected_hz = 440 * 2 ** ((int(row["key"]) - 69 + int(row["cents"]) / 100) / 12)
        off_cents.append(abs(_cents_off(y, expected_hz)))

    assert np.median(off_cents) < 5
    assert max(off_cents) < 55


def _cents_off(y: np.ndarray, expected_hz: float) -> float:
    """Where the fundamental is, as the peak of the log spectrum within a semitone of the expected, by a parabola."""
    part = y[SAMPLE_RATE_HZ // 2 : 5 * SAMPLE_RATE_HZ // 2]
    level = np.log(np.abs(np.fft.rfft(part * np.hanning(len(part)))) + 1e-12)
    bin_hz = SAMPLE_RATE_HZ / len(part)
    low, high = (round(expected_hz * 2 ** (steps / 12) / bin_hz) for steps in (-1, 1))
    peak = low + int(np.argmax(level[low : high + 1]))
    left, middle, right = level[peak - 1 : peak + 2]
    found_hz = (peak + (left - right) / (2 * (left - 2 * middle + right))) * bin_hz
    return float(1200 * np.log2(found_hz / expected_hz))


def test_a_study_gets_a_copy(shipped: Path, tmp_path: Path):
    """The copy has every file of the original to the byte, and a second copy leaves it alone."""
    collection = copy_small_collection(tmp_path / "sounds")

    originals = {path.relative_to(shipped): path.read_bytes() for path in shipped.rglob("*") if path.is_file()}
    copies = {
        path.relative_to(tmp_path / "sounds"): path.read_bytes()
        for path in (tmp_path / "sounds").rglob("*")
        if path.is_file()
    }
    assert originals == copies
    assert read_collection(shipped, "table").n_sounds == collection.n_sounds
    assert collection == copy_small_collection(tmp_path / "sounds")


def test_a_folder_with_other_sounds_is_left_alone(tmp_path: Path):
    """Nothing is mixed into a researcher's own folder."""
    (tmp_path / "mine.wav").write_bytes(b"sound")

    with pytest.raises(GeneratorError, match="holds other files"):
        copy_small_collection(tmp_path)
    assert ["mine.wav"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.soundfont
def test_the_fonts_still_sound_what_the_table_says(rows: list[dict[str, str]]):
    """For every shipped sound, the font sounds exactly the named samples, and they are the named recording."""
    fonts = find_soundfonts()
    by_name = {font.name: position for position, font in enumerate(fonts)}
    playable = {instrument.id: playable_notes(fonts, instrument) for instrument in INSTRUMENTS}

    for row in rows:
        if row["font"] in by_name:
            position, key, velocity = by_name[row["font"]], int(row["key"]), int(row["velocity"])
            samples = fonts[position].sounding(int(row["program"]), key, velocity)
            assert row["sample"] == "|".join(sample.name for sample in samples)
            recording = row["recording"].split("/", 1)[1]
            assert (position, key, velocity) in playable[row["class"]][recording]
