"""The curvature of the ratings' likelihood in their random effects, factored."""

import numpy as np
from scipy import linalg, sparse

from analysis.columns import Floats
from analysis.grouping import Grouping


class Hessian:
    """``I + A' D A`` for the rows A of up to two groupings, factored.

    In blocks ``[[F, C], [C', G]]``. F, of the first grouping, is block diagonal: ``F = L L'`` is taken level by
    level. What remains for the second, ``S = G - Z' Z`` with ``Z = L^-1 C``, is dense.

    Parameters
    ----------
    groupings : tuple of Grouping
    scaled : list of numpy.ndarray of shape (n, p)
        Rows of A for each grouping.
    weights : numpy.ndarray of shape (n,)
        The diagonal of D, positive.
    """

    def __init__(self, groupings: tuple[Grouping, ...], scaled: list[Floats], weights: Floats) -> None:
        self._groupings, self._scaled, self._weights = groupings, scaled, weights
        self.log_det = 0.0
        if not groupings:
            return
        first, a = groupings[0], scaled[0]
        factors = _cholesky(_blocks(first, a, weights))
        self.log_det += _log_det(factors)
        self._whitening: Floats = np.linalg.inv(factors).astype(np.float64, copy=False)
        self._white: Floats = _times(self._whitening[first.codes], a)
        if len(groupings) == 1:
            return
        second, b = groupings[1], scaled[1]
        self._across = _across(first, self._white, second, b * weights[:, None])
        rest = -(self._across.T @ self._across)
        own = np.arange(second.size).reshape(second.n_levels, second.p)
        rest[own[:, :, None], own[:, None, :]] += _blocks(second, b, weights)
        self._rest_factor = _cholesky(rest)
        self.log_det += _log_det(self._rest_factor)

    def solve(self, right: list[Floats]) -> list[Floats]:
        """Solve for a right-hand side with one array (n_levels, p) per grouping."""
        if not right:
            return []
        back = self._whitening.transpose(0, 2, 1)
        white = _times(self._whitening, right[0])
        if len(right) == 1:
            return [_times(back, white)]
        answer = self._solve_rest(right[1].ravel() - self._across.T @ white.ravel())
        white = white - (self._across @ answer).reshape(white.shape)
        return [_times(back, white), answer.reshape(right[1].shape)]

    def _solve_rest(self, right: Floats) -> Floats:
        return np.asarray(linalg.cho_solve((self._rest_factor, True), right, check_finite=False), dtype=np.float64)

    def solved_rows(self) -> list[Floats]:
        """Return, for every row of A, the part of ``H^-1 A_i`` in its own levels, one array (n, p) per grouping."""
        if not self._groupings:
            return []
        first, white = self._groupings[0], self._white
        back = self._whitening.transpose(0, 2, 1)[first.codes]
        if len(self._groupings) == 1:
            return [_times(back, white)]
        second, b = self._groupings[1], self._scaled[1]
        rest_inverse = self._solve_rest(np.eye(second.size))
        solved = self._across @ rest_inverse
        between = solved[first.places[:, :, None], second.places[:, None, :]]
        inner = rest_inverse[second.places[:, :, None], second.places[:, None, :]]
        reach = _times(between, b)
        own = first.sum_over(reach[:, :, None] * (white * self._weights[:, None])[:, None, :])
        return [
            _times(back, white + _times(own[first.codes], white) - reach),
            _times(inner, b) - _times(between.transpose(0, 2, 1), white),
        ]


def _blocks(grouping: Grouping, rows: Floats, weights: Floats) -> Floats:
    """Return the diagonal blocks of a grouping, shape (n_levels, p, p)."""
    return grouping.sum_over(rows[:, :, None] * (rows * weights[:, None])[:, None, :]) + np.eye(grouping.p)


def _across(first: Grouping, rows: Floats, second: Grouping, others: Floats) -> Floats:
    """Sum the products of two groupings' rows where their levels meet, shape (first.size, second.size)."""
    products = rows[:, :, None] * others[:, None, :]
    places = (
        np.broadcast_to(one, products.shape).ravel() for one in (first.places[:, :, None], second.places[:, None])
    )
    return sparse.coo_array((products.ravel(), tuple(places)), shape=(first.size, second.size)).toarray()


def _cholesky(matrices: Floats) -> Floats:
    """Return lower triangles; not a number far off the maximum, where the fit turns back.

    There matrices may not be finite, or so large that rounding leaves none of the ones on their diagonal.
    """
    try:
        if np.isfinite(matrices).all():
            return np.asarray(np.linalg.cholesky(matrices), dtype=np.float64)
    except np.linalg.LinAlgError:
        pass
    return np.full_like(matrices, np.nan)


def _log_det(factors: Floats) -> float:
    """Return the logarithm of the determinant of what was factored, all blocks together."""
    return 2 * float(np.log(np.diagonal(factors, axis1=-2, axis2=-1)).sum())


def _times(matrices: Floats, vectors: Floats) -> Floats:
    """Multiply matrices (n, i, j) by vectors (n, j)."""
    return (matrices @ vectors[:, :, None])[:, :, 0]
