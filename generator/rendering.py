"""Render a stimulus set: plan it, make its sounds, level and check them, write files and manifest.

A set is rendered beside its place and moved there whole. Its `recipe.json` says what it was made
from; a set whose recipe still holds is not rendered again.
"""

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from generator.audio import SAMPLE_RATE_HZ
from generator.candidates import find_candidates
from generator.collection import Collection, read_collection
from generator.errors import GeneratorError
from generator.features import collection_hash
from generator.making import Made, Maker
from generator.model import read_model
from generator.stimulus_sets import Planned, plan_morphs, plan_singles
from stimuli.audio import write_flac
from stimuli.errors import StimulusError
from stimuli.levels import loudness_lufs, set_level, true_peak_dbtp
from stimuli.manifest import Manifest, Stimulus, read_manifest, verify_files, write_manifest
from stimuli.sound_check import check_sound
from study.faults import error_of
from study.files import sha256_of, write_whole
from study.folder import StudyFolder
from study.study_file import MorphSet, SingleSet

RECIPE_NAME = "recipe.json"

ID_DIGITS = 8
"""Hexadecimal digits of a stimulus id: two of a thousand are equal with probability 1e-4, and are drawn again."""


@dataclass(frozen=True)
class Order:
    """A set that is to be rendered, with all it is made from."""

    name: str
    plan: SingleSet | MorphSet
    collection: Collection
    checkpoint: Path
    seed: int

    def recipe(self) -> dict[str, object]:
        """Return what decides the set's bytes."""
        return {
            "made_by": f"ascolto {version('ascolto')} render",
            "set": self.name,
            "plan": self.plan.model_dump(mode="json"),
            "collection": collection_hash(self.collection.sounds),
            "checkpoint": sha256_of(self.checkpoint),
            "seed": self.seed,
        }


def order_of(folder: StudyFolder, name: str) -> Order:
    """Return what a set of the study is to be made from.

    Raises
    ------
    GeneratorError
        Its model is not trained, or its sounds are not there.
    """
    study = folder.study
    plan = study.sets[name]
    if not isinstance(plan, SingleSet | MorphSet):
        raise GeneratorError(f"[sets.{name}]", "is imported, not rendered", "Make it with 'ascolto stimuli import'.")
    collection = read_collection(folder.sounds(plan.collection), study.collections[plan.collection].layout)
    checkpoint = folder.checkpoint(study.collections[plan.collection].model)
    if not checkpoint.is_file():
        raise GeneratorError(checkpoint, "the model is not trained yet", "Train it with 'ascolto train'.")
    return Order(name, plan, collection, checkpoint, study.study.seed)


def is_rendered(folder: StudyFolder, name: str) -> bool:
    """Whether the set is there, whole, and made from what it would be made from now."""
    path = folder.stimulus_set(name) / RECIPE_NAME
    if not path.is_file() or not folder.manifest(name).is_file():
        return False
    try:
        verify_files(folder.manifest(name), read_manifest(folder.manifest(name)))
        found = json.loads(path.read_text(encoding="utf-8"))
    except (StimulusError, json.JSONDecodeError):
        return False
    return bool(found == order_of(folder, name).recipe())


def render_set(folder: StudyFolder, name: str) -> Manifest:
    """Render one set of a study; return its manifest.

    Raises
    ------
    GeneratorError
        The plan cannot be met, or a sound comes out broken however often it is drawn.
    """
    order = order_of(folder, name)
    partial = folder.stimuli / f".{name}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        manifest = _write(partial, order, make_sounds(order))
        shutil.rmtree(folder.stimulus_set(name), ignore_errors=True)
        partial.rename(folder.stimulus_set(name))
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return manifest


def make_sounds(order: Order) -> list[tuple[Planned, Made]]:
    """Plan a set and make its sounds, not levelled yet."""
    model = read_model(order.checkpoint)
    maker = Maker(order.name, order.plan, model, order.seed)
    rng = np.random.default_rng([order.seed, *order.name.encode()])
    candidates = find_candidates(order.collection, model.configuration.seed, maker.n_samples, rng)
    planned = (
        plan_singles(order.plan, candidates, rng)
        if isinstance(order.plan, SingleSet)
        else plan_morphs(order.plan, candidates, rng)
    )
    sources: dict[str, list[Planned]] = {}
    for one in planned:
        sources.setdefault(one.source, []).append(one)
    # Sounds are made side by side, one core each: the same bytes on any number of cores.
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            groups = tqdm(pool.map(maker.make, sources.values()), order.name, len(sources), unit="source", disable=None)
            made = [one for group in groups for one in group]
    finally:
        torch.set_num_threads(n_threads)
    return list(zip([one for group in sources.values() for one in group], made, strict=True))


def _write(folder: Path, order: Order, made: list[tuple[Planned, Made]]) -> Manifest:
    """Level the sounds and write them under names without meaning, then recipe and manifest."""
    levelled, reached_lufs = set_level([one.y for _, one in made], SAMPLE_RATE_HZ, order.plan.loudness_lufs)
    rng = np.random.default_rng([order.seed, *order.name.encode(), 1])
    stimuli, peaks_dbtp = [], []
    for (planned, one), y, stimulus_id in zip(made, levelled, _ids(len(made), rng), strict=True):
        faults = check_sound(
            y, SAMPLE_RATE_HZ, f"[sets.{order.name}] {planned.source} {planned.condition}", reached_lufs
        )
        if faults:
            raise error_of(faults, GeneratorError)
        path = write_flac(folder / f"{stimulus_id}.flac", y, SAMPLE_RATE_HZ)
        peaks_dbtp.append(true_peak_dbtp(y))
        first, *others = planned.sounds
        stimuli.append(
            Stimulus(
                id=stimulus_id,
                file=path.name,
                sha256=sha256_of(path),
                duration_s=len(y) / SAMPLE_RATE_HZ,
                loudness_lufs=round(loudness_lufs(y, SAMPLE_RATE_HZ), 2),
                role=planned.role,
                condition=planned.condition,
                source=planned.source,
                intended_start=first.sound_class,
                intended_end=others[0].sound_class if others else "",
                morph=planned.source if others else "",
                latent_distance=one.latent_distance,
                path_length=one.path_length,
                bump=one.bump,
                checkpoint=sha256_of(order.checkpoint) if one.is_from_model else "",
                seed=order.seed,
                recordings=tuple(sound.recording for sound in planned.sounds),
                is_good_example=planned.is_good_example,
            )
        )
    with write_whole(folder / RECIPE_NAME) as partial:
        partial.write_text(json.dumps(order.recipe(), indent=1) + "\n", encoding="utf-8")
    manifest = Manifest(
        set=order.name,
        kind=order.plan.kind,
        sample_rate_hz=SAMPLE_RATE_HZ,
        loudness_lufs=reached_lufs,
        true_peak_dbtp=round(max(peaks_dbtp), 2),
        made_by=str(order.recipe()["made_by"]),
        classes=order.collection.classes,
        stimuli=tuple(sorted(stimuli, key=lambda stimulus: stimulus.id)),
    )
    write_manifest(folder, manifest)
    return manifest


def _ids(n: int, rng: np.random.Generator) -> list[str]:
    """Draw `n` different ids, none of which tells anything."""
    ids: dict[str, None] = {}
    while len(ids) < n:
        ids[f"{int(rng.integers(16**ID_DIGITS)):0{ID_DIGITS}x}"] = None
    return list(ids)
