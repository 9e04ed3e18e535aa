"""The objective of a variational autoencoder in nats per sound: log-likelihood minus beta times KL.

The slides write their reconstruction loss as `1/N sum ||target - predicted||^2` and add the KL. Where
N counts sounds, that is the evidence lower bound of a Gaussian with sigma^2 = 1/2; where N counts
all numbers, the KL weighs as many times more as a sound has numbers, and the posterior collapses.
"""

import math

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - its usual name

from generator.presets import Objective


def gaussian_nats(predicted: Tensor, target: Tensor, log_sigma: Tensor) -> Tensor:
    """Return -log p(x|z) of each sound, every bin Gaussian around its prediction with one sigma.

    Parameters
    ----------
    predicted, target : torch.Tensor of shape (B, C, T)
        Decoded and wanted features.
    log_sigma : torch.Tensor of shape ()
        Natural logarithm of sigma, in units of the features.

    Returns
    -------
    torch.Tensor of shape (B,)

    Examples
    --------
    >>> zero = torch.zeros(1, 2, 3)
    >>> round(gaussian_nats(zero, zero, torch.tensor(0.0)).item(), 4)  # six times log sqrt(2 pi)
    5.5136
    """
    n_bins = target[0].numel()
    return squared_error(predicted, target) / (2 * torch.exp(2 * log_sigma)) + n_bins * (
        log_sigma + 0.5 * math.log(2 * math.pi)
    )


def squared_error(predicted: Tensor, target: Tensor) -> Tensor:
    """Return the sum of squared differences of each sound, of shape (B,)."""
    return F.mse_loss(predicted, target, reduction="none").flatten(1).sum(1)  # one pass each way


def loss_of(
    objective: Objective, predicted: Tensor, target: Tensor, log_sigma: Tensor, kl: Tensor, beta: float
) -> Tensor:
    """Return what training makes small: the mean over a batch.

    Parameters
    ----------
    objective : {"nats", "slides-sum", "slides-mean"}
        `nats`: negative evidence lower bound for beta = 1. `slides-sum`, `slides-mean`: squared error per
        sound, or per number of a sound, plus the KL.
    predicted, target : torch.Tensor of shape (B, C, T)
        Decoded and wanted features.
    log_sigma : torch.Tensor of shape ()
        Of the Gaussian; the slides' forms have none.
    kl : torch.Tensor of shape (B,)
        Of :func:`kl_nats`.
    beta : float
        Weight of `kl`.

    Examples
    --------
    >>> x, kl = torch.ones(1, 2, 3), torch.tensor([0.5])
    >>> [loss_of(form, 0 * x, x, torch.tensor(0.0), kl, 1.0).item() for form in ("slides-sum", "slides-mean")]
    [6.5, 1.5]
    """
    match objective:
        case "nats":
            loss = gaussian_nats(predicted, target, log_sigma)
        case "slides-sum":
            loss = squared_error(predicted, target)
        case _:
            loss = squared_error(predicted, target) / target[0].numel()
    return (loss + beta * kl).mean()


def kl_nats(mean: Tensor, log_variance: Tensor) -> Tensor:
    """Return KL(q(z|x) || N(0, I)) of each sound.

    The slides' -1/2 sum(1 + log var - mu^2 - var), with the variance as the exponential of its logarithm.

    Parameters
    ----------
    mean, log_variance : torch.Tensor of shape (B, Z)
        The posterior q(z|x), a Gaussian with independent dimensions.

    Returns
    -------
    torch.Tensor of shape (B,)

    Examples
    --------
    >>> kl_nats(torch.ones(1, 4), torch.zeros(1, 4))
    tensor([2.])
    """
    return -0.5 * (1 + log_variance - mean**2 - log_variance.exp()).sum(1)


SLIDES_LOG_SIGMA = -0.5 * math.log(2)
"""Squared error plus KL is the evidence lower bound, constants aside, when sigma^2 = 1/2."""
