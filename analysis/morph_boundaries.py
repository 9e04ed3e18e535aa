"""Listener boundaries of a study: for every morph that was heard step by step, where its end begins."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.boundaries import boundary
from analysis.class_answers import answers_of, class_name, classes_of, is_step
from analysis.language import gettext as _
from analysis.plain import plain
from analysis.ratings import Ratings
from analysis.wording import condition_name, id_in_words
from stimuli.manifest import Manifest
from study.study_file import StudyFile

CURVE_POINTS = 41


def morph_boundaries(
    study: StudyFile,
    ratings: Ratings,
    manifests: Mapping[str, Manifest],
    rng_for: Callable[[str], np.random.Generator],
) -> list[dict[str, Any]]:
    """Fit a psychometric function to the class answers along each morph, and along all morphs of two classes.

    A step of a morph is a stimulus with a weight and two different intended classes. Intervals resample
    listeners: they speak about other listeners who hear these very morphs.

    Returns
    -------
    list of dict
        One per class question, section, condition and pair of classes, and below it one per morph where the
        pair has several: id, question, section, condition, names of all of these, start, end, morph (blank
        for the pair), n_morphs, points (weight, n, n_end, n_other, share), curve (weight, share), every field
        of the result, and its sentence.
    """
    found = []
    for question in study.questions:
        if question.kind != "class":
            continue
        for section in study.sections:
            rows = answers_of(question, section, ratings)
            rows = rows[is_step(rows) & (rows["role"] == "test")]
            names = {one.id: class_name(one) for one in classes_of(rows, manifests.get(section.set))}
            for where, of_morph in _morphs(rows):
                identifier = "-".join(("boundary", question.id, section.id, *(one for one in where.values() if one)))
                found.append(
                    {"id": identifier, "question": question.id, "section": section.id, "name": id_in_words(section.id)}
                    | where
                    | {
                        "condition_name": condition_name(where["condition"]),
                        "start_name": names.get(where["start"], where["start"]),
                        "end_name": names.get(where["end"], where["end"]),
                        "n_morphs": int(of_morph["morph"].nunique()),
                    }
                    | _fitted(of_morph, rng_for(identifier))
                )
    return found


def _morphs(rows: pd.DataFrame) -> Iterator[tuple[dict[str, str], pd.DataFrame]]:
    """Yield the steps between each pair of classes, then those of each of its morphs where there are several.

    A single weight, such as the middle on the quality ladder, is no course and is passed over.
    """
    for (condition, start, end), pair in rows.groupby(["condition", "intended_start", "intended_end"], sort=True):
        if pair["weight"].nunique() < 2:
            continue
        where = {"condition": str(condition), "start": str(start), "end": str(end), "morph": ""}
        yield where, pair
        if pair["morph"].nunique() > 1:
            for morph, of_morph in pair.groupby("morph", sort=True):
                yield where | {"morph": str(morph)}, of_morph


def _fitted(rows: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
    is_end = pd.Series(np.nan, index=rows.index)
    is_end[rows["value"] == rows["intended_start"]] = 0.0
    is_end[rows["value"] == rows["intended_end"]] = 1.0
    result = boundary(rows["weight"].astype(float), is_end, rows["participant"], rng=rng)
    at = np.linspace(0, 1, CURVE_POINTS)
    curve = zip(at.tolist(), result.shares(at).tolist(), strict=True) if result.is_ok else ()
    return {
        "points": [
            {
                "weight": float(weight),
                "n": int(answers.notna().sum()),
                "n_end": int(answers.sum()),
                "n_other": int(answers.isna().sum()),
                "share": float(answers.mean()) if answers.notna().any() else None,
            }
            for weight, answers in is_end.groupby(rows["weight"].astype(float), sort=True)
        ],
        "curve": [{"weight": weight, "share": share} for weight, share in curve],
        **plain(result),
        "scope": _("other listeners, hearing these sounds"),
        "sentence": result.sentence(),
    }
