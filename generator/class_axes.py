"""Axes of the latent space along which classes part: Fisher's discriminants of how a sound is coloured.

Principal components keep what makes pictures different, and that is pitch: among the nearest sounds in
their space classes are mixed as by chance. What tells instruments apart is the envelope over the bands,
as a whole and in the attack, *given* where the sound lies. So the envelopes are multiplied by two
places, that of the first loud band and that of the mean band, and discriminants are found among all of
them [1]_. What differs from clip to clip of one recording and what differs between the recordings of a
class both count as noise: the axes are meant for recordings never heard.

References
----------
.. [1] Fisher, R. A. (1936). The use of multiple measurements in taxonomic problems. Annals of Eugenics 7(2).
"""

from collections.abc import Sequence

import numpy as np
import scipy.fft
import scipy.linalg
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

N_ENVELOPE = 12
"""Cosines that describe an envelope: with 20, purity on held-out recordings is 0.02 lower."""

N_SUSTAINED, N_ATTACK, N_WINDOWS = 110, 24, 6
"""Frames of a whole sound (2.6 s), of its attack (0.6 s), and windows of the attack."""

LOUD = 0.25
"""Under the loudest band, in units of the features (20 dB of 80): a band above it may be the first loud one."""

RIDGE = 0.1
"""Share of the mean noise that is added to every direction: 0.03 to 0.3 give the same purity within 0.02."""


class ClassAxes(nn.Module):
    """Read positions along class axes from pictures; fixed once it has learnt.

    Parameters
    ----------
    n_bands, n_classes, n_axes : int
        Of the pictures; of the collection; axes to have, at most n_classes - 1.
    """

    cosines: Tensor
    place_mean: Tensor
    place_spread: Tensor
    mean: Tensor
    axes: Tensor
    centres: Tensor

    def __init__(self, n_bands: int, n_classes: int, n_axes: int) -> None:
        super().__init__()
        n_envelope = min(N_ENVELOPE, n_bands)
        cosines = scipy.fft.dct(np.eye(n_bands), norm="ortho")[:, :n_envelope]
        n_features = 3 * n_envelope * (1 + N_WINDOWS)
        self.register_buffer("cosines", torch.tensor(cosines, dtype=torch.float32))
        self.register_buffer("place_mean", torch.zeros(2))
        self.register_buffer("place_spread", torch.ones(2))
        self.register_buffer("mean", torch.zeros(n_features))
        self.register_buffer("axes", torch.zeros(n_features, n_axes))
        self.register_buffer("centres", torch.zeros(n_classes, n_axes))

    def forward(self, x: Tensor) -> Tensor:
        """Return positions (B, K): within a class their variance is 1, over recordings as over clips."""
        return (self._features(x) - self.mean) @ self.axes

    @torch.no_grad()
    def learn(self, sounds: Tensor, classes: Sequence[str], recordings: Sequence[str]) -> None:
        """Find the axes, and where along them each class has its centre.

        Parameters
        ----------
        sounds : torch.Tensor of shape (N, C, T)
            Training sounds.
        classes, recordings : sequence of str of length N
            Class and recording of each.
        """
        places = torch.cat([self._places(batch.float()) for batch in sounds.split(256)])
        self.place_mean, self.place_spread = places.mean(0), places.std(0).clamp(min=1e-6)
        features = torch.cat([self._features(batch.float()) for batch in sounds.split(256)])
        self.mean = features.mean(0)
        axes, centres = discriminants(
            (features - self.mean).double().numpy(), np.asarray(classes), np.asarray(recordings), self.axes.shape[1]
        )
        self.axes, self.centres = torch.tensor(axes).float(), torch.tensor(centres).float()

    def _features(self, x: Tensor) -> Tensor:
        """Return envelopes, alone and times each place, of shape (B, D)."""
        attack = x[:, :, :N_ATTACK].unflatten(2, (N_WINDOWS, -1)).mean(3)  # (B, C, T) -> (B, C, windows)
        spectra = torch.cat([x[:, :, :N_SUSTAINED].mean(2, keepdim=True), attack], 2)  # (B, C, 1 + windows)
        envelopes = (spectra.transpose(1, 2) @ self.cosines).flatten(1)
        places = (self._places(x) - self.place_mean) / self.place_spread
        return torch.cat([envelopes, envelopes * places[:, :1], envelopes * places[:, 1:]], 1)

    @staticmethod
    def _places(x: Tensor) -> Tensor:
        """Return first loud band and mean band of pictures, of shape (B, 2)."""
        spectrum = x[:, :, :N_SUSTAINED].mean(2)  # (B, C)
        loud = spectrum > spectrum.amax(1, keepdim=True) - LOUD
        power = 10 ** (8 * (spectrum - 1))
        bands = torch.arange(x.shape[1], device=x.device, dtype=x.dtype)
        return torch.stack([loud.float().argmax(1).to(x.dtype), (power * bands).sum(1) / power.sum(1)], 1)


def discriminants(
    features: NDArray[np.float64], classes: NDArray[np.str_], recordings: NDArray[np.str_], n_axes: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Find the axes along which class centres lie furthest apart, in units of the noise within classes.

    Parameters
    ----------
    features : numpy.ndarray of shape (N, D)
        With mean 0.
    classes, recordings : numpy.ndarray of shape (N,)
        Class and recording of each row. All classes and all recordings of one weigh alike.
    n_axes : int
        K, at most one less than there are classes.

    Returns
    -------
    axes : numpy.ndarray of shape (D, K)
    centres : numpy.ndarray of shape (n_classes, K)
        In the order of the sorted classes.

    Examples
    --------
    >>> rows = np.array([[0.0, 9], [0.2, -9], [1.0, 9], [1.2, -9]])
    >>> axes, _ = discriminants(rows - rows.mean(0), np.array(list("aabb")), np.array(list("wxyz")), 1)
    >>> bool(abs(axes[0, 0]) > 20 * abs(axes[1, 0]))
    True
    """
    n_features = features.shape[1]
    noise = np.zeros((n_features, n_features))
    centres = []
    names = np.unique(classes)
    for sound_class in names:
        groups = [
            features[(classes == sound_class) & (recordings == recording)]
            for recording in np.unique(recordings[classes == sound_class])
        ]
        means = np.stack([group.mean(axis=0) for group in groups])
        centres.append(means.mean(axis=0))
        within = sum((group - mean).T @ (group - mean) / len(group) for group, mean in zip(groups, means, strict=True))
        apart = means - centres[-1]
        noise += (within / len(groups) + apart.T @ apart / max(len(groups) - 1, 1)) / len(names)
    noise += RIDGE * np.trace(noise) / n_features * np.eye(n_features)
    spread = np.cov(np.stack(centres).T) if len(names) > 1 else np.eye(n_features)
    _, axes = scipy.linalg.eigh(spread, noise, subset_by_index=(n_features - n_axes, n_features - 1))
    return axes, np.stack(centres) @ axes
