"""`generator.preset_table`: every preset, every parameter, counted and explained."""

from dataclasses import fields

from generator.preset_table import field_meanings, n_parameters, preset_table
from generator.presets import PRESETS, Preset


def test_counts_are_the_layers() -> None:
    """The slides' harmonic network has the weights and biases of its layers, counted by hand."""
    n_bins = 128 * 172
    widths = [(n_bins, 512), (512, 512), (512, 2 * 256), (256, 512), (512, n_bins)]

    assert n_parameters(PRESETS["slides-harmonic"]) == sum(a * b + b for a, b in widths)


def test_every_parameter_is_explained() -> None:
    """No parameter is shown without its meaning: too much control is what the slides complain of."""
    assert {field.name for field in fields(Preset)} - {"name"} == set(field_meanings())


def test_every_preset_has_its_column() -> None:
    """The first line names all presets, and each has its latent dimensions below."""
    lines = preset_table().splitlines()
    (latents,) = [line for line in lines if line.startswith("latent_dimensions  ")]

    assert lines[0].split() == list(PRESETS)
    assert latents.split()[1:] == [str(preset.latent_dimensions) for preset in PRESETS.values()]


def test_what_is_learned_in_closed_form_counts_too() -> None:
    """The linear part of `convolutional` reads and writes every number of a picture; gradients move the rest."""
    preset, n_bins = PRESETS["convolutional"], 128 * 172

    assert n_parameters(preset) - n_parameters(preset, by_gradient=True) == n_bins * (2 * preset.latent_dimensions + 1)
