"""Smoothness against distance: whether morphs between far-apart sounds change less gradually."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.companions import smoothness_law
from analysis.corrections import adjust
from analysis.language import gettext as _
from analysis.language import marked
from analysis.plain import plain
from analysis.ratings import Ratings
from analysis.rho_interval import rho_interval
from analysis.wording import id_in_words
from stimuli.manifest import Manifest, Stimulus
from study.study_file import Section, StudyFile

MEASURES = {
    "latent_distance": marked("latent distance"),
    "path_length": marked("path length in dB"),
    "bump": marked("bump (largest step over mean step)"),
}


def smoothness_distances(
    study: StudyFile,
    ratings: Ratings,
    manifests: Mapping[str, Manifest],
    rng_for: Callable[[str], np.random.Generator],
) -> list[dict[str, Any]]:
    """Correlate the mean smoothness of morphs with what the manifest says of their length.

    Returns
    -------
    list of dict
        One per section and measure that varies: id, section, name, measure, measure_name,
        points (morph, distance, mean, n), rho_low and rho_high (over listeners and recordings),
        every field of the result with its sentence, and p_holm, adjusted over all of them. Test stimuli alone.
    """
    found = []
    for section in study.sections:
        rows = rows_of_morphs("smoothness", section, ratings, manifests.get(section.set))
        for measure, measure_name in MEASURES.items():
            if rows[measure].isna().all():
                continue
            identifier = smoothness_id(measure, section.id)
            law = smoothness_law(
                rows["score"], rows[measure], rows["morph"], list(rows["ends"]), rng=rng_for(identifier)
            )
            described: dict[str, Any] = {"id": identifier, "section": section.id, "name": id_in_words(section.id)}
            described |= {"measure": measure, "measure_name": _(measure_name), "points": _points(rows, measure)}
            low, high = rho_interval(rows, measure, rng_for(f"{identifier}-interval")) if law.is_ok else (None, None)
            described |= {"rho_low": low, "rho_high": high}
            found.append(described | plain(law) | {"sentence": law.sentence()})
    for one, p_holm in zip(found, adjust([one["p_value"] for one in found]), strict=True):
        one["p_holm"] = p_holm
    return found


def smoothness_id(measure: str, section: str) -> str:
    """Return the id of the correlation with one measure in one section."""
    return f"smoothness-against-{measure.replace('_', '-')}-{section}"


def rows_of_morphs(question: str, section: Section, ratings: Ratings, manifest: Manifest | None) -> pd.DataFrame:
    """Return the ratings of test morphs of a section, with what the manifest says of each.

    Returns
    -------
    pandas.DataFrame
        The columns of the answers, `ends` (recordings at the two ends) and one column per measure,
        NaN where the manifest does not say; no rows without a manifest.
    """
    rows = ratings.answers
    is_asked = (rows["question"] == question) & (rows["section"] == section.id)
    rows = rows[is_asked & (rows["role"] == "test") & (rows["morph"] != "")]
    known = {stimulus.id: stimulus for stimulus in manifest.stimuli} if manifest else {}
    rows = rows if manifest else rows.head(0)
    heard = [known.get(one) for one in rows["stimulus"]]
    ends = [_ends(one, morph) for one, morph in zip(heard, rows["morph"], strict=True)]
    columns = {measure: [getattr(one, measure, None) for one in heard] for measure in MEASURES}
    measures = pd.DataFrame(columns, index=rows.index, dtype=float)
    return rows.assign(ends=pd.Series(ends, index=rows.index, dtype=object)).join(measures)


def _ends(stimulus: Stimulus | None, morph: str) -> tuple[str, ...]:
    """Return the recordings at the ends of a morph; ends of its own where the manifest names none."""
    if stimulus is not None and stimulus.recordings:
        return stimulus.recordings
    return f"start of {morph}", f"end of {morph}"


def _points(rows: pd.DataFrame, measure: str) -> list[dict[str, Any]]:
    """Return mean smoothness and mean distance of each morph."""
    means = (
        rows[rows[measure].notna()]
        .groupby("morph", sort=True)
        .agg(distance=(measure, "mean"), mean=("score", "mean"), n=("score", "size"))
    )
    points: list[dict[str, Any]] = plain(means.reset_index())
    return points
