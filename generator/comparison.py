"""Hold models of one collection against each other: reconstruction, draws, morphs, purity, time.

One row per model: the slides' layers as a plain autoencoder, as the slides' variational autoencoder and as a
small GAN, and the model of the study. All see the same training sounds; all are measured on the same recordings
that none of them has heard.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from generator.audio import Audio
from generator.collection import Collection
from generator.draw_quality import kernel_distance, share_that_passes, summaries
from generator.figures import warnings_of
from generator.model import Configuration, Latents, Model
from generator.paths import linear
from generator.peers import train_autoencoder, train_gan
from generator.presets import Preset
from generator.purity import held_out_purity
from generator.representation import Features, Representation
from generator.training import class_gaussians, configure, train_model
from generator.training_data import TrainingData, training_data
from generator.yardstick import distance_db, on_yardstick, rms_db

N_DRAWS = 256
"""Draws behind a kernel distance."""

N_HEARD = 32
"""Draws that are made to sound for quality control."""

N_PAIRS, N_STEPS = 6, 8
"""Morphs between held-out sounds of different classes, and the steps of each."""

N_PLACED = 500
"""So many training sounds, evenly spread, are neighbours of the held-out ones: a GAN must search for each latent."""


LEAST_VARIANCE = 1e-6
"""Of a plain autoencoder's codes, which have none of their own: a class whose codes are all equal is a Gaussian too."""


class Compared(Protocol):
    """What is measured: anything that encodes and decodes."""

    def encode(self, features: Features) -> Latents:
        """Return latents (N, Z) of features (N, C, T)."""
        ...

    def decode(self, latents: Latents) -> Features:
        """Return features (N, C, T) of latents (N, Z)."""
        ...


@dataclass(frozen=True)
class Draws:
    """How good draws from a model are."""

    distance: float
    """Kernel distance to held-out recordings."""
    pass_share: float
    """Share that quality control lets pass."""


@dataclass(frozen=True)
class Row:
    """What one model reaches."""

    model: str
    preset: str
    epochs: int
    latent_dimensions: int
    n_parameters: int
    train_s: float | None
    """Seconds of training on this machine; None where a stopped training was gone on with."""
    reconstruction_db: float
    """rms error on the yardstick, held-out recordings."""
    prior_draws: Draws
    """From the model's prior; N(0, I) for a plain autoencoder, which has none, and for a GAN."""
    class_draws: Draws | None
    """From Gaussians fitted to the latents of each class; None where there is no encoder."""
    morph_step_cv: float
    """Standard deviation over mean of the successive distances on straight paths, mean over paths; 0 is even."""
    morph_bump: float
    """Largest over mean step, mean over paths; 1 is even."""
    morph_pass_share: float
    """Share of the sounds on the paths that quality control lets pass."""
    purity: float
    """Share of the 5 nearest training sounds in latent space that are of a held-out sound's class."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contest:
    """What all rows share: sounds, seed, and where checkpoints lie."""

    collection: Collection
    seed: int
    folder: Path

    def configuration(self, preset: Preset) -> Configuration:
        """Return the configuration of a preset on these sounds."""
        return configure(preset, self.collection, self.seed)

    def data(self, preset: Preset) -> TrainingData:
        """Return the sounds as a preset sees them."""
        return training_data(self.configuration(preset), self.collection, self.folder / "features")


def compare_vae(contest: Contest, model: str, preset: Preset) -> Row:
    """Train a variational autoencoder and measure it; a checkpoint that is there already is not trained again."""
    path = contest.folder / f"{model}.pt"
    is_resumed = path.with_suffix(".training.pt").exists()
    contest.data(preset)  # features are computed before the clock starts
    started = time.monotonic()
    trained = train_model(path, contest.configuration(preset), contest.collection)
    train_s = None if is_resumed else time.monotonic() - started
    n_parameters = sum(weight.numel() for weight in trained.network.parameters() if weight.requires_grad)
    warnings = tuple(warnings_of(trained.figures, len(contest.collection.classes)))
    row = _measured(contest, model, trained, preset, n_parameters, train_s)
    return replace(row, warnings=warnings, class_draws=_class_draws(contest, preset, trained))


def compare_autoencoder(contest: Contest, preset: Preset) -> Row:
    """Train the layers of a flat preset as a plain autoencoder, and measure it."""
    data = contest.data(preset)
    started = time.monotonic()
    trained = train_autoencoder(contest.configuration(preset), data.train)
    train_s = time.monotonic() - started
    codes = trained.encode(_originals(data))
    gaussians = class_gaussians(
        codes.astype(np.float64),
        np.full(codes.shape, LEAST_VARIANCE),
        data.train_classes[:: data.n_copies],
        contest.collection.class_ids,
    )
    n_parameters = sum(weight.numel() for weight in trained.network.parameters() if weight.requires_grad)
    n_parameters -= trained.network.posterior.weight[preset.latent_dimensions :].numel() + preset.latent_dimensions
    row = _measured(contest, "autoencoder", trained, preset, n_parameters, train_s)
    model = Model(contest.configuration(preset), trained.network, gaussians)
    return replace(row, class_draws=_class_draws(contest, preset, model))


def compare_gan(contest: Contest, preset: Preset) -> Row:
    """Train the decoder of a flat preset as a GAN, and measure it."""
    data = contest.data(preset)
    started = time.monotonic()
    trained = train_gan(contest.configuration(preset), data.train)
    train_s = time.monotonic() - started
    drawing = [*trained.network.decoder.parameters(), *trained.network.output.parameters()]
    halved = replace(preset, epochs=max(1, preset.epochs // 2))
    return _measured(contest, "gan", trained, halved, sum(weight.numel() for weight in drawing), train_s)


def recordings_distance(contest: Contest, preset: Preset) -> float:
    """Return the kernel distance of training recordings to held-out ones: what a perfect copyist would get."""
    data, representation = contest.data(preset), contest.configuration(preset).representation
    chosen = _spread(_originals(data), N_DRAWS)
    return kernel_distance(summaries(on_yardstick(chosen, representation)), summaries(data.yardstick))


def better_than_peers(own: Row, peers: Sequence[Row]) -> dict[str, bool]:
    """Say by each measure whether a model is better than every one of its peers.

    Parameters
    ----------
    own : Row
        The model that is asked about.
    peers : sequence of Row
        Those it is held against.
    """
    return {
        "reconstruction": all(own.reconstruction_db < peer.reconstruction_db for peer in peers),
        "prior_draws": all(own.prior_draws.distance < peer.prior_draws.distance for peer in peers),
        "morphs": all(own.morph_step_cv < peer.morph_step_cv for peer in peers),
        "purity": all(own.purity > peer.purity for peer in peers),
    }


def row_of(stored: dict[str, Any]) -> Row:
    """Return a row that was written with :func:`dataclasses.asdict`."""
    draws = {
        name: Draws(**stored[name]) if stored[name] is not None else None for name in ("prior_draws", "class_draws")
    }
    return Row(**{**stored, **draws, "warnings": tuple(stored["warnings"])})


def _prior_draw(model: Compared, preset: Preset, rng: np.random.Generator) -> Latents:
    """Return a latent (Z,) from the model's own prior; the peers know none but the standard normal."""
    if isinstance(model, Model):
        return model.draw(rng)
    return rng.standard_normal(preset.latent_dimensions).astype(np.float32)


