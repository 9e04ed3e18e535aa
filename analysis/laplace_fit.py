"""Maximising the approximate likelihood, and the standard errors at its maximum."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from analysis.columns import Floats
from analysis.language import gettext as _
from analysis.language import numeral
from analysis.laplace import LaplaceModel, Parameters

CONVERGED = 1e-6
"""Largest gradient per rating at a maximum; R's clmm asks for 1e-4 in total."""

TOLERANCES = (3e-7, 1e-8)
"""Gradients per rating at which BFGS hands over; the second where the first leads into a curved valley.

The first is below `CONVERGED`, so that one Hessian serves the polishing and the standard errors: a Hessian costs as
much as two steps of BFGS for each parameter.
"""

LARGEST_ERROR = 50.0
"""A standard error above this, in logits, means that a condition separates the ratings completely."""

START_SD = 0.5
"""First guess of a random effect's standard deviation, in logits."""

DIFFERENCE = 1e-4
"""Step of the central differences of the gradient that give the Hessian."""

POLISHING_STEPS = 10

CLEARLY_HIGHER = 1e-9
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
    """Parameters as one vector: thresholds, coefficients, lower triangles row by row."""

    def __init__(self, model: LaplaceModel) -> None:
        self._n_thresholds = int(model.categories.max())
        self._n_columns = model.design.shape[1]
        self._places = [np.tril_indices(grouping.p) for grouping in model.groupings]
        self._sizes = [grouping.p for grouping in model.groupings]

    def pack(self, parameters: Parameters) -> Floats:
        triangles = [t[place] for t, place in zip(parameters.triangles, self._places, strict=True)]
        return np.concatenate([parameters.thresholds, parameters.coefficients, *triangles])

    def unpack(self, vector: Floats) -> Parameters:
        at = self._n_thresholds + self._n_columns
        triangles = []
        for size, place in zip(self._sizes, self._places, strict=True):
            triangle = np.zeros((size, size))
            triangle[place] = vector[at : at + len(place[0])]
            at += len(place[0])
            triangles.append(triangle)
        coefficients = vector[self._n_thresholds : self._n_thresholds + self._n_columns]
        return Parameters(vector[: self._n_thresholds], coefficients, tuple(triangles))

    def ordered(self, vector: Floats) -> Floats:
        """Return the vector with thresholds from their first value and the logarithms of their steps."""
        k = self._n_thresholds
        steps = np.exp(vector[1:k])
        return np.concatenate([vector[:1] + np.concatenate([[0.0], np.cumsum(steps)]), vector[k:]])

    def ordered_gradient(self, vector: Floats, gradient: Floats) -> Floats:
        """Return the gradient with respect to the vector that :meth:`ordered` takes."""
        k = self._n_thresholds
        above = np.cumsum(gradient[:k][::-1])[::-1]
        return np.concatenate([above[:1], above[1:] * np.exp(vector[1:k]), gradient[k:]])

    def from_ordered(self, vector: Floats) -> Floats:
        """Invert :meth:`ordered`."""
        k = self._n_thresholds
        return np.concatenate([vector[:1], np.log(np.diff(vector[:k])), vector[k:]])


def fit(model: LaplaceModel) -> Fit:
    """Maximise the approximate log-likelihood: BFGS, then Newton steps on the differenced Hessian."""
    packing = _Packing(model)
    n = len(model.categories)

    def negative(vector: Floats) -> tuple[float, Floats]:
        value, gradient = model.value_and_gradient(packing.unpack(packing.ordered(vector)))
        return -value / n, -packing.ordered_gradient(vector, packing.pack(gradient)) / n

    vector, largest = packing.pack(_start(model)), np.inf
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for tolerance in TOLERANCES:
            start = packing.from_ordered(vector)
            found = minimize(negative, start, jac=True, method="BFGS", options={"gtol": tolerance, "maxiter": 500})
            vector, hessian = _polish(model, packing, packing.ordered(found.x))
            value, gradient = _evaluate(model, packing, vector)
            largest = float(np.max(np.abs(gradient)) / n)
            if not largest >= CONVERGED:
                break
        covariance, problem = _covariance(hessian, packing.unpack(vector))
    if not problem and not largest < CONVERGED:
        problem = _("the fit did not converge (gradient {gradient} per rating is left)").format(
            gradient=numeral(f"{largest:.1e}")
        )
    return Fit(packing.unpack(vector), value, covariance, largest, len(vector), problem)


def _start(model: LaplaceModel) -> Parameters:
    counts = np.bincount(model.categories)
    share = np.cumsum(counts)[:-1] / counts.sum()
    return Parameters(
        thresholds=np.log(share / (1 - share)),
        coefficients=np.zeros(model.design.shape[1]),
        triangles=tuple(START_SD * np.eye(grouping.p) for grouping in model.groupings),
    )


def _evaluate(model: LaplaceModel, packing: _Packing, vector: Floats) -> tuple[float, Floats]:
    value, gradient = model.value_and_gradient(packing.unpack(vector))
    return value, packing.pack(gradient)


def _hessian(model: LaplaceModel, packing: _Packing, vector: Floats) -> Floats:
    """Return minus the second derivatives, by central differences of the exact gradient."""
    rows = []
    for i in range(len(vector)):
        step = np.zeros(len(vector))
        step[i] = DIFFERENCE * max(1.0, abs(vector[i]))
        above, below = _evaluate(model, packing, vector + step)[1], _evaluate(model, packing, vector - step)[1]
        rows.append((below - above) / (2 * step[i]))
    matrix = np.array(rows)
    return (matrix + matrix.T) / 2


def _polish(model: LaplaceModel, packing: _Packing, vector: Floats) -> tuple[Floats, Floats]:
    """Take Newton steps while they lessen the gradient; return where they lead and the Hessian there."""
    hessian = _hessian(model, packing, vector)
    value, gradient = _evaluate(model, packing, vector)
    for _nth in range(POLISHING_STEPS):
        if not np.isfinite(hessian).all():
            break
        # Uphill also where the likelihood is flat or bent upwards, as it is near a variance of zero.
        values, vectors = np.linalg.eigh(hessian)
        step = vectors @ (vectors.T @ gradient / np.maximum(np.abs(values), FLATTEST * values[-1]))
        reached, slope = _evaluate(model, packing, vector + step)
        is_higher = reached > value + CLEARLY_HIGHER
        if not is_higher and (not reached >= value - CLEARLY_HIGHER or np.abs(slope).max() >= np.abs(gradient).max()):
            break
        vector, value, gradient = vector + step, reached, slope
        if np.max(np.abs(step) * np.sqrt(np.abs(np.diag(hessian)))) > MOVED_LITTLE:
            hessian = _hessian(model, packing, vector)
    return vector, hessian


def _covariance(hessian: Floats, parameters: Parameters) -> tuple[Floats, str]:
    """Return the covariance of thresholds and coefficients, and why it must not be used."""
    n_shown = len(parameters.thresholds) + len(parameters.coefficients)
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
    covariance = (vectors / np.maximum(values, 1e-12 * values[-1])) @ vectors.T
    if np.sqrt(np.diag(covariance).max()) > LARGEST_ERROR:
        return covariance, _("the fit did not converge (a condition separates the ratings completely)")
    return covariance, ""
