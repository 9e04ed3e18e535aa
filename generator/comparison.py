"""Hold models of one collection against each other: reconstruction, draws, morphs, purity, time.

One row per model: the slides' layers as a plain autoencoder, as the slides' variational autoencoder and as a
small GAN, and the model of the study. All are measured on the same recordings that none of them has heard, and all
learn from the same sounds; the study's own model may also be told their classes and hear repitched copies of them,
which its row says.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np

from generator import path_measures
from generator.audio import Audio
from generator.class_densities import ClassDensities
from generator.collection import Collection
from generator.draw_quality import Draws, Heard, coverage, heard, kernel_distance, summaries
from generator.figures import warnings_of
from generator.model import Configuration, Latents, Model
from generator.path_measures import measure_path
from generator.paths import linear
from generator.peers import GAN_RATES, train_autoencoder, train_gan
from generator.presets import Preset
from generator.purity import chance_purity, held_out_purity
from generator.representation import Features, Representation
from generator.split import split_by_recording
from generator.training import configure, train_model
from generator.training_data import HELD_OUT, TrainingData, training_data
from generator.training_prints import prints_of
from generator.yardstick import distance_db, on_yardstick, rms_db
from stimuli.prints import Prints

T = TypeVar("T")

MEASURES = 3
"""Raised when what a row says changes: rows that were kept are then measured again."""

N_DRAWS = 256
"""Draws behind a kernel distance."""

N_HEARD = 32
"""Draws that are made to sound for quality control."""

N_PAIRS, N_STEPS = 12, 8
"""Morphs between held-out sounds of different classes, and the steps of each."""

N_PLACED = 500
"""So many training sounds, evenly spread, are neighbours of the held-out ones: a GAN must search for each latent."""


class Compared(Protocol):
    """What is measured: anything that encodes and decodes."""

    def encode(self, features: Features) -> Latents:
        """Return latents (N, Z) of features (N, C, T)."""
        ...

    def decode(self, latents: Latents) -> Features:
        """Return features (N, C, T) of latents (N, Z)."""
        ...


@dataclass(frozen=True)
class Row:
    """What one model reaches."""

    model: str
    preset: str
    epochs: int
    latent_dimensions: int
    n_parameters: int
    n_class_axes: int
    """Latent dimensions made from the classes of the training sounds; 0 where the model was not told them."""
    n_trainings: int
    """Of which this is the best: the GAN is tried at several learning rates."""
    processor_s: float | None
    """Processor time of training, all cores together; None where a stopped training was gone on with."""
    reconstruction_db: float
    """rms error on the yardstick, held-out recordings."""
    prior_draws: Draws
    """From the model's prior; N(0, I) for a plain autoencoder, which has none, and for a GAN."""
    class_draws: Draws | None
    """From the densities of the latents of each class; None where there is no encoder."""
    morph_variation: float
    """Coefficient of variation of the steps of straight paths on log-mel, as far as it can be heard, mean over paths;
    this and the next two are those of `generator.path_measures`, 0 is even."""
    morph_mfcc_variation: float
    """The same of the shape of the spectrum."""
    morph_loudness_variation: float
    """The same of specific loudness."""
    morph_bump: float
    """Largest over mean step on log-mel, mean over paths; 1 is even."""
    morph_ends_db: float
    """Distance between the ends of a path as rendered: a model whose sounds are all alike is even, too."""
    morphs_heard: Heard
    """Of the sounds on the paths."""
    purity: float
    """Share of the 5 nearest training sounds in latent space that are of a held-out sound's class."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Beside:
    """What the measures are where no model is asked."""

    components_db: float
    """Reconstruction from as many principal components as the slides' model has latents, or all there are."""
    mean_db: float
    """Reconstruction by the mean training sound."""
    silence_db: float
    """Reconstruction by silence."""
    recordings_distance: float
    """Kernel distance of training recordings to held-out ones: what a perfect copyist would get."""
    recordings_coverage: float
    """Share of held-out recordings that have a training recording nearby."""
    ends_db: float
    """Distance between the recordings at the ends of the morphs."""
    chance_purity: float
    """Purity of latents that know nothing of classes."""


@dataclass(frozen=True)
class Run:
    """All rows of one seed: of one division into training and held-out recordings, and of first weights."""

    seed: int
    rows: tuple[Row, ...]
    beside: Beside


