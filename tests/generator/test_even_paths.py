"""`generator.even_paths`: paths that are evened where both measures agree, and left alone where they do not."""

import numpy as np
import pytest

from generator.even_paths import EVEN, even_path, evened
from generator.path_measures import Heard, log_mel_steps, mfcc_steps, variation

T = np.arange(22016) / 22050
DULL, BRIGHT = (
    sum(np.sin(2 * np.pi * hz * T) * share for hz, share in zip((300, 900, 2700), shares, strict=True))
    for shares in ((1, 0.1, 0.01), (0.01, 0.1, 1))
)


def _mixed(place: float) -> Heard:
    """Mix two sounds so that their spectra move evenly in dB; at 1 / 100 of each other they still sound."""
    shares = 10 ** (-2 * np.array([place, 0.5, 1 - place]))
    tones = [np.sin(2 * np.pi * hz * T) * share for hz, share in zip((300, 900, 2700), shares, strict=True)]
    return Heard.of(sum(tones).astype(np.float32))


def _hurried(weights: np.ndarray) -> list[Heard]:
    """Return a path that hurries at its start."""
    return [_mixed(float(np.sqrt(weight))) for weight in weights]


def test_an_uneven_path_is_evened_and_kept() -> None:
    """A path that hurries gets even steps, on the measure that is optimised and on the other."""
    start = _hurried(np.linspace(0, 1, 7))
    found = even_path(lambda weights: _hurried(weights), start)

    assert found.is_kept
    assert variation(log_mel_steps(found.sounds)) <= EVEN < variation(log_mel_steps(start))
    assert variation(mfcc_steps(found.sounds)) < variation(mfcc_steps(start))
    assert (np.diff(found.weights) > 0).all()
    assert found.weights[[0, -1]].tolist() == [0, 1]


def test_a_path_that_cannot_be_evened_is_left_alone() -> None:
    """Between two sounds there is nothing: one jump stays one jump, and the start comes back as it was."""
    start = [_mixed(float(weight > 0.45)) for weight in np.linspace(0, 1, 7)]
    found = even_path(lambda weights: [_mixed(float(weight > 0.45)) for weight in weights], start)

    assert not found.is_kept
    assert found.sounds == start
    assert found.weights.tolist() == np.linspace(0, 1, 7).tolist()


@pytest.mark.parametrize("judge", ["mfcc_steps", "loudness_steps"])
def test_a_path_that_either_judge_likes_less_is_left_alone(judge: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where MFCC or loudness says that the evened path is less even, the measure that was evened does not decide."""
    start = _hurried(np.linspace(0, 1, 7))
    monkeypatch.setattr(f"generator.even_paths.{judge}", lambda sounds: np.diff([sounds is not start, 1, 2.5]))

    assert not even_path(lambda weights: _hurried(weights), start).is_kept


def test_evened_weights_divide_the_way() -> None:
    """A path whose speed is known is divided exactly: twice as fast in its first half."""
    weights = evened(np.array([0.0, 0.5, 1.0]), np.array([2.0, 1.0]))

    np.testing.assert_allclose(weights, [0, 0.375, 1])
