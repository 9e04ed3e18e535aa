"""The cumulative link mixed model: ratings as ordered categories, listeners and sounds as random draws.

Equal to R's ``ordinal::clmm`` (Laplace approximation, logistic link, flexible thresholds), and to
``ordinal::clm`` where there are no random effects.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import stats

from analysis.columns import Column, Floats, labels, numbers, one_of, same_length
from analysis.errors import AnalysisError
from analysis.laplace import Grouping, LaplaceModel
from analysis.laplace_fit import Fit, fit
from analysis.results import NOT_COMPUTABLE, Result, decimals, missing_text, p_text
from analysis.treatment_coding import Coded, coded

INTERCEPT = "(Intercept)"


@dataclass(frozen=True, kw_only=True, eq=False)
class CumulativeLinkMixedResult(Result):
    """A fitted cumulative link model.

    Attributes
    ----------
    thresholds, coefficients : dict of str to float
        ``P(Y <= j) = logit^-1(threshold_j - x' coefficients - random effects)``: a positive coefficient
        raises ratings. Named as in R: "1|2", "tempwarm".
    standard_errors : dict of str to float
        Of thresholds and coefficients.
    log_likelihood : float
    variances : dict of str to float
        "listeners" and "stimuli" for the intercepts, "listeners:NAME" for slopes.
    covariances : dict of str to numpy.ndarray of shape (p, p)
        All variances and covariances of a grouping.
    gradient : float
        Largest gradient per rating that was left.
    """

    thresholds: dict[str, float] | None
    coefficients: dict[str, float] | None
    standard_errors: dict[str, float] | None
    log_likelihood: float | None
    variances: dict[str, float] | None
    covariances: dict[str, Floats] | None
    gradient: float | None
    n: int
    n_parameters: int
    n_listeners: int
    n_stimuli: int
    n_missing: int

    def table(self) -> pd.DataFrame:
        """Return one row per threshold and coefficient, with z and its two-sided p-value."""
        columns = ["name", "estimate", "standard_error", "z", "p_value"]
        if self.thresholds is None or self.coefficients is None or self.standard_errors is None:
            return pd.DataFrame(columns=columns)
        rows = []
        for name, estimate in (self.thresholds | self.coefficients).items():
            error = self.standard_errors[name]
            z = estimate / error
            rows.append((name, estimate, error, z, _p_value(z)))
        return pd.DataFrame(rows, columns=columns)

    def _name(self) -> str:
        return "The cumulative link mixed model" if self.n_listeners or self.n_stimuli else "The cumulative link model"

    def _finding(self) -> str:
        units = [f"{n} {name}" for n, name in ((self.n_listeners, "listeners"), (self.n_stimuli, "sounds")) if n]
        holds = f", for other {' and '.join(u.split(' ', 1)[1] for u in units)} too" if units else ""
        errors = self.standard_errors or {}
        told = [
            f"{name} {decimals(estimate)} logits ({p_text(_p_value(estimate / errors[name]))})"
            for name, estimate in (self.coefficients or {}).items()
        ]
        shown = f"log-likelihood {decimals(self.log_likelihood)}, {', '.join([f'n = {self.n}', *units])}"
        shown += missing_text(self.n_missing)
        return f"{self._name()} estimates {'; '.join(told) or 'thresholds alone'}{holds} ({shown})."


def _p_value(z: float) -> float:
    return float(2 * stats.norm.sf(abs(z)))


def cumulative_link_mixed(
    values: Column,
    fixed: Mapping[str, Column],
    listeners: Column | None = None,
    stimuli: Column | None = None,
    listener_slopes: Sequence[str] = (),
    stimulus_slopes: Sequence[str] = (),
) -> CumulativeLinkMixedResult:
    """Fit a cumulative link model with crossed random effects of listeners and sounds.

    Parameters
    ----------
    values : sequence of float of shape (n,)
        Ratings; every distinct value is a category. None and NaN are counted as missing.
    fixed : mapping of str to sequence of shape (n,)
        What may move the ratings. Numbers enter as they are, labels in treatment coding with the first
        level in C order as the reference.
    listeners, stimuli : sequence of str of shape (n,), optional
        Random intercepts; without both, the plain cumulative link model.
    listener_slopes, stimulus_slopes : sequence of str
        Names in `fixed` whose effects vary over listeners or sounds, with unstructured covariance, as in
        R's ``(1 + x | listener)``.

    Returns
    -------
    CumulativeLinkMixedResult
        "not computable" where R would warn: fewer than two categories, linearly dependent columns, a
        grouping with one level, or a fit that did not converge (for instance because a condition
        separates the ratings completely).

    References
    ----------
    .. [1] Christensen, R. H. B. (2019). ordinal: Regression Models for Ordinal Data. R package.
    .. [2] Tutz, G., & Hennevogl, W. (1996). Computational Statistics & Data Analysis 22, 537-557.

    Examples
    --------
    >>> result = cumulative_link_mixed([1, 2, 2, 3, 1, 2, 3, 3], {"temp": ["cold"] * 4 + ["warm"] * 4})
    >>> list(result.thresholds), list(result.coefficients)
    (['1|2', '2|3'], ['tempwarm'])
    """
    columns = coded(fixed)
    for slope in (*listener_slopes, *stimulus_slopes):
        one_of("slopes", slope, columns)
    if (listener_slopes and listeners is None) or (stimulus_slopes and stimuli is None):
        raise AnalysisError("slopes", "vary over units that are not given", "Give listeners or stimuli as well.")
    data = _read(values, columns, {"listeners": listeners, "stimuli": stimuli})
    slopes = {"listeners": tuple(listener_slopes), "stimuli": tuple(stimulus_slopes)}
    reason = _refusal(data)
    if reason:
        return _refused(data, reason)
    model, order = _model(data, slopes)
    fitted = fit(model)
    if fitted.problem:
        return _refused(data, fitted.problem, fitted)
    return _result(data, fitted, order, slopes)


@dataclass(frozen=True, eq=False)
class _Data:
    """Complete rows, ready to fit."""

    values: Floats
    columns: dict[str, Coded]
    units: dict[str, tuple[np.ndarray, int]]
    n_missing: int

    @property
    def levels(self) -> Floats:
        return np.unique(self.values)

    @property
    def names(self) -> list[str]:
        return [name for one in self.columns.values() for name in one.names]

    @property
    def design(self) -> Floats:
        return np.column_stack([np.empty((len(self.values), 0)), *(one.columns for one in self.columns.values())])

    def n_units(self, name: str) -> int:
        return self.units[name][1] if name in self.units else 0


def _read(values: Column, columns: dict[str, Coded], given: dict[str, Column | None]) -> _Data:
    rating = numbers(values, "values")
    unit = {name: labels(column, name) for name, column in given.items() if column is not None}
    same_length(
        values=rating,
        **{name: one.columns for name, one in columns.items()},
        **{name: one.codes for name, one in unit.items()},
    )
    keep = ~np.isnan(rating)
    for one in columns.values():
        keep &= ~np.isnan(one.columns).any(axis=1)
    for label in unit.values():
        keep &= label.codes >= 0
    kept = {name: label.kept(keep) for name, label in unit.items()}
    return _Data(
        values=rating[keep],
        columns={name: Coded(one.names, one.columns[keep]) for name, one in columns.items()},
        units={name: (label.codes, len(label.names)) for name, label in kept.items()},
        n_missing=int((~keep).sum()),
    )


def _refusal(data: _Data) -> str:
    if len(data.levels) < 2:
        return f"it needs two categories of ratings, got {len(data.levels)}"
    for name, (_, n_levels) in data.units.items():
        if n_levels < 2:
            return f"it needs two {name}, got {n_levels}"
    for name, one in data.columns.items():
        if not one.names:
            return f"'{name}' has a single level"
    design = np.column_stack([np.ones(len(data.values)), data.design])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return f"the columns of {', '.join(data.columns)} depend on each other, or one does not vary"
    return ""


def _model(data: _Data, slopes: dict[str, tuple[str, ...]]) -> tuple[LaplaceModel, list[str]]:
    groupings = {}
    for name, (codes, n_levels) in data.units.items():
        varying = [data.columns[slope].columns for slope in slopes[name]]
        groupings[name] = Grouping(codes, n_levels, np.column_stack([np.ones(len(codes)), *varying]))
    # The larger one is eliminated in blocks, so that what is left to invert is small.
    order = sorted(groupings, key=lambda name: -groupings[name].size)
    categories = np.searchsorted(data.levels, data.values).astype(np.intp)
    return LaplaceModel(categories, data.design, tuple(groupings[name] for name in order)), order


def _refused(data: _Data, reason: str, fitted: Fit | None = None) -> CumulativeLinkMixedResult:
    return CumulativeLinkMixedResult(
        thresholds=None, coefficients=None, standard_errors=None, log_likelihood=None, variances=None,
        covariances=None, gradient=None if fitted is None else fitted.gradient, n=len(data.values), n_parameters=0,
        n_listeners=data.n_units("listeners"), n_stimuli=data.n_units("stimuli"), n_missing=data.n_missing,
        status=NOT_COMPUTABLE, reason=reason,
    )  # fmt: skip


def _result(
    data: _Data, fitted: Fit, order: list[str], slopes: dict[str, tuple[str, ...]]
) -> CumulativeLinkMixedResult:
    texts = [f"{level:g}" for level in data.levels]
    threshold_names = [f"{low}|{high}" for low, high in pairwise(texts)]
    names = [*threshold_names, *data.names]
    covariances = dict(zip(order, (triangle @ triangle.T for triangle in fitted.parameters.triangles), strict=True))
    variances: dict[str, float] = {}
    for unit in data.units:
        varying = [name for slope in slopes[unit] for name in data.columns[slope].names]
        labels_ = [unit, *(f"{unit}:{name}" for name in varying)]
        variances.update(zip(labels_, np.diag(covariances[unit]).tolist(), strict=True))
    return CumulativeLinkMixedResult(
        thresholds=dict(zip(threshold_names, fitted.parameters.thresholds.tolist(), strict=True)),
        coefficients=dict(zip(data.names, fitted.parameters.coefficients.tolist(), strict=True)),
        standard_errors=dict(zip(names, fitted.standard_errors.tolist(), strict=True)),
        log_likelihood=fitted.log_likelihood,
        variances=variances,
        covariances={unit: covariances[unit] for unit in data.units},
        gradient=fitted.gradient,
        n=len(data.values),
        n_parameters=fitted.n_parameters,
        n_listeners=data.n_units("listeners"),
        n_stimuli=data.n_units("stimuli"),
        n_missing=data.n_missing,
    )
