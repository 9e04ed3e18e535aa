"""`generator.flat_network`: the slides' layers, in order, and that they learn."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from generator.flat_network import FlatNetwork
from generator.presets import PRESETS
from generator.training import batch_loss


@pytest.mark.parametrize(("name", "n_encoder", "n_decoder"), [("slides-harmonic", 2, 1), ("slides-non-harmonic", 2, 2)])
def test_layers_are_the_slides(name: str, n_encoder: int, n_decoder: int) -> None:
    """As many hidden layers as in the table, each with ReLU; latents and sounds of the right shape."""
    network = FlatNetwork(PRESETS[name], (8, 6))
    counts = [sum(isinstance(layer, nn.ReLU) for layer in part) for part in (network.encoder, network.decoder)]
    mean, log_variance = network.encode(torch.rand(3, 8, 6))
    decoded = network.decode(mean)

    assert [n_encoder, n_decoder] == counts
    assert mean.shape == log_variance.shape == (3, PRESETS[name].latent_dimensions)
    assert decoded.shape == (3, 8, 6)
    assert 0 < decoded.min() <= decoded.max() < 1


def test_overfits_two_sounds() -> None:
    """On two sounds the squared error falls at least tenfold."""
    torch.manual_seed(0)
    preset = replace(PRESETS["slides-harmonic"], hidden_units=64, latent_dimensions=8, objective="nats")
    network = FlatNetwork(preset, (16, 12))
    x = (torch.rand(2, 16, 12) > 0.5).float()
    optimiser = torch.optim.Adam(network.parameter_groups(1e-2))
    rng = torch.Generator().manual_seed(0)

    def error() -> float:
        return ((network.decode(network.encode(x)[0]) - x) ** 2).mean().item()

    before = error()
    for _ in range(150):
        optimiser.zero_grad()
        batch_loss(network, x, preset, rng).backward()
        optimiser.step()

    assert error() < before / 10


def test_the_slides_sigma_is_fixed() -> None:
    """The slides' objective has no sigma to learn; the bound in nats has."""
    fixed = FlatNetwork(PRESETS["slides-harmonic"], (4, 4))
    learned = FlatNetwork(replace(PRESETS["slides-harmonic"], objective="nats"), (4, 4))

    assert not fixed.log_sigma.requires_grad
    assert learned.log_sigma.requires_grad
