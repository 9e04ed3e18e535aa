"""`generator.made_sounds`: what was made is read as it was, and half a file is nothing."""

from pathlib import Path

import numpy as np
import pytest

from generator.collection import Sound
from generator.made_sounds import read_made, write_made
from generator.making import Made
from generator.path_measures import PathMeasures
from generator.stimulus_sets import Planned

SOUND = Sound(Path("a.wav"), "a", "a")
PLANNED = [Planned(condition, "test", (SOUND, SOUND), "morph-001") for condition in ("linear", "uniform", "shuffled")]
MEASURES = PathMeasures(*np.arange(9) / 3)


def test_what_was_made_is_read_again(tmp_path: Path) -> None:
    """Samples to the last bit, measures, and which of the planned stimuli was left out."""
    rng = np.random.default_rng(0)
    made = [
        (PLANNED[0], Made(rng.normal(size=100), True, "linear", 3.25, MEASURES)),
        (PLANNED[2], Made(rng.normal(size=100), False)),
    ]
    write_made(tmp_path / "a.npz", PLANNED, made)
    found = read_made(tmp_path / "a.npz", PLANNED)

    assert found is not None
    assert [one for one, _ in found] == [PLANNED[0], PLANNED[2]]
    assert [one.y.tobytes() for _, one in found] == [one.y.tobytes() for _, one in made]
    assert [(one.path, one.latent_distance, one.measures) for _, one in found] == [
        ("linear", 3.25, MEASURES),
        ("", None, None),
    ]


@pytest.mark.parametrize("n_bytes", [None, 0, 10, 900])
def test_half_a_file_is_nothing(tmp_path: Path, n_bytes: int | None) -> None:
    """A file that is missing, empty or cut is not taken for what was made."""
    path = tmp_path / "a.npz"
    write_made(path, PLANNED, [(PLANNED[0], Made(np.ones(1000), True))])
    path.write_bytes(path.read_bytes()[:n_bytes]) if n_bytes is not None else path.unlink()

    assert read_made(path, PLANNED) is None
