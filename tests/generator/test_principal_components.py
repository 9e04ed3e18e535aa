"""`generator.principal_components`: against a plain singular value decomposition."""

import numpy as np
import torch

from generator.principal_components import cross_fitted, principal_components


def test_agrees_with_a_singular_value_decomposition() -> None:
    """Variances, axes (up to sign) and the noise left over are numpy's, to single precision."""
    x = np.random.default_rng(0).normal(size=(12, 5, 7)) * np.arange(1, 8)
    found = principal_components(torch.tensor(x, dtype=torch.float32), 4)
    flat = x.reshape(12, -1) - x.reshape(12, -1).mean(axis=0)
    _, singular, axes = np.linalg.svd(flat, full_matrices=False)

    np.testing.assert_allclose(found.variances, singular[:4] ** 2 / 12, rtol=1e-4)
    np.testing.assert_allclose(np.abs(found.axes.T.numpy() @ axes[:4].T), np.eye(4), atol=1e-4)
    np.testing.assert_allclose(found.noise, (singular[4:] ** 2).sum() / 12 / (35 - 4), rtol=1e-4)


def test_all_components_show_every_sound() -> None:
    """With as many components as there can be, nothing is left over."""
    x = torch.rand(6, 3, 4, generator=torch.Generator().manual_seed(0))
    found = principal_components(x, 99)

    assert found.axes.shape == (12, 5)
    torch.testing.assert_close(found.predict(x), x, atol=1e-5, rtol=0)


def test_no_recording_shows_itself() -> None:
    """What is shown of a recording depends on the others alone, as far as components go: a new one is not known."""
    x = torch.zeros(8, 2, 4)
    x[torch.arange(8), torch.arange(8) // 4, torch.arange(8) % 4] = 1.0  # each sound at a place of its own
    shown = cross_fitted(x, list("aabbccdd"), 6)

    assert ((shown * x).sum((1, 2)) < 1e-5).all()
    assert (principal_components(x, 6).predict(x) * x).sum() > 6
    torch.testing.assert_close(cross_fitted(x, ["a"] * 8, 6), cross_fitted(x, list("abcdefgh"), 6))


def test_sounds_that_are_there_twice_give_no_false_axes() -> None:
    """Twenty sounds, each twice, differ in 19 directions: axes stay at right angles and show an unheard sound well."""
    rng = torch.Generator().manual_seed(0)
    sounds = torch.rand((20, 6, 50), generator=rng).repeat(2, 1, 1)
    found = principal_components(sounds, 30)
    others = torch.rand((5, 6, 50), generator=rng)

    assert len(found.variances) == 19
    torch.testing.assert_close(found.axes.T @ found.axes, torch.eye(19), atol=1e-3, rtol=0)
    assert found.predict(others).abs().max() < 2
