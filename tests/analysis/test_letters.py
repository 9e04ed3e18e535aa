"""Compact letters."""

from itertools import combinations

import numpy as np
import pytest

from analysis.letters import compact_letters


@pytest.mark.parametrize("seed", range(20))
def test_a_letter_is_shared_exactly_where_groups_are_not_told_apart(seed):
    """The defining property, on random sets of pairs that differ."""
    rng = np.random.default_rng(seed)
    names = [f"g{i}" for i in range(6)]
    told = [pair for pair in combinations(names, 2) if rng.random() < 0.5]
    letters = compact_letters(names, told)

    for pair in combinations(names, 2):
        assert bool(set(letters[pair[0]]) & set(letters[pair[1]])) == (pair not in told)


def test_many_letters():
    """Beyond z the letters are numbered, so that they stay distinct."""
    names = [str(i) for i in range(30)]
    letters = compact_letters(names, list(combinations(names, 2)))

    assert 30 == len(set(letters.values()))
