"""Train the models that are held against each other, once, and measure them.

The slides' layers as a plain autoencoder, as the slides' variational autoencoder and as a small GAN, and the model of
the study. What was trained is kept beside the time it took, so that it can be measured again by other measures.
"""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import torch

from generator.class_densities import ClassDensities
from generator.comparison import Row
from generator.contest_measures import Contest, class_draws, measured, originals, prior_distance
from generator.figures import warnings_of
from generator.flat_network import FlatNetwork
from generator.model import FORMAT, Configuration, Model, read_model
from generator.peers import GAN_RATES, Autoencoder, Gan, train_autoencoder, train_gan
from generator.presets import Preset
from generator.training import train_model
from study.files import write_whole

T = TypeVar("T")


def compare_vae(contest: Contest, model: str, preset: Preset) -> Row:
    """Train a variational autoencoder and measure it."""
    path, configuration = contest.folder / f"{model}.pt", contest.configuration(preset)
    contest.data(preset)  # features are computed before the clock starts
    trained, processor_s = _once(
        path, configuration, lambda: train_model(path, configuration, contest.collection), lambda: read_model(path)
    )
    n_parameters = sum(weight.numel() for weight in trained.network.parameters() if weight.requires_grad)
    n_parameters += trained.network.n_in_closed_form
    warnings = tuple(warnings_of(trained.figures, len(contest.collection.classes)))
    row = measured(contest, model, trained, preset, n_parameters, processor_s)
    row = replace(row, n_class_axes=trained.network.n_class_axes, warnings=warnings)
    return replace(row, class_draws=class_draws(contest, preset, trained))


def compare_autoencoder(contest: Contest, preset: Preset) -> Row:
    """Train the layers of a flat preset as a plain autoencoder, and measure it."""
    data, configuration, path = contest.data(preset), contest.configuration(preset), contest.folder / "autoencoder.pt"

    def train() -> Autoencoder:
        made = train_autoencoder(configuration, data.train)
        _write_network(path, made.network)
        return made

    trained, processor_s = _once(path, configuration, train, lambda: Autoencoder(_network(path, configuration)))
    codes = trained.encode(originals(data))
    densities = ClassDensities.of(codes, data.train_classes[:: data.n_copies], contest.collection.class_ids)
    n_parameters = sum(weight.numel() for weight in trained.network.parameters() if weight.requires_grad)
    n_parameters -= trained.network.posterior.weight[preset.latent_dimensions :].numel() + preset.latent_dimensions
    row = measured(contest, "autoencoder", trained, preset, n_parameters, processor_s)
    model = Model(configuration, trained.network, densities)
    return replace(row, class_draws=class_draws(contest, preset, model))


def compare_gan(contest: Contest, preset: Preset) -> Row:
    """Train the decoder of a flat preset as a GAN, once per learning rate, and measure the one that draws best.

    It is chosen on the recordings it is judged by: a favour that no other model is done.
    """
    data, configuration = contest.data(preset), contest.configuration(preset)

    def gan_at(rate: float) -> tuple[Gan, float | None]:
        path = contest.folder / f"gan-{rate:g}.pt"

        def train() -> Gan:
            made = train_gan(configuration, data.train, rate)
            _write_network(path, made.network)
            return made

        n_latent = preset.latent_dimensions
        return _once(path, configuration, train, lambda: Gan(_network(path, configuration), n_latent))

    tried = [gan_at(rate) for rate in GAN_RATES]
    best, processor_s = min(tried, key=lambda one: prior_distance(contest, preset, one[0]))
    drawing = [*best.network.decoder.parameters(), *best.network.output.parameters()]
    halved = replace(preset, epochs=max(1, preset.epochs // 2))
    row = measured(contest, "gan", best, halved, sum(weight.numel() for weight in drawing), processor_s)
    return replace(row, n_trainings=len(tried))


def _once(
    path: Path, configuration: Configuration, train: Callable[[], T], read: Callable[[], T]
) -> tuple[T, float | None]:
    """Train, or read what was trained before with this configuration; and the processor time that it took.

    The time is None where a stopped training was gone on with.
    """
    record, recipe = path.with_suffix(".time.json"), f"{FORMAT}: {configuration}"
    if path.is_file() and record.is_file():
        known = json.loads(record.read_text(encoding="utf-8"))
        if known["recipe"] == recipe:
            return read(), known["processor_s"]
    record.unlink(missing_ok=True)  # it must not vouch for what a killed training of other settings leaves
    is_resumed = path.with_suffix(".training.pt").exists()
    started = time.process_time()
    made = train()
    processor_s = None if is_resumed else time.process_time() - started
    with write_whole(record) as partial:
        partial.write_text(json.dumps({"recipe": recipe, "processor_s": processor_s}))
    return made, processor_s


def _write_network(path: Path, network: FlatNetwork) -> None:
    with write_whole(path) as partial, partial.open("wb") as handle:
        torch.save(network.state_dict(), handle)


def _network(path: Path, configuration: Configuration) -> FlatNetwork:
    network = configuration.network()
    assert isinstance(network, FlatNetwork), "peers are made of the slides' layers"
    network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    return network.eval()
