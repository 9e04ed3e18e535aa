"""Effect sizes (compared with R in test_golden)."""

import numpy as np
import pytest

from analysis.effect_sizes import cliffs_delta


def test_cliffs_delta_counts_pairs():
    """The estimate is the share of pairs won minus the share lost, ties counting for neither."""
    rng = np.random.default_rng(0)
    a, b = rng.integers(1, 6, 30), rng.integers(1, 6, 41)

    assert pytest.approx(np.mean(np.sign(a[:, None] - b[None, :])), abs=1e-15) == cliffs_delta(a, b).estimate


def test_orders_swap_sign():
    """Exchanging the groups turns estimate and interval round."""
    one, other = cliffs_delta([1, 2, 3, 4], [2, 3, 5]), cliffs_delta([2, 3, 5], [1, 2, 3, 4])

    assert pytest.approx((-one.estimate, -one.high, -one.low)) == (other.estimate, other.low, other.high)


def test_complete_separation():
    """Every pair won: the estimate and both bounds are 1, as in R's effectsize."""
    found = cliffs_delta([4, 5], [1, 2])

    assert (1.0, 1.0, 1.0) == (found.estimate, found.low, found.high)


def test_an_empty_group():
    """A group without ratings has no effect size; missing ratings are counted."""
    found = cliffs_delta([None, float("nan")], [1, 2])

    assert ("not computable", None, 2) == (found.status, found.estimate, found.n_missing)
