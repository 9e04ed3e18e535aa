"""Intervals over listeners and sounds."""

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.intervals import mean_opinion_score


def study(seed: int, n_listeners: int = 25, n_sounds: int = 15, share: float = 1.0):
    """Return ratings with listener, sound and interaction effects about 3.2; each listener hears a share."""
    rng = np.random.default_rng(seed)
    listener, sound = (axis.ravel() for axis in np.meshgrid(np.arange(n_listeners), np.arange(n_sounds), indexing="ij"))
    values = 3.2 + rng.normal(0, 0.6, n_listeners)[listener] + rng.normal(0, 0.5, n_sounds)[sound]
    values = values + rng.normal(0, 0.9, len(values))
    heard = rng.random(len(values)) < share
    return values[heard], listener[heard], sound[heard]


@pytest.mark.parametrize("share", [1.0, 0.5])
def test_covers_the_true_mean(share):
    """In 95 to 99 % of studies the interval holds the mean of all listeners and sounds; a naive one in about half."""
    found = [mean_opinion_score(*study(seed, share=share)) for seed in range(300)]
    naive = [
        1.96 * np.std(study(seed, share=share)[0]) / np.sqrt(len(study(seed, share=share)[0])) for seed in range(300)
    ]

    assert 0.93 <= np.mean([result.low <= 3.2 <= result.high for result in found]) <= 0.995
    assert np.mean([abs(result.mean - 3.2) <= half for result, half in zip(found, naive, strict=True)]) < 0.75


def test_balanced_variance_is_the_textbook_one():
    """With a balanced design and no variance between sounds the standard error is that of listener means."""
    values, listener, sound = study(0)
    values = values - np.array([values[sound == s].mean() for s in range(15)])[sound]
    of_listener = np.array([values[listener == i].mean() for i in range(25)])
    found = mean_opinion_score(values, listener, sound)

    # t with 14 degrees of freedom has its 97.5 % point at 2.1448 (any t table).
    assert pytest.approx(2.1448 * of_listener.std(ddof=1) / 5, rel=1e-4) == found.high - found.mean
    assert 14 == found.df


def test_a_single_sound_has_a_mean_and_no_interval():
    """One sound says nothing about others."""
    found = mean_opinion_score([3, 4, 5], ["a", "b", "c"], ["s", "s", "s"])

    assert ("not computable", 4.0, None) == (found.status, found.mean, found.low)
    assert "two listeners and two sounds, got 3 and 1" in found.sentence()


def test_missing_ratings_are_counted():
    """A row without rating, listener or stimulus is counted and left out."""
    found = mean_opinion_score([3, 4, None, 5, 2], ["a", "b", "a", None, "a"], ["x", "y", "y", "x", None])

    assert (2, 3, 3.5) == (found.n, found.n_missing, found.mean)


def test_level_is_a_share():
    """A level in per cent is refused."""
    with pytest.raises(AnalysisError, match="level: is outside 0 to 1, got 95"):
        mean_opinion_score([1, 2], ["a", "b"], ["x", "y"], level=95)
