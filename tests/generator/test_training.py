"""`generator.training`: it learns, it repeats itself to the byte, and it survives being stopped."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

import generator.training
from generator.collection import Collection, read_collection
from generator.errors import GeneratorError
from generator.features import copies
from generator.figures import warnings_of
from generator.model import Model
from generator.presets import PRESETS, Preset, RepresentationName
from generator.split import split_by_recording
from generator.training import configure, is_trained, schedule, train_model
from generator.training_data import HELD_OUT, training_data


class StoppedError(Exception):
    """What the test stops a training with."""


def test_beats_mean_and_silence_on_recordings_never_heard(trained: Model) -> None:
    """On held-out tones the model is nearer than the mean sound, and that than silence."""
    figures = trained.figures

    assert figures["model_db"] < figures["mean_db"] < figures["zero_db"]
    assert figures["rate_nats"] > np.log(3)


def test_trains_on_no_recording_that_is_held_out(tones: Collection, tiny_preset: Preset, tmp_path: Path) -> None:
    """Every held-out recording is missing from the training sounds, every other one is there with its copies."""
    configuration = configure(tiny_preset, tones, seed=3)
    data = training_data(configuration, tones, tmp_path)
    train, held_out = split_by_recording(tones, HELD_OUT, 3)

    assert len(data.held_out) == len(held_out)
    assert len(data.train) == len(train) * len(copies(len(train), 30, 1.0))
    assert len(data.train_classes) == len(data.train)


def test_same_seed_same_bytes(trained_path: Path, tones: Collection, tiny_preset: Preset, tmp_path: Path) -> None:
    """A second training with the same seed writes the same checkpoint, bit for bit; another seed another."""
    train_model(tmp_path / "again.pt", configure(tiny_preset, tones, seed=3), tones)
    train_model(tmp_path / "other.pt", configure(tiny_preset, tones, seed=4), tones)

    assert (tmp_path / "again.pt").read_bytes() == trained_path.read_bytes()
    assert (tmp_path / "other.pt").read_bytes() != trained_path.read_bytes()


def test_stopped_training_ends_with_the_same_bytes(
    trained_path: Path, tones: Collection, tiny_preset: Preset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped in the second epoch and started again, training goes on from its state, not from the start."""
    path, configuration = tmp_path / "stopped.pt", configure(tiny_preset, tones, seed=3)
    whole = generator.training.batch_loss
    n_calls = [0]

    def stop(*arguments: object) -> torch.Tensor:
        n_calls[0] += 1
        if n_calls[0] == 4:  # two steps an epoch: the second of the second epoch
            raise StoppedError
        return whole(*arguments)

    monkeypatch.setattr(generator.training, "SAVE_EVERY_S", 0.0)
    monkeypatch.setattr(generator.training, "batch_loss", stop)
    with pytest.raises(StoppedError):
        train_model(path, configuration, tones)
    assert not path.exists()
    assert path.with_suffix(".training.pt").exists()
    train_model(path, configuration, tones)

    assert n_calls[0] == 4 + 4  # two of three epochs were left
    assert path.read_bytes() == trained_path.read_bytes()
    assert not path.with_suffix(".training.pt").exists()


def test_what_another_version_saved_is_not_gone_on_with(
    trained_path: Path, tones: Collection, tiny_preset: Preset, tmp_path: Path
) -> None:
    """The state of a stopped training whose format is another one is as if it were not there."""
    path, configuration = tmp_path / "model.pt", configure(tiny_preset, tones, seed=3)
    torch.save({"configuration": repr(configuration), "epoch": 2, "network": {}}, path.with_suffix(".training.pt"))
    train_model(path, configuration, tones)

    assert path.read_bytes() == trained_path.read_bytes()


def test_a_checkpoint_on_the_way_is_that_of_a_shorter_training(tones: Collection, tmp_path: Path) -> None:
    """What a training of three epochs leaves after two has the bytes of a training of two."""
    preset = replace(PRESETS["slides-harmonic"], hidden_units=8, latent_dimensions=4, epochs=3)
    whole, shorter = configure(preset, tones, seed=3), configure(replace(preset, epochs=2), tones, seed=3)
    train_model(tmp_path / "whole.pt", whole, tones, {2: tmp_path / "on-the-way.pt"})
    train_model(tmp_path / "shorter.pt", shorter, tones)

    assert is_trained(tmp_path / "whole.pt", whole)
    assert (tmp_path / "shorter.pt").read_bytes() == (tmp_path / "on-the-way.pt").read_bytes()


