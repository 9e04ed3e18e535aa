"""Class answers described: who heard what as what, against exact chance."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.comparisons import ordered_conditions
from analysis.estimates import estimate
from analysis.identification import ConfusionResult, confusion
from analysis.language import spoken
from analysis.ratings import Ratings
from analysis.wording import condition_name, id_in_words, role_name
from stimuli.manifest import Manifest, SoundClass
from study.study_file import CANNOT_TELL, ClassQuestion, Section, StudyFile

FEWEST_SOUNDS = 3
"""Below this many independent sounds a class cannot be told from its sounds.

Simulated: Wilson intervals for recall cover 51-89 % with one to four sounds per class.
"""


def class_results(
    study: StudyFile, question: ClassQuestion, ratings: Ratings, manifests: Mapping[str, Manifest]
) -> list[dict[str, Any]]:
    """Describe the answers to one class question in each section that asks it.

    Returns
    -------
    list of dict
        question, section, about, classes (id, name, is_placeholder), columns, matrix (intended
        by chosen, test stimuli alone), accuracy with low and high, chance, kappa, recall (per
        intended class), by_condition, is_confounded.
    """
    return [
        _of_section(question, section, rows, manifests.get(section.set))
        for section in study.sections
        if question.id in section.questions
        for rows in [class_rows(question, section, ratings)]
        if not rows[rows["role"] == "test"].empty
    ]


def answers_of(question: ClassQuestion, section: Section, ratings: Ratings) -> pd.DataFrame:
    """Return all answers of one section to a class question."""
    rows = ratings.answers
    return rows[(rows["question"] == question.id) & (rows["section"] == section.id)]


def is_step(rows: pd.DataFrame) -> pd.Series:
    """Tell the answers about one step of a morph: it has a weight, and lies between two classes."""
    two_classes = (rows["intended_end"] != "") & (rows["intended_end"] != rows["intended_start"])
    return rows["weight"].notna() & two_classes


def class_rows(question: ClassQuestion, section: Section, ratings: Ratings) -> pd.DataFrame:
    """Return the answers of one section to a class question, with `intended`, `is_hit` and `chance`.

    Chance is exact: one over the number of classes that were shown, without "cannot tell";
    0 where the intended class was not among them. Sounds without an intended class are left out, and so
    are steps of a morph other than its ends: what they are is not known but asked, by
    :mod:`analysis.morph_boundaries`.
    """
    known, asked = ratings.class_rows, (question.id, section.id)
    if asked not in known:
        known[asked] = _with_hits(question, answers_of(question, section, ratings))
    return known[asked]


def _with_hits(question: ClassQuestion, rows: pd.DataFrame) -> pd.DataFrame:
    intended = rows["intended_start"]
    if question.about == "end":  # a single sound ends as what it is
        intended = rows["intended_end"].where(rows["intended_end"] != "", intended)
    step = is_step(rows)
    intended = intended.mask(step, rows["intended_start"].where(rows["weight"] == 0, rows["intended_end"]))
    intended = intended.mask(step & ~rows["weight"].isin((0, 1)), "")
    rows = rows.assign(intended=intended)
    rows = rows[rows["intended"] != ""]
    chances = [_chance(one, shown) for one, shown in zip(rows["intended"].tolist(), rows["options"], strict=True)]
    return rows.assign(is_hit=(rows["value"] == rows["intended"]).astype(float), chance=chances)


def _chance(intended: str, shown: Sequence[str]) -> float:
    classes = [option for option in shown if option != CANNOT_TELL]
    return 1 / len(classes) if intended in classes else 0.0


def _of_section(
    question: ClassQuestion, section: Section, rows: pd.DataFrame, manifest: Manifest | None
) -> dict[str, Any]:
    tested = rows[rows["role"] == "test"]
    classes = classes_of(rows, manifest)
    ids = [sound_class.id for sound_class in classes]
    found = confusion(tested["intended"], tested["value"], ids)
    recall = [
        _recall(sound_class, tested, found, ids)
        for sound_class in classes
        if (tested["intended"] == sound_class.id).any()
    ]
    return {
        "question": question.id,
        "section": section.id,
        "name": id_in_words(section.id),
        "about": question.about,
        "classes": [_described(sound_class) for sound_class in classes],
        "unused": _unused(found),
        "options_vary": bool(tested["options"].map(frozenset).nunique() > 1),
        "columns": found.columns,
        "matrix": found.matrix,
        "kappa": found.kappa,
        **accuracy(tested),
        "recall": recall,
        "is_confounded": min(one["n_units"] for one in recall) < FEWEST_SOUNDS,
        "by_condition": [
            {"condition": condition, "name": condition_name(condition)}
            | {"role": role_name(of_condition["role"].iloc[0])}
            | accuracy(of_condition)
            for condition in ordered_conditions(rows)
            for of_condition in [rows[rows["condition"] == condition]]
        ],
    }


def classes_of(rows: pd.DataFrame, manifest: Manifest | None) -> list[SoundClass]:
    """Return the classes of the manifest, and after them those that only the answers know."""
    known = list(manifest.classes) if manifest else []
    ids = {sound_class.id for sound_class in known}
    named = {one for column in ("intended_start", "intended_end", "value") for one in rows[column].unique()}
    named |= {one for shown in set(map(tuple, rows["options"])) for one in shown}
    return known + [SoundClass(id=one) for one in sorted(named - ids - {CANNOT_TELL, ""})]


def _unused(found: ConfusionResult) -> list[str]:
    """Return the classes that were neither intended nor chosen; drawn, they would be empty rows and columns."""
    return [
        name
        for place, name in enumerate(found.classes)
        if not found.matrix[place].any() and not found.matrix[:, place].any()
    ]


def _described(sound_class: SoundClass) -> dict[str, Any]:
    return {"id": sound_class.id, "name": class_name(sound_class), "is_placeholder": sound_class.is_placeholder}


def class_name(sound_class: SoundClass) -> str:
    """Return the name of a class as participants see it, or its id."""
    return sound_class.name.in_language(spoken()) or sound_class.id


def accuracy(rows: pd.DataFrame) -> dict[str, Any]:
    """Describe how many answers are right, with an interval over listeners and sounds, beside exact chance."""
    chance = float(rows["chance"].mean())
    found = estimate(rows["is_hit"], rows, chance, "listener-and-sound", scale="share")
    return {
        "n": len(rows),
        "n_participants": int(rows["participant"].nunique()),
        "n_units": int(rows["unit"].nunique()),
        "n_right": int(rows["is_hit"].sum()),
        "accuracy": float(rows["is_hit"].mean()),
        "low": found.low,
        "high": found.high,
        "chance": chance,
    }


def _recall_interval(rows: pd.DataFrame, wilson: tuple[float, float] | None) -> tuple[float | None, float | None]:
    """Return the wider of Wilson's interval and the one over listeners and sounds, on either side.

    Wilson's takes answers as independent: with three or four sounds per class it covers 51-89 %. The variance of
    the other rests on these few sounds alone, and may happen to be small.
    """
    over_units = accuracy(rows)
    bounds = [wilson or (None, None), (over_units["low"], over_units["high"])]
    lows, highs = ([bound for bound in side if bound is not None] for side in zip(*bounds, strict=True))
    return min(lows, default=None), max(highs, default=None)


def _recall(sound_class: SoundClass, rows: pd.DataFrame, found: ConfusionResult, ids: list[str]) -> dict[str, Any]:
    """Describe one intended class; where it has too few sounds, without an interval."""
    of_class = rows[rows["intended"] == sound_class.id]
    place = ids.index(sound_class.id)
    n_units = int(of_class["unit"].nunique())
    low, high = _recall_interval(of_class, found.wilson[place]) if n_units >= FEWEST_SOUNDS else (None, None)
    mistaken_for = found.mistaken_for(sound_class.id)
    return {
        "class": sound_class.id,
        "name": class_name(sound_class),
        "n": len(of_class),
        "n_units": n_units,
        "n_right": int(of_class["is_hit"].sum()),
        "recall": found.recall[place],
        "hu": found.hu[place],
        "low": low,
        "high": high,
        "mistaken_for": mistaken_for or None,
        "n_mistaken_for": int((of_class["value"] == mistaken_for).sum()),
    }
