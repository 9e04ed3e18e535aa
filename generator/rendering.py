"""Render a stimulus set: plan it, make its sounds, level and check them, write files and manifest.

A set is rendered beside its place and moved there whole; what was made before a kill is not made
again. Its `recipe.json` says what it was made from; a set whose recipe still holds is not rendered
again.
"""

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from generator.audio import SAMPLE_RATE_HZ
from generator.candidates import find_candidates
from generator.class_examples import plan_examples
from generator.collection import Collection, read_collection
from generator.errors import GeneratorError
from generator.features import collection_hash
from generator.made_sounds import read_made, write_made
from generator.making import Made, Maker
from generator.model import read_model
from generator.stimulus_sets import Planned, plan_set
from generator.training_prints import training_prints
from stimuli.audio import write_flac
from stimuli.errors import StimulusError
from stimuli.levels import loudness_lufs, set_level, true_peak_dbtp
from stimuli.manifest import Manifest, Stimulus, read_manifest, verify_files, write_manifest
from stimuli.near_copies import is_new
from stimuli.sound_check import check_sound
from study.faults import error_of
from study.files import sha256_of, write_whole
from study.folder import StudyFolder
from study.study_file import BlendSet, MorphSet, SingleSet

RECIPE_NAME = "recipe.json"

ID_DIGITS = 8
"""Hexadecimal digits of a stimulus id: two of a thousand are equal with probability 1e-4, and are drawn again."""


@dataclass(frozen=True)
class Order:
    """A set that is to be rendered, with all it is made from."""

    name: str
    plan: SingleSet | MorphSet | BlendSet
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
    if not isinstance(plan, SingleSet | MorphSet | BlendSet):
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

    Killed at any moment and called again, it goes on with what was made and ends with the same bytes.

    Raises
    ------
    GeneratorError
        The plan cannot be met, or a sound comes out broken however often it is drawn.
    """
    order = order_of(folder, name)
    made_before = folder.stimuli / f".{name}.made"
    whole = folder.stimuli / f".{name}.whole"
    old = folder.stimuli / f".{name}.old"
    _begin(made_before, order.recipe())
    made = make_sounds(order, made_before)
    shutil.rmtree(whole, ignore_errors=True)
    whole.mkdir()
    manifest = _write(whole, order, made)
    shutil.rmtree(old, ignore_errors=True)
    if folder.stimulus_set(name).exists():
        folder.stimulus_set(name).rename(old)
    whole.rename(folder.stimulus_set(name))
    for done in (old, made_before):
        shutil.rmtree(done, ignore_errors=True)
    return manifest


def make_sounds(order: Order, made_before: Path) -> list[tuple[Planned, Made]]:
    """Plan a set and make its sounds, not levelled yet; those that lie in `made_before` are read."""
    model = read_model(order.checkpoint)
    maker = Maker(order.name, order.plan, model, order.seed)
    rng = np.random.default_rng([order.seed, *order.name.encode()])
    candidates = find_candidates(order.collection, model.configuration.seed, maker.n_samples, rng)
    planned = plan_set(order.plan, candidates, rng)
    sources: dict[str, list[Planned]] = {}
    for one in [*planned, *plan_examples(planned, candidates)]:
        sources.setdefault(one.source, []).append(one)

    def make(source: str) -> list[tuple[Planned, Made]]:
        path = made_before / f"{source}.npz"
        made = read_made(path, sources[source])
        if made is None:
            made = maker.make(sources[source])
            write_made(path, sources[source], made)
        return made

    # Sounds are made side by side, one core each: the same bytes on any number of cores.
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            groups = tqdm(pool.map(make, sources), order.name, len(sources), unit="source", disable=None)
            return [one for group in groups for one in group]
    finally:
        torch.set_num_threads(n_threads)


def _begin(folder: Path, recipe: dict[str, object]) -> None:
    """Keep the sounds that were made by this very recipe; throw others away."""
    path = folder / RECIPE_NAME
    if not path.is_file() or path.read_text(encoding="utf-8") != _text(recipe):
        shutil.rmtree(folder, ignore_errors=True)
        with write_whole(path) as partial:
            partial.write_text(_text(recipe), encoding="utf-8")


def _text(recipe: dict[str, object]) -> str:
    return json.dumps(recipe, indent=1) + "\n"


def _write(folder: Path, order: Order, made: list[tuple[Planned, Made]]) -> Manifest:
    """Level the sounds and write them under names without meaning, then prints, recipe and manifest."""
    judged = [one.y for planned, one in made if planned.role != "example"]
    levelled, reached_lufs = set_level(judged, SAMPLE_RATE_HZ, order.plan.loudness_lufs)
    # Examples come last, each as near to that level as its peaks allow: they make no set quieter.
    levelled += [set_level([one.y], SAMPLE_RATE_HZ, reached_lufs)[0][0] for _, one in made[len(judged) :]]
    rng = np.random.default_rng([order.seed, *order.name.encode(), 1])
    checkpoint = sha256_of(order.checkpoint)
    stimuli, peaks_dbtp = [], []
    for (planned, one), y, stimulus_id in zip(made, levelled, _ids(len(made), rng), strict=True):
        expected_lufs = None if planned.role == "example" else reached_lufs
        faults = check_sound(
            y, SAMPLE_RATE_HZ, f"[sets.{order.name}] {planned.source} {planned.condition}", expected_lufs
        )
        if faults:
            raise error_of(faults, GeneratorError)
        path = write_flac(folder / f"{stimulus_id}.flac", y, SAMPLE_RATE_HZ)
        peaks_dbtp.append(true_peak_dbtp(y))
        stimuli.append(_described(order, planned, one, path, y, checkpoint))
    prints = training_prints(order.collection, order.checkpoint, folder) if any(map(is_new, stimuli)) else None
    with write_whole(folder / RECIPE_NAME) as partial:
        partial.write_text(_text(order.recipe()), encoding="utf-8")
    manifest = Manifest(
        set=order.name,
        kind=order.plan.kind,
        sample_rate_hz=SAMPLE_RATE_HZ,
        loudness_lufs=reached_lufs,
        true_peak_dbtp=round(max(peaks_dbtp), 2),
        made_by=str(order.recipe()["made_by"]),
        classes=order.collection.classes,
        prints=sha256_of(prints) if prints else "",
        stimuli=tuple(sorted(stimuli, key=lambda stimulus: stimulus.id)),
    )
    write_manifest(folder, manifest)
    return manifest


def _described(
    order: Order, planned: Planned, made: Made, file: Path, y: NDArray[np.float64], checkpoint: str
) -> Stimulus:
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
        duration_s=len(y) / SAMPLE_RATE_HZ,
        loudness_lufs=round(loudness_lufs(y, SAMPLE_RATE_HZ), 2),
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