@dataclass(frozen=True)
class Contest:
    """What all rows of a seed share: sounds, and where checkpoints lie."""

    collection: Collection
    seed: int
    folder: Path

    @cached_property
    def prints(self) -> Prints:
        """Prints of what the models learn from."""
        return prints_of(split_by_recording(self.collection, HELD_OUT, self.seed)[0], self.collection)

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
    configuration = contest.configuration(preset)
    trained, processor_s = _timed(lambda: train_model(path, configuration, contest.collection))
    n_parameters = sum(weight.numel() for weight in trained.network.parameters() if weight.requires_grad)
    warnings = tuple(warnings_of(trained.figures, len(contest.collection.classes)))
    row = _measured(contest, model, trained, preset, n_parameters, None if is_resumed else processor_s)
    row = replace(row, n_class_axes=trained.network.n_class_axes, warnings=warnings)
    return replace(row, class_draws=_class_draws(contest, preset, trained))


def compare_autoencoder(contest: Contest, preset: Preset) -> Row:
    """Train the layers of a flat preset as a plain autoencoder, and measure it."""
    data = contest.data(preset)
    trained, processor_s = _timed(lambda: train_autoencoder(contest.configuration(preset), data.train))
    codes = trained.encode(_originals(data))
    classes = data.train_classes[:: data.n_copies]
    densities = ClassDensities.of(codes, classes, contest.collection.class_ids)
    n_parameters = sum(weight.numel() for weight in trained.network.parameters() if weight.requires_grad)
    n_parameters -= trained.network.posterior.weight[preset.latent_dimensions :].numel() + preset.latent_dimensions
    row = _measured(contest, "autoencoder", trained, preset, n_parameters, processor_s)
    model = Model(contest.configuration(preset), trained.network, densities)
    return replace(row, class_draws=_class_draws(contest, preset, model))


