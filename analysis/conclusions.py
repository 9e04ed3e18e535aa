"""The conclusions of the study as verdicts: a claim, its criterion, its parts, and how far they are beyond it.

The claims are those of the slides' conclusions: the sounds have good quality, they are
recognizable and classifiable, morphs are smooth.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.differences import mean_difference
from analysis.ratings import Ratings
from analysis.verdicts import verdict, worst
from analysis.wording import id_in_words, interval, number, share, within
from study.study_file import RatingQuestion, StudyFile

Conclusion = dict[str, Any]

MIDDLE_OF_SCALE = 3.0
"""Criterion of a mean opinion score on five points: above "fair" (ITU-T P.800's third point) or "in between"."""
HARD_SWITCH = "hard-switch"
CRITERIA_SOURCE = (
    "Ascolto's default criteria; no plan was sealed before the data were seen, so the verdicts are exploratory"
)


def conclusions(
    study: StudyFile,
    ratings: Ratings,
    scores: Mapping[str, Mapping[str, Any]],
    classes: Sequence[Mapping[str, Any]],
) -> list[Conclusion]:
    """Return the conclusions this study can speak about.

    Parameters
    ----------
    study : study.study_file.StudyFile
        What was asked.
    ratings : Ratings
        The analysed answers.
    scores : mapping of question id to dict
        What :func:`analysis.summaries.rating_summaries` returned for each rating question.
    classes : sequence of dict
        What :func:`analysis.class_answers.class_results` returned.

    Returns
    -------
    list of dict
        id, claim, criterion, verdict (that of the worst part), sentence, and parts: name,
        value, low, high, criterion, verdict.
    """
    found = []
    if scores.get("quality", {}).get("by_section"):
        parts = _above_middle(study, "quality", scores["quality"])
        found.append(_conclusion("good-quality", "The sounds have good quality", _middle("quality"), parts))
    if classes:
        parts = [_above_chance(one) for one in classes]
        criterion = "more answers right than by chance under the options shown, in every section and question"
        found.append(_conclusion("recognizable", "The sounds are recognizable and classifiable", criterion, parts))
    if scores.get("smoothness", {}).get("by_section"):
        parts = _above_middle(study, "smoothness", scores["smoothness"]) + list(_above_hard_switch(study, ratings))
        criterion = f"{_middle('smoothness')}, and above the hard switch"
        found.append(_conclusion("smooth-morphs", "Morphs are smooth", criterion, parts))
    return found


def _middle(question: str) -> str:
    return f"mean opinion score of {question} above {MIDDLE_OF_SCALE:g} on five points in every section"


def _conclusion(identifier: str, claim: str, criterion: str, parts: Sequence[Mapping[str, Any]]) -> Conclusion:
    verdict_of_worst = worst(part["verdict"] for part in parts)
    weakest = min((part for part in parts if part["verdict"] == verdict_of_worst), key=lambda part: _margin(part))
    return {
        "id": identifier,
        "claim": claim,
        "criterion": criterion,
        "criteria_source": CRITERIA_SOURCE,
        "verdict": verdict_of_worst,
        "parts": list(parts),
        "sentence": f"{weakest['sentence'].rstrip('.')}{_weakest_of(parts)}.",
    }


def _weakest_of(parts: Sequence[Mapping[str, Any]]) -> str:
    return f" (the weakest of {len(parts)} parts)" if len(parts) > 1 else ""


def _margin(part: Mapping[str, Any]) -> float:
    """Return how far the lower bound is beyond the criterion, in the unit of the part."""
    return float((part["low"] if part["low"] is not None else part["value"]) - part["criterion"])


def _above_middle(study: StudyFile, question_id: str, scores: Mapping[str, Any]) -> list[dict[str, Any]]:
    question = study.question(question_id)
    assert isinstance(question, RatingQuestion)
    n_points = len(question.labels.in_language("en"))
    criterion = 1 + (n_points - 1) * (MIDDLE_OF_SCALE - 1) / 4  # the same place on a scale of other length
    return [
        _part(
            question_id,
            f"{id_in_words(question_id)}, {within(one['name'])}",
            one,
            "mean",
            criterion,
            f"{one['name']}: mean {number(one['mean'])} {interval(one['low'], one['high'])}, criterion {criterion:g}.",
        )
        for one in scores["by_section"]
    ]


def _above_chance(one: Mapping[str, Any]) -> dict[str, Any]:
    name = f"{id_in_words(one['question'])}, {within(one['name'])}"
    bounds = f"[{share(one['low'])}, {share(one['high'])}]" if one["low"] is not None else "[–]"
    words = f"{name}: {share(one['accuracy'])} {bounds} right, {share(one['chance'])} by chance."
    return _part(one["question"], name, one, "accuracy", one["chance"], words)


def _above_hard_switch(study: StudyFile, ratings: Ratings) -> Iterator[dict[str, Any]]:
    rows = ratings.answers[ratings.answers["question"] == "smoothness"]
    for section in study.sections:
        of_section = rows[(rows["section"] == section.id)]
        of_section = of_section[(of_section["role"] == "test") | (of_section["condition"] == HARD_SWITCH)]
        is_test = of_section["role"] == "test"
        if is_test.all() or not is_test.any():
            continue
        found = mean_difference(of_section["score"], is_test, of_section["participant"], of_section["unit"])
        name = id_in_words(section.id)
        words = (
            f"{name}: {number(found['value'])} {interval(found['low'], found['high'])} points above the hard switch."
        )
        yield _part("smoothness", f"Paths above the hard switch, {within(name)}", found, "value", 0.0, words)


def _part(
    question: str, name: str, found: Mapping[str, Any], value: str, criterion: float, sentence: str
) -> dict[str, Any]:
    return {
        "question": question,
        "name": name,
        "is_share": value == "accuracy",
        "value": found[value],
        "low": found["low"],
        "high": found["high"],
        "criterion": criterion,
        "verdict": verdict(found["low"], found["high"], criterion),
        "sentence": sentence,
    }
