"""How well classes keep together in a latent space: the share of nearest neighbours of the own class.

Sounds of one recording are always near each other; that says nothing of classes. What is measured
on sounds never heard takes its neighbours from other recordings.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.neighbors import NearestNeighbors

K = 5
"""Neighbours that are looked at: the number the targets are stated for."""

Points = NDArray[np.floating]


def purity(latents: Points, labels: Sequence[str], k: int = K) -> float:
    """Return the mean share of each sound's `k` nearest neighbours that have its label; the sound itself is none.

    Parameters
    ----------
    latents : numpy.ndarray of shape (N, Z)
        Posterior means, or positions on a map.
    labels : sequence of str of length N
        Class of each.
    k : int
        Neighbours; at most N - 1 are there.

    Returns
    -------
    float
        In [0, 1]; chance is the mean share of the own class, :func:`chance_purity`.

    Examples
    --------
    >>> line = np.array([[0.0], [1.0], [2.0], [9.0], [10.0], [11.0]])
    >>> purity(line, list("aaabbb"), k=2), purity(line, list("ababab"), k=2)
    (1.0, 0.3333333333333333)
    """
    classes = np.asarray(labels)
    # Without a query each point is left out of its own neighbours, equal points included.
    nearest = NearestNeighbors(n_neighbors=min(k, len(latents) - 1)).fit(latents).kneighbors(return_distance=False)
    return float((classes[nearest] == classes[:, None]).mean())


def held_out_purity(
    held_out: Points, held_out_labels: Sequence[str], others: Points, other_labels: Sequence[str], k: int = K
) -> float:
    """Return the mean share of held-out sounds' `k` nearest neighbours *among other recordings* that have their label.

    Parameters
    ----------
    held_out : numpy.ndarray of shape (N, Z)
        Latents of the sounds that are asked about.
    held_out_labels : sequence of str of length N
        Class of each.
    others : numpy.ndarray of shape (M, Z)
        Latents of sounds from other recordings: those the model was trained on.
    other_labels : sequence of str of length M
        Class of each.
    k : int
        Neighbours.

    Examples
    --------
    >>> held_out_purity(np.array([[0.5], [9.5]]), ["a", "a"], np.array([[0.0], [1.0], [9.0], [10.0]]), list("aabb"), 2)
    0.5
    """
    index = NearestNeighbors(n_neighbors=min(k, len(others))).fit(others)
    nearest = index.kneighbors(held_out, return_distance=False)
    return float((np.asarray(other_labels)[nearest] == np.asarray(held_out_labels)[:, None]).mean())


def chance_purity(labels: Sequence[str], other_labels: Sequence[str] | None = None) -> float:
    """Return the purity that latents without any relation to the labels have on average.

    Parameters
    ----------
    labels : sequence of str of length N
        Classes of the sounds that are asked about.
    other_labels : sequence of str, optional
        Classes of those their neighbours come from; by default the same sounds.

    Examples
    --------
    >>> round(chance_purity(list("aabb")), 4), chance_purity(["a"], ["a", "b"])
    (0.3333, 0.5)
    """
    classes = np.asarray(labels)
    pool = classes if other_labels is None else np.asarray(other_labels)
    own = int(other_labels is None)  # among the same sounds, each is no neighbour of itself
    shares = [((pool == one).sum() - own) / (len(pool) - own) for one in classes]
    return float(np.mean(shares))
