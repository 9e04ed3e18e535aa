"""Measure models of one collection by the same measures: reconstruction, draws, morphs, purity."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np

from generator import path_measures
from generator.audio import Audio
from generator.collection import Collection
from generator.comparison import Beside, Row
from generator.draw_quality import Draws, coverage, heard, kernel_distance, summaries
from generator.errors import GeneratorError
from generator.model import Configuration, Latents, Model
from generator.path_measures import measure_path
from generator.paths import linear
from generator.presets import Preset
from generator.purity import chance_purity, held_out_purity
from generator.representation import Features, Representation
from generator.split import split_by_recording
from generator.training import configure
from generator.training_data import HELD_OUT, TrainingData, training_data
from generator.training_prints import prints_of
from generator.yardstick import distance_db, on_yardstick, rms_db
from stimuli.prints import Prints

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
class Contest:
    """What all rows of a seed share: sounds, and where checkpoints lie.

    Raises
    ------
    GeneratorError
        Only one recording is held out.
    """

    collection: Collection
    seed: int
    folder: Path

    def __post_init__(self) -> None:
        _, held_out = split_by_recording(self.collection, HELD_OUT, self.seed)
        if len({sound.recording for sound in held_out}) < 2:
            problem = "only one recording would be held out, two are needed to compare models"
            raise GeneratorError(self.collection.folder, problem, "Add recordings.")

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
    chosen = np.unique(np.linspace(0, len(data.train_classes) // data.n_copies - 1, N_DRAWS).astype(int))
    learned = summaries(on_yardstick(originals(data)[chosen], representation))
    learned_from = [data.train_recordings[at * data.n_copies] for at in chosen]
    held_out, recordings = summaries(data.yardstick), _judged_recordings(data)
    sounds = data.held_out.float().numpy()
    ends = [tuple(representation.sound(sounds[at]) for at in pair) for pair in _pairs(contest, data)]
    return Beside(
        components_db=figures["components_db"],
        mean_db=figures["mean_db"],
        silence_db=figures["zero_db"],
        recordings_distance=kernel_distance(learned, held_out, recordings, learned_from),
        recordings_coverage=coverage(learned, held_out, recordings),
        ends_db=float(np.mean([distance_db(a, b) for a, b in ends])),
        chance_purity=chance_purity(data.held_out_classes, data.train_classes[:: data.n_copies]),
    )


def _prior_draws(contest: Contest, model: Compared, preset: Preset) -> Latents:
    """Return latents (N, Z) from the model's own prior; the peers know none but the standard normal."""
    rng = np.random.default_rng([contest.seed, 0])
    if isinstance(model, Model):
        return np.stack([model.draw(rng) for _ in range(N_DRAWS)])
    return rng.standard_normal((N_DRAWS, preset.latent_dimensions)).astype(np.float32)


def measured(
    contest: Contest, name: str, model: Compared, preset: Preset, n_parameters: int, processor_s: float | None
) -> Row:
    """Measure a model by all that needs no densities of classes.

    Parameters
    ----------
    contest : Contest
        The sounds.
    name : str
        Name of the row.
    model : Compared
        What was trained.
    preset : Preset
        With what.
    n_parameters : int
        Numbers learned from the sounds.
    processor_s : float or None
        Processor time of training.
    """
    data, representation = contest.data(preset), contest.configuration(preset).representation
    latents = model.encode(data.held_out.float().numpy())
    decoded = model.decode(latents[data.judged])
    places = np.unique(np.linspace(0, len(data.train_classes) // data.n_copies - 1, N_PLACED).astype(int))
    neighbours = model.encode(originals(data)[places])
    neighbour_classes = [data.train_classes[at * data.n_copies] for at in places]
    paths = [_path(model, representation, latents[list(pair)]) for pair in _pairs(contest, data)]
    steps = [[path_measures.Heard.of(sound) for sound in sounds] for sounds in paths]
    found = [measure_path(one, [one[0], one[-1]]) for one in steps]
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
        morph_variation=float(np.mean([one.step_variation for one in found])),
        morph_mfcc_variation=float(np.mean([one.mfcc_variation for one in found])),
        morph_loudness_variation=float(np.mean([one.loudness_variation for one in found])),
        morph_bump=float(np.mean([one.bump for one in found])),
        morph_ends_db=float(np.mean([one.ends_distance for one in found])),
        morphs_heard=heard([sound for sounds in paths for sound in sounds], contest.prints),
        purity=held_out_purity(latents, data.held_out_classes, neighbours, neighbour_classes),
    )


def class_draws(contest: Contest, preset: Preset, model: Model) -> Draws:
    """Draw from the classes in turn, and measure as draws from the prior are."""
    rng = np.random.default_rng([contest.seed, 1])
    classes = model.densities.classes
    drawn = model.decode(np.stack([model.densities.draw(classes[at % len(classes)], rng) for at in range(N_DRAWS)]))
    return _draws(contest, preset, drawn)


def _draws(contest: Contest, preset: Preset, drawn: Features) -> Draws:
    data, representation = contest.data(preset), contest.configuration(preset).representation
    return Draws(
        _distance(drawn, representation, data),
        coverage(summaries(on_yardstick(drawn, representation)), summaries(data.yardstick), _judged_recordings(data)),
        heard([representation.sound(one) for one in drawn[:N_HEARD]], contest.prints),
    )


def _distance(drawn: Features, representation: Representation, data: TrainingData) -> float:
    made = summaries(on_yardstick(drawn, representation))
    return kernel_distance(made, summaries(data.yardstick), _judged_recordings(data))


def _judged_recordings(data: TrainingData) -> list[str]:
    return [data.held_out_recordings[at] for at in data.judged]


def _path(model: Compared, representation: Representation, ends: Latents) -> list[Audio]:
    """Return the sounds on a straight path, ends included."""
    a, b = ends.astype(np.float64)
    latents = np.stack([linear(a, b, float(weight)) for weight in np.linspace(0, 1, N_STEPS + 1)])
    return [representation.sound(one) for one in model.decode(latents.astype(np.float32))]


def _pairs(contest: Contest, data: TrainingData) -> list[tuple[int, int]]:
    """Choose pairs of held-out sounds of different classes, the same for every model.

    Where all are of one class they are of different recordings.
    """
    classes, recordings = data.held_out_classes, data.held_out_recordings
    labels = classes if len(set(classes)) > 1 else recordings
    all_pairs = [(a, b) for a in range(len(labels)) for b in range(a) if labels[a] != labels[b]]
    chosen = np.random.default_rng([contest.seed, 2]).permutation(len(all_pairs))[:N_PAIRS]
    return [all_pairs[at] for at in chosen]


def originals(data: TrainingData) -> Features:
    """Return the training sounds without their repitched copies."""
    features: Features = data.train[:: data.n_copies].float().numpy()
    return features


def prior_distance(contest: Contest, preset: Preset, model: Compared) -> float:
    """Return the kernel distance between draws from a model's prior and held-out recordings."""
    data, representation = contest.data(preset), contest.configuration(preset).representation
    return _distance(model.decode(_prior_draws(contest, model, preset)), representation, data)
