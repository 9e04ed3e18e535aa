"""Laplace approximation of a cumulative link model with up to two crossed groupings.

Random effects are ``b = R u`` with u standard normal and R symmetric, one R per grouping, so that their covariance
is ``R R``. A triangle in its place would make a curved valley of every covariance of less than full rank. The
integral over u is approximated at its mode; the gradient of the approximation is exact, the way TMB
takes it (Kristensen et al. 2016, J. Statistical Software 70(5)): the mode moves with the parameters.
"""

from dataclasses import dataclass, field

import numpy as np

from analysis.columns import Codes, Floats
from analysis.grouping import Grouping
from analysis.laplace_hessian import Hessian
from analysis.ordinal_likelihood import Terms, terms

MODE_STEPS = 60

MODE_TOLERANCE = 1e-9
"""Expected gain in log-likelihood below which one more step ends the climb to the mode.

Far less would be lost in rounding: the log-likelihood of 20,000 ratings has eleven digits before it.
"""

LITTLE_LEFT = 0.1
"""Share of the gain that a step may leave before the curvature is taken anew."""


@dataclass(frozen=True, eq=False)
class Parameters:
    """Thresholds (n_categories - 1,), coefficients (n_columns,), and one symmetric root (p, p) per grouping."""

    thresholds: Floats
    coefficients: Floats
    roots: tuple[Floats, ...]


@dataclass(eq=False)
class LaplaceModel:
    """The approximate likelihood of ratings.

    Attributes
    ----------
    categories : numpy.ndarray of shape (n,)
        Ratings as categories from 0.
    design : numpy.ndarray of shape (n, n_columns)
    groupings : tuple of Grouping
        None, one, or two; the larger first, because the first is eliminated in blocks.
    """

    categories: Codes
    design: Floats
    groupings: tuple[Grouping, ...]
    _mode: list[Floats] = field(init=False)
    _hessian: Hessian | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._mode = [np.zeros((grouping.n_levels, grouping.p)) for grouping in self.groupings]

    def value_and_gradient(self, parameters: Parameters) -> tuple[float, Parameters]:
        """Return the approximate log-likelihood and its gradient, in the shape of the parameters."""
        scaled = self._scaled(parameters)
        u = self._find_mode(parameters, scaled)
        self._mode = u
        found = self._terms(parameters, scaled, u)
        hessian = self._hessian = Hessian(self.groupings, scaled, -found.g2)
        value = _height(found, u) - hessian.log_det / 2
        spread = hessian.solved_rows()
        v = sum((np.sum(a * w, axis=1) for a, w in zip(scaled, spread, strict=True)), np.zeros(len(found.g1)))
        pull = [g.sum_over(a * (v * found.g3 / 2)[:, None]) for g, a in zip(self.groupings, scaled, strict=True)]
        q = hessian.solve(pull)
        moved = self._project(scaled, q)
        total = found.g1 + v * found.g3 / 2 + moved * found.g2
        roots = tuple(
            _of_symmetric(
                g.columns.T
                @ (u[i][g.codes] * total[:, None] + q[i][g.codes] * found.g1[:, None] + spread[i] * found.g2[:, None])
            )
            for i, g in enumerate(self.groupings)
        )
        gradient = Parameters(self._threshold_gradient(found, v, moved), self.design.T @ total, roots)
        return value, gradient

    def _scaled(self, parameters: Parameters) -> list[Floats]:
        return [g.columns @ root for g, root in zip(self.groupings, parameters.roots, strict=True)]

    def _project(self, scaled: list[Floats], u: list[Floats]) -> Floats:
        parts = (np.sum(a * part[g.codes], axis=1) for g, a, part in zip(self.groupings, scaled, u, strict=True))
        return sum(parts, np.zeros(len(self.categories)))

    def _terms(self, parameters: Parameters, scaled: list[Floats], u: list[Floats]) -> Terms:
        eta = self.design @ parameters.coefficients + self._project(scaled, u)
        return terms(self.categories, parameters.thresholds, eta)

    def _find_mode(self, parameters: Parameters, scaled: list[Floats]) -> list[Floats]:
        """Climb to the mode of the random effects by Newton's method, from the last mode.

        The last curvature serves as long as every step leaves little of the gain: parameters that moved a little
        bend the likelihood a little.
        """
        u, hessian, before = self._mode, self._hessian, np.inf
        if not u:
            return u
        found = self._terms(parameters, scaled, u)
        for _ in range(MODE_STEPS):
            slope = [
                g.sum_over(a * found.g1[:, None]) - part for g, a, part in zip(self.groupings, scaled, u, strict=True)
            ]
            step, gain = _climb(hessian, slope) if hessian else ([], np.nan)
            if not gain < LITTLE_LEFT * before:
                hessian = Hessian(self.groupings, scaled, -found.g2)
                step, gain = _climb(hessian, slope)
            if gain < MODE_TOLERANCE:
                return _moved(u, step)
            height, length, before = _height(found, u), 1.0, gain
            while length > 1e-6:
                tried = _moved(u, step, length)
                there = self._terms(parameters, scaled, tried)
                if _height(there, tried) >= height:
                    u, found = tried, there
                    break
                length /= 2
            else:
                break
        return u

    def _threshold_gradient(self, found: Terms, v: Floats, moved: Floats) -> Floats:
        n_thresholds = int(self.categories.max())
        upper = found.upper + v * found.upper_g2 / 2 + moved * found.upper_g1
        lower = found.lower + v * found.lower_g2 / 2 + moved * found.lower_g1
        above = np.bincount(self.categories, weights=upper, minlength=n_thresholds + 1)
        below = np.bincount(self.categories, weights=lower, minlength=n_thresholds + 1)
        return np.asarray(above[:-1] + below[1:], dtype=np.float64)


def _height(found: Terms, u: list[Floats]) -> float:
    """Return the joint log-likelihood of the ratings and the random effects, without its constant."""
    return float(found.log_p.sum()) - sum(float(np.sum(part**2)) for part in u) / 2


def _climb(hessian: Hessian, slope: list[Floats]) -> tuple[list[Floats], float]:
    """Return Newton's step and twice the gain that it promises."""
    step = hessian.solve(slope)
    return step, sum(float(np.sum(s * d)) for s, d in zip(slope, step, strict=True))


def _moved(u: list[Floats], step: list[Floats], length: float = 1.0) -> list[Floats]:
    return [part + length * direction for part, direction in zip(u, step, strict=True)]


def _of_symmetric(gradient: Floats) -> Floats:
    """Return the gradient of a symmetric matrix from that of its entries: those off the diagonal move together."""
    return gradient + gradient.T - np.diag(np.diag(gradient))
