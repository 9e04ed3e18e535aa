"""The one-way route on any table: ratings or chosen classes in groups, and what is known of listeners and sounds."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.answer_table import LONG, Answers, Columns, read_answers
from analysis.association import association_over_units
from analysis.blocked_rank_tests import conover, friedman
from analysis.chosen_groups import chosen_groups, share_labels
from analysis.companion_test import OTHER_LISTENERS, OTHER_SOUNDS
from analysis.companions import recognition
from analysis.contingency import chi_square_independence
from analysis.language import gettext as _
from analysis.language import marked, spoken
from analysis.pair_effects import pair_effects
from analysis.plain import plain
from analysis.rating_groups import Scale, rating_groups, scale_of
from analysis.rating_tests import SLIDES_SCOPE, Test, rating_tests, reading
from analysis.results import Result
from analysis.table_findings import findings
from analysis.text_table import TextTable
from analysis.understood import group_sizes, understood, whose_p_value
from study.errors import TableError

SCHEMA = "ascolto-analyse/1"


def analyse_table(table: TextTable, columns: Columns, rng: np.random.Generator) -> dict[str, Any]:
    """Compare groups of ratings, or associate groups with chosen classes.

    Parameters
    ----------
    table : TextTable
        One row per answer (long), or one per listener or sound (wide).
    columns : Columns
        What the columns mean. Values are ratings where they are numbers, else classes; blank
        cells are missing. Everything else is text.
    rng : numpy.random.Generator
        For permutations.

    Returns
    -------
    dict
        What `results.json` of a study holds where a table has it: is_simulated, findings, hypotheses
        and verdicts (none), questions (one), comparisons (one), tests; and schema, file, layout, columns, understood
        (sentences), value_kind, n, n_missing,
        n_listeners and n_sounds (None where unknown), groups (with n each), effects (pair by pair).

    Raises
    ------
    study.errors.TableError
        A column is missing, or text stands among numbers, by row and value.
    """
    answers = read_answers(table, columns)
    value = columns.values[0]
    if answers.layout != LONG:
        value = _("rating") if answers.are_ratings else _("answer")
    group = columns.group or _("column")
    about = {"comparison": "table", "question": value, "section": "", "by": group}
    scale = scale_of(answers.rows["score"], columns.scale) if answers.are_ratings else None
    if scale is not None:
        _refuse_outside(table, answers, scale)
        tests, question, effects = _compared_ratings(answers, scale, about, rng)
    else:
        tests, question, effects = _compared_classes(answers, about, rng), _classes(answers), []
    found = {
        "schema": SCHEMA,
        "file": table.path.name,
        "layout": answers.layout,
        "columns": {"value": list(columns.values), "group": columns.group}
        | {"listener": columns.listener, "stimulus": columns.stimulus},
        "understood": [*understood(table, columns, answers, scale), whose_p_value(tests)],
        "language": spoken(),
        "is_simulated": answers.is_simulated,
        "value_kind": "class" if scale is None else "rating",
        "n": len(answers.rows),
        "n_missing": answers.n_missing,
        "n_listeners": _n_known(answers, "participant"),
        "n_sounds": _n_known(answers, "unit"),
        "groups": group_sizes(answers),
        "hypotheses": [],
        "verdicts": [],
        "questions": [{"id": value, "kind": "class" if scale is None else "rating", "prompt": ""} | question],
        "effects": effects,
        "comparisons": [_comparison(about, answers, tests)],
        "tests": tests,
    }
    return plain(found | {"findings": findings(found)})


def _compared_ratings(
    answers: Answers, scale: Scale, about: Mapping[str, str], rng: np.random.Generator
) -> tuple[list[Test], dict[str, Any], list[dict[str, Any]]]:
    tests = rating_tests(answers.rows, answers.levels, about, rng)
    tests += _within_listeners(answers.rows, about)
    letters = next(test["letters"] for test in tests if test["test"] == "Dunn")
    groups = rating_groups(answers.rows, answers.levels, scale, letters)
    question = {
        "scale": scale,
        "labels": [f"{point:g}" for point in scale.points],
        "by_section": [],
        "by_condition": {"": groups},
    }
    return tests, question, pair_effects(answers.rows, answers.levels)


def _within_listeners(rows: pd.DataFrame, about: Mapping[str, str]) -> list[Test]:
    """Compare groups within listeners who met several: what holds for other listeners, hearing these very sounds."""
    if "participant" not in rows or (rows.groupby("participant")["group"].nunique() < 2).all():
        return []
    columns = rows["score"], rows["group"], rows["participant"]
    tests = [
        _companion(
            about, "conover", marked("Conover on listener means"), "participant", OTHER_LISTENERS, conover(*columns)
        )
    ]
    if "unit" in rows:
        found = friedman(*columns)
        tests.insert(
            0,
            _companion(about, "friedman", marked("Friedman on listener means"), "participant", OTHER_LISTENERS, found),
        )
    return tests


def _compared_classes(answers: Answers, about: Mapping[str, str], rng: np.random.Generator) -> list[Test]:
    rows = answers.rows
    found = chi_square_independence(rows["group"], rows["value"])
    effect = {"name": "Cramér's V, bias-corrected", "value": found.cramers_v_corrected}
    described = {"test": "chi-square", "role": "slides", "unit": "answer", "scope": SLIDES_SCOPE, "effect": effect}
    tests = [
        {"id": f"{about['comparison']}-chi-square", **about} | described | plain(found) | {"sentence": found.sentence()}
    ]
    # Recognition asks whether the group was named; it has a meaning where groups and values are the same classes.
    if "unit" in rows and share_labels(rows):
        recognised = recognition(rows["group"], rows["value"], rows["unit"], rng=rng)
        name = marked("accuracy, groups permuted over sounds")
        return [*tests, _companion(about, "companion", name, "independent sound", OTHER_SOUNDS, recognised)]
    sides = {"unit": ("independent sound", OTHER_SOUNDS), "participant": ("participant", OTHER_LISTENERS)}
    for side, (unit, scope) in sides.items():
        if side in rows and (rows.groupby(side)["group"].nunique() == 1).all():
            associated = association_over_units(rows["group"], rows["value"], rows[side], rng=rng)
            name = marked("chi-square, groups permuted over units")
            tests.append(_companion(about, f"companion-{side}", name, unit, scope, associated))
    return tests


def _classes(answers: Answers) -> dict[str, Any]:
    return {"by_section": [chosen_groups(answers.rows, answers.levels)] if share_labels(answers.rows) else []}


def _comparison(about: Mapping[str, str], answers: Answers, tests: Sequence[Test]) -> dict[str, Any]:
    companion = next((test for test in tests if test["role"] == "companion"), None)
    if answers.are_ratings:
        omnibus = next(test for test in tests if test["test"] == "Kruskal-Wallis")
        p_companion, scope = (companion["p_value"], companion["scope"]) if companion else (None, "")
        said = reading(omnibus["p_value"], p_companion, scope)
    else:
        said = (companion or tests[0])["sentence"]
    return {
        "id": about["comparison"],
        "question": about["question"],
        "title": _("{value} by {group}").format(value=about["question"], group=about["by"]),
        "by": about["by"],
        "section": "",
        "groups": answers.levels,
        "reading": said,
    }


def _companion(about: Mapping[str, str], suffix: str, name: str, unit: str, scope: str, result: Result) -> Test:
    return (
        {"id": f"{about['comparison']}-{suffix}", **about}
        | {"test": name, "role": "companion", "unit": unit, "scope": scope, "effect": None}
        | plain(result)
        | {"sentence": result.sentence()}
    )


def _n_known(answers: Answers, side: str) -> int | None:
    return int(answers.rows[side].nunique()) if side in answers.rows else None


def _refuse_outside(table: TextTable, answers: Answers, scale: Scale) -> None:
    scores = answers.rows["score"]
    outside = scores[(scores < scale.low) | (scores > scale.high)]
    if len(outside):
        raise TableError(
            table.path,
            f"{len(outside)} of {len(scores)} ratings lie outside the scale from {scale.low:g} to {scale.high:g}, "
            f"such as {outside.iloc[0]:g} of '{answers.rows['group'].loc[outside.index[0]]}'",
            "Correct them, or give other ends with --scale.",
        )
