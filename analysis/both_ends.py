"""What morphs start as and end as, taken together: whether one listener hears both ends of one morph."""

from typing import Any

import pandas as pd

from analysis.class_answers import accuracy, class_rows
from analysis.comparisons import ordered_conditions
from analysis.ratings import Ratings
from analysis.wording import ROLES, condition_name, id_in_words
from study.study_file import ClassQuestion, Section, StudyFile


def both_ends(study: StudyFile, ratings: Ratings) -> list[dict[str, Any]]:
    """Count for each path how often start and end were heard as intended by the same listener.

    Returns
    -------
    list of dict
        One per section that asks for both ends: section, name, start and end (ids of the questions), and
        `by_condition`: n (listenings with both answers), n_both, n_start_only, n_end_only, n_neither, `both`
        with low and high over listeners and sounds, and `independent`: the share of both that would follow if
        hearing one end said nothing of the other.
    """
    found = []
    for section in study.sections:
        asked = [one for one in study.questions if one.id in section.questions and one.kind == "class"]
        start = next((one for one in asked if one.about == "start"), None)
        end = next((one for one in asked if one.about == "end"), None)
        if start is not None and end is not None:
            rows = _joined(start, end, section, ratings)
            if not rows.empty:
                found.append(
                    {"section": section.id, "name": id_in_words(section.id), "start": start.id, "end": end.id}
                    | {"by_condition": [_counted(rows, condition) for condition in ordered_conditions(rows)]}
                )
    return found


def _joined(start: ClassQuestion, end: ClassQuestion, section: Section, ratings: Ratings) -> pd.DataFrame:
    """Return one row per listening in which both questions were answered; `is_hit` where both are right."""
    keys = ["participant", "stimulus", "unit", "role", "condition"]
    first, last = (class_rows(question, section, ratings)[[*keys, "is_hit", "chance"]] for question in (start, end))
    rows = first.merge(last, on=keys, suffixes=("_start", "_end"))
    return rows.assign(
        is_hit=rows["is_hit_start"] * rows["is_hit_end"], chance=rows["chance_start"] * rows["chance_end"]
    )


def _counted(rows: pd.DataFrame, condition: str) -> dict[str, Any]:
    rows = rows[rows["condition"] == condition]
    heard_start, heard_end = rows["is_hit_start"] == 1, rows["is_hit_end"] == 1
    both = accuracy(rows)
    return {
        "condition": condition,
        "name": condition_name(condition),
        "role": ROLES[rows["role"].iloc[0]],
        "n": len(rows),
        "n_both": int((heard_start & heard_end).sum()),
        "n_start_only": int((heard_start & ~heard_end).sum()),
        "n_end_only": int((~heard_start & heard_end).sum()),
        "n_neither": int((~heard_start & ~heard_end).sum()),
        "both": both["accuracy"],
        "low": both["low"],
        "high": both["high"],
        "chance": both["chance"],
        "independent": float(heard_start.mean() * heard_end.mean()),
    }
