"""Regression over morphs that share recordings: every recording has an effect of its own."""

import numpy as np

from analysis.columns import Floats

RATIOS = np.concatenate([[0.0], np.geomspace(0.02, 20.0, 40)])
"""Variance of a recording's effect over the residual variance: the grid on which the likelihood is maximised."""


class RecordingEffects:
    """``y = a + b x + effects of both recordings + residual``, fitted by restricted likelihood.

    The variance ratio is searched on a grid, so that thousands of columns y are fitted at once.

    Parameters
    ----------
    x : numpy.ndarray of shape (n_morphs,)
    membership : numpy.ndarray of shape (n_morphs, n_recordings)
        1 where a recording is an end of a morph.
    """

    def __init__(self, x: Floats, membership: Floats) -> None:
        n = len(x)
        self._n = n
        self._slopes: list[tuple[Floats, float]] = []
        self._projections: list[tuple[Floats, float]] = []
        self._null: list[tuple[Floats, float]] = []
        design, constant = np.column_stack([np.ones(n), x]), np.ones((n, 1))
        for ratio in RATIOS:
            covariance = np.eye(n) + ratio * membership @ membership.T
            weights, log_det = np.linalg.inv(covariance), float(np.linalg.slogdet(covariance)[1])
            projection, inverse, added = _residual_maker(weights, design)
            self._slopes.append((inverse[1] @ design.T @ weights, float(inverse[1, 1])))
            self._projections.append((projection, log_det + added))
            null_projection, _, null_added = _residual_maker(weights, constant)
            self._null.append((null_projection, log_det + null_added))

    def t(self, y: Floats) -> Floats:
        """Return the t statistic of the slope for every row of y (n_rows, n_morphs)."""
        likelihoods, scores = [], []
        for (row, variance), (projection, log_det) in zip(self._slopes, self._projections, strict=True):
            squares = np.einsum("ij,ij->i", y @ projection, y)
            likelihoods.append(-0.5 * ((self._n - 2) * np.log(squares) + log_det))
            scores.append(y @ row / np.sqrt(variance * squares / (self._n - 2)))
        best = np.argmax(likelihoods, axis=0)
        return np.array(scores)[best, np.arange(len(y))]

    def null_ratio(self, y: Floats) -> float:
        """Return the variance ratio of one y (n_morphs,) when there is no slope."""
        likelihoods = [-0.5 * ((self._n - 1) * np.log(y @ p @ y) + log_det) for p, log_det in self._null]
        return float(RATIOS[int(np.argmax(likelihoods))])


def _residual_maker(weights: Floats, design: Floats) -> tuple[Floats, Floats, float]:
    information = design.T @ weights @ design
    inverse = np.asarray(np.linalg.inv(information), dtype=np.float64)
    projection = weights - weights @ design @ inverse @ design.T @ weights
    return projection, inverse, float(np.linalg.slogdet(information)[1])