def _measured(
    contest: Contest, name: str, model: Compared, preset: Preset, n_parameters: int, train_s: float | None
) -> Row:
    data, representation = contest.data(preset), contest.configuration(preset).representation
    held_out = data.held_out.float().numpy()
    latents = model.encode(held_out)
    decoded = model.decode(latents[data.judged])
    places = np.linspace(0, len(data.train_classes) // data.n_copies - 1, N_PLACED).astype(int)
    places = np.unique(places)
    neighbours = model.encode(_originals(data)[places])
    neighbour_classes = [data.train_classes[at * data.n_copies] for at in places]
    rng, pairs_rng = np.random.default_rng(contest.seed).spawn(2)  # the same pairs, whatever a model's draws take
    drawn = model.decode(np.stack([_prior_draw(model, preset, rng) for _ in range(N_DRAWS)]))
    steps = [_path(model, representation, latents[list(pair)]) for pair in _pairs(data.held_out_classes, pairs_rng)]
    distances = [np.array([distance_db(a, b) for a, b in pairwise(sounds)]) for sounds in steps]
    return Row(
        name,
        preset.name,
        preset.epochs,
        preset.latent_dimensions,
        n_parameters,
        train_s,
        reconstruction_db=rms_db(on_yardstick(decoded, representation), data.yardstick, data.n_frames),
        prior_draws=_quality(drawn, representation, data),
        class_draws=None,
        morph_step_cv=float(np.mean([one.std() / max(one.mean(), 1e-12) for one in distances])),
        morph_bump=float(np.mean([one.max() / max(one.mean(), 1e-12) for one in distances])),
        morph_pass_share=share_that_passes([sound for sounds in steps for sound in sounds]),
        purity=held_out_purity(latents, data.held_out_classes, neighbours, neighbour_classes),
    )


def _class_draws(contest: Contest, preset: Preset, model: Model) -> Draws:
    """Draw from the classes in turn, and measure as draws from the prior are."""
    rng = np.random.default_rng(contest.seed)
    classes = model.gaussians.classes
    drawn = model.decode(np.stack([model.gaussians.draw(classes[at % len(classes)], rng) for at in range(N_DRAWS)]))
    return _quality(drawn, model.representation, contest.data(preset))


def _quality(drawn: Features, representation: Representation, data: TrainingData) -> Draws:
    distance = kernel_distance(summaries(on_yardstick(drawn, representation)), summaries(data.yardstick))
    return Draws(distance, share_that_passes([representation.sound(one) for one in drawn[:N_HEARD]]))


def _path(model: Compared, representation: Representation, ends: Latents) -> list[Audio]:
    """Return the sounds on a straight path, ends included."""
    a, b = ends.astype(np.float64)
    latents = np.stack([linear(a, b, float(weight)) for weight in np.linspace(0, 1, N_STEPS + 1)])
    return [representation.sound(one) for one in model.decode(latents.astype(np.float32))]


def _pairs(classes: tuple[str, ...], rng: np.random.Generator) -> list[tuple[int, int]]:
    """Choose pairs of held-out sounds of different classes, the same for every model."""
    all_pairs = [(a, b) for a in range(len(classes)) for b in range(a) if classes[a] != classes[b]]
    chosen = rng.permutation(len(all_pairs))[:N_PAIRS]
    return [all_pairs[at] for at in chosen]


def _originals(data: TrainingData) -> Features:
    """Return the training sounds without their repitched copies."""
    originals: Features = data.train[:: data.n_copies].float().numpy()
    return originals


def _spread(features: Features, n: int) -> Features:
    return features[np.unique(np.linspace(0, len(features) - 1, n).astype(int))]
