"""`generator.audio`: any common sound file becomes mono float32 at one rate, and broken ones are refused by name."""

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from generator.audio import fit_length, load_sound
from study.errors import AscoltoError


def _tone(sr: int, seconds: float = 1.0, hz: float = 440.0) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * sr)) / sr)


@pytest.mark.parametrize(
    ("suffix", "subtype", "rate", "tolerance"),
    [
        (".wav", "PCM_16", 22050, 1e-4),
        (".wav", "PCM_24", 48000, 1e-3),
        (".wav", "FLOAT", 11025, 1e-3),
        (".wav", "DOUBLE", 37800, 1e-3),
        (".aiff", "PCM_U8", 44100, 1e-2),
        (".flac", "PCM_24", 96000, 1e-3),
        (".ogg", "VORBIS", 44100, 2e-2),
        (".ogg", "OPUS", 48000, 2e-2),
        (".mp3", "MPEG_LAYER_III", 44100, 2e-2),
    ],
)
def test_reads_every_kind_of_file_as_the_same_sound(
    tmp_path: Path, suffix: str, subtype: str, rate: int, tolerance: float
):
    """A tone in any format, width and rate comes back as that tone: right pitch, right level, right length."""
    path = tmp_path / f"tone{suffix}"
    sf.write(path, np.column_stack([_tone(rate), _tone(rate)]), rate, subtype=subtype)

    y = load_sound(path)

    assert np.float32 == y.dtype
    assert abs(len(y) - 22050) <= 1200  # lossy coders pad by up to a frame
    middle = y[4000:18000]
    times = np.arange(4000, 18000) / 22050
    phase = 2 * np.pi * 440.0 * times
    amplitude = 2 * np.hypot(np.mean(middle * np.sin(phase)), np.mean(middle * np.cos(phase)))
    assert amplitude == pytest.approx(0.5, abs=0.01)
    assert np.std(middle) == pytest.approx(0.5 / np.sqrt(2), abs=tolerance + 0.005)


def test_channels_are_averaged(tmp_path: Path):
    """A channel of silence halves the other; opposite channels would cancel, they are not summed."""
    path = tmp_path / "left.wav"
    sf.write(path, np.column_stack([_tone(22050), np.zeros(22050)]), 22050, subtype="FLOAT")

    np.testing.assert_allclose(_tone(22050) / 2, load_sound(path), atol=1e-7)


def test_resampling_leaves_no_alias(tmp_path: Path):
    """A 15 kHz tone at 48 kHz has no place at 22.05 kHz: what is left of it is under -60 dB."""
    path = tmp_path / "high.wav"
    sf.write(path, _tone(48000, hz=15000) + 1e-3 * _tone(48000, hz=500), 48000, subtype="FLOAT")

    y = load_sound(path)

    assert np.abs(y[2000:-2000]).max() < 0.5 * 2e-3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "broken.wav: is empty, got 0 bytes"),
        (b"RIFF\x04\x00\x00\x00 this is not audio at all", "broken.wav: cannot be read as audio"),
    ],
)
def test_refuses_a_broken_file_by_name(tmp_path: Path, content: bytes, message: str):
    """A file that is no audio is refused in one line that names it."""
    path = tmp_path / "broken.wav"
    path.write_bytes(content)

    with pytest.raises(AscoltoError, match=message) as refusal:
        load_sound(path)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("suffix", "message"),
    [
        (".wav", "is cut off: its last"),
        (".aiff", "is cut off: its last"),
        (".flac", "cannot be read as audio"),
        (".mp3", "is cut off: 1.. of 3.0 s are missing"),
    ],
)
def test_refuses_a_file_that_was_cut_off(suffix: str, message: str, tmp_path: Path):
    """Half a file, as a broken download leaves it, is never taken for a shorter sound."""
    path = tmp_path / f"half{suffix}"
    sf.write(path, _tone(22050, seconds=3), 22050)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    with pytest.raises(AscoltoError, match=f"half{suffix}: {message}"):
        load_sound(path)


def test_a_streamed_wav_is_whole(tmp_path: Path):
    """A program that writes to a pipe declares all bytes there can be; its file is read."""
    path = tmp_path / "streamed.wav"
    sf.write(path, _tone(22050), 22050)
    content = path.read_bytes()
    path.write_bytes(content[:4] + b"\xff\xff\xff\xff" + content[8:])

    assert load_sound(path).shape == (22050,)


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (np.zeros(0), "sound.wav: holds no samples"),
        (np.zeros(1000), "sound.wav: the sound is silent, got a peak of digital silence"),
        (np.full(1000, 5e-5), "sound.wav: the sound is silent, got a peak of -86 dBFS"),
        (np.array([0.1, np.nan, 0.1]), "sound.wav: 1 of 3 samples are not numbers"),
    ],
)
def test_refuses_what_nothing_can_be_learnt_from(tmp_path: Path, y: np.ndarray, message: str):
    """Empty, silent and non-finite sounds are refused by name, with what was found."""
    path = tmp_path / "sound.wav"
    sf.write(path, y, 22050, subtype="FLOAT")

    with pytest.raises(AscoltoError, match=message):
        load_sound(path)


def test_refuses_a_missing_file(tmp_path: Path):
    """A path to nothing is told apart from a file that cannot be read."""
    with pytest.raises(AscoltoError, match="there is no such file"):
        load_sound(tmp_path / "gone.wav")


def test_cropping_fades_only_the_end():
    """A crop keeps every sample up to the fade, ends in silence, and leaves its input alone."""
    y = np.ones(22050, dtype=np.float32)

    cropped = fit_length(y, 11025)

    assert 11025 == len(cropped)
    assert (cropped[: 11025 - 441] == 1).all()
    assert cropped[-1] == 0
    assert (np.diff(cropped) <= 0).all()
    assert (y == 1).all()
