"""Friedman and Conover: traps and relations (values are compared with R in test_golden)."""

import numpy as np
import pytest
import scikit_posthocs
from scipy import stats

from analysis.rank_tests import conover, friedman


def blocks(n: int, k: int, seed: int = 0):
    """Return five-point ratings of n blocks under k conditions, as columns and as a matrix."""
    rng = np.random.default_rng(seed)
    matrix = np.clip(np.round(rng.normal(3 + 0.3 * np.arange(k), 1, (n, k))), 1, 5)
    names = [f"c{i}" for i in range(k)] * n
    return (matrix.ravel(), names, np.repeat(np.arange(n), k)), matrix


def test_agrees_with_scipy_and_posthocs():
    """Q is SciPy's and the pairs are those of scikit-posthocs."""
    columns, matrix = blocks(30, 4)
    found = friedman(*columns)

    assert pytest.approx(tuple(stats.friedmanchisquare(*matrix.T)), rel=1e-10) == (found.statistic, found.p_value)
    theirs = scikit_posthocs.posthoc_conover_friedman(matrix).to_numpy()[np.triu_indices(4, 1)]
    assert pytest.approx(theirs, rel=1e-9) == [pair.p_value for pair in conover(*columns).pairs]


def test_incomplete_blocks_are_dropped_by_name():
    """A block that lacks a condition is left out and named; the rest is unchanged."""
    (values, names, block), _ = blocks(10, 3)
    found = friedman([*values, 4, None], [*names, "c0", "c1"], [*block, "late", "late"])

    assert (("late",), 10, 1) == (found.dropped, found.n_blocks, found.n_missing)
    assert friedman(values, names, block).statistic == found.statistic
    assert "1 block without a rating under every condition left out" in found.sentence()


def test_several_ratings_of_a_block_are_averaged():
    """Ratings of one block under one condition enter as their mean."""
    twice = friedman([1, 3, 2, 5, 1, 1], list("aabbab"), [1, 1, 1, 1, 2, 2])
    once = friedman([2, 3.5, 1, 1], list("abab"), [1, 1, 2, 2])

    assert once.statistic == twice.statistic


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        (([1, 2], ["a", "a"], [1, 2]), "it needs two conditions, got 1"),
        (([1, 2], ["a", "b"], [1, 2]), "no block has a rating under every condition"),
        (([1, 2], ["a", "b"], [1, 1]), "it needs two blocks, got 1"),
        (([3, 3, 4, 4], list("abab"), [1, 1, 2, 2]), "within each block all values are the same"),
    ],
)
def test_refusals(columns, reason):
    """Where Q does not exist both results say why."""
    for found in (friedman(*columns), conover(*columns)):
        assert ("not computable", reason) == (found.status, found.reason)


def test_complete_agreement():
    """Blocks that all rank the conditions alike: W is 1 and Conover's p underflows to 0, said as p < .001."""
    columns = [1, 2, 3] * 5, list("abc") * 5, np.repeat(range(5), 3)

    assert 1.0 == friedman(*columns).kendalls_w
    assert "p < .001" in conover(*columns).sentence()
