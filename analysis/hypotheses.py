"""The hypotheses of the plan, each held against the answers: its parts, its p-values, its verdict."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from analysis.corrections import adjust
from analysis.hypothesis_parts import Evidence
from analysis.interval_parts import interval_parts
from analysis.language import gettext as _
from analysis.language import spoken
from analysis.results import SIGNIFICANCE, p_text
from analysis.tested_parts import tested_parts
from analysis.verdicts import INCONCLUSIVE, NOT_SUPPORTED, SUPPORTED, verdict, worst
from analysis.wording import condition_name, id_in_words, number, share
from study.hypotheses import Hypothesis
from study.plan import Plan
from study.seal import SealState

Held = dict[str, Any]


def held_hypotheses(plan: Plan, evidence: Evidence, seal: SealState) -> list[Held]:
    """Hold each hypothesis against the answers.

    A hypothesis claims all its parts at once, so that its p-value is the largest of theirs
    (intersection-union test; Berger 1982, Technometrics 24(4), 295-300); Holm's correction is made
    over the hypotheses of each family, and over all. An interval supports a part when it lies wholly
    beyond the criterion, and the hypothesis takes the verdict of its worst part. A test supports its
    hypothesis where p within the family is below .05; that it finds nothing is no evidence against.

    Parameters
    ----------
    plan : study.plan.Plan
        What is claimed. Declared hypotheses that no answer speaks about stay, without a part.
    evidence : Evidence
        Study, answers, manifests.
    seal : study.seal.SealState
        How the plan stands to its seals: what was sealed as it stands before there were answers is planned.

    Returns
    -------
    list of dict
        The keys of the hypothesis, claim in the language that is spoken, is_planned, parts (each with its
        verdict), and from the weakest part value, low, high, criterion, measure; p_value,
        p_within_family, p_over_all, verdict, sentence.
    """
    held = [_held(one, _parts(one, evidence), plan.is_declared and seal.has_planned(one)) for one in plan.hypotheses]
    held = [one for one in held if one["parts"] or plan.is_declared]
    for family in dict.fromkeys(one["family"] for one in held):
        _adjust([one for one in held if one["family"] == family], "p_within_family")
    _adjust(held, "p_over_all")
    for one in held:
        _judge(one)
    return held


def _parts(hypothesis: Hypothesis, evidence: Evidence) -> list[dict[str, Any]]:
    parts = interval_parts if hypothesis.rule.criterion else tested_parts
    about = {"hypothesis": hypothesis.id, "question": hypothesis.question}
    return [about | asdict(part) for part in parts(hypothesis, evidence)]


def _held(hypothesis: Hypothesis, parts: list[dict[str, Any]], is_planned: bool) -> Held:
    keys = ("id", "question", "test", "compare", "section", "condition", "unit", "family", "conclusion")
    return {
        **{key: getattr(hypothesis, key) for key in keys},
        "claim": claim_of(hypothesis),
        "is_planned": is_planned,
        "has_interval": bool(hypothesis.rule.criterion),
        "p_value": largest([part["p_value"] for part in parts]),
        "parts": parts,
    }


def largest(p_values: Sequence[float | None]) -> float | None:
    """Return the largest p-value; None where a part has none, since then nothing speaks for all of them."""
    known = [p_value for p_value in p_values if p_value is not None]
    return max(known) if known and len(known) == len(p_values) else None


def _adjust(held: Sequence[Held], name: str) -> None:
    for one, p_value in zip(held, adjust([one["p_value"] for one in held]), strict=True):
        one[name] = p_value


def _judge(held: Held) -> None:
    """Add verdicts to a hypothesis and its parts, and what its weakest part found."""
    parts = held["parts"]
    if held["has_interval"]:
        for part in parts:
            part["verdict"] = verdict(part["low"], part["high"], part["criterion"])
        held["verdict"] = worst(part["verdict"] for part in parts)
    else:
        p_value = held["p_within_family"]
        held["verdict"] = SUPPORTED if p_value is not None and p_value < SIGNIFICANCE else INCONCLUSIVE
        for part in parts:
            part["verdict"] = held["verdict"]
    weakest = min(parts, key=_strength, default=None)
    for key in ("value", "low", "high", "criterion", "measure"):
        held[key] = weakest[key] if weakest else None
    held["sentence"] = _sentence(held, weakest)


def _strength(part: dict[str, Any]) -> tuple[int, float]:
    """Order parts from the weakest: by verdict, then by how far they are beyond what they had to exceed."""
    order = (NOT_SUPPORTED, INCONCLUSIVE, SUPPORTED).index(part["verdict"])
    if part["value"] is None:
        return order, float("-inf")
    if part["criterion"] is None:
        return order, -(1.0 if part["p_value"] is None else part["p_value"])
    return order, (part["value"] if part["low"] is None else part["low"]) - part["criterion"]


def _sentence(held: Held, weakest: dict[str, Any] | None) -> str:
    if weakest is None:
        return _("No answer speaks about it.")
    sentence: str = weakest["sentence"]
    if not held["has_interval"] and held["p_within_family"] is not None:
        adjusted = p_text(held["p_within_family"])
        sentence = _("{finding} After Holm within its family {p}.").format(finding=sentence, p=adjusted)
    n = len(held["parts"])
    if n > 1:
        sentence = _("{finding} This is the weakest of {n} parts.").format(finding=sentence, n=n)
    if held["unit"] == "listener":
        sentence = _("{finding} It speaks about these very sounds alone.").format(finding=sentence)
    elif held["unit"] == "sound":
        sentence = _("{finding} It speaks about these very listeners alone.").format(finding=sentence)
    return sentence


def claim_of(hypothesis: Hypothesis) -> str:
    """Return the claim in the language that is spoken, or say what the hypothesis claims.

    Examples
    --------
    >>> claim_of(Hypothesis(id="one", question="quality", test="mean", criterion=3.0))
    'Quality has a mean above 3.00'
    """
    written = hypothesis.claim.in_language(spoken())
    if written:
        return written
    criterion = hypothesis.criterion
    values = {
        "question": id_in_words(hypothesis.question),
        "criterion": share(criterion) if hypothesis.rule.criterion == "share" else number(criterion),
        "compare": condition_name(hypothesis.compare or ""),
        "measure": (hypothesis.compare or "").replace("_", " "),
    }
    return _claims()[hypothesis.test, hypothesis.compare if isinstance(hypothesis.rule.compare, tuple) else ""].format(
        **values
    )


def _claims() -> dict[tuple[str, str | None], str]:
    law = _("{question} depends on {measure}")
    return {
        ("mean", ""): _("{question} has a mean above {criterion}"),
        ("difference", ""): _("{question} is more than {criterion} points above that of {compare}"),
        ("accuracy", ""): _("{question} is answered rightly more often than by chance"),
        ("kappa", ""): _("{question} agrees with the intended classes beyond a kappa of {criterion}"),
        ("share", "direction"): _("More than {criterion} of the requested changes are heard in the right direction"),
        ("share", "foreign"): _("More than {criterion} of the answers name one of the morph's own classes"),
        ("kruskal-wallis", "section"): _("{question} differs between sections"),
        ("kruskal-wallis", "condition"): _("{question} differs between conditions"),
        ("kruskal-wallis", "experience"): _("{question} differs with the listeners' experience"),
        ("chi-square", ""): _("{question} goes with the intended classes"),
        ("smoothness-law", "latent_distance"): law,
        ("smoothness-law", "path_length"): law,
        ("smoothness-law", "bump"): law,
    }
