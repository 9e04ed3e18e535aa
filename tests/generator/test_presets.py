"""`generator.presets`: the slides' table, exactly; what a study file may change."""

from dataclasses import astuple

import pytest

from generator.model import Configuration
from generator.presets import PRESETS, preset_for
from generator.round_trip import REPRESENTATIONS
from study.study_file import ModelPlan


@pytest.mark.parametrize(
    ("name", "layers", "hidden_units", "latent_dimensions", "learning_rate", "batch_size", "epochs"),
    [
        ("slides-non-harmonic", (2, 2), 256, 128, 1e-4, 128, 250),
        ("slides-harmonic", (2, 1), 512, 256, 1e-4, 64, 100),
    ],
)
def test_the_slides_table(
    name: str,
    layers: tuple[int, int],
    hidden_units: int,
    latent_dimensions: int,
    learning_rate: float,
    batch_size: int,
    epochs: int,
) -> None:
    """Both presets are what the slides' table says, row by row."""
    preset = PRESETS[name]

    assert (preset.encoder_layers, preset.decoder_layers) == layers
    assert preset.hidden_units == hidden_units
    assert preset.latent_dimensions == latent_dimensions
    assert preset.learning_rate == learning_rate
    assert preset.batch_size == batch_size
    assert preset.epochs == epochs
    assert (preset.n_bands, preset.schedule, preset.n_trained_on) == (128, "constant", 0)


def test_a_plan_changes_only_what_it_names() -> None:
    """Keys of the study file win, all else stays."""
    changed = preset_for(ModelPlan(preset="slides-harmonic", epochs=3, beta=2.0))
    kept = [
        value
        for value, before in zip(astuple(changed), astuple(PRESETS["slides-harmonic"]), strict=True)
        if value != before
    ]

    assert kept == [3, 2.0]


@pytest.mark.parametrize("representation", ["waveform", "magnitude", "mel"])
def test_one_key_names_the_representation(representation: str) -> None:
    """What the study file allows is what the preset takes and what the generator has, in the slides' three words."""
    preset = preset_for(ModelPlan(preset="convolutional", representation=representation))

    assert Configuration(preset, "", 0).representation == REPRESENTATIONS[representation]


def test_every_preset_of_the_study_file_is_there() -> None:
    """What the study file allows, the generator has, and the other way round."""
    allowed = ModelPlan.model_fields["preset"].annotation

    assert set(allowed.__args__) == set(PRESETS)
