"""Train a model: features from the cache, Adam, held-out recordings, a checkpoint at the end.

Every epoch is a function of the weights before it and of the seed. A stopped training goes on
from its last state and ends with the same bytes as one that was not stopped.
"""

import math
import time
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from tqdm import tqdm

from generator.class_densities import ClassDensities
from generator.collection import Collection
from generator.convolutional_network import ConvolutionalNetwork
from generator.features import collection_hash
from generator.figures import figures_of
from generator.memory import kept_memory
from generator.model import FORMAT, Configuration, Model, Network, configuration_of, write_model
from generator.objective import loss_of
from generator.presets import Preset
from generator.principal_components import principal_components
from generator.training_data import training_data
from study.files import write_whole

N_RISING = 30
"""Steps over which a cosine schedule rises: Adam's averages know little before."""

MAX_LOG_VARIANCE = 10.0
"""Keeps exp() finite in the first steps; the variance of a useful posterior is under 1."""

SAVE_EVERY_S = 30.0
"""A kill costs at most this much and the epoch in progress."""


def configure(preset: Preset, collection: Collection, seed: int) -> Configuration:
    """Return the configuration that training `preset` on `collection` has."""
    return Configuration(preset, collection_hash(collection.sounds), seed, len(collection.classes))


def is_trained(path: Path, configuration: Configuration) -> bool:
    """Whether the checkpoint is there and has this very configuration."""
    return configuration_of(path) == configuration


