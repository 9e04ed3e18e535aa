"""`generator.model`: a checkpoint holds all that is needed, and nothing that runs."""

import pickle
from pathlib import Path

import numpy as np
import pytest
import torch

from generator.errors import GeneratorError
from generator.model import Model, configuration_of, read_model, write_model


def test_what_is_written_is_read(trained: Model, tmp_path: Path) -> None:
    """Configuration, figures, densities and what the network decodes survive the file."""
    write_model(tmp_path / "copy.pt", trained)
    copy = read_model(tmp_path / "copy.pt")
    latents = np.random.default_rng(0).normal(size=(2, 4)).astype(np.float32)

    assert copy.configuration == trained.configuration
    assert copy.figures == trained.figures
    assert copy.decode(latents).tobytes() == trained.decode(latents).tobytes()
    assert copy.densities.classes == trained.densities.classes
    for read, written in zip(copy.densities.latents, trained.densities.latents, strict=True):
        np.testing.assert_array_equal(read, written)


def test_decoded_features_lie_in_their_range(trained: Model) -> None:
    """However far a latent lies, features stay within [0, 1]."""
    decoded = trained.decode(np.full((1, 4), 50, dtype=np.float32))

    assert 0 <= decoded.min() <= decoded.max() <= 1


class Trap:
    """Something that acts when it is unpickled."""

    def __reduce__(self) -> tuple[type, tuple[str]]:
        return Path, ("trap",)


@pytest.mark.parametrize("content", [b"", b"no checkpoint", pickle.dumps(Trap(), protocol=2)])
def test_a_file_that_is_no_checkpoint_is_refused(content: bytes, tmp_path: Path) -> None:
    """Empty, text, or a pickle that would run something: one line, and nothing runs."""
    path = tmp_path / "model.pt"
    path.write_bytes(content)

    with pytest.raises(GeneratorError, match="cannot be read as a checkpoint"):
        read_model(path)
    assert configuration_of(path) is None


def test_a_half_written_checkpoint_is_refused(trained_path: Path, tmp_path: Path) -> None:
    """A checkpoint cut in the middle is not taken for whole."""
    path = tmp_path / "half.pt"
    path.write_bytes(trained_path.read_bytes()[:-2000])

    with pytest.raises(GeneratorError, match="cannot be read as a checkpoint"):
        read_model(path)


def test_a_missing_checkpoint_says_how_to_make_it(tmp_path: Path) -> None:
    """The line names the file and the command."""
    with pytest.raises(GeneratorError, match=r"none\.pt: the model is not trained yet.*'ascolto train'"):
        read_model(tmp_path / "none.pt")


def test_another_programs_checkpoint_is_refused(tmp_path: Path) -> None:
    """Weights without our configuration are not ours."""
    torch.save({"weights": {}}, tmp_path / "other.pt")

    with pytest.raises(GeneratorError, match="not a checkpoint of this version"):
        read_model(tmp_path / "other.pt")


def test_a_sound_is_the_same_alone_and_among_others(trained: Model) -> None:
    """To the bit: products of matrices round by their sizes, and a search for phases makes that audible."""
    rng = np.random.default_rng(0)
    features = rng.random((5, *trained.representation.shape), dtype=np.float32)
    latents = trained.encode(features)

    for number, (sound, z) in enumerate(zip(features, latents, strict=True)):
        np.testing.assert_array_equal(latents[number], trained.encode(sound[None])[0])
        np.testing.assert_array_equal(trained.decode(latents)[number], trained.decode(z[None])[0])
