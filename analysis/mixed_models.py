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

from analysis.columns import Column, Floats, one_of
from analysis.errors import AnalysisError
from analysis.language import gettext as _
from analysis.laplace_fit import Fit, fit
from analysis.ordinal_data import OrdinalData, build_model, holds_for_others, read_ordinal, refusal
from analysis.results import NOT_COMPUTABLE, Result, decimals, missing_text, p_text
from analysis.standardised import in_own_units, standardised

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
    coefficient_covariance : numpy.ndarray of shape (n_coefficients, n_coefficients)
        In the order of `coefficients`.
    log_likelihood : float
    variances : dict of str to float
        "listeners" and "stimuli" for the intercepts, "listeners:NAME" for slopes.
    covariances : dict of str to numpy.ndarray of shape (p, p)
        All variances and covariances of a grouping.
    holds_for : tuple of str
        "listeners", "stimuli": units for which the coefficients hold beyond these. That takes slopes for
        every column that varies within a unit: with intercepts only, a condition that suits some sounds
        passes for a difference in 56 % of studies in which nothing is true.
    gradient : float
        Largest gradient per rating that was left.
    """

    thresholds: dict[str, float] | None
    coefficients: dict[str, float] | None
    standard_errors: dict[str, float] | None
    coefficient_covariance: Floats | None
    log_likelihood: float | None
    variances: dict[str, float] | None
    covariances: dict[str, Floats] | None
    holds_for: tuple[str, ...]
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
        if self.n_listeners or self.n_stimuli:
            return _("The cumulative link mixed model")
        return _("The cumulative link model")

    def _finding(self) -> str:
        errors = self.standard_errors or {}
        told = [
            _("{name} {estimate} logits ({p})").format(
                name=name, estimate=decimals(estimate), p=p_text(_p_value(estimate / errors[name]))
            )
            for name, estimate in (self.coefficients or {}).items()
        ]
        shown = [_("log-likelihood {value}").format(value=decimals(self.log_likelihood)), f"n = {self.n}"]
        if self.n_listeners:
            shown.append(_("{n} listeners").format(n=self.n_listeners))
        if self.n_stimuli:
            shown.append(_("{n} sounds").format(n=self.n_stimuli))
        return _("{model} estimates {effects}, {scope} ({shown}).").format(
            model=self._name(),
            effects="; ".join(told) or _("thresholds alone"),
            scope=self._scope(),
            shown=", ".join(shown) + missing_text(self.n_missing),
        )

    def _scope(self) -> str:
        return {
            frozenset(): _("which holds for these very listeners and sounds"),
            frozenset({"listeners"}): _("which holds for other listeners too"),
            frozenset({"stimuli"}): _("which holds for other sounds too"),
            frozenset({"listeners", "stimuli"}): _("which holds for other listeners and sounds too"),
        }[frozenset(self.holds_for)]


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
    for slope in (*listener_slopes, *stimulus_slopes):
        one_of("slopes", slope, map(str, fixed))
    if (listener_slopes and listeners is None) or (stimulus_slopes and stimuli is None):
        raise AnalysisError("slopes", "vary over units that are not given", "Give listeners or stimuli as well.")
    data = read_ordinal(values, fixed, {"listeners": listeners, "stimuli": stimuli})
    slopes = {"listeners": tuple(listener_slopes), "stimuli": tuple(stimulus_slopes)}
    eased, own_units = standardised(data)
    reason = refusal(eased)
    if reason:
        return _refused(data, reason)
    model, order = build_model(eased, slopes)
    fitted = fit(model)
    if fitted.problem:
        return _refused(data, fitted.problem, fitted)
    varying = [[name for slope in slopes[unit] for name in data.columns[slope].names] for unit in order]
    fitted = in_own_units(fitted, data.names, varying, own_units)
    return _result(data, fitted, order, slopes)


def _refused(data: OrdinalData, reason: str, fitted: Fit | None = None) -> CumulativeLinkMixedResult:
    return CumulativeLinkMixedResult(
        thresholds=None, coefficients=None, standard_errors=None, coefficient_covariance=None,
        log_likelihood=None, variances=None, covariances=None, holds_for=(),
        gradient=None if fitted is None else fitted.gradient, n=len(data.values),
        n_parameters=0,
        n_listeners=data.n_units("listeners"), n_stimuli=data.n_units("stimuli"), n_missing=data.n_missing,
        status=NOT_COMPUTABLE, reason=reason,
    )  # fmt: skip


def _result(
    data: OrdinalData, fitted: Fit, order: list[str], slopes: dict[str, tuple[str, ...]]
) -> CumulativeLinkMixedResult:
    texts = [f"{level:g}" for level in data.levels]
    threshold_names = [f"{low}|{high}" for low, high in pairwise(texts)]
    names = [*threshold_names, *data.names]
    covariances = dict(zip(order, (root @ root.T for root in fitted.parameters.roots), strict=True))
    variances: dict[str, float] = {}
    for unit in data.units:
        varying = [name for slope in slopes[unit] for name in data.columns[slope].names]
        labels_ = [unit, *(f"{unit}:{name}" for name in varying)]
        variances.update(zip(labels_, np.diag(covariances[unit]).tolist(), strict=True))
    return CumulativeLinkMixedResult(
        thresholds=dict(zip(threshold_names, fitted.parameters.thresholds.tolist(), strict=True)),
        coefficients=dict(zip(data.names, fitted.parameters.coefficients.tolist(), strict=True)),
        standard_errors=dict(zip(names, np.sqrt(np.diag(fitted.covariance)).tolist(), strict=True)),
        coefficient_covariance=fitted.covariance[len(threshold_names) :, len(threshold_names) :],
        log_likelihood=fitted.log_likelihood,
        variances=variances,
        covariances={unit: covariances[unit] for unit in data.units},
        holds_for=tuple(unit for unit in data.units if holds_for_others(data, unit, slopes[unit])),
        gradient=fitted.gradient,
        n=len(data.values),
        n_parameters=fitted.n_parameters,
        n_listeners=data.n_units("listeners"),
        n_stimuli=data.n_units("stimuli"),
        n_missing=data.n_missing,
    )
