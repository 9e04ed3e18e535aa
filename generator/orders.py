"""What a stimulus set is to be made from, and whether the one that is there was made from that."""

import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from generator.collection import Collection, read_collection
from generator.errors import GeneratorError
from generator.features import collection_hash
from stimuli.errors import StimulusError
from stimuli.manifest import read_manifest, verify_files
from study.files import sha256_of
from study.folder import StudyFolder
from study.study_file import BlendSet, MorphSet, SingleSet

RECIPE_NAME = "recipe.json"


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

    def rng(self, purpose: str) -> np.random.Generator:
        """Return the source of chance for one purpose: the same whatever was drawn for others."""
        return np.random.default_rng([self.seed, *f"{self.name} {purpose}".encode()])


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
