"""What a comparison of models says: a row for each model, what needs no model, and who is better by what.

All models are measured on the same recordings that none of them has heard, and all learn from the same sounds; the
study's own model may also be told their classes and hear repitched copies of them, which its row says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from generator.draw_quality import Draws, Heard

MEASURES = 5
"""Raised when what a row says changes: rows that were kept are then measured again."""


@dataclass(frozen=True)
class Row:
    """What one model reaches."""

    model: str
    preset: str
    epochs: int
    latent_dimensions: int
    n_parameters: int
    n_class_axes: int
    """Latent dimensions made from the classes of the training sounds; 0 where the model was not told them."""
    n_trainings: int
    """Of which this is the best: the GAN is tried at several learning rates."""
    processor_s: float | None
    """Processor time of training, all cores together; None where a stopped training was gone on with."""
    reconstruction_db: float
    """rms error on the yardstick, held-out recordings."""
    prior_draws: Draws
    """From the model's prior; N(0, I) for a plain autoencoder, which has none, and for a GAN."""
    class_draws: Draws | None
    """From the densities of the latents of each class; None where there is no encoder."""
    morph_variation: float
    """Coefficient of variation of the steps of straight paths on log-mel, as far as it can be heard, mean over paths;
    this and the next two are those of `generator.path_measures`, 0 is even."""
    morph_mfcc_variation: float
    """The same of the shape of the spectrum."""
    morph_loudness_variation: float
    """The same of specific loudness."""
    morph_bump: float
    """Largest over mean step on log-mel, mean over paths; 1 is even."""
    morph_ends_db: float
    """Distance between the ends of a path as rendered: a model whose sounds are all alike is even, too."""
    morphs_heard: Heard
    """Of the sounds on the paths."""
    purity: float
    """Share of the 5 nearest training sounds in latent space that are of a held-out sound's class."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Beside:
    """What the measures are where no model is asked."""

    components_db: float
    """Reconstruction from as many principal components as the slides' model has latents, or all there are."""
    mean_db: float
    """Reconstruction by the mean training sound."""
    silence_db: float
    """Reconstruction by silence."""
    recordings_distance: float
    """Kernel distance of training recordings to held-out ones: what a perfect copyist would get."""
    recordings_coverage: float
    """Share of held-out recordings that have a training recording nearby."""
    ends_db: float
    """Distance between the recordings at the ends of the morphs."""
    chance_purity: float
    """Purity of latents that know nothing of classes."""


@dataclass(frozen=True)
class Run:
    """All rows of one seed: of one division into training and held-out recordings, and of first weights."""

    seed: int
    rows: tuple[Row, ...]
    beside: Beside


def better_than_peers(own: Row, peers: Sequence[Row]) -> dict[str, bool]:
    """Say by each measure whether a model is better than every one of its peers.

    Parameters
    ----------
    own : Row
        The model that is asked about.
    peers : sequence of Row
        Those it is held against.
    """
    return {
        "reconstruction": all(own.reconstruction_db < peer.reconstruction_db for peer in peers),
        "prior_draws": all(own.prior_draws.distance < peer.prior_draws.distance for peer in peers),
        "coverage": all(own.prior_draws.coverage > peer.prior_draws.coverage for peer in peers),
        "morphs": all(own.morph_variation < peer.morph_variation for peer in peers),
        "purity": all(own.purity > peer.purity for peer in peers),
    }


def row_of(stored: dict[str, Any]) -> Row:
    """Return a row that was written with :func:`dataclasses.asdict`."""
    draws = {
        name: Draws(**{**found, "heard": Heard(**found["heard"])}) if (found := stored[name]) else None
        for name in ("prior_draws", "class_draws")
    }
    morphs = Heard(**stored["morphs_heard"])
    return Row(**{**stored, **draws, "morphs_heard": morphs, "warnings": tuple(stored["warnings"])})
