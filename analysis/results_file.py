"""`results.json`: every number of the report, in one file that programs can read."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from analysis.both_ends import both_ends
from analysis.class_answers import class_results
from analysis.class_details import class_details
from analysis.comparisons import default_comparisons
from analysis.conclusions import Concluded, conclusions, deciding
from analysis.distances import smoothness_distances
from analysis.exploratory import mark_planned
from analysis.findings import findings, research_questions
from analysis.hypotheses import held_hypotheses
from analysis.hypothesis_parts import Evidence
from analysis.ladder import quality_ladder
from analysis.language import spoken
from analysis.methods import methods, provenance
from analysis.morph_boundaries import morph_boundaries
from analysis.participants import participants
from analysis.path_kinds import path_kinds
from analysis.plain import plain
from analysis.rating_tests import reading
from analysis.ratings import Ratings
from analysis.seal_status import seal_status
from analysis.sensitivity import stricter_screening
from analysis.study_tests import study_tests
from analysis.summaries import rating_summaries
from stimuli.manifest import Manifest
from study.files import write_whole
from study.plan import plan_of
from study.seal import SealState
from study.study_file import StudyFile

SCHEMA = "ascolto-results/1"

Results = dict[str, Any]


def results(
    study: StudyFile,
    version: str,
    data: Path,
    run: str,
    ratings: Ratings,
    manifests: Mapping[str, Manifest],
    seal: SealState | None = None,
) -> Results:
    """Run the whole analysis and return its results as plain numbers, text, lists and mappings."""
    rng_for = _rng_of(study.study.seed)
    seal = seal or SealState()
    plan = plan_of(study)
    evidence = Evidence(study, ratings, manifests, rng_for)
    comparisons = default_comparisons(study, ratings)
    held = held_hypotheses(plan, evidence, seal)
    scores, classes = _described(study, ratings, manifests)
    classes = [one | _details(study, one, ratings, rng_for) for one in classes]
    tests = study_tests(study, ratings, comparisons, rng_for)
    verdicts = conclusions(plan, held, seal)
    ladder = quality_ladder(study, ratings)
    distances = smoothness_distances(study, ratings, manifests, rng_for)

    def conclude(kept: Ratings) -> list[Concluded]:
        needed = deciding(plan)
        return conclusions(needed, held_hypotheses(needed, replace(evidence, ratings=kept), seal), seal)

    found = plain(
        {
            "schema": SCHEMA,
            "language": spoken(),
            "study": {
                "title": study.study.title,
                "contact": study.study.contact,
                "version": version,
            },
            "run": run,
            "is_simulated": ratings.is_simulated,
            "research_questions": research_questions(study),
            "findings": findings(study, scores, classes, tests, ladder, distances),
            "verdicts": verdicts,
            "hypotheses": held,
            "seal": seal_status(seal),
            "participants": participants(study, ratings),
            "screening": {
                "n_read": ratings.n_read,
                "rules": ratings.screening,
                "n_analysed": len(ratings.answers),
                "stricter": stricter_screening(ratings, verdicts, conclude, _scales(study)),
            },
            "questions": [_question(one, scores, classes) for one in study.questions],
            "ladder": ladder,
            "distances": distances,
            "paths": path_kinds(study, ratings),
            "both_ends": both_ends(study, ratings),
            "boundaries": morph_boundaries(study, ratings, manifests, rng_for),
            "comparisons": [_comparison(one, tests) for one in comparisons],
            "tests": tests,
            "methods": methods(study, ratings, tests, manifests),
            "provenance": provenance(study, version, data, ratings, run),
        }
    )
    mark_planned(found)
    return found


def _described(
    study: StudyFile, ratings: Ratings, manifests: Mapping[str, Manifest]
) -> tuple[dict[str, Results], list[Results]]:
    """Describe the answers to every question: ratings by question, classes by question and section."""
    scores = {one.id: rating_summaries(study, one, ratings) for one in study.questions if one.kind == "rating"}
    classes = [
        found
        for one in study.questions
        if one.kind == "class"
        for found in class_results(study, one, ratings, manifests)
    ]
    return scores, classes


def _scales(study: StudyFile) -> dict[str, int]:
    """Return the number of points of each rating question."""
    language = study.study.languages[0]
    return {one.id: len(one.labels.in_language(language)) for one in study.questions if one.kind == "rating"}


def _details(study: StudyFile, one: Results, ratings: Ratings, rng_for: Callable[..., Any]) -> Results:
    """Describe the answers of one section to a class question in depth."""
    question, ids = study.question(one["question"]), [known["id"] for known in one["classes"]]
    section = next(section for section in study.sections if section.id == one["section"])
    assert question.kind == "class"
    return class_details(question, section, ratings, ids, rng_for)


def write_results(path: Path, found: Results) -> None:
    """Write results.json, whole or not at all; the same results give the same bytes."""
    with write_whole(path) as partial:
        partial.write_text(json.dumps(found, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def _rng_of(seed: int) -> Callable[[str], np.random.Generator]:
    """Give each test its own random numbers, so that one test more or less changes no other."""

    def rng_for(identifier: str) -> np.random.Generator:
        return np.random.default_rng([seed, int.from_bytes(sha256(identifier.encode()).digest()[:8], "big")])

    return rng_for


def _question(question: Any, scores: Mapping[str, Any], classes: list[Any]) -> Results:
    described = {"id": question.id, "kind": question.kind, "prompt": question.prompt.in_language(spoken())}
    if question.kind == "rating":
        return described | {"labels": question.labels.in_language(spoken())} | scores[question.id]
    return described | {
        "about": question.about,
        "by_section": [one for one in classes if one["question"] == question.id],
    }


def _comparison(comparison: Any, tests: list[Any]) -> Results:
    mine = [test for test in tests if test["comparison"] == comparison.id]
    omnibus = next(test for test in mine if test["test"] == "Kruskal-Wallis")
    companion = next(test for test in mine if test["role"] == "companion")
    return {
        "id": comparison.id,
        "question": comparison.question,
        "title": comparison.title,
        "by": comparison.by,
        "section": comparison.section,
        "groups": comparison.groups,
        "reading": reading(omnibus["p_holm"], companion["p_holm"], companion["scope"]),
    }
