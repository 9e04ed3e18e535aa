"""Presets: everything that decides what a model is and how it is trained."""

from dataclasses import dataclass, fields, replace
from typing import Literal

from study.study_file import ModelPlan

Objective = Literal["nats", "slides-sum", "slides-mean"]
RepresentationName = Literal["waveform", "magnitude", "mel"]


@dataclass(frozen=True)
class Preset:
    """One model and its training; each field's text is shown by `ascolto train --show`."""

    name: str
    network: Literal["flat", "convolutional"]
    """flat: one row of numbers per sound; convolutional: a linear map and a network of small filters."""
    n_bands: int
    """Mel bands of a sound, for representation mel: 128 is the yardstick, 257 has bands half as wide."""
    encoder_layers: int
    """Hidden layers between sound and latent."""
    decoder_layers: int
    """Hidden layers between latent and sound; convolutional: residual layers after the linear map."""
    hidden_units: int
    """Units of a hidden layer; convolutional: channels."""
    latent_dimensions: int
    """Numbers that stand for a sound: more keep more detail, fewer make a simpler space."""
    learning_rate: float
    """Step of Adam: too large and the loss jumps, too small and it creeps."""
    batch_size: int
    """Sounds per step."""
    epochs: int
    """How often every sound is seen."""
    schedule: Literal["constant", "cosine"] = "constant"
    """Course of the learning rate: constant, or a short rise and a cosine down to 0."""
    objective: Objective = "nats"
    """nats: evidence lower bound with a learned sigma. The slides' loss plus KL: slides-sum, squared error per
    sound, is the bound with sigma^2 = 1/2; slides-mean, squared error per number of a sound, lets the KL collapse."""
    beta: float = 1.0
    """Weight of the KL: 1 is the evidence lower bound; more makes a smoother space and blurrier sounds."""
    repitch_semitones: float = 0.0
    """Training sounds are also played faster and slower by up to so much; 0 leaves them as they are."""
    n_trained_on: int = 0
    """Repitched copies are made until there are about so many training sounds; 0 makes none."""
    representation: RepresentationName = "mel"
    """What the model sees of a sound: waveform, magnitude spectrogram or mel spectrogram."""


PRESETS = {
    preset.name: preset
    for preset in (
        # The two of the slides, exactly as in their table.
        Preset("slides-harmonic", "flat", 128, 2, 1, 512, 256, 1e-4, 64, 100, objective="slides-sum"),
        Preset("slides-non-harmonic", "flat", 128, 2, 2, 256, 128, 1e-4, 128, 250, objective="slides-sum"),
        # Ours; docs/generator.md shows what it gains.
        Preset(
            "convolutional",
            "convolutional",
            n_bands=128,
            encoder_layers=0,
            decoder_layers=4,
            hidden_units=32,
            latent_dimensions=256,
            learning_rate=2e-3,
            batch_size=16,
            epochs=8,
            schedule="cosine",
            repitch_semitones=1.0,
            n_trained_on=1600,
        ),
    )
}


def preset_for(plan: ModelPlan) -> Preset:
    """Return the plan's preset with what the plan changes.

    Examples
    --------
    >>> preset_for(ModelPlan(preset="slides-harmonic", epochs=3)).epochs
    3
    """
    names = {field.name for field in fields(Preset)}
    changes = {name: value for name, value in plan.model_dump(exclude={"preset"}).items() if name in names}
    return replace(PRESETS[plan.preset], **{name: value for name, value in changes.items() if value is not None})
