import io
import wave

import numpy as np
import pytest

from survey_app.headphone_sounds import (
    HUGGINS_HZ,
    SAMPLE_RATE_HZ,
    TONE_HZ,
    HeadphoneCheck,
    Trial,
    headphone_sound,
    headphone_trials,
)


def intervals(check: HeadphoneCheck, trial: Trial) -> list[np.ndarray]:
    """Return the three intervals of a trial, each of shape (n_samples, 2)."""
    with wave.open(io.BytesIO(headphone_sound(check, trial))) as file:
        assert (2, SAMPLE_RATE_HZ, 2) == (file.getnchannels(), file.getframerate(), file.getsampwidth())
        y = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").reshape(-1, 2) / 32768
    n, gap = SAMPLE_RATE_HZ, SAMPLE_RATE_HZ // 2
    return [y[at * (n + gap) : at * (n + gap) + n] for at in range(3)]


def rms(y: np.ndarray) -> float:
    """Return the root mean square."""
    return float(np.sqrt(np.mean(y**2)))


def test_one_tone_is_six_decibels_down_and_another_in_antiphase() -> None:
    """The right tone is 6 dB below the others in each ear; the misleading one vanishes when channels are added."""
    right, misleading, plain = intervals("antiphase", (1, 2))
    reference = rms(plain[:, 0])

    assert -6.0 == pytest.approx(20 * np.log10(rms(right[:, 0]) / reference), abs=0.05)
    assert reference == pytest.approx(rms(misleading[:, 1]), rel=1e-3)
    assert rms(misleading.mean(axis=1)) < 1e-4 * reference
    assert reference == pytest.approx(rms(plain.mean(axis=1)), rel=1e-3)
    assert TONE_HZ == np.argmax(np.abs(np.fft.rfft(plain[:, 0])))  # 1 s long, so that bins are hertz


def test_the_hidden_tone_is_in_no_single_ear() -> None:
    """Both channels have the same spectrum; only their phases differ, and only around 600 Hz."""
    hidden, plain, _ = intervals("huggins", (1, 0))
    left, turned = (np.abs(np.fft.rfft(hidden[1000:-1000, ear])) for ear in (0, 1))
    between = np.abs(np.fft.rfft(hidden[:, 0] - hidden[:, 1]))

    assert rms(hidden[:, 0]) == pytest.approx(rms(hidden[:, 1]), rel=0.02)
    assert 1 == pytest.approx(np.sum(turned**2) / np.sum(left**2), rel=0.02)
    assert between[560:640].mean() > 8 * between[1200:3500].mean()
    assert HUGGINS_HZ == pytest.approx(np.average(np.arange(300, 900), weights=between[300:900] ** 2), abs=20)
    assert np.array_equal(plain[:, 0], plain[:, 1])


@pytest.mark.parametrize("check", ["antiphase", "huggins"])
def test_tones_begin_and_end_softly(check: HeadphoneCheck) -> None:
    """Neither a click nor clipping tells one interval from another."""
    for one in intervals(check, headphone_trials(check, "any")[0]):
        assert np.abs(one[[0, -1]]).max() < 1e-3
        assert np.abs(one).max() < 0.5


def test_every_place_is_right_twice_in_an_order_of_its_own() -> None:
    """Six trials, each place right twice; the order differs between listening sessions and stays within one."""
    orders = [tuple(headphone_trials("antiphase", f"seed {number}")) for number in range(20)]

    assert all([1, 1, 2, 2, 3, 3] == sorted(right for right, _ in order) for order in orders)
    assert len(set(orders)) > 15
    assert orders[3] == tuple(headphone_trials("antiphase", "seed 3"))
    assert [1, 1, 2, 2, 3, 3] == sorted(right for right, _ in headphone_trials("huggins", "any"))
