"""The slides' variational autoencoder: a sound as one row of numbers, a few fully connected layers."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn

from generator.objective import SLIDES_LOG_SIGMA, kl_nats
from generator.presets import Preset
from generator.principal_components import PrincipalComponents


class FlatNetwork(nn.Module):
    """Hidden layers with ReLU; a sigmoid at the end, because features lie in [0, 1]."""

    def __init__(self, preset: Preset, shape: tuple[int, int]) -> None:
        super().__init__()
        self.shape = shape
        n_bins, n_hidden, n_latent = shape[0] * shape[1], preset.hidden_units, preset.latent_dimensions
        self.n_free, self.n_class_axes = n_latent, 0  # as in `generator.convolutional_network`
        self.encoder = _layers(n_bins, n_hidden, preset.encoder_layers)
        self.posterior = nn.Linear(n_hidden, 2 * n_latent)
        self.decoder = _layers(n_latent, n_hidden, preset.decoder_layers)
        self.output = nn.Linear(n_hidden, n_bins)
        self.log_sigma = nn.Parameter(torch.tensor(SLIDES_LOG_SIGMA), requires_grad=preset.objective == "nats")

    n_in_closed_form = 0
    """Numbers that are learned otherwise than by gradient."""

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return mean and log-variance of q(z|x)."""
        h = self.encoder(x.flatten(1))  # (B, C, T) -> (B, hidden)
        mean, log_variance = self.posterior(h).chunk(2, dim=1)  # (B, Z) each
        return mean, log_variance

    def decode(self, z: Tensor) -> Tensor:
        """Return the most likely features for latents."""
        h = self.decoder(z)  # (B, Z) -> (B, hidden)
        return torch.sigmoid(self.output(h)).unflatten(1, self.shape)  # (B, C, T)

    def rate(self, mean: Tensor, log_variance: Tensor) -> Tensor:
        """Return KL(q(z|x) || p(z)), of shape (B,); the prior is the standard normal."""
        return kl_nats(mean, log_variance)

    def draw(self, n_draws: int, rng: torch.Generator) -> Tensor:
        """Draw latents (N, Z) from the prior."""
        return torch.randn(n_draws, self.posterior.out_features // 2, generator=rng)

    def start_from(
        self, components: PrincipalComponents, sounds: Tensor, classes: Sequence[str], recordings: Sequence[str]
    ) -> None:
        """Keep the random weights: the slides' networks know nothing of their sounds at first."""

    def pictures(self, sounds: Tensor, recordings: Sequence[str]) -> None:
        """Need no pictures to learn from: the sounds are enough."""

    def parameter_groups(self, learning_rate: float) -> list[dict[str, Any]]:
        """Return what the optimiser moves."""
        moved = [parameter for parameter in self.parameters() if parameter.requires_grad]
        return [{"params": moved, "lr": learning_rate}]


def _layers(n_in: int, n_hidden: int, n_layers: int) -> nn.Sequential:
    widths = [n_in] + [n_hidden] * n_layers
    return nn.Sequential(*(layer for a, b in pairwise(widths) for layer in (nn.Linear(a, b), nn.ReLU())))
