"""`generator.path_measures`: length, evenness and middle of a path, on cases whose answer is known."""

import numpy as np
import pytest

from generator.path_measures import Heard, log_mel_steps, loudness_steps, measure_path, mfcc_steps, variation
from generator.yardstick import distance_db

RNG = np.random.default_rng(0)
A, B = (Heard.of(one.astype(np.float32)) for one in RNG.normal(size=(2, 22016)))


def test_one_jump_is_the_largest_bump_there_is() -> None:
    """One jump among equal sounds: bump is the number of steps, and the way is the shortest."""
    found = measure_path([A] * 5 + [B] * 4, [A, B])

    assert found.bump == pytest.approx(8)
    assert found.path_ratio == pytest.approx(1)
    assert found.path_length == pytest.approx(distance_db(A.y, B.y))
    assert found.step_variation == pytest.approx(np.sqrt(7))
    assert found.endpoint_error == 0


def test_there_and_back_is_a_detour() -> None:
    """A path that goes there, back and there again is three times as long as the shortest; its middle is an end."""
    found = measure_path([A, B, B, A, B], [A, B])

    assert found.path_ratio == pytest.approx(3)
    assert found.off_middle == pytest.approx(0.5)


def test_ends_are_held_against_the_recordings() -> None:
    """Ends that are exchanged are as far from their recordings as these from each other."""
    found = measure_path([B, A, A], [A, B])

    assert found.endpoint_error == pytest.approx(found.ends_distance)


def test_variation_of_equal_steps_is_zero() -> None:
    """The coefficient of variation does not depend on the unit."""
    assert variation(np.full(8, 3.0)) == 0
    assert variation(np.array([1.0, 2, 3])) == pytest.approx(variation(np.array([10.0, 20, 30])))


def test_what_nobody_hears_is_no_step() -> None:
    """A tone 60 dB under another comes and goes without a step; one 20 dB under it makes one on all three measures."""
    t = np.arange(22016) / 22050
    loud, faint = (np.sin(2 * np.pi * hz * t) for hz in (500, 5000))
    alone, with_faint, with_clear = (Heard.of((loud + gain * faint).astype(np.float32)) for gain in (0, 1e-3, 0.1))

    assert log_mel_steps([alone, with_faint])[0] < 0.1 < log_mel_steps([alone, with_clear])[0]
    assert mfcc_steps([alone, with_faint])[0] < 1 < mfcc_steps([alone, with_clear])[0]
    assert loudness_steps([alone, with_clear])[0] > 3 * loudness_steps([alone, with_faint])[0]


def test_the_level_is_no_part_of_the_shape() -> None:
    """MFCC leaves the level out: the same spectrum at every level is no step, though the floor lies lower."""
    quiet = Heard(A.y, A.power / 2)

    assert mfcc_steps([A, quiet])[0] < 0.05 * mfcc_steps([A, B])[0]
