"""`generator.morphs`: ends that are the reconstructions, sweeps that move, steps that are measured."""

import numpy as np
import pytest

from generator.audio import load_sound
from generator.collection import Collection
from generator.model import Model
from generator.morphs import decode_path, sequence, step_weights, sweep_features
from generator.paths import PATHS


@pytest.fixture
def ends(trained: Model, tones: Collection) -> np.ndarray:
    """Encode the first and the last tone."""
    features = [trained.representation.features(load_sound(tones.sounds[at].path)) for at in (0, -1)]
    return trained.encode(np.stack(features))


@pytest.mark.parametrize("kind", PATHS)
def test_ends_are_the_reconstructions(kind: str, trained: Model, ends: np.ndarray) -> None:
    """The first and the last sound of a path are the reconstructions, to 1e-5."""
    path = decode_path(trained, ends, kind, step_weights())
    reconstructed = trained.decode(ends)

    np.testing.assert_allclose(path[[0, -1]], reconstructed, atol=1e-5)


def test_sweep_goes_from_one_end_to_the_other(trained: Model, ends: np.ndarray) -> None:
    """The first held frames are the start's, the last held ones the end's; those between lie between."""
    path = decode_path(trained, ends, "linear", np.linspace(0, 1, 9))
    swept = sweep_features(path, 44)

    np.testing.assert_allclose(swept[:, :6], path[0][:, :6], atol=1e-6)
    np.testing.assert_allclose(swept[:, 38:], path[-1][:, 38:], atol=1e-6)
    low, high = path.min(axis=0), path.max(axis=0)
    assert (swept >= low - 1e-6).all()
    assert (swept <= high + 1e-6).all()


def test_sweep_reads_frames_at_their_own_time() -> None:
    """A mark at frame 20 of every sound of the path is at frame 20 of the sweep."""
    path = np.zeros((5, 3, 44), dtype=np.float32)
    path[:, 1, 20] = 1

    assert np.argwhere(sweep_features(path, 44)).tolist() == [[1, 20]]


def test_sequence_is_its_sounds_in_order() -> None:
    """Each step begins with its sound's beginning; together they last exactly as long as asked."""
    sounds = [np.full(22050, level, dtype=np.float32) for level in (0.1, 0.2, 0.3)]
    y = sequence(sounds, 30000, 22050)

    assert len(y) == 30000
    np.testing.assert_allclose(y[[100, 10100, 20100]], [0.1, 0.2, 0.3], atol=1e-6)
