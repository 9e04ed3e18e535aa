"""`generator.convolutional_network`: it starts at the linear optimum and improves on it."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA

from generator.convolutional_network import ConvolutionalNetwork
from generator.objective import gaussian_nats, kl_nats
from generator.presets import PRESETS
from generator.principal_components import principal_components
from generator.training import batch_loss

PRESET = replace(PRESETS["convolutional"], latent_dimensions=3, hidden_units=8)


@pytest.fixture
def sounds() -> torch.Tensor:
    """Forty pictures of 12 x 10 around three directions, with noise."""
    rng = np.random.default_rng(0)
    directions = rng.normal(size=(3, 120))
    flat = rng.normal(size=(40, 3)) * [3, 2, 1] @ directions / 10 + rng.normal(size=(40, 120)) * 0.05 + 0.5
    return torch.tensor(flat.reshape(40, 12, 10), dtype=torch.float32)


@pytest.fixture
def network(sounds: torch.Tensor) -> ConvolutionalNetwork:
    """Make a network at its start."""
    torch.manual_seed(0)
    network = ConvolutionalNetwork(PRESET, (12, 10))
    network.start_from(principal_components(sounds, 3), sounds, ["a"] * 40, ["a"] * 40)
    return network


def test_the_prior_lies_around_the_classes() -> None:
    """Draws of three classes lie at their centres and elsewhere as the standard normal; there the rate is least."""
    torch.manual_seed(0)
    network = ConvolutionalNetwork(replace(PRESET, latent_dimensions=6), (16, 32), n_classes=3)
    network.class_axes.centres = torch.tensor([[9.0, 0.0], [0.0, 9.0], [-9.0, -9.0]])
    z = network.draw(3000, torch.Generator().manual_seed(1))
    inside = torch.cdist(z[:, 4:] / network.class_scale, network.class_axes.centres).min(1)[0]
    lost = torch.cat([z[:, :4], torch.zeros(3000, 2)], 1)
    same_width = torch.tensor([0.0] * 4 + [2 * math.log(network.class_scale)] * 2).expand_as(z)

    assert z[:, :4].std().item() == pytest.approx(1, abs=0.05)
    assert inside.square().mean().item() == pytest.approx(2, abs=0.2)  # chi-square of two dimensions
    assert network.rate(z, same_width).mean() < network.rate(lost, same_width).mean() - 30


def test_sides_that_no_patch_divides(network: ConvolutionalNetwork, sounds: torch.Tensor) -> None:
    """12 x 10 is no multiple of the patch; what is decoded has the sounds' shape all the same."""
    mean, log_variance = network.encode(sounds)

    assert network.decode(mean).shape == sounds.shape
    assert mean.shape == log_variance.shape == (40, 3)


def test_starts_at_the_bound_of_probabilistic_principal_components(
    network: ConvolutionalNetwork, sounds: torch.Tensor
) -> None:
    """At its optimum the bound is tight: it is the log-likelihood that scikit-learn's PCA gives."""
    z_mean, log_variance = network.encode(sounds)
    # Closed-form expectation of the squared error over the posterior of a linear decoder.
    spread = (log_variance.exp()[:1] * (network.write**2).sum(1)).sum()
    fit = gaussian_nats(network.decode(z_mean), sounds, network.log_sigma)
    bound = -(fit + spread / (2 * (2 * network.log_sigma).exp()) + kl_nats(z_mean, log_variance)).mean()
    theirs = PCA(3, svd_solver="full").fit(sounds.flatten(1).numpy() * 1.0)
    theirs.explained_variance_ *= 39 / 40  # maximum likelihood, not unbiased
    theirs.noise_variance_ *= 39 / 40 * (40 - 3) / (120 - 3)  # over all directions, as Tipping & Bishop

    assert bound.item() == pytest.approx(theirs.score(sounds.flatten(1).numpy()), rel=2e-3)


def test_latents_fill_the_prior(network: ConvolutionalNetwork, sounds: torch.Tensor) -> None:
    """Over the sounds it started from, posterior means and variances add up to the prior's variance, 1."""
    mean, log_variance = network.encode(sounds)

    torch.testing.assert_close(mean.var(0, correction=0) + log_variance.exp()[0], torch.ones(3), atol=1e-3, rtol=0)


def test_learns_what_components_leave_of_sounds_they_have_not_seen(sounds: torch.Tensor) -> None:
    """Strokes that components of other recordings smear are sharpened; the components stay as they were."""
    torch.manual_seed(0)
    sharp = (sounds > 0.5).float()
    network = ConvolutionalNetwork(replace(PRESET, learning_rate=1e-2), (12, 10))
    network.start_from(principal_components(sharp, 3), sharp, ["a"] * 40, list("abcdefgh") * 5)
    drawn, before = network.pictures(sharp, list("abcdefgh") * 5), network.write.clone()
    nothing = torch.zeros(40, 3)
    optimiser = torch.optim.Adam(network.parameter_groups(1e-2))
    rng = torch.Generator().manual_seed(0)
    for _ in range(60):
        optimiser.zero_grad()
        batch_loss(network, sharp, PRESET, rng, drawn).backward()
        optimiser.step()
    corrected = network.redraw(drawn, nothing)

    assert ((corrected - sharp) ** 2).mean() < 0.8 * ((drawn - sharp) ** 2).mean()
    assert torch.equal(network.write, before)


def test_overfits_two_sounds(sounds: torch.Tensor) -> None:
    """From a blind start (no components), the squared error on two sounds falls at least tenfold."""
    torch.manual_seed(0)
    network = ConvolutionalNetwork(PRESET, (12, 10)).requires_grad_()
    torch.nn.init.normal_(network.write, std=0.1)
    torch.nn.init.normal_(network.read, std=0.1)
    x = (sounds[:2] > 0.5).float()
    optimiser = torch.optim.Adam(network.parameter_groups(2e-2))
    rng = torch.Generator().manual_seed(0)

    def error() -> float:
        return ((network.decode(network.encode(x)[0]) - x) ** 2).mean().item()

    before = error()
    for _ in range(200):
        optimiser.zero_grad()
        batch_loss(network, x, PRESET, rng).backward()
        optimiser.step()

    assert error() < before / 10
