"""Smoothness against distance: whether morphs between far-apart sounds change less gradually."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.companions import smoothness_law
from analysis.corrections import adjust
from analysis.plain import plain
from analysis.ratings import Ratings
from analysis.wording import id_in_words
from stimuli.manifest import Manifest, Stimulus
from study.study_file import StudyFile

MEASURES = {
    "latent_distance": "latent distance",
    "path_length": "path length in dB",
    "bump": "bump (largest step over mean step)",
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
        points (morph, distance, mean, n), every field of the result with its sentence, and
        p_holm, adjusted over all of them. Test stimuli alone.
    """
    rows = ratings.answers
    rows = rows[(rows["question"] == "smoothness") & (rows["role"] == "test") & (rows["morph"] != "")]
    found = []
    for section in study.sections:
        manifest = manifests.get(section.set)
        of_section = rows[rows["section"] == section.id]
        if manifest is None or of_section.empty:
            continue
        known = {stimulus.id: stimulus for stimulus in manifest.stimuli}
        ends = [
            _ends(known.get(one), morph) for one, morph in zip(of_section["stimulus"], of_section["morph"], strict=True)
        ]
        for measure, measure_name in MEASURES.items():
            distances = [getattr(known.get(one), measure, None) for one in of_section["stimulus"]]
            if all(distance is None for distance in distances):
                continue
            identifier = f"smoothness-against-{measure.replace('_', '-')}-{section.id}"
            law = smoothness_law(of_section["score"], distances, of_section["morph"], ends, rng=rng_for(identifier))
            described: dict[str, Any] = {"id": identifier, "section": section.id, "name": id_in_words(section.id)}
            described |= {"measure": measure, "measure_name": measure_name, "points": _points(of_section, distances)}
            found.append(described | plain(law) | {"sentence": law.sentence()})
    for one, p_holm in zip(found, adjust([one["p_value"] for one in found]), strict=True):
        one["p_holm"] = p_holm
    return found


def _ends(stimulus: Stimulus | None, morph: str) -> tuple[str, ...]:
    """Return the recordings at the ends of a morph; ends of its own where the manifest names none."""
    if stimulus is not None and stimulus.recordings:
        return stimulus.recordings
    return f"start of {morph}", f"end of {morph}"


def _points(rows: pd.DataFrame, distances: list[float | None]) -> list[dict[str, Any]]:
    """Return mean smoothness and mean distance of each morph."""
    frame = pd.DataFrame({"morph": rows["morph"].to_numpy(), "mean": rows["score"].to_numpy(), "distance": distances})
    frame["distance"] = frame["distance"].astype(float)
    means = (
        frame.dropna()
        .groupby("morph", sort=True)
        .agg(distance=("distance", "mean"), mean=("mean", "mean"), n=("mean", "size"))
    )
    return [{"morph": str(morph), **plain(dict(row))} for morph, row in means.iterrows()]
