"""Ratings described: counts, shares, median, and the mean opinion score with its interval."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.comparisons import ordered_conditions
from analysis.intervals import mean_opinion_score, on_scale
from analysis.krippendorff import alpha_over_clusters
from analysis.ratings import Ratings, sections_in
from analysis.wording import condition_name, id_in_words, role_name
from study.study_file import RatingQuestion, Section, StudyFile

Summary = dict[str, Any]


def rating_summaries(study: StudyFile, question: RatingQuestion, ratings: Ratings) -> dict[str, Any]:
    """Describe the ratings of one question, by section and by condition.

    Returns
    -------
    dict
        `by_section`: one summary per section, over its test stimuli alone, with the agreement of listeners;
        `by_condition`: for each section one summary per condition, hidden references and
        anchors among them.
    """
    rows = ratings.answers[ratings.answers["question"] == question.id]
    sections = sections_in(rows, study)
    by_section = [summary for section in sections for summary in _of_section(section, rows, question.n_points)]
    by_condition = {section.id: list(_of_conditions(section, rows, question.n_points)) for section in sections}
    return {"by_section": by_section, "by_condition": by_condition}


def _of_section(section: Section, rows: pd.DataFrame, n_points: int) -> Iterator[Summary]:
    tested = rows[(rows["section"] == section.id) & (rows["role"] == "test")]
    if not tested.empty:
        named = {"section": section.id, "name": id_in_words(section.id), "role": ""}
        yield named | summary(tested, n_points) | {"agreement": _agreement(tested)}


def _agreement(rows: pd.DataFrame) -> Summary:
    """Say how much more alike than by chance listeners rated the same sound; sounds of one recording go together."""
    by_sound = rows.pivot_table("score", "stimulus", "participant", aggfunc="first")
    units = rows.groupby("stimulus")["unit"].first().loc[by_sound.index]
    found = alpha_over_clusters(by_sound.to_numpy(float), units)
    return {"alpha": found.estimate, "low": found.low, "high": found.high, "reason": found.reason}


def _of_conditions(section: Section, rows: pd.DataFrame, n_points: int) -> Iterator[Summary]:
    rows = rows[rows["section"] == section.id]
    for condition in ordered_conditions(rows):
        of_condition = rows[rows["condition"] == condition]
        role = role_name(of_condition["role"].iloc[0])
        named = {"section": section.id, "condition": condition, "name": condition_name(condition), "role": role}
        yield named | summary(of_condition, n_points)


def summary(rows: pd.DataFrame, n_points: int) -> Summary:
    """Describe some ratings of one scale.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns `score`, `participant`, `stimulus`, `unit`.
    n_points : int
        Number of points of the scale.

    Returns
    -------
    dict
        n, n_participants, n_stimuli, n_units, counts and shares (per point), median, mean
        (the mean opinion score), low, high, df.
    """
    counts = [int((rows["score"] == point).sum()) for point in range(1, n_points + 1)]
    score = mean_opinion_score(rows["score"], rows["participant"], rows["unit"])
    return {
        "n": len(rows),
        "n_participants": int(rows["participant"].nunique()),
        "n_stimuli": int(rows["stimulus"].nunique()),
        "n_units": int(rows["unit"].nunique()),
        "counts": counts,
        "shares": [n / len(rows) for n in counts],
        "median": float(rows["score"].median()),
        "mean": float(rows["score"].mean()),
        "low": on_scale(score.low, n_points),
        "high": on_scale(score.high, n_points),
        "df": score.df,
    }