def train_model(
    path: Path, configuration: Configuration, collection: Collection, on_the_way: Mapping[int, Path] | None = None
) -> Model:
    """Train a model and write its checkpoint.

    Parameters
    ----------
    path : pathlib.Path
        The checkpoint; the state of a stopped training and the features lie beside it.
    configuration : Configuration
        Of :func:`configure`.
    collection : Collection
        The sounds.
    on_the_way : mapping of int to pathlib.Path, optional
        Checkpoints to write after fewer epochs: each has the bytes that a training of so many epochs
        writes, because under a constant learning rate nothing in an epoch depends on how many will come.

    Returns
    -------
    Model
        On the CPU, with its figures.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    data = training_data(configuration, collection, path.parent / "features")
    components = principal_components(data.train, configuration.preset.latent_dimensions)
    network = configuration.network()
    network.start_from(components, data.train, data.train_classes, data.train_recordings)
    pictures = network.pictures(data.train, data.train_recordings)
    network.to(device).train()
    checkpoints = on_the_way or {}
    assert not checkpoints or configuration.preset.schedule == "constant", "epochs on the way need a constant rate"

    def measured(trained: Network, epochs: int) -> Model:
        trained.cpu().eval()
        means = posterior_means(trained, data.train)
        figures = figures_of(trained, configuration.representation, data, components, means)
        originals = slice(None, None, data.n_copies)  # around a sound its own repitched copies would lie nearest
        densities = ClassDensities.of(means[originals], data.train_classes[originals], collection.class_ids)
        preset = replace(configuration.preset, epochs=epochs)
        return Model(replace(configuration, preset=preset), trained, densities, figures)

    def after_epoch(n_done: int) -> None:
        if n_done in checkpoints:
            write_model(checkpoints[n_done], measured(deepcopy(network), n_done))

    with kept_memory():
        _fit(network, data.train, pictures, configuration, path.with_suffix(".training.pt"), after_epoch)
    model = measured(network, configuration.preset.epochs)
    write_model(path, model)
    path.with_suffix(".training.pt").unlink(missing_ok=True)
    return model


def posterior_means(network: Network, sounds: Tensor) -> NDArray[np.float64]:
    """Return the means (N, Z) of the posteriors of sounds (N, C, T)."""
    with torch.no_grad():
        found: NDArray[np.float64] = (
            torch.cat([network.encode(batch.float())[0] for batch in sounds.split(256)]).double().numpy()
        )
    return found


def _fit(
    network: Network,
    sounds: Tensor,
    pictures: Tensor | None,
    configuration: Configuration,
    state_path: Path,
    after_epoch: Callable[[int], object],
) -> None:
    """Run the epochs that are left, saving the state now and then."""
    preset = configuration.preset
    optimiser = optimiser_of(network, preset)
    first = _resume(state_path, configuration, network, optimiser)
    n_steps = math.ceil(len(sounds) / preset.batch_size)
    saved_s = time.monotonic()
    with tqdm(total=preset.epochs * n_steps, initial=first * n_steps, unit="step", disable=None) as progress:
        for epoch in range(first, preset.epochs):
            loss = train_epoch(network, optimiser, sounds, configuration, epoch, progress.update, pictures)
            progress.set_postfix_str(f"epoch {epoch + 1}, loss {loss:.4g}")
            after_epoch(epoch + 1)
            if time.monotonic() - saved_s > SAVE_EVERY_S:
                _save(state_path, configuration, epoch + 1, network, optimiser)
                saved_s = time.monotonic()


def optimiser_of(network: Network, preset: Preset) -> torch.optim.Adam:
    """Return Adam, its update in one pass over the weights; it keeps the rate each group starts from."""
    groups = network.parameter_groups(preset.learning_rate)
    return torch.optim.Adam([group | {"full_rate": group["lr"]} for group in groups], fused=True)


def train_epoch(
    network: Network,
    optimiser: torch.optim.Adam,
    sounds: Tensor,
    configuration: Configuration,
    epoch: int,
    after_step: Callable[[], object] = lambda: None,
    pictures: Tensor | None = None,
) -> float:
    """Show every sound once, in an order and with noise that follow from seed and epoch; return the last loss.

    `pictures` are those of `generator.convolutional_network`, of the sounds' shape.
    """
    preset, device = configuration.preset, network.log_sigma.device
    n_steps = math.ceil(len(sounds) / preset.batch_size)
    rng = torch.Generator().manual_seed(configuration.seed * 1_000_003 + epoch)
    loss = torch.tensor(0.0)
    order = torch.randperm(len(sounds), generator=rng)
    for step, chosen in enumerate(order.split(preset.batch_size), start=epoch * n_steps):
        for group in optimiser.param_groups:
            group["lr"] = group["full_rate"] * schedule(preset, step, preset.epochs * n_steps)
        # index_select copies whole rows; sounds[chosen] takes three times as long.
        x = sounds.index_select(0, chosen).float().to(device)
        drawn = None if pictures is None else pictures.index_select(0, chosen).float().to(device)
        loss = batch_loss(network, x, preset, rng, drawn)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        after_step()
    return loss.item()


def batch_loss(
    network: Network, x: Tensor, preset: Preset, rng: torch.Generator, drawn: Tensor | None = None
) -> Tensor:
    """Return the preset's loss of a batch (B, C, T), from one draw of each posterior.

    `drawn` (B, C, T) are pictures of the posterior means that a convolutional network redraws in place of its own.
    """
    mean, log_variance = network.encode(x)
    log_variance = log_variance.clamp(max=MAX_LOG_VARIANCE)
    noise = torch.randn(mean.shape, generator=rng).to(mean.device) * (log_variance / 2).exp()
    if drawn is not None and isinstance(network, ConvolutionalNetwork):
        predicted = network.redraw(drawn, noise)
    else:
        predicted = network.decode(mean + noise)
    return loss_of(preset.objective, predicted, x, network.log_sigma, network.rate(mean, log_variance), preset.beta)


def schedule(preset: Preset, step: int, n_steps: int) -> float:
    """Return the share of the learning rate at a step."""
    if preset.schedule == "constant":
        return 1.0
    return min(1.0, (step + 1) / N_RISING) * 0.5 * (1 + math.cos(math.pi * step / n_steps))


def _save(path: Path, configuration: Configuration, epoch: int, network: Network, optimiser: torch.optim.Adam) -> None:
    state = {
        "format": FORMAT,
        "configuration": repr(configuration),
        "epoch": epoch,
        "network": network.state_dict(),
        "optimiser": optimiser.state_dict(),
    }
    with write_whole(path) as partial, partial.open("wb") as handle:
        torch.save(state, handle)


def _resume(path: Path, configuration: Configuration, network: Network, optimiser: torch.optim.Adam) -> int:
    """Load the state of a stopped training of the same configuration and version; return how many epochs are done."""
    if not path.exists():
        return 0
    state: dict[str, Any] = torch.load(path, map_location=network.log_sigma.device, weights_only=True)
    if state.get("format") != FORMAT or state["configuration"] != repr(configuration):
        return 0
    network.load_state_dict(state["network"])
    optimiser.load_state_dict(state["optimiser"])
    return int(state["epoch"])
