"""The Laplace approximation: its gradient, its linear algebra, and how good it is."""

import numpy as np
import pytest
from scipy.special import roots_hermitenorm

from analysis.grouping import Grouping
from analysis.laplace import LaplaceModel, Parameters
from analysis.laplace_hessian import Hessian
from analysis.ordinal_likelihood import terms

RNG = np.random.default_rng(0)
N = 150


def grouping(n_levels: int, p: int) -> Grouping:
    """Return random levels with an intercept and p - 1 varying columns."""
    columns = np.column_stack([np.ones(N), RNG.normal(size=(N, p - 1))])
    return Grouping(RNG.permutation(np.arange(N) % n_levels), n_levels, columns)


def model(*groupings: Grouping) -> LaplaceModel:
    """Return a model of random ratings."""
    return LaplaceModel(RNG.integers(0, 4, N), RNG.normal(size=(N, 2)), groupings)


def packed(parameters: Parameters) -> np.ndarray:
    """Return all numbers of the parameters."""
    roots = [root[np.tril_indices(len(root))] for root in parameters.roots]
    return np.concatenate([parameters.thresholds, parameters.coefficients, *roots])


def unpacked(vector: np.ndarray, sizes: list[int]) -> Parameters:
    """Return the parameters of a vector."""
    roots, at = [], 5
    for p in sizes:
        root = np.zeros((p, p))
        root[np.tril_indices(p)] = root.T[np.tril_indices(p)] = vector[at : at + p * (p + 1) // 2]
        roots.append(root)
        at += p * (p + 1) // 2
    return Parameters(vector[:3], vector[3:5], tuple(roots))


@pytest.mark.parametrize("sizes", [[], [1], [2], [1, 1], [3, 2]])
def test_gradient_is_the_difference_quotient(sizes):
    """With none, one and two groupings, with and without slopes, the exact gradient is what differences give."""
    fitted = model(*(grouping(20 - 5 * place, p) for place, p in enumerate(sizes)))
    at = packed(
        Parameters(
            np.array([-1.0, 0.2, 1.1]),
            np.array([0.3, -0.2]),
            tuple(0.3 * np.ones((p, p)) + 0.4 * np.eye(p) for p in sizes),
        )
    )
    _, gradient = fitted.value_and_gradient(unpacked(at, sizes))
    quotient = []
    for direction in np.eye(len(at)):
        above, below = (fitted.value_and_gradient(unpacked(at + s * 1e-5 * direction, sizes))[0] for s in (1, -1))
        quotient.append((above - below) / 2e-5)

    assert pytest.approx(np.array(quotient), rel=1e-4, abs=1e-5) == packed(gradient)


@pytest.mark.parametrize("sizes", [[2], [3, 2]])
def test_blocks_agree_with_the_dense_matrix(sizes):
    """Determinant and solutions of the eliminated system are those of the whole matrix."""
    groupings = tuple(grouping(12 - 4 * place, p) for place, p in enumerate(sizes))
    weights = RNG.random(N) + 0.1
    rows = np.zeros((N, sum(g.size for g in groupings)))
    at = 0
    for one in groupings:
        for j in range(one.p):
            rows[np.arange(N), at + one.codes * one.p + j] = one.columns[:, j]
        at += one.size
    dense = np.eye(rows.shape[1]) + rows.T @ (rows * weights[:, None])
    found = Hessian(groupings, [one.columns for one in groupings], weights)
    right = RNG.normal(size=rows.shape[1])
    parts = np.split(right, np.cumsum([one.size for one in groupings])[:-1])
    solved = found.solve([part.reshape(one.n_levels, one.p) for part, one in zip(parts, groupings, strict=True)])
    leverage = sum(np.sum(one.columns * w, axis=1) for one, w in zip(groupings, found.solved_rows(), strict=True))

    assert pytest.approx(np.linalg.slogdet(dense)[1]) == found.log_det
    assert pytest.approx(np.linalg.solve(dense, right)) == np.concatenate([part.ravel() for part in solved])
    assert pytest.approx(np.sum(rows * np.linalg.solve(dense, rows.T).T, axis=1)) == leverage


def test_far_off_the_maximum_there_is_no_value_and_a_way_back():
    """Roots so large that rounding leaves no curvature give NaN, no error, and the next parameters are unharmed."""
    groupings = tuple(grouping(20 - 5 * place, p) for place, p in enumerate([2, 2]))
    fitted = model(*groupings)
    fresh = LaplaceModel(fitted.categories, fitted.design, groupings)

    def at(size: float) -> Parameters:
        return Parameters(np.array([-1.0, 0.2, 1.1]), np.zeros(2), (size * np.eye(2), size * np.eye(2)))

    with np.errstate(all="ignore"):
        far, _ = fitted.value_and_gradient(at(1e9))

    assert np.isnan(far)
    assert pytest.approx(fresh.value_and_gradient(at(0.5))[0]) == fitted.value_and_gradient(at(0.5))[0]


def test_close_to_the_integral():
    """With ten ratings per level the approximation is within .1 of the likelihood by Gauss-Hermite quadrature."""
    one = Grouping(np.arange(N) % 15, 15, np.ones((N, 1)))
    fitted = LaplaceModel(RNG.integers(0, 4, N), np.zeros((N, 0)), (one,))
    thresholds, sd = np.array([-1.0, 0.2, 1.1]), 0.8
    nodes, weights = roots_hermitenorm(40)
    log_p = np.array([terms(fitted.categories, thresholds, np.full(N, sd * node)).log_p for node in nodes])
    per_level = np.array([np.bincount(one.codes, weights=row) for row in log_p])
    integral = np.sum(np.log(weights @ np.exp(per_level) / np.sqrt(2 * np.pi)))
    value, _ = fitted.value_and_gradient(Parameters(thresholds, np.zeros(0), (np.array([[sd]]),)))

    assert pytest.approx(integral, abs=0.1) == value
