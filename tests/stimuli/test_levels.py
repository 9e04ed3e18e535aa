import numpy as np
import pytest

from stimuli.errors import StimulusError
from stimuli.levels import fade, loudness_lufs, set_level, true_peak_dbtp


def tone(frequency_hz, sr, seconds, phase=0.0):
    """Return a full-scale sine."""
    return np.sin(2 * np.pi * frequency_hz * np.arange(round(seconds * sr)) / sr + phase)


@pytest.mark.parametrize("sr", [16_000, 22_050, 44_100, 48_000, 96_000])
def test_full_scale_sine_measures_minus_3(sr):
    """A 997 Hz full-scale sine measures -3.01 LUFS (BS.1770-4: "shall be -3.01 LKFS") within 0.1."""
    assert loudness_lufs(tone(997, sr, 4), sr) == pytest.approx(-3.01, abs=0.1)


def test_ebu_case_1():
    """A 1 kHz stereo sine at -23 dBFS measures -23.0 LUFS within 0.1 (EBU Tech 3341, test case 1)."""
    channel = 10 ** (-23 / 20) * tone(1000, 48_000, 20)

    assert loudness_lufs(np.column_stack([channel, channel]), 48_000) == pytest.approx(-23.0, abs=0.1)


def test_ebu_case_3():
    """Quieter parts fall under the gate: -36, -23, -36 dBFS is -23.0 LUFS (EBU Tech 3341, test case 3)."""
    levels_db = np.repeat([-36.0, -23.0, -36.0], [480_000, 2_880_000, 480_000])
    channel = 10 ** (levels_db / 20) * tone(1000, 48_000, 80)

    assert loudness_lufs(np.column_stack([channel, channel]), 48_000) == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("gain_db", [-100.0, -60.0, 0.0, 12.0])
def test_loudness_follows_gain(gain_db):
    """Gain in dB is loudness in LU, even far under the absolute gate of -70 LUFS."""
    y = tone(440, 22_050, 2) * np.linspace(0, 1, 44_100)

    assert loudness_lufs(y, 22_050) + gain_db == pytest.approx(
        loudness_lufs(y * 10 ** (gain_db / 20), 22_050), abs=1e-9
    )


def test_short_sound_is_padded_for_the_measurement():
    """A tone of 0.1 s measures as it would in a block of 0.4 s: 6 dB below the same tone held."""
    sr = 48_000

    assert loudness_lufs(tone(997, sr, 0.1), sr) == pytest.approx(loudness_lufs(tone(997, sr, 4), sr) - 6.02, abs=0.1)


@pytest.mark.parametrize("y", [np.zeros(22_050), np.full(22_050, 1e-9), np.full(22_050, np.nan), np.zeros(0)])
def test_silence_is_refused(y):
    """Digital silence, a peak under -120 dBFS, NaN and nothing have no loudness; the sound is named."""
    with pytest.raises(StimulusError, match=r"^k\.flac: is silent"):
        loudness_lufs(y, 22_050, "k.flac")


@pytest.mark.parametrize(
    ("frequency", "phase_degrees", "expected"),
    [(1 / 4, 0, -6.0), (1 / 4, 45, -6.0), (1 / 6, 60, -6.0), (1 / 8, 67.5, -6.0)],
)
def test_ebu_true_peak_cases(frequency, phase_degrees, expected):
    """Sines of amplitude 0.50 whose samples miss the peak measure -6.0 +0.2/-0.4 dBTP (EBU Tech 3341, cases 15-18)."""
    sr = 48_000
    y = fade(0.5 * tone(frequency * sr, sr, 1, np.deg2rad(phase_degrees)), sr, 0.01, 0.01)

    assert expected - 0.4 <= true_peak_dbtp(y) <= expected + 0.2


def test_true_peak_is_never_below_the_sample_peak():
    """Noise has a true peak of at least its sample peak; silence has none."""
    y = np.random.default_rng(3).uniform(-1, 1, 5000)

    assert true_peak_dbtp(y) >= 20 * np.log10(np.abs(y).max())
    assert -np.inf == true_peak_dbtp(np.zeros(10))


def test_set_reaches_the_target():
    """Sounds of different level, length and kind all measure the target within 0.1 LU."""
    rng = np.random.default_rng(1)
    sr = 22_050
    sounds = [tone(300, sr, 1), 1e-4 * tone(2000, sr, 3), 0.3 * rng.standard_normal(sr), tone(500, sr, 0.2)]
    levelled, reached_lufs = set_level(sounds, sr, -23.0)

    assert -23.0 == reached_lufs
    assert [-23.0] * 4 == pytest.approx([loudness_lufs(y, sr) for y in levelled], abs=0.1)


def test_peaks_lower_the_whole_set():
    """One peaky sound takes the set to the highest level that keeps -1 dBTP, and that level is stated."""
    sr = 22_050
    click = 1e-3 * tone(1000, sr, 2)
    click[sr] = 1.0
    levelled, reached_lufs = set_level([tone(440, sr, 2), click], sr, -16.0)

    assert reached_lufs < -16.0
    assert [reached_lufs] * 2 == pytest.approx([loudness_lufs(y, sr) for y in levelled], abs=1e-6)
    assert -1.02 <= true_peak_dbtp(levelled[1]) <= -1.0


def test_silent_sound_of_a_set_is_named():
    """The error says which sound of how many."""
    with pytest.raises(StimulusError, match="sound 2 of 2: is silent"):
        set_level([np.ones(9) * [1, -1, 1, -1, 1, -1, 1, -1, 1], np.zeros(9)], 22_050, -23.0)


def test_fade_touches_only_its_ends():
    """A fade starts and ends at zero, leaves the middle and the given array as they were, and rises steadily."""
    y = np.ones((1000, 2))
    faded = fade(y, 1000, 0.1, 0.2)

    assert np.array_equal(np.ones((1000, 2)), y)
    assert np.array_equal(y[100:800], faded[100:800])
    assert [0, 0] == [faded[0, 0], faded[-1, 1]]
    assert (np.diff(faded[:100, 0]) > 0).all()
    assert (np.diff(faded[800:, 0]) < 0).all()


def test_fade_longer_than_the_sound_is_cut():
    """A fade of more than the sound's length is a fade over all of it; no fade changes nothing."""
    assert 0 == fade(np.ones(10), 10, 5, 0)[0]
    assert np.array_equal(np.ones(10), fade(np.ones(10), 10, 0, 0))
