"""`generator.draw_quality`: the kernel distance is 0 on average for equal sets, whatever their size."""

import numpy as np
import pytest

from generator.draw_quality import N_COEFFICIENTS, Heard, coverage, heard, kernel_distance, summaries
from stimuli.prints import Prints, print_of


def test_kernel_distance_has_no_bias() -> None:
    """Over 300 pairs of small sets from one distribution the mean is 0 within three standard errors."""
    rng = np.random.default_rng(0)
    recorded = rng.normal(size=(2000, 6))
    found = [kernel_distance(rng.normal(size=(12, 6)), recorded[at * 6 : at * 6 + 200]) for at in range(300)]

    assert abs(np.mean(found)) < 3 * np.std(found) / np.sqrt(300)


def test_clips_of_one_recording_are_no_sample() -> None:
    """Perfect draws, held against 20 alike clips of each of 50 recordings: near 0, and nearly all are covered."""
    rng = np.random.default_rng(0)
    names = [str(at) for at in range(50) for _ in range(20)]
    found = []
    for _ in range(20):
        recorded = np.repeat(rng.normal(size=(50, 6)), 20, axis=0) + 0.3 * rng.normal(size=(1000, 6))
        drawn = rng.normal(size=(250, 6)) + 0.3 * rng.normal(size=(250, 6))
        by_name, by_clip = (kernel_distance(drawn, recorded, given) for given in (names, ()))
        found.append((by_name, by_clip, coverage(drawn, recorded, names), coverage(drawn, recorded)))
    by_name, by_clip, covered, covered_by_clip = np.mean(found, axis=0)

    assert abs(by_name) < 0.05 < by_clip
    assert covered > 0.65 > 2 * covered_by_clip


def test_kernel_distance_grows_with_the_difference() -> None:
    """The further a set is moved, or the narrower it is drawn, the larger the distance."""
    rng = np.random.default_rng(0)
    recorded, drawn = rng.normal(size=(300, 6)), rng.normal(size=(300, 6))
    moved = [kernel_distance(drawn + shift, recorded) for shift in (0.0, 0.5, 1.0)]

    assert sorted(moved) == moved
    assert kernel_distance(0.2 * drawn, recorded) > moved[0] + 0.1


def test_summaries_are_of_what_is_audible() -> None:
    """A picture whose bands are all as loud has 40 dB everywhere, which does not vary in time and is not rough."""
    found = summaries(np.full((1, 128, 172), 0.6, np.float32))[0]

    assert (2 * N_COEFFICIENTS + 1,) == found.shape
    assert found[0] == pytest.approx(40 * np.sqrt(128))
    np.testing.assert_allclose(found[1:], 0, atol=1e-4)


def test_level_makes_no_difference() -> None:
    """Stimuli are levelled: a picture and the same 20 dB lower are one sound, as far as both are within 40 dB."""
    picture = 0.6 + 0.4 * np.random.default_rng(0).random((1, 128, 172), dtype=np.float32)

    np.testing.assert_allclose(summaries(picture - 0.25), summaries(picture), atol=1e-3)


def test_what_cannot_be_heard_makes_no_difference() -> None:
    """Pictures that differ more than 40 dB under the loudest place are equal."""
    picture = np.random.default_rng(0).random((1, 128, 172), dtype=np.float32)
    floor = picture.max() - 0.5

    np.testing.assert_allclose(summaries(np.maximum(picture, floor)), summaries(picture), atol=1e-3)


def test_partials_are_seen_where_the_envelope_is_the_same() -> None:
    """A picture with fine stripes is rougher than a smooth one, though their envelopes are alike."""
    smooth = np.full((1, 128, 172), 0.8, np.float32)
    smooth[0, 100] = 1  # both have the same loudest place
    striped = smooth.copy()
    striped[0, :96] += np.tile([0.1, -0.1, -0.1, 0.1], 24).astype(np.float32)[:, None]

    assert summaries(striped)[0, -1] > summaries(smooth)[0, -1] + 3
    np.testing.assert_allclose(summaries(striped)[0, :N_COEFFICIENTS], summaries(smooth)[0, :N_COEFFICIENTS], atol=2)


def test_coverage_finds_what_is_drawn_again_and_again() -> None:
    """Draws from the recordings' own distribution cover nearly all of them; one good draw over and over few."""
    rng = np.random.default_rng(0)
    recorded, drawn = rng.normal(size=(100, 6)), rng.normal(size=(200, 6))

    assert coverage(drawn, recorded) > 0.8
    assert coverage(np.repeat(drawn[:1], 200, axis=0), recorded) < 0.2


def test_silence_and_a_copy_do_not_pass() -> None:
    """A new noise passes; a silence does not, nor does a training sound with a fade, which is counted as a copy."""
    learned, new = np.random.default_rng(0).normal(scale=0.1, size=(2, 22050))
    known = Prints(("noise",), ("noise.wav",), print_of(learned, 22050)[None])
    faded = learned * np.minimum(1, np.arange(22050) / 500)

    assert Heard(pass_share=1 / 3, copy_share=1 / 3) == heard([new, faded, 0 * new], known)
