"""The map of a latent space: t-SNE, and how far it can be trusted.

t-SNE keeps neighbours together. It keeps neither distances nor the sizes of groups nor the gaps
between them; so the map is for looking, and every measurement is made on the latents.

van der Maaten, L., & Hinton, G. (2008). Visualizing data using t-SNE. JMLR 9, 2579-2605.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.manifold import TSNE, trustworthiness

from generator.collection import Collection, Sound
from generator.errors import GeneratorError
from generator.features import cached_features
from generator.model import Latents, Model
from generator.purity import K, chance_purity, held_out_purity
from generator.split import split_by_recording
from generator.training_data import HELD_OUT
from study.files import write_whole

WARNING = (
    "Distances on this map are not distances in latent space: t-SNE keeps neighbours, not distances, sizes or gaps."
)

PERPLEXITY = 30.0
"""Number of neighbours that count; between 5 and 50 maps change little (van der Maaten & Hinton 2008)."""

MAX_SOUNDS = 4000
"""More points cover each other; evenly spread ones then stand for all."""


LEAST_SPREAD = 1e-6
"""Standard deviation under which a latent dimension is constant but for rounding."""


@dataclass(frozen=True)
class MapPoint:
    """One sound on the map."""

    file: str
    """Path below the collection's folder."""
    sound_class: str
    recording: str
    is_held_out: bool
    """The model never heard its recording."""
    x: float
    y: float


@dataclass(frozen=True)
class SoundMap:
    """The latents of a collection's sounds on a plane."""

    collection: str
    model: str
    class_names: dict[str, str]
    """English name of each class that has sounds, by id, in the collection's order."""
    points: tuple[MapPoint, ...]
    purity: float
    """Share of the nearest training sounds of the same class, of held-out sounds, in latent space."""
    purity_on_map: float
    """The same share on the map."""
    n_class_axes: int
    """Latent dimensions that were made from the classes of the training sounds."""
    purity_without_them: float
    """The share in the other dimensions alone, which nobody told of classes."""
    chance: float
    """What each share is where classes are mixed."""
    trustworthiness: float
    """How many neighbours on the map are neighbours in latent space, 1 for all; Venna & Kaski (2001),
    Neighborhood preservation in nonlinear projection methods, ICANN."""
    seed: int
    warning: str = WARNING

    @property
    def told(self) -> str:
        """What the model was told of the classes, and what it keeps apart without; empty where it was told nothing."""
        if not self.n_class_axes:
            return ""
        return (
            f"{self.n_class_axes} latent dimensions were made from the classes of the training sounds; "
            f"in the others alone {self.purity_without_them:.0%} are of the same class."
        )


def make_map(model: Model, collection: Collection, name: str, cache: Path) -> SoundMap:
    """Lay the sounds of a collection out on a plane by their posterior means.

    Parameters
    ----------
    model : Model
        Trained on the collection.
    collection : Collection
        The sounds.
    name : str
        Its name in the study.
    cache : pathlib.Path
        Folder of the features, as in training.

    Raises
    ------
    GeneratorError
        There are too few sounds for a map, or the model tells none from another.
    """
    seed = model.configuration.seed
    sides = split_by_recording(collection, HELD_OUT, seed)
    sounds = [sound for side in sides for sound in side]
    latents = np.concatenate([latents_of(model, side, cache) for side in sides])
    is_held_out = np.arange(len(sounds)) >= len(sides[0])
    if len(sounds) > MAX_SOUNDS:
        kept = np.linspace(0, len(sounds) - 1, MAX_SOUNDS).astype(int)
        sounds, latents, is_held_out = [sounds[at] for at in kept], latents[kept], is_held_out[kept]
    if len(sounds) < 2 * K + 2:
        problem = f"{len(sounds)} sounds, a map needs {2 * K + 2}"
        raise GeneratorError(collection.folder, problem, "Add sounds.")
    if latents.std(axis=0).max() < LEAST_SPREAD:
        raise GeneratorError(f"map of {name}", "the model gives every sound the same latents", "Train it again.")
    places = positions(latents, seed)
    classes = np.array([sound.sound_class for sound in sounds])
    kept_apart = (is_held_out, classes)
    return SoundMap(
        name,
        model.configuration.preset.name,
        {sound_class.id: sound_class.name.en or sound_class.id for sound_class in collection.classes},
        tuple(
            MapPoint(_below(sound, collection), sound.sound_class, sound.recording, bool(out), float(x), float(y))
            for sound, out, (x, y) in zip(sounds, is_held_out, places.round(3), strict=True)
        ),
        purity=_purity(latents, *kept_apart),
        purity_on_map=_purity(places, *kept_apart),
        n_class_axes=model.network.n_class_axes,
        purity_without_them=_purity(latents[:, : model.network.n_free], *kept_apart),
        chance=chance_purity(classes[is_held_out].tolist(), classes[~is_held_out].tolist()),
        trustworthiness=float(trustworthiness(latents, places, n_neighbors=K)),
        seed=seed,
    )


def positions(latents: Latents, seed: int) -> NDArray[np.float64]:
    """Return t-SNE positions (N, 2) of latents (N, Z), begun from principal components.

    Examples
    --------
    >>> latents = np.random.default_rng(0).normal(size=(40, 8)).astype(np.float32)
    >>> positions(latents, 0).shape
    (40, 2)
    """
    perplexity = min(PERPLEXITY, (len(latents) - 1) / 3)
    found = TSNE(perplexity=perplexity, init="pca", random_state=seed).fit_transform(latents)
    return np.asarray(found, dtype=np.float64)


def latents_of(model: Model, sounds: Sequence[Sound], cache: Path) -> Latents:
    """Return the posterior means (N, Z) of sounds."""
    features = cached_features(sounds, model.representation, (0.0,), cache)[:, 0]
    batches = np.array_split(features, max(1, len(sounds) // 256))
    return np.concatenate([model.encode(batch.astype(np.float32)) for batch in batches])


def write_map(path: Path, sound_map: SoundMap) -> None:
    """Write a map as JSON: everything a later program needs to show it."""
    content: dict[str, Any] = asdict(sound_map)
    content["points"] = content.pop("points")  # the long list last
    with write_whole(path) as partial:
        partial.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _purity(places: NDArray[np.floating], is_held_out: NDArray[np.bool_], classes: NDArray[np.str_]) -> float:
    return held_out_purity(
        places[is_held_out], classes[is_held_out].tolist(), places[~is_held_out], classes[~is_held_out].tolist()
    )


def _below(sound: Sound, collection: Collection) -> str:
    return sound.path.relative_to(collection.folder).as_posix()
