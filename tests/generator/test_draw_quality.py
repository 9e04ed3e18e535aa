"""`generator.draw_quality`: the kernel distance is 0 on average for equal sets, whatever their size."""

import numpy as np

from generator.draw_quality import N_COEFFICIENTS, kernel_distance, share_that_passes, summaries


def test_kernel_distance_has_no_bias() -> None:
    """Over 300 pairs of small sets from one distribution the mean is 0 within three standard errors."""
    rng = np.random.default_rng(0)
    recorded = rng.normal(size=(2000, 6))
    found = [kernel_distance(rng.normal(size=(12, 6)), recorded[at * 6 : at * 6 + 200]) for at in range(300)]

    assert abs(np.mean(found)) < 3 * np.std(found) / np.sqrt(300)


def test_kernel_distance_grows_with_the_difference() -> None:
    """The further a set is moved, or the narrower it is drawn, the larger the distance."""
    rng = np.random.default_rng(0)
    recorded, drawn = rng.normal(size=(300, 6)), rng.normal(size=(300, 6))
    moved = [kernel_distance(drawn + shift, recorded) for shift in (0.0, 0.5, 1.0)]

    assert sorted(moved) == moved
    assert kernel_distance(0.2 * drawn, recorded) > moved[0] + 0.1


def test_summaries_have_level_in_the_first_coefficient() -> None:
    """A louder picture has a larger first mean; a constant one does not vary in time."""
    quiet, loud = np.full((1, 128, 172), 0.2, np.float32), np.full((1, 128, 172), 0.6, np.float32)
    low, high = summaries(quiet)[0], summaries(loud)[0]

    assert (2 * N_COEFFICIENTS,) == low.shape
    np.testing.assert_allclose(high[0] / low[0], 3.0, rtol=1e-5)
    np.testing.assert_allclose(low[N_COEFFICIENTS:], 0, atol=1e-4)


def test_silence_does_not_pass() -> None:
    """One tone and one silence: half pass."""
    tone = np.sin(np.arange(22050) / 5).astype(np.float32)

    assert 0.5 == share_that_passes([tone, 0 * tone])
