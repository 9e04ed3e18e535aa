"""`generator.peers`: the autoencoder learns to copy, the GAN to draw, and both are the same each time."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch

from generator.model import Configuration
from generator.peers import Gan, train_autoencoder, train_gan
from generator.presets import PRESETS


@pytest.fixture(scope="module")
def stripes() -> torch.Tensor:
    """Give 24 pictures with one bright band each, of three kinds."""
    sounds = torch.full((24, 128, 172), 0.1)
    for at in range(24):
        sounds[at, 30 * (at % 3) + 10 : 30 * (at % 3) + 20] = 0.9
    return sounds


@pytest.fixture(scope="module")
def configuration() -> Configuration:
    """Give a small flat model."""
    small = replace(
        PRESETS["slides-harmonic"], hidden_units=16, latent_dimensions=4, batch_size=12, epochs=60, learning_rate=5e-3
    )
    return Configuration(small, "", 0)


def test_the_autoencoder_copies_better_than_the_mean(configuration: Configuration, stripes: torch.Tensor) -> None:
    """What it copies is far nearer to the pictures than their mean is."""
    trained = train_autoencoder(configuration, stripes)
    wanted = stripes.numpy()
    copied = trained.decode(trained.encode(wanted))

    assert ((copied - wanted) ** 2).mean() < 0.2 * ((wanted.mean(axis=0) - wanted) ** 2).mean()


@pytest.mark.parametrize("train", [train_autoencoder, partial(train_gan, rate=1e-3)])
def test_same_seed_same_network(train: Callable[..., Any], configuration: Configuration, stripes: torch.Tensor) -> None:
    """Two trainings of a few steps give the same draws, bit for bit."""
    short = replace(configuration, preset=replace(configuration.preset, epochs=2))
    z = np.ones((1, 4), np.float32)

    np.testing.assert_array_equal(train(short, stripes).decode(z), train(short, stripes).decode(z))


def test_the_gan_learns_to_draw(configuration: Configuration, stripes: torch.Tensor) -> None:
    """At a high rate, a hundred steps bring its mean draw much nearer to the mean picture than it began."""
    longer = replace(configuration, preset=replace(configuration.preset, epochs=100))
    z = np.random.default_rng(0).standard_normal((64, 4)).astype(np.float32)
    mean = stripes.numpy().mean(axis=0)
    before, after = (
        ((gan.decode(z).mean(axis=0) - mean) ** 2).mean()
        for gan in (Gan(longer.network(), 4), train_gan(longer, stripes, 2e-3))
    )

    assert after < 0.5 * before


def test_inversion_finds_what_was_drawn(configuration: Configuration) -> None:
    """A sound that the decoder drew is found again nearly whole, though nothing encodes it."""
    gan = Gan(configuration.network(), 4)
    z = np.random.default_rng(0).standard_normal((3, 4)).astype(np.float32)
    drawn = gan.decode(z)
    found = gan.decode(gan.encode(drawn))

    assert ((found - drawn) ** 2).mean() < 0.05 * ((gan.decode(0 * z) - drawn) ** 2).mean()
