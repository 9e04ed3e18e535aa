"""Principal components of a set of sounds: the best linear model, and what any other must beat."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

MAX_SOUNDS = 2000
"""More sounds change the leading components little and cost their number cubed; a fixed part of them is used."""

MAX_NUMBERS = 10**8
"""Numbers of all sounds that are used, 400 MB: 2000 log-mel spectrograms, 567 magnitude spectrograms."""

N_FOLDS = 4
"""Parts of the recordings, of which each is shown by the components of the others."""


LEAST_VARIANCE = 1e-6
"""Of the largest variance: products are of 32 bits, and axes of less are of their rounding errors, not of sounds."""


@dataclass(frozen=True)
class PrincipalComponents:
    """Mean sound and the axes along which sounds differ most, most first.

    Parameters
    ----------
    mean : torch.Tensor of shape (D,)
        Mean of the sounds, as rows of D bins.
    axes : torch.Tensor of shape (D, Z)
        Orthonormal axes.
    variances : torch.Tensor of shape (Z,)
        Variance of the sounds along each axis.
    noise : float
        Mean variance along every other direction.
    """

    mean: Tensor
    axes: Tensor
    variances: Tensor
    noise: float

    def first(self, n_components: int) -> "PrincipalComponents":
        """Return the leading ones alone; the variances of the others join the noise."""
        n_bins, n_all = self.axes.shape
        n_kept = min(n_components, n_all)
        left = self.noise * (n_bins - n_all) + float(self.variances[n_kept:].sum())
        return PrincipalComponents(
            self.mean, self.axes[:, :n_kept], self.variances[:n_kept], left / max(n_bins - n_kept, 1)
        )

    def predict(self, sounds: Tensor) -> Tensor:
        """Return the sounds, of shape (N, C, T), as the components show them."""
        centred = sounds.flatten(1) - self.mean
        return (centred @ self.axes @ self.axes.T + self.mean).view_as(sounds)


def principal_components(sounds: Tensor, n_components: int) -> PrincipalComponents:
    """Find the leading components of sounds.

    Parameters
    ----------
    sounds : torch.Tensor of shape (N, C, T)
        Features; where there are more than `MAX_SOUNDS` or `MAX_NUMBERS`, evenly spread sounds stand for all.
    n_components : int
        Z; at most N - 1 are found, and as many as sounds differ in: where each is there twice, half as many.

    Examples
    --------
    >>> line = torch.arange(5.0)[:, None, None] * torch.tensor([[[3.0, 4.0]]])
    >>> found = principal_components(line, 2)
    >>> [round(abs(value), 3) for value in found.axes[:, 0].tolist()], round(found.noise, 6)
    ([0.6, 0.8], 0.0)
    """
    n_chosen = min(len(sounds), MAX_SOUNDS, MAX_NUMBERS // sounds[0].numel())
    chosen = torch.linspace(0, len(sounds) - 1, n_chosen).long()
    flat = sounds[chosen].float().flatten(1)  # (N, D)
    mean = flat.mean(0)
    centred = flat - mean
    n_sounds, n_bins = flat.shape
    # The N x N products hold the same variances as the much larger D x D covariance.
    eigenvalues, sides = torch.linalg.eigh((centred @ centred.T).double() / n_sounds)
    variances = eigenvalues.flip(0).clamp(min=1e-12)
    n_differing = int((variances > LEAST_VARIANCE * variances[0]).sum())
    n_found = min(n_components, n_sounds - 1, max(n_differing, 1))
    kept = variances[:n_found]
    axes = centred.T @ sides.flip(1)[:, :n_found].float() / (kept * n_sounds).sqrt().float()
    noise = float(variances[n_found:].sum() / max(n_bins - n_found, 1))
    return PrincipalComponents(mean, axes, kept.float(), max(noise, 1e-12))


def cross_fitted(sounds: Tensor, recordings: Sequence[Hashable], n_components: int) -> Tensor:
    """Show each sound by components that were found without its recording.

    Components show the sounds they were found from far better than others. What is to be learnt about
    recordings never heard has to be learnt from sounds that the components have not seen.

    Parameters
    ----------
    sounds : torch.Tensor of shape (N, C, T)
        Features.
    recordings : sequence of length N
        Recording of each sound; where there is but one, each sound counts as a recording.
    n_components : int
        Components of each part.

    Returns
    -------
    torch.Tensor of shape (N, C, T)
        Of the type of `sounds`.

    Examples
    --------
    >>> line = torch.arange(8.0)[:, None, None] * torch.tensor([[[3.0, 4.0]]])
    >>> torch.allclose(cross_fitted(line, "aabbccdd", 1), line, atol=1e-4)
    True
    """
    names = recordings if len(set(recordings)) > 1 else range(len(sounds))
    numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
    folds = torch.tensor([numbers[name] % N_FOLDS for name in names])
    shown = torch.empty_like(sounds)
    for fold in folds.unique():
        others = principal_components(sounds[folds != fold], n_components)
        shown[folds == fold] = others.predict(sounds[folds == fold].float()).to(shown.dtype)
    return shown
