"""Paths between two latents: pure functions of the ends and the weight."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Path = Callable[[Vector, Vector, float], Vector]

PARALLEL = 1e-6
"""Angle in radians under which a spherical path is a straight line: its formula divides by the sine."""


def linear(a: Vector, b: Vector, weight: float) -> Vector:
    """Return the point on the straight line from `a` to `b`.

    Examples
    --------
    >>> linear(np.array([0.0, 1.0]), np.array([4.0, 1.0]), 0.25).tolist()
    [1.0, 1.0]
    """
    return (1 - weight) * a + weight * b


def spherical(a: Vector, b: Vector, weight: float) -> Vector:
    """Return the point on the arc from `a` to `b`: direction and length change evenly.

    The latents of a variational autoencoder lie near a sphere; a straight line cuts through its
    emptier inside. Shoemake (1985), Animating rotation with quaternion curves, SIGGRAPH.

    Examples
    --------
    >>> spherical(np.array([1.0, 0.0]), np.array([0.0, 3.0]), 0.5).round(4).tolist()
    [1.4142, 1.4142]
    """
    length_a, length_b = np.linalg.norm(a), np.linalg.norm(b)
    if not length_a or not length_b:
        return linear(a, b, weight)
    u, v = a / length_a, b / length_b
    angle = np.arccos(np.clip(u @ v, -1, 1))
    if angle < PARALLEL or angle > np.pi - PARALLEL:
        return linear(a, b, weight)
    direction = (np.sin((1 - weight) * angle) * u + np.sin(weight * angle) * v) / np.sin(angle)
    return ((1 - weight) * length_a + weight * length_b) * direction


def blend(latents: Vector, weights: Vector) -> Vector:
    """Return the mixture of latents (N, Z) with weights (N,); of two, the same as :func:`linear`.

    Examples
    --------
    >>> blend(np.array([[0.0, 1.0], [4.0, 1.0], [2.0, 7.0]]), np.array([0.5, 0.5, 0.0])).tolist()
    [2.0, 1.0]
    """
    return weights @ latents


PATHS: dict[str, Path] = {"linear": linear, "spherical": spherical}
