import numpy as np
import pytest
import soundfile

from stimuli.audio import read_audio, read_channels, resample, write_flac
from stimuli.errors import StimulusError


@pytest.fixture
def y():
    """Give 0.1 s of a tone."""
    return 0.5 * np.sin(2 * np.pi * 440 * np.arange(4410) / 44_100)


@pytest.mark.parametrize("bits", [16, 24])
def test_what_is_written_is_read(tmp_path, y, bits):
    """A sound comes back within half a step of its resolution, with its sample rate."""
    found, sr = read_audio(write_flac(tmp_path / "a.flac", y, 44_100, bits))

    assert 44_100 == sr
    assert np.abs(found - y).max() <= 2.0**-bits * 1.01


def test_same_samples_give_same_bytes(tmp_path, y):
    """Writing twice gives the same bytes, under any name."""
    first, second = (write_flac(tmp_path / name, y, 44_100).read_bytes() for name in ("a.flac", "b.flac"))

    assert first == second


def test_flac_carries_no_tags(tmp_path, y):
    """A written file has no title, artist or comment that could tell the condition."""
    with soundfile.SoundFile(write_flac(tmp_path / "R3-model.flac", y, 44_100)) as file:
        assert not any(file.copy_metadata().values())
    assert b"R3" not in (tmp_path / "R3-model.flac").read_bytes()


def test_stereo_is_mixed_down_to_the_mean(tmp_path):
    """Left and right become their mean; `read_channels` keeps both."""
    soundfile.write(tmp_path / "s.wav", np.array([[0.5, 0.25], [-0.5, 0.0]]), 8000, subtype="FLOAT")

    assert [0.375, -0.25] == read_audio(tmp_path / "s.wav")[0].tolist()
    assert (2, 2) == read_channels(tmp_path / "s.wav")[0].shape


@pytest.mark.parametrize("suffix", ["wav", "flac", "ogg", "mp3", "aiff"])
def test_every_common_format_is_read(tmp_path, y, suffix):
    """WAV, FLAC, OGG, MP3 and AIFF are read at their own rate."""
    path = tmp_path / f"a.{suffix}"
    soundfile.write(path, np.tile(y, 10), 44_100)
    found, sr = read_audio(path)

    assert 44_100 == sr
    assert np.sqrt(np.mean(found**2)) == pytest.approx(0.5 / np.sqrt(2), rel=0.05)


def test_broken_files_are_refused_by_name(tmp_path):
    """A missing, a non-audio, a cut, an empty and a NaN file each give one line with the file's name."""
    (tmp_path / "text.wav").write_text("not audio")
    (tmp_path / "zero.wav").write_bytes(b"")
    soundfile.write(tmp_path / "whole.flac", np.zeros(44_100), 44_100)
    (tmp_path / "cut.flac").write_bytes((tmp_path / "whole.flac").read_bytes()[:30])
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), 44_100)
    soundfile.write(tmp_path / "nan.wav", np.array([0.0, np.nan, 0.1]), 44_100, subtype="FLOAT")
    reasons = {
        "none.wav": "there is no such file",
        "text.wav": "cannot be read as audio",
        "zero.wav": "is empty, got 0 bytes",
        "cut.flac": "cannot be read as audio",
        "empty.wav": "holds no samples",
        "nan.wav": "1 of 3 samples are not numbers",
    }

    for name, reason in reasons.items():
        with pytest.raises(StimulusError, match=rf"{name}: {reason}") as caught:
            read_audio(tmp_path / name)
        assert 1 == len(str(caught.value).splitlines())


@pytest.mark.parametrize("y", [np.zeros(0), np.array([np.nan]), np.array([0.0, 1.01])])
def test_nothing_is_written_of_a_sound_that_cannot_be(tmp_path, y):
    """An empty, a NaN and a clipping sound leave no file, not even a partial one."""
    with pytest.raises(StimulusError, match=r"a\.flac: not written"):
        write_flac(tmp_path / "a.flac", y, 8000)

    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize(("sr_from", "sr_to"), [(48_000, 44_100), (44_100, 22_050), (22_050, 48_000)])
def test_resampling_keeps_a_tone(sr_from, sr_to):
    """A 440 Hz tone is the same tone at another rate, away from the edges."""
    tone = [np.sin(2 * np.pi * 440 * np.arange(sr) / sr) for sr in (sr_from, sr_to)]
    found = resample(tone[0], sr_from, sr_to)

    assert len(tone[1]) == len(found)
    assert np.abs(found - tone[1])[500:-500].max() < 2e-3
