"""Maximising the approximate likelihood, and the standard errors at its maximum."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from analysis.columns import Floats
from analysis.language import gettext as _
from analysis.language import numeral
from analysis.laplace import LaplaceModel, Parameters

Objective = Callable[[Floats], tuple[float, Floats]]
"""Minus the log-likelihood at a vector of parameters, with its gradient."""

CONVERGED = 1e-6
"""Largest gradient per rating at a maximum; R's clmm asks for 1e-4 in total."""

TOLERANCE = 3e-7
"""Gradient per rating at which BFGS hands over.

Below `CONVERGED`, so that one Hessian serves the polishing and the standard errors: a Hessian costs as much as two
steps of BFGS for each parameter.
"""

LARGEST_ERROR = 50.0
"""A standard error above this, in logits, means that a condition separates the ratings completely."""

START_SD = 0.5
"""First guess of a random effect's standard deviation, in logits."""

DIFFERENCE = 1e-4
"""Step of the central differences of the gradient that give the Hessian."""

POLISHING_STEPS = 10

CLEARLY_LOWER = 1e-9
"""Gain in log-likelihood that is more than rounding."""

MOVED_LITTLE = 0.01
"""Standard errors that a step of the polishing may move without a new Hessian."""

FLATTEST = 1e-4
"""Curvature, relative to the largest, below which differences show none."""


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted model; `problem` says why it must not be used, blank where it may.

    `covariance` is that of thresholds and coefficients.
    """

    parameters: Parameters
    log_likelihood: float
    covariance: Floats
    gradient: float
    n_parameters: int
    problem: str


class _Packing:
    """Parameters as one vector: first threshold, logarithms of the steps between them, coefficients, roots row by row.

    The logarithms keep thresholds in order.
    """

    def __init__(self, model: LaplaceModel) -> None:
        self._n_thresholds = int(model.categories.max())
        self.n_shown = self._n_thresholds + model.design.shape[1]
        self._sizes = [grouping.p for grouping in model.groupings]

    def pack(self, parameters: Parameters) -> Floats:
        thresholds = parameters.thresholds
        return self._joined(np.concatenate([thresholds[:1], np.log(np.diff(thresholds))]), parameters)

    def unpack(self, vector: Floats) -> Parameters:
        k = self._n_thresholds
        thresholds = vector[0] + np.concatenate([[0.0], np.cumsum(np.exp(vector[1:k]))])
        ends = np.cumsum([p * (p + 1) // 2 for p in self._sizes], dtype=int)
        parts = np.split(vector[self.n_shown :], ends)[: len(ends)]
        roots = (_symmetric(part, p) for part, p in zip(parts, self._sizes, strict=True))
        return Parameters(thresholds, vector[k : self.n_shown], tuple(roots))

    def gradient(self, vector: Floats, gradient: Parameters) -> Floats:
        """Return the gradient of the parameters as that of the vector."""
        steps = self.jacobian(vector)[: self._n_thresholds, : self._n_thresholds]
        return self._joined(gradient.thresholds @ steps, gradient)

    def jacobian(self, vector: Floats) -> Floats:
        """Return how thresholds and coefficients move with their places in the vector."""
        moves = np.eye(self.n_shown)
        k = self._n_thresholds
        moves[:k, :k] = np.tril(np.ones((k, k))) * np.concatenate([[1.0], np.exp(vector[1:k])])
        return moves

    def _joined(self, thresholds: Floats, rest: Parameters) -> Floats:
        roots = [root[np.tril_indices(len(root))] for root in rest.roots]
        return np.concatenate([thresholds, rest.coefficients, *roots])


def _symmetric(lower: Floats, p: int) -> Floats:
    """Return the symmetric matrix (p, p) with this lower triangle, row by row."""
    matrix = np.empty((p, p))
    matrix[np.tril_indices(p)] = matrix.T[np.tril_indices(p)] = lower
    return matrix


def fit(model: LaplaceModel) -> Fit:
    """Maximise the approximate log-likelihood: BFGS, then Newton steps on the differenced Hessian."""
    packing = _Packing(model)
    n = len(model.categories)

    def negative(vector: Floats) -> tuple[float, Floats]:
        value, gradient = model.value_and_gradient(packing.unpack(vector))
        height = value if np.isfinite(value) else -np.inf  # a line search halves its way back from there, not from NaN
        return -height, -packing.gradient(vector, gradient)

    start = packing.pack(_start(model))
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        found = minimize(
            negative, start, jac=True, method="BFGS",
            options={"gtol": TOLERANCE * n, "maxiter": 500, "hess_inv0": _downhill(_hessian(negative, start))},
        )  # fmt: skip
        vector, hessian = _polish(negative, found.x)
        value, gradient = negative(vector)
        largest = float(np.max(np.abs(gradient)) / n)
        covariance, problem = _covariance(hessian, packing.jacobian(vector))
    if not problem and not largest < CONVERGED:
        problem = _("the fit did not converge (gradient {gradient} per rating is left)").format(
            gradient=numeral(f"{largest:.1e}")
        )
    return Fit(packing.unpack(vector), -value, covariance, largest, len(vector), problem)


def _start(model: LaplaceModel) -> Parameters:
    counts = np.bincount(model.categories)
    share = np.cumsum(counts)[:-1] / counts.sum()
    return Parameters(
        thresholds=np.log(share / (1 - share)),
        coefficients=np.zeros(model.design.shape[1]),
        roots=tuple(START_SD * np.eye(grouping.p) for grouping in model.groupings),
    )


def _hessian(negative: Objective, vector: Floats) -> Floats:
    """Return the second derivatives, by central differences of the exact gradient."""
    rows = []
    for i in range(len(vector)):
        step = np.zeros(len(vector))
        step[i] = DIFFERENCE * max(1.0, abs(vector[i]))
        rows.append((negative(vector + step)[1] - negative(vector - step)[1]) / (2 * step[i]))
    matrix = np.array(rows)
    return (matrix + matrix.T) / 2


def _downhill(hessian: Floats) -> Floats:
    """Invert a Hessian so that its steps go down also where it is flat or bent, as it is near a variance of zero."""
    values, vectors = np.linalg.eigh(hessian)
    inverse = (vectors / np.maximum(np.abs(values), FLATTEST * values[-1])) @ vectors.T
    return (inverse + inverse.T) / 2


def _polish(negative: Objective, vector: Floats) -> tuple[Floats, Floats]:
    """Take Newton steps while they lessen the gradient; return where they lead and the Hessian there."""
    hessian = _hessian(negative, vector)
    value, gradient = negative(vector)
    for _nth in range(POLISHING_STEPS):
        if not np.isfinite(hessian).all():
            break
        step = -_downhill(hessian) @ gradient
        reached, slope = negative(vector + step)
        is_lower = reached < value - CLEARLY_LOWER
        if not is_lower and (not reached <= value + CLEARLY_LOWER or np.abs(slope).max() >= np.abs(gradient).max()):
            break
        vector, value, gradient = vector + step, reached, slope
        if np.max(np.abs(step) * np.sqrt(np.abs(np.diag(hessian)))) > MOVED_LITTLE:
            hessian = _hessian(negative, vector)
    return vector, hessian


def _covariance(hessian: Floats, jacobian: Floats) -> tuple[Floats, str]:
    """Return the covariance of thresholds and coefficients, and why it must not be used."""
    n_shown = len(jacobian)
    unknown = np.full((n_shown, n_shown), np.nan)
    if not np.isfinite(hessian).all():
        return unknown, _("the fit did not converge (the likelihood is not finite)")
    if np.linalg.eigvalsh(hessian)[0] < -FLATTEST * np.abs(hessian).max():
        return unknown, _("the fit did not converge (the Hessian is not positive definite)")
    # Beside a variance of zero its covariances may turn freely: such flat directions take nothing from the rest.
    across, own = hessian[:n_shown, n_shown:], np.sqrt(np.maximum(np.diag(hessian)[n_shown:], FLATTEST))
    scaled = hessian[n_shown:, n_shown:] / np.outer(own, own)
    of_variances = np.linalg.pinv(scaled, rcond=FLATTEST, hermitian=True) / np.outer(own, own)
    shown = hessian[:n_shown, :n_shown] - across @ of_variances @ across.T
    values, vectors = np.linalg.eigh(shown)
    covariance = jacobian @ (vectors / np.maximum(values, 1e-12 * values[-1])) @ vectors.T @ jacobian.T
    if np.sqrt(np.diag(covariance).max()) > LARGEST_ERROR:
        return covariance, _("the fit did not converge (a condition separates the ratings completely)")
    return covariance, ""
