"""Write the sounds of a set: at one level, under names without meaning, with prints, recipe and manifest."""

import json
import shutil
from dataclasses import asdict
from pathlib import Path

import numpy as np

from generator.audio import SAMPLE_RATE_HZ
from generator.making import Made
from generator.orders import RECIPE_NAME, Order
from generator.stimulus_sets import Planned
from generator.training_prints import training_prints
from stimuli.audio import write_flac
from stimuli.levels import level_of, reachable_lufs
from stimuli.manifest import Manifest, Stimulus, write_manifest
from stimuli.near_copies import PRINTS_NAME, is_new
from study.files import sha256_of, write_whole

ID_DIGITS = 8
"""Hexadecimal digits of a stimulus id: two of a thousand are equal with probability 1e-4, and are drawn again."""


def write_set(folder: Path, order: Order, made: list[tuple[Planned, Made]]) -> Manifest:
    """Write a set into a folder of its own; :func:`stimuli.quality.check_set` says whether it may be heard.

    Parameters
    ----------
    folder : pathlib.Path
        An empty folder.
    order : Order
        What the set is made from.
    made : list of (Planned, Made)
        Its sounds, not levelled yet.
    """
    levels = [level_of(one.y, SAMPLE_RATE_HZ, f"{planned.source} {planned.condition}") for planned, one in made]
    judged = [level for level, (planned, _) in zip(levels, made, strict=True) if planned.role != "example"]
    set_lufs = reachable_lufs(judged, order.plan.loudness_lufs)
    checkpoint = sha256_of(order.checkpoint)
    stimuli, peaks_dbtp = [], []
    for (planned, one), level, stimulus_id in zip(made, levels, _ids(len(made), order.rng("names")), strict=True):
        # An example is as near to the set's level as its peaks allow: it makes no set quieter.
        lufs = set_lufs if planned.role != "example" else reachable_lufs([level], set_lufs)
        gain_db = lufs - level.lufs
        path = write_flac(folder / f"{stimulus_id}.flac", one.y * 10 ** (gain_db / 20), SAMPLE_RATE_HZ)
        peaks_dbtp.append(level.peak_dbtp + gain_db)
        stimuli.append(_described(order, planned, one, path, lufs, checkpoint))
    prints = ""
    if any(map(is_new, stimuli)):
        with write_whole(folder / PRINTS_NAME) as partial:
            shutil.copyfile(training_prints(order.collection, order.checkpoint), partial)
        prints = sha256_of(folder / PRINTS_NAME)
    with write_whole(folder / RECIPE_NAME) as partial:
        partial.write_text(json.dumps(order.recipe(), indent=1) + "\n", encoding="utf-8")
    manifest = Manifest(
        set=order.name,
        kind=order.plan.kind,
        sample_rate_hz=SAMPLE_RATE_HZ,
        loudness_lufs=set_lufs,
        true_peak_dbtp=round(max(peaks_dbtp), 2),
        made_by=str(order.recipe()["made_by"]),
        classes=order.collection.classes,
        prints=prints,
        stimuli=tuple(sorted(stimuli, key=lambda stimulus: stimulus.id)),
    )
    write_manifest(folder, manifest)
    return manifest


def _described(order: Order, planned: Planned, made: Made, file: Path, lufs: float, checkpoint: str) -> Stimulus:
    """Return a stimulus' entry in the manifest."""
    first, *others = planned.sounds
    start, end = first.sound_class, others[0].sound_class if others else ""
    if planned.weights:  # what a mixture is, is not known but asked; alone, a sound is what it is
        whole = [sound for sound, weight in zip(planned.sounds, planned.weights, strict=True) if weight == 1]
        start, end = whole[0].sound_class if whole else "", ""
    if planned.condition == "prior":
        start = ""
    return Stimulus(
        id=file.stem,
        file=file.name,
        sha256=sha256_of(file),
        duration_s=len(made.y) / SAMPLE_RATE_HZ,
        loudness_lufs=round(lufs, 2),
        role=planned.role,
        condition=planned.condition,
        source=planned.source,
        intended_start=start,
        intended_end=end,
        morph=planned.source if others and not planned.weights else "",
        weight=planned.weight,
        weights=planned.weights,
        latent_distance=made.latent_distance,
        path=made.path,
        checkpoint=checkpoint if made.is_from_model else "",
        seed=order.seed,
        recordings=tuple(sound.recording for sound in planned.sounds),
        is_good_example=planned.is_good_example,
        **asdict(made.measures) if made.measures else {},
    )


def _ids(n: int, rng: np.random.Generator) -> list[str]:
    """Draw `n` different ids, none of which tells anything."""
    ids: dict[str, None] = {}
    while len(ids) < n:
        ids[f"{int(rng.integers(16**ID_DIGITS)):0{ID_DIGITS}x}"] = None
    return list(ids)
