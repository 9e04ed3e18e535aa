"""The conclusions of a study as verdicts: each takes that of its worst hypothesis."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from analysis.corrections import adjust
from analysis.hypotheses import Held, largest
from analysis.language import gettext as _
from analysis.language import spoken
from analysis.results import SIGNIFICANCE, p_text
from analysis.verdicts import SUPPORTED, worst
from study.plan import Plan
from study.seal import SealState

Concluded = dict[str, Any]


def conclusions(plan: Plan, held: Sequence[Held], seal: SealState) -> list[Concluded]:
    """Group hypotheses by the conclusion they are parts of.

    Parameters
    ----------
    plan : study.plan.Plan
        What is claimed.
    held : sequence of dict
        What :func:`analysis.hypotheses.held_hypotheses` returned.
    seal : study.seal.SealState
        How the plan stands to its seals.

    Returns
    -------
    list of dict
        id, claim, is_planned, criteria_source, verdict, hypotheses (ids), parts of all of them, the
        sentence of the weakest hypothesis, p_value (the largest), p_over_conclusions (Holm), and
        caution, where a supported conclusion would not survive that correction. Conclusions that no
        hypothesis speaks about are left out.
    """
    found: list[Concluded] = []
    for identifier, conclusion in plan.conclusions.items():
        mine = [one for one in held if one["conclusion"] == identifier]
        if not mine:
            continue
        is_planned = plan.is_declared and seal.has_planned_conclusion(identifier, plan.hypotheses)
        verdict = worst(one["verdict"] for one in mine)
        weakest = max((one for one in mine if one["verdict"] == verdict), key=_doubt)
        found.append(
            {
                "id": identifier,
                "claim": conclusion.in_language(spoken()) or identifier,
                "is_planned": is_planned,
                "criteria_source": criteria_source(plan, is_planned, seal),
                "verdict": verdict,
                "hypotheses": [one["id"] for one in mine],
                "parts": [part for one in mine for part in one["parts"]],
                "sentence": _weakest(weakest, mine),
                "p_value": largest([one["p_value"] for one in mine]),
            }
        )
    for one, p_value in zip(found, adjust([one["p_value"] for one in found]), strict=True):
        one["p_over_conclusions"] = p_value
        one["caution"] = _caution(one, len(found))
    return found


def _doubt(held: Held) -> float:
    """Return the p-value of a hypothesis; without one there is nothing but doubt."""
    return float("inf") if held["p_value"] is None else held["p_value"]


def _caution(conclusion: Concluded, n: int) -> str:
    """Say where a verdict owes itself to the number of conclusions: within one, none needs a correction."""
    p_value = conclusion["p_over_conclusions"]
    if conclusion["verdict"] != SUPPORTED or p_value is None or p_value < SIGNIFICANCE:
        return ""
    return _("Corrected for {n} conclusions (Holm, {p}) it would be inconclusive.").format(n=n, p=p_text(p_value))


def deciding(plan: Plan) -> Plan:
    """Return the plan without the families that no conclusion rests on: they change no verdict."""
    families = {one.family for one in plan.hypotheses if one.conclusion is not None}
    return replace(plan, hypotheses=tuple(one for one in plan.hypotheses if one.family in families))


def criteria_source(plan: Plan, is_planned: bool, seal: SealState) -> str:
    """Say where criteria come from, and so what a verdict is worth."""
    if not plan.is_declared:
        return _("Ascolto's default criteria; the study declares none, so the verdict is exploratory.")
    if is_planned and seal.changes:
        return _("The criteria were sealed before the first answer; other parts of the plan have changed since.")
    if is_planned:
        return _("The criteria were sealed before the first answer.")
    return _("The criteria were not sealed before the first answer, so the verdict is exploratory.")


def _weakest(weakest: Mapping[str, Any], mine: Sequence[Held]) -> str:
    if len(mine) == 1:
        return str(weakest["sentence"])
    return _("{claim}: {verdict}. {sentence}").format(
        claim=weakest["claim"], verdict=_(weakest["verdict"]).lower(), sentence=weakest["sentence"]
    )
