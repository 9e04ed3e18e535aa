"""The difference of two means has an interval that knows what both groups share."""

import numpy as np
import pandas as pd
import pytest

from analysis.differences import mean_difference


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
    return mean_difference(frame["score"], frame["version"] == 1, frame["who"], frame["what"])


def test_the_difference_is_that_of_the_means():
    """The estimate itself is plain."""
    frame = ratings(0, 1.0)
    means = frame.groupby("version")["score"].mean()

    assert means[1] - means[0] == pytest.approx(estimate(frame)["value"])


def test_what_sounds_share_in_both_versions_does_not_widen_the_interval():
    """Sounds that differ by whole points leave a paired difference as sure as before."""
    frame = ratings(0, 1.0)
    shifted = frame.assign(score=frame["score"] + 3 * frame["what"].str[1:].astype(int))
    balanced = frame.groupby(["who", "what"])["version"].transform("nunique") == 2
    narrow, still_narrow = estimate(frame[balanced]), estimate(shifted[balanced])

    assert narrow["high"] - narrow["low"] == pytest.approx(still_narrow["high"] - still_narrow["low"])


def test_intervals_cover_the_true_difference():
    """Of 100 simulated studies with both interactions at least 90 intervals hold the truth."""
    covered = 0
    for seed in range(100):
        found = estimate(ratings(seed, 1.0))
        covered += found["low"] <= 1.0 <= found["high"]

    assert covered >= 90


def test_one_sound_gives_no_interval():
    """A single sound cannot speak about others."""
    frame = ratings(0, 1.0)
    found = estimate(frame[frame["what"] == "s1"])

    assert found["low"] is None
    assert found["value"] is not None