def compare_gan(contest: Contest, preset: Preset) -> Row:
    """Train the decoder of a flat preset as a GAN, once per learning rate, and measure the one that draws best.

    It is chosen on the recordings it is judged by: a favour that no other model is done.
    """
    data, configuration = contest.data(preset), contest.configuration(preset)
    tried = []
    for rate in GAN_RATES:
        gan, processor_s = _timed(partial(train_gan, configuration, data.train, rate))
        drawn = gan.decode(_prior_draws(contest, gan, preset))
        tried.append((_distance(drawn, configuration.representation, data), gan, processor_s))
    _, best, processor_s = min(tried, key=lambda one: one[0])
    drawing = [*best.network.decoder.parameters(), *best.network.output.parameters()]
    halved = replace(preset, epochs=max(1, preset.epochs // 2))
    row = _measured(contest, "gan", best, halved, sum(weight.numel() for weight in drawing), processor_s)
    return replace(row, n_trainings=len(tried))


def beside(contest: Contest, preset: Preset, figures: dict[str, float]) -> Beside:
    """Measure what needs no model.

    Parameters
    ----------
    contest : Contest
        The sounds.
    preset : Preset
        Whose representation they are seen in.
    figures : dict of str to float
        Of a model with that preset, see `generator.figures`.
    """
    data, representation = contest.data(preset), contest.configuration(preset).representation
    recordings = _originals(data)
    recordings = recordings[np.unique(np.linspace(0, len(recordings) - 1, N_DRAWS).astype(int))]
    known, held_out = summaries(on_yardstick(recordings, representation)), summaries(data.yardstick)
    sounds = data.held_out.float().numpy()
    ends = [tuple(representation.sound(sounds[at]) for at in pair) for pair in _pairs(contest, data)]
    return Beside(
        components_db=figures["components_db"],
        mean_db=figures["mean_db"],
        silence_db=figures["zero_db"],
        recordings_distance=kernel_distance(known, held_out),
        recordings_coverage=coverage(known, held_out),
        ends_db=float(np.mean([distance_db(a, b) for a, b in ends])),
        chance_purity=chance_purity(data.held_out_classes, data.train_classes[:: data.n_copies]),
    )


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
        "coverage": all(own.prior_draws.coverage > peer.prior_draws.coverage for peer in peers),
        "morphs": all(own.morph_variation < peer.morph_variation for peer in peers),
        "purity": all(own.purity > peer.purity for peer in peers),
    }


def row_of(stored: dict[str, Any]) -> Row:
    """Return a row that was written with :func:`dataclasses.asdict`."""
    draws = {
        name: Draws(**{**found, "heard": Heard(**found["heard"])}) if (found := stored[name]) else None
        for name in ("prior_draws", "class_draws")
    }
    morphs = Heard(**stored["morphs_heard"])
    return Row(**{**stored, **draws, "morphs_heard": morphs, "warnings": tuple(stored["warnings"])})


def _timed(made: Callable[[], T]) -> tuple[T, float]:
    """Return what was made, and the processor time it took, in seconds."""
    started = time.process_time()
    return made(), time.process_time() - started


def _prior_draws(contest: Contest, model: Compared, preset: Preset) -> Latents:
    """Return latents (N, Z) from the model's own prior; the peers know none but the standard normal."""
    rng = np.random.default_rng([contest.seed, 0])
    if isinstance(model, Model):
        return np.stack([model.draw(rng) for _ in range(N_DRAWS)])
    return rng.standard_normal((N_DRAWS, preset.latent_dimensions)).astype(np.float32)


def _measured(
    contest: Contest, name: str, model: Compared, preset: Preset, n_parameters: int, processor_s: float | None
) -> Row:
    data, representation = contest.data(preset), contest.configuration(preset).representation
    latents = model.encode(data.held_out.float().numpy())
    decoded = model.decode(latents[data.judged])
    places = np.unique(np.linspace(0, len(data.train_classes) // data.n_copies - 1, N_PLACED).astype(int))
    neighbours = model.encode(_originals(data)[places])
    neighbour_classes = [data.train_classes[at * data.n_copies] for at in places]
    paths = [_path(model, representation, latents[list(pair)]) for pair in _pairs(contest, data)]
    steps = [[path_measures.Heard.of(sound) for sound in sounds] for sounds in paths]
    measured = [measure_path(one, [one[0], one[-1]]) for one in steps]
    return Row(
        name,
        preset.name,
        preset.epochs,
        preset.latent_dimensions,
        n_parameters,
        n_class_axes=0,
        n_trainings=1,
        processor_s=processor_s,
        reconstruction_db=rms_db(on_yardstick(decoded, representation), data.yardstick, data.n_frames),
        prior_draws=_draws(contest, preset, model.decode(_prior_draws(contest, model, preset))),
        class_draws=None,
        morph_variation=float(np.mean([one.step_variation for one in measured])),
        morph_mfcc_variation=float(np.mean([one.mfcc_variation for one in measured])),
        morph_loudness_variation=float(np.mean([one.loudness_variation for one in measured])),
        morph_bump=float(np.mean([one.bump for one in measured])),
        morph_ends_db=float(np.mean([one.ends_distance for one in measured])),
        morphs_heard=heard([sound for sounds in paths for sound in sounds], contest.prints),
        purity=held_out_purity(latents, data.held_out_classes, neighbours, neighbour_classes),
    )


def _class_draws(contest: Contest, preset: Preset, model: Model) -> Draws:
    """Draw from the classes in turn, and measure as draws from the prior are."""
    rng = np.random.default_rng([contest.seed, 1])
    classes = model.densities.classes
    drawn = model.decode(np.stack([model.densities.draw(classes[at % len(classes)], rng) for at in range(N_DRAWS)]))
    return _draws(contest, preset, drawn)


def _draws(contest: Contest, preset: Preset, drawn: Features) -> Draws:
    data, representation = contest.data(preset), contest.configuration(preset).representation
    return Draws(
        _distance(drawn, representation, data),
        coverage(summaries(on_yardstick(drawn, representation)), summaries(data.yardstick)),
        heard([representation.sound(one) for one in drawn[:N_HEARD]], contest.prints),
    )


def _distance(drawn: Features, representation: Representation, data: TrainingData) -> float:
    return kernel_distance(summaries(on_yardstick(drawn, representation)), summaries(data.yardstick))


def _path(model: Compared, representation: Representation, ends: Latents) -> list[Audio]:
    """Return the sounds on a straight path, ends included."""
    a, b = ends.astype(np.float64)
    latents = np.stack([linear(a, b, float(weight)) for weight in np.linspace(0, 1, N_STEPS + 1)])
    return [representation.sound(one) for one in model.decode(latents.astype(np.float32))]


def _pairs(contest: Contest, data: TrainingData) -> list[tuple[int, int]]:
    """Choose pairs of held-out sounds of different classes, the same for every model."""
    classes = data.held_out_classes
    all_pairs = [(a, b) for a in range(len(classes)) for b in range(a) if classes[a] != classes[b]]
    chosen = np.random.default_rng([contest.seed, 2]).permutation(len(all_pairs))[:N_PAIRS]
    return [all_pairs[at] for at in chosen]


def _originals(data: TrainingData) -> Features:
    """Return the training sounds without their repitched copies."""
    originals: Features = data.train[:: data.n_copies].float().numpy()
    return originals
