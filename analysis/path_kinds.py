"""Kinds of path compared: how much smoother one way through the latent space is heard than another."""

from dataclasses import asdict
from itertools import combinations
from typing import Any

import pandas as pd

from analysis.comparisons import ordered_conditions
from analysis.differences import cliffs_delta_over_units, mean_difference
from analysis.ratings import Ratings
from analysis.wording import condition_name, id_in_words
from study.study_file import StudyFile


def path_kinds(study: StudyFile, ratings: Ratings) -> list[dict[str, Any]]:
    """Compare the smoothness of each path with that of every other path and of every control.

    Where some morphs go both ways, only these are compared: a uniform path is rendered where it is more
    even than the straight one, and where it is not, straight ones may well be smoother.

    Returns
    -------
    list of dict
        question, section, name, first and second (conditions, with first_name and second_name), value (points by which
        the first is smoother) with low and high, and Cliff's delta with delta_low and delta_high, all over
        listeners and morphs; n_morphs. Controls are not compared among themselves.
    """
    smoothness = ratings.answers[(ratings.answers["question"] == "smoothness") & (ratings.answers["morph"] != "")]
    found = []
    for section in study.sections:
        rows = smoothness[smoothness["section"] == section.id]
        tested = set(rows.loc[rows["role"] == "test", "condition"])
        for first, second in combinations(ordered_conditions(rows), 2):
            if first not in tested and second not in tested:
                continue
            first, second = (first, second) if first in tested else (second, first)
            pair = _of_the_same_morphs(rows[rows["condition"].isin((first, second))])
            scores, is_first = pair["score"].to_numpy(float), (pair["condition"] == first).to_numpy()
            dominance = cliffs_delta_over_units(scores, is_first, pair)
            found.append(
                {"question": "smoothness", "section": section.id, "name": id_in_words(section.id)}
                | {"first": first, "second": second}
                | {"first_name": condition_name(first), "second_name": condition_name(second)}
                | asdict(mean_difference(scores, is_first, pair))
                | {"delta": dominance.value, "delta_low": dominance.low, "delta_high": dominance.high}
                | {"n_morphs": int(pair["morph"].nunique())}
            )
    return found


def _of_the_same_morphs(pair: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of two conditions whose morph has both; all, where none has."""
    n_conditions = pair.groupby("morph")["condition"].transform("nunique")
    return pair[n_conditions == 2] if (n_conditions == 2).any() else pair
