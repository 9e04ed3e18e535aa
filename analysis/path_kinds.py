"""Kinds of path compared: how much smoother one way through the latent space is heard than another."""

from itertools import combinations
from typing import Any

import numpy as np

from analysis.bootstrap import two_way_bootstrap
from analysis.cell_statistics import GroupDelta
from analysis.comparisons import ordered_conditions
from analysis.differences import mean_difference
from analysis.effect_intervals import N_RESAMPLES
from analysis.ratings import Ratings
from analysis.wording import condition_name, id_in_words
from study.study_file import StudyFile


def path_kinds(study: StudyFile, ratings: Ratings) -> list[dict[str, Any]]:
    """Compare the smoothness of each path with that of every other path and of every control.

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
            pair = rows[rows["condition"].isin((first, second))]
            dominance = two_way_bootstrap(
                GroupDelta("score", "condition", first, second), pair, "participant", "unit", N_RESAMPLES,
                np.random.default_rng([study.study.seed, *f"{section.id} {first} {second}".encode()]),
            )  # fmt: skip
            found.append(
                {"question": "smoothness", "section": section.id, "name": id_in_words(section.id)}
                | {"first": first, "second": second}
                | {"first_name": condition_name(first), "second_name": condition_name(second)}
                | mean_difference(pair["score"], pair["condition"] == first, pair["participant"], pair["unit"])
                | {"delta": dominance.estimate, "delta_low": dominance.low, "delta_high": dominance.high}
                | {"n_morphs": int(pair["morph"].nunique())}
            )
    return found
