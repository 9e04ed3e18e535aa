"""`stimuli.prints`: copies are known again, whatever was done to them; other sounds are not taken for copies."""

import numpy as np
import pytest

from stimuli.audio import read_audio, write_flac
from stimuli.errors import StimulusError
from stimuli.levels import fade
from stimuli.near_copies import NEAR_COPY_DB
from stimuli.prints import Prints, print_of, read_prints, write_prints

SR = 22_050
RNG = np.random.default_rng(5)


def note(hz: float, seconds: float = 2.0) -> np.ndarray:
    """Return a tone with partials, vibrato and breath."""
    t = np.arange(round(seconds * SR)) / SR
    phase = 2 * np.pi * hz * t + 2 * np.sin(2 * np.pi * 5 * t)
    tone = sum(np.sin(k * phase) / k**2 for k in range(1, 12))
    return 0.2 * (tone + 0.02 * RNG.standard_normal(len(t))) * np.exp(-t)


NOTES = [note(hz) for hz in (220, 233, 330, 440)]
NOISES = [0.1 * RNG.standard_normal(2 * SR) for _ in range(3)]
PRINTS = Prints(
    tuple(f"recording {number}" for number in range(7)),
    tuple(f"{number}.wav" for number in range(7)),
    np.stack([print_of(y, SR) for y in (*NOTES, *NOISES)]),
)


@pytest.mark.parametrize("at", range(7))
def test_a_copy_is_known_again(at: int, tmp_path) -> None:
    """Turned down, faded, cut, with noise 30 dB under it, as FLAC of 16 bits: still the same sound."""
    y = (*NOTES, *NOISES)[at][: round(1.5 * SR)]
    noise = RNG.standard_normal(len(y)) * np.sqrt(np.mean(y**2)) * 10 ** (-30 / 20)
    copy = write_flac(tmp_path / "copy.flac", fade(0.3 * (y + noise), SR, 0.01, 0.05), SR)
    away_db, name = PRINTS.nearest(read_audio(copy)[0], SR)

    assert (f"{at}.wav", True) == (name, away_db < NEAR_COPY_DB)


@pytest.mark.parametrize("make", [lambda: note(247), lambda: note(311), lambda: 0.1 * RNG.standard_normal(2 * SR)])
def test_another_sound_is_no_copy(make) -> None:
    """A note a semitone away and another noise of the same spectrum are other sounds."""
    assert PRINTS.nearest(make(), SR)[0] > NEAR_COPY_DB


def test_own_recordings_are_passed_over() -> None:
    """Without its own recording a sound is nearest to another; without any, to none."""
    assert PRINTS.nearest(NOTES[0], SR, ["recording 0"])[1] != "0.wav"
    assert PRINTS.nearest(NOTES[0], SR, PRINTS.recordings) == (np.inf, "")


def test_prints_are_written_and_read(tmp_path) -> None:
    """What was written is read again, and the same prints have the same bytes; anything else is refused by name."""
    found = read_prints(write_prints(tmp_path / "a.npz", PRINTS))
    write_prints(tmp_path / "b.npz", PRINTS)

    assert PRINTS.names == found.names
    np.testing.assert_array_equal(PRINTS.levels, found.levels)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    (tmp_path / "a.npz").write_bytes(b"PK")
    with pytest.raises(StimulusError, match=r"a\.npz: cannot be read as prints"):
        read_prints(tmp_path / "a.npz")
