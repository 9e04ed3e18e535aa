"""Differences between two groups: the estimates are the known ones, the intervals cover and respect their units."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.differences import cliffs_delta_over_units, mean_difference
from analysis.effect_sizes import cliffs_delta


def ratings(seed, difference, n_listeners=20, n_sounds=10, interaction_sd=0.3):
    """Return ratings of two versions of each sound, half of them heard by each listener."""
    rng = np.random.default_rng(seed)
    of_listener, of_sound = rng.normal(0, 0.5, n_listeners), rng.normal(0, 0.7, n_sounds)
    by_sound, by_listener = (rng.normal(0, interaction_sd, n) for n in (n_sounds, n_listeners))
    rows = [
        (
            f"l{one}",
            f"s{two}",
            version,
            of_listener[one] + of_sound[two] + version * (difference + by_sound[two] + by_listener[one]),
        )
        for one in range(n_listeners)
        for two in range(n_sounds)
        for version in (0, 1)
        if rng.random() < 0.5
    ]
    frame = pd.DataFrame(rows, columns=["who", "what", "version", "mean"])
    return frame.assign(score=frame["mean"] + rng.normal(0, 0.7, len(frame)))


def estimate(frame):
    """Return the difference of version 1 above version 0."""
    rows = frame.rename(columns={"who": "participant", "what": "unit"})
    return mean_difference(frame["score"].to_numpy(), (frame["version"] == 1).to_numpy(), rows)


def test_the_difference_is_that_of_the_means():
    """The estimate itself is plain."""
    frame = ratings(0, 1.0)
    means = frame.groupby("version")["score"].mean()

    assert means[1] - means[0] == pytest.approx(estimate(frame).value)


def test_what_sounds_share_in_both_versions_does_not_widen_the_interval():
    """Sounds that differ by whole points leave a paired difference as sure as before."""
    frame = ratings(0, 1.0)
    shifted = frame.assign(score=frame["score"] + 3 * frame["what"].str[1:].astype(int))
    balanced = frame.groupby(["who", "what"])["version"].transform("nunique") == 2
    narrow, still_narrow = estimate(frame[balanced]), estimate(shifted[balanced])

    assert narrow.high - narrow.low == pytest.approx(still_narrow.high - still_narrow.low)


def test_intervals_cover_the_true_difference():
    """Of 100 simulated studies with both interactions at least 90 intervals hold the truth."""
    covered = 0
    for seed in range(100):
        found = estimate(ratings(seed, 1.0))
        covered += found.low <= 1.0 <= found.high

    assert covered >= 90


def test_one_sound_gives_no_interval():
    """A single sound cannot speak about others."""
    frame = ratings(0, 1.0)
    found = estimate(frame[frame["what"] == "s1"])

    assert found.low is None
    assert found.value is not None


@pytest.fixture
def two_groups():
    """Give 40 ratings of one group and 30 of another, rows taken as independent."""
    rng = np.random.default_rng(5)
    scores = np.concatenate([rng.integers(2, 6, 40), rng.integers(1, 5, 30)]).astype(float)
    return scores, np.arange(70) < 40


def study(rng, n_listeners, n_sounds):
    """Draw five-point ratings of two groups of sounds by the same listeners, with listener and sound effects."""
    listener = np.tile(np.arange(n_listeners), 2 * n_sounds)
    sound = np.repeat(np.arange(2 * n_sounds), n_listeners)
    is_first = sound < n_sounds
    latent = rng.normal(0, 0.5, n_listeners)[listener] + rng.normal(0, 0.5, 2 * n_sounds)[sound]
    latent += 0.5 * is_first + rng.normal(0, 1, len(sound))
    scores = np.digitize(latent, [-1.2, -0.4, 0.4, 1.2]) + 1.0
    return scores, is_first, pd.DataFrame({"participant": listener.astype(str), "unit": sound.astype(str)})


def test_cliffs_delta_is_the_public_one(two_groups):
    """The estimate equals that of effect_sizes; the interval is near that of independent ratings."""
    scores, is_first = two_groups
    expected = cliffs_delta(scores[is_first], scores[~is_first])
    found = cliffs_delta_over_units(scores, is_first, pd.DataFrame(index=range(70)))

    assert expected.estimate == found.value
    assert [expected.low, expected.high] == pytest.approx([found.low, found.high], abs=0.06)


def test_the_difference_of_independent_rows_is_welchs(two_groups):
    """Where nothing is known of listeners and sounds, the interval is as wide as Welch's, within 5 %."""
    scores, is_first = two_groups
    welch = stats.ttest_ind(scores[is_first], scores[~is_first], equal_var=False).confidence_interval()
    found = mean_difference(scores, is_first, pd.DataFrame(index=range(70)))

    assert welch.high - welch.low == pytest.approx(found.high - found.low, rel=0.05)


def test_intervals_cover_for_other_listeners_and_sounds():
    """Of 150 simulated studies with 20 listeners and 12 sounds per group, 90 % and more cover the true delta.

    The true value is that of two normal populations cut into five points; 600 studies gave 96 %.
    """
    rng = np.random.default_rng(6)
    cuts = np.array([-1.2, -0.4, 0.4, 1.2])
    spread = np.sqrt(0.25 + 0.25 + 1)
    first, second = (np.diff(stats.norm.cdf(cuts, mean, spread), prepend=0, append=1) for mean in (0.5, 0.0))
    true = sum(first[i] * (second[:i].sum() - second[i + 1 :].sum()) for i in range(5))
    intervals = [cliffs_delta_over_units(*study(rng, 20, 12)) for _ in range(150)]

    assert np.mean([one.low <= true <= one.high for one in intervals]) >= 0.9
    assert np.mean([one.high - one.low for one in intervals]) < 0.8


def test_known_units_widen_the_interval():
    """Ratings of the same sounds belong together; taken as independent they promise too much."""
    scores, is_first, rows = study(np.random.default_rng(7), 20, 6)
    known = cliffs_delta_over_units(scores, is_first, rows)
    taken = cliffs_delta_over_units(scores, is_first, rows[[]])

    assert known.high - known.low > 1.3 * (taken.high - taken.low)


def test_groups_apart_have_no_interval():
    """Complete separation says nothing of the spread of delta."""
    found = cliffs_delta_over_units(
        np.array([4.0, 5, 1, 2]), np.array([True, True, False, False]), pd.DataFrame(index=range(4))
    )

    assert (1.0, None, None) == (found.value, found.low, found.high)


def test_delta_has_the_known_standard_error():
    """Independent ratings: on Fisher's scale the half width is DeLong's standard error times Student's quantile."""
    rng = np.random.default_rng(9)
    first, second = rng.normal(0.5, 1, 40), rng.normal(0, 1, 30)
    found = cliffs_delta_over_units(np.concatenate([first, second]), np.arange(70) < 40, pd.DataFrame(index=range(70)))
    dominance = np.sign(first[:, None] - second[None, :])
    delong = np.sqrt(dominance.mean(axis=1).var(ddof=1) / 40 + dominance.mean(axis=0).var(ddof=1) / 30)
    half = (np.arctanh(found.high) - np.arctanh(found.low)) / 2 * (1 - found.value**2)

    assert delong * stats.t.ppf(0.975, 29) == pytest.approx(half, rel=0.03)
