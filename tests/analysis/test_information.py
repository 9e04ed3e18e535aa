"""Transmitted information."""

import numpy as np
import pytest

from analysis.information import transmitted


def counts(intended, chosen, k):
    """Return the table of counts."""
    return np.bincount(np.asarray(intended) * k + chosen, minlength=k * k).reshape(k, k)


def test_guessing_transmits_nothing():
    """Guessers over 21 classes seem to transmit a bit; corrected, nothing on average."""
    rng = np.random.default_rng(0)
    found = [transmitted(counts(rng.integers(0, 21, 300), rng.integers(0, 21, 300), 21)) for _ in range(50)]

    assert np.mean([one.raw_bits for one in found]) > 0.9
    assert pytest.approx(0, abs=0.03) == np.mean([one.bits for one in found])


def test_perfect_answers_transmit_everything():
    """All answers right: the entropy of the classes, however few the answers."""
    assert pytest.approx(np.log2(21)) == transmitted(3 * np.eye(21, dtype=int)).bits


def test_what_guessing_gives_is_the_mean_over_dealt_answers():
    """The exact mean agrees with the mean over 2,000 permutations of the answers."""
    rng = np.random.default_rng(0)
    intended, chosen = rng.integers(0, 4, 60), rng.integers(0, 4, 60) ** 2 // 3
    dealt = [transmitted(counts(intended, rng.permutation(chosen), 4)).raw_bits for _ in range(2000)]

    assert pytest.approx(np.mean(dealt), abs=0.005) == transmitted(counts(intended, chosen, 4)).guessed_bits


def test_one_class_has_nothing_to_transmit():
    """With a single class played there is no information, not zero bits of it."""
    assert transmitted(np.array([[3, 2], [0, 0]])).bits is None
