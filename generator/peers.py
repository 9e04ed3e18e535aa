"""What a variational autoencoder is held against: the same layers as a plain autoencoder, and as a small GAN.

Both are trained on the same sounds as the slides' preset, with its layers and batch size: the autoencoder with its
learning rate, the GAN at each of the slides' learning rates for half the epochs, because each of its steps trains two
networks. Nothing else is tuned; what they reach is reported even where it is bad.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - its usual name
from tqdm import tqdm

from generator.flat_network import FlatNetwork
from generator.model import Configuration, Latents
from generator.objective import squared_error
from generator.representation import Features

GAN_RATES = (1e-4, 5e-4, 1e-3)
"""The slides' grid, which their own model was chosen from."""

GAN_BETAS, LEAK = (0.5, 0.999), 0.2
"""Adam and LeakyReLU as in Radford, Metz & Chintala (2016), Unsupervised representation learning with deep
convolutional generative adversarial networks, ICLR: the usual start for a small GAN."""

N_INVERSION_STEPS, INVERSION_RATE = 300, 0.05
"""A GAN has no encoder: the latent of a sound is found by descent on its squared error; Lipton & Tripathi (2017),
Precise recovery of latent vectors from generative adversarial networks. Our choice of steps: more gain little."""


N_STARTS = 256
"""Draws of which the nearest is where the descent begins: at 0 all hidden units of a GAN may be off, and none moves."""


@dataclass(frozen=True)
class Autoencoder:
    """The slides' layers without noise and without divergence: it learns to copy, and has no prior."""

    network: FlatNetwork

    @torch.inference_mode()
    def encode(self, features: Features) -> Latents:
        """Return the codes (N, Z) of features (N, C, T)."""
        codes: Latents = self.network.encode(torch.from_numpy(np.asarray(features, dtype=np.float32)))[0].numpy()
        return codes

    @torch.inference_mode()
    def decode(self, latents: Latents) -> Features:
        """Return the features (N, C, T) of codes (N, Z)."""
        decoded: Features = self.network.decode(torch.from_numpy(latents)).numpy()
        return decoded


@dataclass(frozen=True)
class Gan:
    """The slides' decoder trained against a critic; it draws, and has no encoder."""

    network: FlatNetwork
    n_latent: int

    def encode(self, features: Features) -> Latents:
        """Return the latents (N, Z) whose sounds come nearest to features (N, C, T), by descent from a draw."""
        wanted = torch.from_numpy(np.asarray(features, dtype=np.float32))
        starts = torch.randn(N_STARTS, self.n_latent, generator=torch.Generator().manual_seed(0))
        with torch.no_grad():
            nearest = torch.cdist(wanted.flatten(1), self.network.decode(starts).flatten(1)).argmin(1)
        z = starts[nearest].requires_grad_()
        optimiser = torch.optim.Adam([z], lr=INVERSION_RATE)
        for _ in range(N_INVERSION_STEPS):
            (gradient,) = torch.autograd.grad(squared_error(self.network.decode(z), wanted).sum(), z)
            z.grad = gradient
            optimiser.step()
        found: Latents = z.detach().numpy()
        return found

    @torch.inference_mode()
    def decode(self, latents: Latents) -> Features:
        """Return the features (N, C, T) of latents (N, Z)."""
        decoded: Features = self.network.decode(torch.from_numpy(latents)).numpy()
        return decoded


def train_autoencoder(configuration: Configuration, sounds: Tensor) -> Autoencoder:
    """Train on squared error alone.

    Parameters
    ----------
    configuration : Configuration
        Of a flat preset; its layers, rate, batch size and epochs are used.
    sounds : torch.Tensor of shape (N, C, T)
        Training sounds.
    """
    network, preset = _flat(configuration), configuration.preset
    optimiser = torch.optim.Adam(network.parameter_groups(preset.learning_rate), fused=True)
    for batch in _batches(sounds, configuration, preset.epochs, "autoencoder"):
        loss = squared_error(network.decode(network.encode(batch)[0]), batch).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return Autoencoder(network.eval())


def train_gan(configuration: Configuration, sounds: Tensor, rate: float) -> Gan:
    """Train decoder and critic against each other, for half the preset's epochs: each step trains two networks.

    Parameters
    ----------
    configuration : Configuration
        Of a flat preset; its layers and batch size are used.
    sounds : torch.Tensor of shape (N, C, T)
        Training sounds.
    rate : float
        Learning rate of both.
    """
    network, preset = _flat(configuration), configuration.preset
    rng = torch.Generator().manual_seed(configuration.seed)
    n_latent = preset.latent_dimensions
    with torch.random.fork_rng():
        torch.manual_seed(configuration.seed)
        critic = _critic(math.prod(configuration.representation.shape), preset.hidden_units, preset.encoder_layers)
    drawing = [*network.decoder.parameters(), *network.output.parameters()]
    draws = torch.optim.Adam(drawing, lr=rate, betas=GAN_BETAS, fused=True)
    judges = torch.optim.Adam(critic.parameters(), lr=rate, betas=GAN_BETAS, fused=True)
    for batch in _batches(sounds, configuration, max(1, preset.epochs // 2), "gan"):
        drawn = network.decode(torch.randn(len(batch), n_latent, generator=rng))
        # -log D(x) - log(1 - D(G(z))), and for the decoder -log D(G(z)); Goodfellow et al. (2014).
        told_apart = F.softplus(-critic(batch)).mean() + F.softplus(critic(drawn.detach())).mean()
        judges.zero_grad()
        told_apart.backward()
        judges.step()
        believed = F.softplus(-critic(drawn)).mean()
        draws.zero_grad()
        believed.backward()
        draws.step()
    return Gan(network.eval(), n_latent)


def _flat(configuration: Configuration) -> FlatNetwork:
    network = configuration.network()
    assert isinstance(network, FlatNetwork), "peers are made of the slides' layers"
    return network.train()


def _critic(n_bins: int, n_hidden: int, n_layers: int) -> nn.Sequential:
    widths = [n_bins] + [n_hidden] * n_layers
    hidden = [layer for a, b in pairwise(widths) for layer in (nn.Linear(a, b), nn.LeakyReLU(LEAK))]
    return nn.Sequential(nn.Flatten(), *hidden, nn.Linear(n_hidden, 1))


def _batches(sounds: Tensor, configuration: Configuration, n_epochs: int, name: str) -> "tqdm[Tensor]":
    """Give every sound once per epoch, in a seeded order."""
    rng = torch.Generator().manual_seed(configuration.seed)
    batch_size = configuration.preset.batch_size

    def shuffled():  # type: ignore[no-untyped-def]  # of what tqdm gives back
        for _ in range(n_epochs):
            for chosen in torch.randperm(len(sounds), generator=rng).split(batch_size):
                yield sounds[chosen].float()

    n_steps = n_epochs * math.ceil(len(sounds) / batch_size)
    return tqdm(shuffled(), name, n_steps, unit="step", disable=None)
