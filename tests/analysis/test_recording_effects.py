"""Regression over morphs that share recordings."""

import numpy as np
import pytest
from scipy import stats

from analysis.recording_effects import RecordingEffects

RNG = np.random.default_rng(0)
X = stats.zscore(RNG.normal(size=24))


def test_without_sharing_it_is_ordinary_regression():
    """Where every recording ends one morph, the ratio is not identified and t is that of least squares."""
    membership = np.repeat(np.eye(24), 2, axis=1)
    y = 0.5 * X + RNG.normal(size=24)
    fitted = stats.linregress(X, y)

    assert pytest.approx(fitted.slope / fitted.stderr) == RecordingEffects(X, membership).t(y[None, :])[0]


def test_finds_the_effects_of_recordings():
    """Effects of recordings raise the ratio, noise alone leaves it at or near zero."""
    membership = np.zeros((24, 6))
    membership[np.arange(24), np.arange(24) % 6] = membership[
        np.arange(24), (np.arange(24) // 6 + 1 + np.arange(24)) % 6
    ] = 1
    model = RecordingEffects(X, membership)
    with_effects = [model.null_ratio(membership @ RNG.normal(0, 2, 6) + RNG.normal(size=24)) for _ in range(50)]
    without = [model.null_ratio(RNG.normal(size=24)) for _ in range(50)]

    assert np.median(without) < 0.1 < 1 < np.median(with_effects)
