"""`generator.paths`: ends that are met, paths that are the same from both sides."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from generator.paths import PATHS, spherical

_LATENTS = arrays(np.float64, 5, elements=st.floats(-10, 10, allow_subnormal=False))


@pytest.mark.parametrize("kind", PATHS)
@given(a=_LATENTS, b=_LATENTS, weight=st.floats(0, 1))
def test_morph_from_the_other_end_is_the_same(kind: str, a: np.ndarray, b: np.ndarray, weight: float) -> None:
    """morph(a, b, w) is morph(b, a, 1 - w), whatever the ends."""
    np.testing.assert_allclose(PATHS[kind](a, b, weight), PATHS[kind](b, a, 1 - weight), atol=1e-6)


@pytest.mark.parametrize("kind", PATHS)
@given(a=_LATENTS, b=_LATENTS)
def test_ends_are_met(kind: str, a: np.ndarray, b: np.ndarray) -> None:
    """Weight 0 is the first latent, weight 1 the second."""
    np.testing.assert_allclose(PATHS[kind](a, b, 0.0), a, atol=1e-9)
    np.testing.assert_allclose(PATHS[kind](a, b, 1.0), b, atol=1e-9)


def test_spherical_path_keeps_the_shell() -> None:
    """Between latents of equal length every point has that length; a straight line would cut through."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 64))
    a, b = 8 * a / np.linalg.norm(a), 8 * b / np.linalg.norm(b)

    assert np.linalg.norm(spherical(a, b, 0.5)) == pytest.approx(8)
    assert np.linalg.norm(PATHS["linear"](a, b, 0.5)) < 7


def test_spherical_steps_are_equal() -> None:
    """Equal weights apart are equal angles apart."""
    a, b = np.array([2.0, 0.0, 0.0]), np.array([0.0, 2.0, 0.0])
    points = [spherical(a, b, weight) for weight in np.linspace(0, 1, 7)]
    steps = [np.linalg.norm(after - before) for before, after in pairwise(points)]

    np.testing.assert_allclose(steps, steps[0])
