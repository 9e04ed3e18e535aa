"""`generator.class_densities`: draws lie around sounds of their class, along what sets their neighbours apart."""

import numpy as np
import pytest

from generator.class_densities import N_NEIGHBOURS, WIDTH, ClassDensities


@pytest.fixture
def rng() -> np.random.Generator:
    """Seeded."""
    return np.random.default_rng(0)


def test_a_window_has_its_sounds_mean_and_its_neighbours_covariance(rng: np.random.Generator) -> None:
    """Around one of nine sounds: its own place, and the mean square of the differences to the other eight."""
    latents = rng.normal(size=(N_NEIGHBOURS + 1, 2)) @ [[1.0, 0.3], [0.0, 0.2]]
    densities = ClassDensities.of(latents, ("x",) * len(latents), ("x",))
    draws = np.stack([densities.draw("x", rng) for _ in range(20000)])

    differences = (latents[:, None] - latents).reshape(-1, 2)  # from every centre to every other
    spread = WIDTH**2 * differences.T @ differences / N_NEIGHBOURS / len(latents)
    np.testing.assert_allclose(draws.mean(axis=0), latents.mean(axis=0), atol=0.02)
    np.testing.assert_allclose(np.cov(draws.T), np.cov(latents.T, bias=True) + spread, atol=0.03)


def test_nothing_is_drawn_between_two_pitches(rng: np.random.Generator) -> None:
    """Where a class has two groups of sounds, each draw lies in one: a Gaussian would put most between them."""
    low, high = rng.normal(-10, 0.5, size=(40, 3)), rng.normal(10, 0.5, size=(40, 3))
    densities = ClassDensities.of(np.concatenate([low, high]), ("x",) * 80, ("x",))
    draws = np.stack([densities.draw("x", rng) for _ in range(200)])

    assert (np.abs(np.abs(draws) - 10) < 3).all()
    assert 60 < (draws[:, 0] > 0).sum() < 140


def test_draws_are_of_their_class_and_new(rng: np.random.Generator) -> None:
    """Each lies nearer to its own class than to the other, and equals none of its sounds."""
    latents = np.concatenate([rng.normal(size=(20, 4)), rng.normal(8, 1, size=(20, 4))])
    densities = ClassDensities.of(latents, ("x",) * 20 + ("y",) * 20, ("y", "x"))
    draws = np.stack([densities.draw("y", rng) for _ in range(100)])

    assert (draws.mean(axis=1) > 4).all()
    assert np.abs(draws[:, None] - latents.astype(np.float32)).max(axis=2).min() > 1e-3


def test_the_seed_decides() -> None:
    """Same seed, same latent."""
    densities = ClassDensities.of(np.random.default_rng(1).normal(size=(30, 3)), ("x",) * 30, ("x",))

    assert (
        densities.draw("x", np.random.default_rng(5)).tobytes()
        == densities.draw("x", np.random.default_rng(5)).tobytes()
    )
    assert (densities.draw("x", np.random.default_rng(5)) != densities.draw("x", np.random.default_rng(6))).any()


def test_a_single_sound_is_itself(rng: np.random.Generator) -> None:
    """Nothing is known of how it could vary; quality control finds the copy."""
    densities = ClassDensities.of(np.array([[1.0, 2.0]]), ("x",), ("x",))

    np.testing.assert_array_equal(densities.draw("x", rng), np.array([1, 2], dtype=np.float32))
