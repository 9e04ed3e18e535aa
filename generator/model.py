"""A trained model and its checkpoint: weights, configuration, and where the classes lie in latent space."""

import pickle
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from generator.class_densities import ClassDensities, Latents
from generator.convolutional_network import ConvolutionalNetwork
from generator.errors import GeneratorError
from generator.flat_network import FlatNetwork
from generator.presets import Preset
from generator.representation import Features, MelSpectrogram, Representation
from generator.round_trip import REPRESENTATIONS
from study.files import write_whole

Network = FlatNetwork | ConvolutionalNetwork

FORMAT = 4
"""Raised when checkpoints, or what a stopped training saved, mean something else than before."""


@dataclass(frozen=True)
class Configuration:
    """All that decides what a training gives: the same configuration gives the same model."""

    preset: Preset
    collection: str
    """Hash of the sounds, their classes and recordings."""
    seed: int
    n_classes: int = 1
    """Of the collection."""

    @property
    def representation(self) -> Representation:
        """What the model was trained on."""
        name = self.preset.representation
        return MelSpectrogram(self.preset.n_bands) if name == "mel" else REPRESENTATIONS[name]

    def network(self) -> Network:
        """Return the network with its first, seeded weights."""
        with torch.random.fork_rng():
            torch.manual_seed(self.seed)
            if self.preset.network == "flat":
                return FlatNetwork(self.preset, self.representation.shape)
            return ConvolutionalNetwork(self.preset, self.representation.shape, self.n_classes)


@dataclass(frozen=True)
class Model:
    """A trained model.

    Sounds go through it one at a time: products of several round differently, by how many there are, and the search
    for phases can make a millionth audible. So a sound alone and the same sound among others have the same bytes.
    """

    configuration: Configuration
    network: Network
    densities: ClassDensities
    figures: dict[str, float] = field(default_factory=dict)
    """What training measured at the end, see `generator.figures`."""

    @property
    def representation(self) -> Representation:
        """What the model was trained on."""
        return self.configuration.representation

    @torch.inference_mode()
    def encode(self, features: Features) -> Latents:
        """Return the posterior means (N, Z) of features (N, C, T)."""
        sounds = torch.from_numpy(np.asarray(features, dtype=np.float32)).split(1)
        latents: Latents = torch.cat([self.network.encode(sound)[0] for sound in sounds]).numpy()
        return latents

    @torch.inference_mode()
    def decode(self, latents: Latents) -> Features:
        """Return the most likely features (N, C, T), in [0, 1], of latents (N, Z)."""
        places = torch.from_numpy(latents).split(1)
        decoded: Features = torch.cat([self.network.decode(z).clamp(0, 1) for z in places]).numpy()
        return decoded

    @torch.inference_mode()
    def draw(self, rng: np.random.Generator) -> Latents:
        """Return a latent of shape (Z,) drawn from the prior."""
        drawn: Latents = self.network.draw(1, torch.Generator().manual_seed(int(rng.integers(2**62))))[0].numpy()
        return drawn


def write_model(path: Path, model: Model) -> None:
    """Write a checkpoint, whole or not at all."""
    content = {
        "format": FORMAT,
        "configuration": asdict(model.configuration),
        "weights": model.network.state_dict(),
        "classes": list(model.densities.classes),
        "class_latents": [torch.from_numpy(latents) for latents in model.densities.latents],
        "figures": model.figures,
    }
    # Through a handle: given a path, torch writes the temporary file's name into the archive.
    with write_whole(path) as partial, partial.open("wb") as handle:
        torch.save(content, handle)


def read_model(path: Path) -> Model:
    """Read a checkpoint; nothing in it is run.

    Raises
    ------
    GeneratorError
        There is none, or it is not one of ours.
    """
    content = _content(path)
    configuration = _configuration(content)
    network = configuration.network()
    network.load_state_dict(content["weights"])
    network.eval()
    latents = tuple(one.numpy() for one in content["class_latents"])
    densities = ClassDensities(tuple(content["classes"]), latents)
    return Model(configuration, network, densities, content["figures"])


def configuration_of(path: Path) -> Configuration | None:
    """Return the configuration of a checkpoint, None where there is none that can be read."""
    try:
        return _configuration(_content(path))
    except GeneratorError:
        return None


def _content(path: Path) -> dict[str, Any]:
    cure = "Train it with 'ascolto train'."
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise GeneratorError(path, "the model is not trained yet", cure) from None
    except (OSError, RuntimeError, EOFError, ValueError, KeyError, pickle.UnpicklingError):
        raise GeneratorError(path, "cannot be read as a checkpoint", f"Remove it. {cure}") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise GeneratorError(path, "is not a checkpoint of this version of Ascolto", f"Remove it. {cure}")
    return content


def _configuration(content: dict[str, Any]) -> Configuration:
    stored = content["configuration"]
    try:
        return Configuration(Preset(**stored["preset"]), stored["collection"], stored["seed"], stored["n_classes"])
    except TypeError:  # a preset with other fields than today's
        raise GeneratorError("checkpoint", "comes from another version of Ascolto", "Train the model again.") from None