def test_knows_what_is_trained(trained_path: Path, tones: Collection, tiny_preset: Preset) -> None:
    """A checkpoint stands for its own configuration and no other."""
    assert is_trained(trained_path, configure(tiny_preset, tones, seed=3))
    assert not is_trained(trained_path, configure(replace(tiny_preset, beta=2.0), tones, seed=3))
    assert not is_trained(trained_path.with_name("none.pt"), configure(tiny_preset, tones, seed=3))


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_takes_a_step(name: str, tones: Collection, tmp_path: Path) -> None:
    """Each preset that ships trains one epoch at reduced size, and its figures are numbers."""
    small = replace(PRESETS[name], hidden_units=8, latent_dimensions=4, epochs=1, n_trained_on=0)
    figures = train_model(tmp_path / "model.pt", configure(small, tones, seed=0), tones).figures

    assert all(np.isfinite(value) for value in figures.values())


@pytest.mark.parametrize("representation", ["waveform", "magnitude"])
def test_every_representation_trains_and_sounds(
    representation: RepresentationName, tones: Collection, tiny_preset: Preset, tmp_path: Path
) -> None:
    """By one key the model learns from samples or magnitudes: it has all figures, and its draws are sounds."""
    preset = replace(tiny_preset, representation=representation, epochs=1, n_trained_on=0)
    model = train_model(tmp_path / "model.pt", configure(preset, tones, seed=3), tones)
    latent = model.densities.draw("a", np.random.default_rng(0))
    y = model.representation.sound(model.decode(latent[None])[0])

    assert all(np.isfinite(value) for value in model.figures.values())
    assert y.shape == (172 * 512,)
    assert np.abs(y).max() == pytest.approx(1)


def test_the_mean_form_collapses_and_says_so(tones: Collection, tmp_path: Path) -> None:
    """Squared error per number plus the KL leaves no information in the latents: a loud warning."""
    small = replace(PRESETS["slides-harmonic"], hidden_units=16, epochs=15, objective="slides-mean", learning_rate=1e-2)
    model = train_model(tmp_path / "model.pt", configure(small, tones, seed=0), tones)

    assert any("collapsed" in warning for warning in warnings_of(model.figures, 3))


def test_one_class_trains(tones_folder: Path, tiny_preset: Preset, tmp_path: Path) -> None:
    """A collection of a single class is a collection."""
    shutil.copytree(tones_folder / "a", tmp_path / "sounds" / "a")
    collection = read_collection(tmp_path / "sounds", "folders")
    model = train_model(tmp_path / "model.pt", configure(tiny_preset, collection, seed=0), collection)

    assert model.densities.classes == ("a",)


def test_a_class_of_one_sound_is_refused_by_name(tones_folder: Path, tiny_preset: Preset, tmp_path: Path) -> None:
    """Nothing varies in one sound: the class is named and no checkpoint is written."""
    sounds = shutil.copytree(tones_folder, tmp_path / "sounds")
    for path in sorted((sounds / "a").iterdir())[1:]:
        path.unlink()
    collection = read_collection(sounds, "folders")

    with pytest.raises(GeneratorError, match="'a'"):
        train_model(tmp_path / "model.pt", configure(tiny_preset, collection, seed=0), collection)
    assert not (tmp_path / "model.pt").exists()


def test_cosine_rises_and_falls_and_constant_stays() -> None:
    """The cosine ends near 0; the slides' rate never changes."""
    cosine = [schedule(PRESETS["convolutional"], step, 300) for step in range(300)]

    assert cosine[0] < 0.05
    assert max(cosine) > 0.95
    assert cosine[-1] < 0.001
    assert {schedule(PRESETS["slides-harmonic"], step, 300) for step in range(300)} == {1.0}
