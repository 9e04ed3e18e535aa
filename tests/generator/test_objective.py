"""`generator.objective`: the evidence lower bound against torch.distributions, to 1e-12 in double precision."""

import torch
from torch.distributions import Independent, MultivariateNormal, Normal, kl_divergence

from generator.objective import SLIDES_LOG_SIGMA, gaussian_nats, kl_nats, loss_of


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


def test_beta_of_one_is_the_bound_on_the_evidence() -> None:
    """For a linear model the evidence is known: the loss is above it for any posterior, and equal for the true one."""
    rng = torch.Generator().manual_seed(2)
    n_latent, n_bins, n_draws = 2, 6, 200_000
    write = torch.randn(n_latent, n_bins, generator=rng, dtype=torch.float64)
    x = torch.randn(1, n_bins, generator=rng, dtype=torch.float64)
    log_sigma = torch.tensor(-0.3, dtype=torch.float64)
    precision = torch.eye(n_latent, dtype=torch.float64) + write @ write.T * torch.exp(-2 * log_sigma)
    covariance = write.T @ write + torch.eye(n_bins, dtype=torch.float64) * torch.exp(2 * log_sigma)
    evidence = MultivariateNormal(torch.zeros(n_bins, dtype=torch.float64), covariance).log_prob(x).item()
    mean = (torch.exp(-2 * log_sigma) * x @ write.T @ precision.inverse())[0]
    noise = torch.randn(n_draws, n_latent, generator=rng, dtype=torch.float64)

    def bound(factor: torch.Tensor) -> float:
        """Return the loss for a posterior with this factor of its covariance."""
        drawn = (mean + noise @ factor.T) @ write
        kl = kl_divergence(
            MultivariateNormal(mean, factor @ factor.T),
            MultivariateNormal(torch.zeros_like(mean), torch.eye(n_latent, dtype=torch.float64)),
        )
        return loss_of("nats", drawn[:, None], x.expand_as(drawn)[:, None], log_sigma, kl.expand(n_draws), 1.0).item()

    exact = torch.linalg.cholesky(precision.inverse())
    assert abs(bound(exact) + evidence) < 0.02
    assert bound(2 * exact) > -evidence + 1


def test_mean_form_weighs_the_divergence_by_the_numbers_of_a_sound() -> None:
    """The slides' mean form is their sum form with a beta as many times larger, divided by that number."""
    rng = torch.Generator().manual_seed(3)
    predicted, target = torch.randn(2, 5, 8, 9, generator=rng, dtype=torch.float64)
    kl = torch.rand(5, generator=rng, dtype=torch.float64)
    none = torch.tensor(0.0)

    torch.testing.assert_close(
        loss_of("slides-mean", predicted, target, none, kl, 1.0),
        loss_of("slides-sum", predicted, target, none, kl, 72.0) / 72,
    )
