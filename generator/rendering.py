"""Render a stimulus set: plan it, make its sounds, write them, and let quality control hear them before anyone else.

A set is rendered beside its place and moved there whole; what was made before a kill is not made
again. Its `recipe.json` says what it was made from; a set whose recipe still holds is not rendered
again.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch
from tqdm import tqdm

from generator.candidates import find_candidates
from generator.chosen_sounds import Candidate, Sounds
from generator.class_examples import plan_examples
from generator.errors import GeneratorError
from generator.made_sounds import read_made, write_made
from generator.making import Made, Maker
from generator.model import read_model
from generator.orders import RECIPE_NAME, Order, order_of
from generator.set_writing import write_set
from generator.stimulus_sets import Planned, Refused, plan_set
from generator.training_prints import training_prints
from stimuli.manifest import MANIFEST_NAME, Manifest
from stimuli.near_copies import DRAWN
from stimuli.prints import read_prints
from stimuli.quality import check_set
from study.faults import Fault, error_of
from study.files import write_whole
from study.folder import StudyFolder


def render_set(folder: StudyFolder, name: str) -> Manifest:
    """Render one set of a study; return its manifest.

    What quality control refuses is made again from other sounds. Killed at any moment and called
    again, it goes on with what was made and ends with the same bytes.

    Raises
    ------
    GeneratorError
        There are too few sounds, or too few of which stimuli can be made that quality control lets through.
    """
    order = order_of(folder, name)
    made_before = folder.stimuli / f".{name}.made"
    whole = folder.stimuli / f".{name}.whole"
    old = folder.stimuli / f".{name}.old"
    _begin(made_before, order.recipe())
    manifest = _without_faults(order, whole, made_before)
    shutil.rmtree(old, ignore_errors=True)
    if folder.stimulus_set(name).exists():
        folder.stimulus_set(name).rename(old)
    whole.rename(folder.stimulus_set(name))
    for done in (old, made_before):
        shutil.rmtree(done, ignore_errors=True)
    return manifest


def _without_faults(order: Order, whole: Path, made_before: Path) -> Manifest:
    """Write the set, each time from other sounds than quality control has refused, until it finds nothing."""
    model = read_model(order.checkpoint)
    maker = Maker(order.name, order.plan, model, order.seed)
    candidates = find_candidates(order.collection, model.configuration.seed, maker.n_samples, order.rng("candidates"))
    refused: dict[Sounds, Fault] = {}
    while True:
        planned = plan_all(order, candidates, refused)
        if maker.prints is None and any(one.condition in DRAWN for one in planned):
            maker.prints = read_prints(training_prints(order.collection, order.checkpoint))
        made = make_sounds(maker, planned, made_before)
        shutil.rmtree(whole, ignore_errors=True)
        whole.mkdir()
        manifest = write_set(whole, order, made)
        faults = check_set(whole / MANIFEST_NAME)
        if not faults:
            return manifest
        found = _refused(faults, planned, manifest, whole)
        if found.keys() <= refused.keys():  # they were planned again all the same: this would never end
            raise error_of(faults, GeneratorError)
        refused |= found


def plan_all(order: Order, candidates: Sequence[Candidate], refused: Refused) -> list[Planned]:
    """Plan the stimuli of a set, and last an example of each class."""
    planned = plan_set(order.plan, candidates, order.rng("plan"), refused)
    return [*planned, *plan_examples(planned, candidates, refused)]


def make_sounds(maker: Maker, planned: Sequence[Planned], made_before: Path) -> list[tuple[Planned, Made]]:
    """Make the sounds of a set, not levelled yet; those that lie in `made_before` are read."""
    sources: dict[str, list[Planned]] = {}
    for one in planned:
        sources.setdefault(one.source, []).append(one)

    def make(source: str) -> list[tuple[Planned, Made]]:
        path = made_before / f"{source}-{_digest(sources[source])}.npz"
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
            groups = tqdm(pool.map(make, sources), maker.name, len(sources), unit="source", disable=None)
            return [one for group in groups for one in group]
    finally:
        torch.set_num_threads(n_threads)


def _refused(
    faults: Sequence[Fault], planned: Sequence[Planned], manifest: Manifest, whole: Path
) -> dict[Sounds, Fault]:
    """Return the sounds that faulty stimuli were made from; raise what is no matter of the sounds.

    Stimuli of one source may come from different sounds: R4 from two, its anchors from one of them.
    """
    sounds_of = {(one.source, one.condition, one.weight, one.weights): frozenset(one.sounds) for one in planned}
    place_of = {str(whole / one.file): (one.source, one.condition, one.weight, one.weights) for one in manifest.stimuli}
    others = [fault for fault in faults if fault.where not in place_of]
    if others:
        raise error_of(others, GeneratorError)
    return {sounds_of[place_of[fault.where]]: fault for fault in faults}


def _digest(planned: Sequence[Planned]) -> str:
    """Return a text that is another for other sounds."""
    files = "\n".join(str(sound.path) for one in planned for sound in one.sounds)
    return hashlib.sha256(files.encode()).hexdigest()[:8]


def _begin(folder: Path, recipe: dict[str, object]) -> None:
    """Keep the sounds that were made by this very recipe; throw others away."""
    path = folder / RECIPE_NAME
    text = json.dumps(recipe, indent=1) + "\n"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        shutil.rmtree(folder, ignore_errors=True)
        with write_whole(path) as partial:
            partial.write_text(text, encoding="utf-8")
