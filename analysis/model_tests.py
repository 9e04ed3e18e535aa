"""The cumulative link mixed model of each comparison, with random slopes for listeners and sounds."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from analysis.comparisons import Comparison
from analysis.language import gettext as _
from analysis.language import marked
from analysis.mixed_models import CumulativeLinkMixedResult, cumulative_link_mixed
from analysis.results import NOT_COMPUTABLE, decimals, interval_text, is_evidence, p_text
from analysis.wording import group_name

MOST_RATINGS = 20_000
"""Beyond this many ratings a comparison is left to its companion."""

MOST_WORK = 4.5e6
"""Ratings times squared parameters of all models of a report together: about 5 s on one core."""

MODELS_FIRST = ("section", "condition", "experience")
"""Which comparisons get their mixed model first, should the time not reach for all."""

SCOPES = {
    ("listeners", "stimuli"): marked("other sounds and other listeners"),
    ("listeners",): marked("other listeners, hearing these sounds"),
    ("stimuli",): marked("other sounds, heard by these listeners"),
    (): marked("these very sounds and listeners"),
}

Test = dict[str, Any]


def model_tests(comparisons: Sequence[Comparison]) -> list[Test]:
    """Fit the model of every comparison, as far as the time for them reaches, in the order of `MODELS_FIRST`.

    The time is counted in ratings times squared parameters and never by the clock, so that the same
    ratings always give the same report.

    Returns
    -------
    list of dict
        One per comparison, role "model": Wald's chi-square test of all group effects together (statistic, df,
        p_value), `reference`, `coefficients` (group, estimate in logits against the reference, low, high,
        p_value), `slopes` (units whose groups effects vary), log_likelihood, variances, scope, sentence; where
        it was not fitted, or did not converge, "not computable" with the reason.
    """
    left, tests = MOST_WORK, []
    for one in sorted(comparisons, key=lambda one: MODELS_FIRST.index(one.by)):
        work = _work(one.rows)
        if len(one.rows) > MOST_RATINGS:
            reason = _("it is fitted to up to {most} ratings, and there are {n}").format(
                most=MOST_RATINGS, n=len(one.rows)
            )
            tests.append(_left_out(one, reason))
        elif work > left:
            reason = _("it was left out for time: models before it in this report took what there is")
            tests.append(_left_out(one, reason))
        else:
            left -= work
            tests.append(_fitted(one))
    return tests


def _slopes(rows: pd.DataFrame) -> dict[str, bool]:
    """Say for which units the groups vary within a unit, so that their effect may vary over units."""
    return {
        name: bool((rows.groupby(column)["group"].nunique() > 1).any())
        for name, column in (("listeners", "participant"), ("stimuli", "unit"))
    }


def _work(rows: pd.DataFrame) -> float:
    k = rows["group"].nunique()
    n_random = sum(k * (k + 1) // 2 if varies else 1 for varies in _slopes(rows).values())
    return float(len(rows)) * (rows["score"].nunique() - 1 + k - 1 + n_random) ** 2


def _fitted(one: Comparison) -> Test:
    rows, varies = one.rows, _slopes(one.rows)
    model = cumulative_link_mixed(
        rows["score"], {"group": rows["group"]}, rows["participant"], rows["unit"],
        listener_slopes=("group",) if varies["listeners"] else (),
        stimulus_slopes=("group",) if varies["stimuli"] else (),
    )  # fmt: skip
    if not model.is_ok:
        return _left_out(one, model.reason)
    tested = wald(model)
    reference = min(rows["group"])
    coefficients = [
        {"group": name.removeprefix("group"), **_coefficient(estimate, (model.standard_errors or {})[name])}
        for name, estimate in (model.coefficients or {}).items()
    ]
    scope = SCOPES[tuple(sorted(model.holds_for))]
    return (
        _described(one, scope)
        | tested
        | {
            "reference": reference,
            "coefficients": coefficients,
            "slopes": [unit for unit, has_slope in varies.items() if has_slope],
            "log_likelihood": model.log_likelihood,
            "variances": model.variances,
            "n": model.n,
            "status": model.status,
            "reason": "",
            "sentence": _sentence(tested, coefficients, reference, one.by),
        }
    )


def wald(model: CumulativeLinkMixedResult) -> Test:
    """Test whether all group effects are zero [1]_.

    References
    ----------
    .. [1] Wald, A. (1943). Transactions of the American Mathematical Society 54(3), 426-482.
    """
    effects = np.array(list((model.coefficients or {}).values()))
    statistic = float(effects @ np.linalg.solve(np.asarray(model.coefficient_covariance), effects))
    return {"statistic": statistic, "df": len(effects), "p_value": float(stats.chi2.sf(statistic, len(effects)))}


def _coefficient(estimate: float, standard_error: float) -> dict[str, float]:
    half = float(stats.norm.ppf(0.975)) * standard_error
    p_value = float(2 * stats.norm.sf(abs(estimate / standard_error)))
    return {"estimate": estimate, "low": estimate - half, "high": estimate + half, "p_value": p_value}


def _sentence(tested: Mapping[str, Any], coefficients: Sequence[Mapping[str, Any]], reference: str, by: str) -> str:
    largest = max(coefficients, key=lambda one: abs(one["estimate"]))
    values = {
        "group": group_name(by, largest["group"]),
        "reference": group_name(by, reference),
        "estimate": decimals(largest["estimate"]),
        "interval": interval_text(largest["low"], largest["high"]),
        "df": tested["df"],
        "statistic": decimals(tested["statistic"]),
        "p": p_text(tested["p_value"]),
    }
    finding = _(
        "There is no evidence of a difference (largest effect: {group} against {reference} {estimate} logits, "
        "{interval}; Wald test of all effects, chi-square({df}) = {statistic}, {p})."
    )
    if is_evidence(tested["p_value"]):
        finding = _(
            "The groups differ (largest effect: {group} against {reference} {estimate} logits, {interval}; Wald test "
            "of all effects, chi-square({df}) = {statistic}, {p})."
        )
    return finding.format(**values)


def _described(one: Comparison, scope: str) -> Test:
    return {
        "id": f"{one.id}-model",
        **one.about,
        "test": "cumulative link mixed model",
        "role": "model",
        "unit": "rating",
        "scope": scope,
        "effect": None,
    }


def _left_out(one: Comparison, reason: str) -> Test:
    nothing = dict.fromkeys(("statistic", "df", "p_value", "reference", "log_likelihood", "variances"))
    sentence = _("The cumulative link mixed model has no result: {reason}.").format(reason=reason)
    return _described(one, "") | nothing | {
        "coefficients": [],
        "slopes": [],
        "n": len(one.rows),
        "status": NOT_COMPUTABLE,
        "reason": reason,
        "sentence": sentence,
    }  # fmt: skip
