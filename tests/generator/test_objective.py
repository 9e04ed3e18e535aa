"""`generator.objective`: the evidence lower bound against torch.distributions, to 1e-12 in double precision."""

import torch
from torch.distributions import Independent, Normal, kl_divergence

from generator.objective import SLIDES_LOG_SIGMA, gaussian_nats, kl_nats


def test_kl_is_torchs() -> None:
    """KL to the standard normal is what torch.distributions.kl_divergence gives."""
    rng = torch.Generator().manual_seed(0)
    mean = torch.randn(50, 16, generator=rng, dtype=torch.float64)
    log_variance = torch.randn(50, 16, generator=rng, dtype=torch.float64)
    posterior = Independent(Normal(mean, (log_variance / 2).exp()), 1)
    prior = Independent(Normal(torch.zeros_like(mean), torch.ones_like(mean)), 1)

    assert (kl_nats(mean, log_variance) - kl_divergence(posterior, prior)).abs().max() < 1e-12


def test_likelihood_is_torchs() -> None:
    """Minus the log-likelihood is what torch.distributions.Normal gives, to 1e-12 of its size."""
    rng = torch.Generator().manual_seed(1)
    predicted, target = torch.randn(2, 5, 8, 9, generator=rng, dtype=torch.float64)
    log_sigma = torch.tensor(-1.3, dtype=torch.float64)
    theirs = -Normal(predicted, log_sigma.exp()).log_prob(target).sum((1, 2))

    assert ((gaussian_nats(predicted, target, log_sigma) - theirs) / theirs).abs().max() < 1e-12


def test_slides_form_is_the_bound_with_a_fixed_sigma() -> None:
    """With sigma^2 = 1/2, differences in nats are differences in squared error, as on the slides."""
    x = torch.zeros(1, 4, 5, dtype=torch.float64)
    log_sigma = torch.tensor(SLIDES_LOG_SIGMA, dtype=torch.float64)
    difference = gaussian_nats(x + 0.3, x, log_sigma) - gaussian_nats(x, x, log_sigma)

    torch.testing.assert_close(difference, torch.tensor([20 * 0.09], dtype=torch.float64))
