"""A folder of audio becomes a set without faults, or nothing at all."""

import re

import numpy as np
import pytest
import soundfile

from stimuli.audio import read_channels
from stimuli.errors import StimulusError
from stimuli.import_set import import_set
from stimuli.import_table import ImportRow, rows_of_folder
from stimuli.levels import loudness_lufs, true_peak_dbtp
from stimuli.manifest import read_manifest, verify_files
from stimuli.quality import check_set
from study.errors import AscoltoError

SR = 22_050


def noise(seed, seconds=0.5, n_channels=1, gain=0.1):
    """Return noise of its own for each seed."""
    shape = (round(seconds * SR), n_channels)
    return gain * np.random.default_rng(seed).uniform(-1, 1, shape)


def write(path, y, sr=SR, **options):
    """Write a file and its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, y, sr, **options)


@pytest.fixture
def sounds(tmp_path):
    """Give three systems with three sounds each."""
    for system in "ABC":
        for number in range(3):
            write(tmp_path / "sounds" / f"system {system}" / f"voice{number}.wav", noise(10 * ord(system) + number))
    return tmp_path / "sounds"


@pytest.fixture
def target(tmp_path):
    """Give the folder of the set to be."""
    return tmp_path / "study" / "stimuli" / "systems"


def test_folder_becomes_a_set_without_faults(sounds, target):
    """Nine files of three systems: the manifest on the disk is the one returned, and quality control finds nothing."""
    imported = import_set(rows_of_folder(sounds)[0], target)
    manifest = read_manifest(target / "manifest.json")
    verify_files(target / "manifest.json", manifest)

    assert imported.manifest == manifest
    assert [] == [str(fault) for fault in check_set(target / "manifest.json")]
    assert ("systems", "imported", SR, None) == (
        manifest.set,
        manifest.kind,
        manifest.sample_rate_hz,
        manifest.loudness_lufs,
    )
    assert {("system A", "voice0"), ("system C", "voice2")} < {(one.condition, one.source) for one in manifest.stimuli}


def test_sounds_as_they_are_stay_as_they_are(sounds, target):
    """Without a level, the samples of a 16-bit file are kept to the last bit."""
    manifest = import_set(rows_of_folder(sounds)[0], target).manifest

    for one in manifest.stimuli:
        assert np.array_equal(read_channels(sounds / one.original)[0], read_channels(target / one.file)[0])


def test_names_tell_nothing_and_their_order_neither(sounds, target):
    """File names are ten hexadecimal digits; sorted by name, the systems are mixed; a second import gives the same."""
    manifest = import_set(rows_of_folder(sounds)[0], target).manifest
    again = import_set(rows_of_folder(sounds)[0], target.parent / "again" / "systems").manifest

    assert all(re.fullmatch(r"[0-9a-f]{10}\.flac", one.file) for one in manifest.stimuli)
    assert sorted(one.condition for one in manifest.stimuli) != [one.condition for one in manifest.stimuli]
    assert manifest == again


def test_level_is_reached_by_every_file(sounds, target):
    """With a level, every file measures it within 0.1 LU, and the manifest says so."""
    write(sounds / "system A" / "quiet.wav", noise(77, gain=0.001))
    manifest = import_set(rows_of_folder(sounds)[0], target, level_lufs=-23.0).manifest

    assert -23.0 == manifest.loudness_lufs
    assert [-23.0] * 10 == pytest.approx(
        [loudness_lufs(read_channels(target / one.file)[0], SR) for one in manifest.stimuli], abs=0.1
    )
    assert [] == [str(fault) for fault in check_set(target / "manifest.json")]


def test_level_that_peaks_forbid_is_lowered_and_said(sounds, target):
    """A click in one file takes the whole set down to the level at which it peaks at -1 dBTP."""
    click = noise(78, gain=0.001)
    click[3000] = 0.9
    write(sounds / "click.wav", click)
    imported = import_set(rows_of_folder(sounds)[0], target, level_lufs=-16.0)
    peaks = [true_peak_dbtp(read_channels(target / one.file)[0]) for one in imported.manifest.stimuli]

    assert imported.manifest.loudness_lufs < -16.0
    assert [f"level: {imported.manifest.loudness_lufs:.2f} LUFS, the highest at which no true peak passes -1 dBTP"] == [
        *imported.notes
    ]
    assert -1.0 == pytest.approx(max(peaks), abs=0.02)
    assert -1.0 == pytest.approx(imported.manifest.true_peak_dbtp, abs=0.02)


def test_rates_become_the_highest_of_the_set(sounds, target):
    """Files at 16 and 22.05 kHz become 22.05 kHz, with their durations; the note counts them."""
    write(sounds / "other.wav", noise(5)[: SR // 4], 16_000)
    imported = import_set(rows_of_folder(sounds)[0], target)
    other = next(one for one in imported.manifest.stimuli if one.original == "other.wav")

    assert ("rate: 1 of 10 files resampled to 22050 Hz, the highest rate among them (at most 48000)",) == imported.notes
    assert {SR} == {read_channels(target / one.file)[1] for one in imported.manifest.stimuli}
    assert SR // 4 / 16_000 == pytest.approx(other.duration_s, abs=1e-4)


def test_rates_above_48_khz_become_48_khz(tmp_path, target):
    """Studio rates are brought to what browsers play."""
    write(tmp_path / "sounds" / "a.wav", noise(1), 96_000)

    assert 48_000 == import_set(rows_of_folder(tmp_path / "sounds")[0], target).manifest.sample_rate_hz


def test_stereo_is_kept_where_all_have_it(tmp_path, target):
    """Two channels everywhere stay two channels, bit by bit."""
    for number in range(2):
        write(tmp_path / "sounds" / f"{number}.wav", noise(number, n_channels=2))
    imported = import_set(rows_of_folder(tmp_path / "sounds")[0], target)

    assert () == imported.notes
    for one in imported.manifest.stimuli:
        assert np.array_equal(read_channels(tmp_path / "sounds" / one.original)[0], read_channels(target / one.file)[0])


def test_mixed_channels_become_mono_and_it_is_said(sounds, target):
    """One stereo file among mono ones is mixed down to the mean, and a note says so."""
    stereo = noise(9, n_channels=2)
    write(sounds / "stereo.wav", stereo)
    imported = import_set(rows_of_folder(sounds)[0], target)
    mixed = next(one for one in imported.manifest.stimuli if one.original == "stereo.wav")

    assert ("channels: 1 of 10 files mixed down to mono, because not all have as many",) == imported.notes
    assert np.abs(stereo.mean(axis=1) - read_channels(target / mixed.file)[0][:, 0]).max() < 1e-4


def test_24_bits_stay_24_bits(tmp_path, target):
    """A file of high resolution is not cut to 16 bits."""
    write(tmp_path / "sounds" / "a.wav", noise(1), subtype="PCM_24")
    imported = import_set(rows_of_folder(tmp_path / "sounds")[0], target)

    assert "PCM_24" == soundfile.info(target / imported.manifest.stimuli[0].file).subtype


def test_table_reaches_the_manifest(sounds, target):
    """Role, classes, weight and source of a row are in the manifest; classes are listed once, by name."""
    asked = [
        ImportRow(
            "row 2", sounds / "system A/voice0.wav", "system A/voice0.wav", "A", "s", "test", "flute", "oboe", 0.5
        ),
        ImportRow("row 3", sounds / "system B/voice0.wav", "system B/voice0.wav", "B", "s", "anchor", "oboe", "flute"),
        ImportRow("row 4", sounds / "system C/voice0.wav", "system C/voice0.wav", role="practice"),
    ]
    manifest = import_set(asked, target).manifest
    first = next(one for one in manifest.stimuli if one.condition == "A")

    assert ("flute", "oboe", "s", 0.5, "test") == (
        first.intended_start,
        first.intended_end,
        first.morph,
        first.weight,
        first.role,
    )
    assert ["flute", "oboe"] == [one.id for one in manifest.classes]
    assert [1, 1] == [len(manifest.with_role("anchor")), len(manifest.with_role("practice"))]


def test_all_broken_files_are_refused_at_once_and_nothing_is_written(sounds, target):
    """Silence, NaN, emptiness, a repeated sound and too loud a one: five lines, and not even a partial folder."""
    write(sounds / "1 silent.wav", np.zeros(5000))
    write(sounds / "2 nan.wav", np.array([0.1, np.nan]), subtype="FLOAT")
    write(sounds / "3 empty.wav", np.zeros(0))
    write(sounds / "4 same.wav", noise(10 * ord("A")))
    write(sounds / "5 loud.wav", noise(99, gain=1.5), subtype="FLOAT")
    with pytest.raises(StimulusError) as caught:
        import_set(rows_of_folder(sounds)[0], target)
    expected = [
        r"1 silent\.wav.* is silent, got a peak of -inf dBFS",
        r"2 nan\.wav.* 1 of 2 samples are not numbers",
        r"3 empty\.wav.* holds no samples",
        r"system A/voice0\.wav.* holds the same sound as '4 same.wav'",
        r"5 loud\.wav.* would be clipped in a FLAC file, got a peak of 1\.50, at most 1\. Ask for a level",
    ]

    assert [] == [pattern for pattern in expected if not re.search(pattern, str(caught.value))]
    assert 5 == len(str(caught.value).splitlines())
    assert not target.exists()
    assert not target.parent.exists() or [] == list(target.parent.iterdir())


def test_files_that_are_no_audio_are_refused_by_row(sounds, target):
    """A text file with an audio suffix is one line with its place."""
    (sounds / "text.wav").write_text("no audio")
    with pytest.raises(StimulusError, match=r"text\.wav' cannot be read as audio\. Export it again"):
        import_set(rows_of_folder(sounds)[0], target)


def test_clipping_is_a_warning(sounds, target):
    """Clipping may be what is compared: the set is made, and the fault is told."""
    write(sounds / "clipped.wav", np.clip(noise(3, gain=4), -1, 1))
    imported = import_set(rows_of_folder(sounds)[0], target, level_lufs=-23.0)

    assert ["clipped"] == [fault.kind for fault in imported.warnings]
    assert target.exists()


def test_set_that_is_there_is_not_overwritten(sounds, target):
    """A second import under one name is refused, and the first set stays as it was."""
    import_set(rows_of_folder(sounds)[0][:2], target)
    before = (target / "manifest.json").read_bytes()
    with pytest.raises(StimulusError, match="systems: there is a set here already"):
        import_set(rows_of_folder(sounds)[0], target)

    assert before == (target / "manifest.json").read_bytes()


def test_nothing_is_left_when_writing_fails(sounds, target, monkeypatch):
    """A full disk half-way leaves neither the set nor a partial folder."""
    written = []

    def write_three(path, *arguments):
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        written.append(path)
        return original(path, *arguments)

    import stimuli.import_set as module

    original = module.write_flac
    monkeypatch.setattr(module, "write_flac", write_three)
    with pytest.raises(AscoltoError, match="systems: cannot be written: No space left on device"):
        import_set(rows_of_folder(sounds)[0], target)

    assert [] == list(target.parent.iterdir())
