"""Make the versions of one morph: along every path, in every delivery, and as controls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from generator.audio import SAMPLE_RATE_HZ, Audio
from generator.even_paths import even_path
from generator.model import Model
from generator.morphs import (
    N_STEPS,
    N_WEIGHTS,
    Weights,
    decode_path,
    on_path,
    sequence,
    step_weights,
    sweep_features,
)
from generator.path_levels import equally_powerful, sweep_gains
from generator.path_measures import Heard, PathMeasures, measure_path
from generator.sounding import sounding
from stimuli.anchors import crossfade, hard_switch, shuffled_steps

UNIFORM = "uniform"
STRAIGHT = "linear"
"""What a uniform path evens out, and falls back to."""


@dataclass(frozen=True)
class Way:
    """A path that was taken."""

    kind: str
    """Path that was kept: `UNIFORM`, or one of `generator.paths.PATHS`."""
    place: Callable[[Weights], Weights]
    """Where on the latent path each weight is."""
    steps: list[Heard]
    """The rendered sounds at :func:`generator.morphs.step_weights`."""

    @property
    def latent_path(self) -> str:
        """Which of `generator.paths.PATHS` it runs along."""
        return STRAIGHT if self.kind == UNIFORM else self.kind


@dataclass(frozen=True)
class Version:
    """One version of a morph."""

    y: NDArray[np.float64]
    measures: PathMeasures | None
    path: str = ""
    """Path that was kept; blank for controls."""


class MorphMaker:
    """Makes the versions of one morph; all share the reconstructed ends.

    Parameters
    ----------
    model : Model
        Encodes and decodes.
    recordings : sequence of numpy.ndarray of shape (n_samples,)
        The two sounds.
    delivery : {"sweep", "sequence"}
        How a path becomes one sound.
    """

    def __init__(self, model: Model, recordings: Sequence[Audio], delivery: str = "sweep") -> None:
        self.model, self.recordings, self.delivery = model, recordings, delivery
        self.representation = model.representation
        self.n_samples = len(recordings[0])
        self.latents = model.encode(np.stack([self.representation.features(y) for y in recordings]))
        self.ends = [self._heard(features) for features in model.decode(self.latents)]
        self.way = cache(self._way)

    @property
    def latent_distance(self) -> float:
        """Distance between the latents of the two sounds."""
        a, b = self.latents.astype(np.float64)
        return float(np.linalg.norm(b - a))

    def along(self, kind: str) -> Version:
        """Make one sound of a path."""
        way = self.way(kind)
        if self.delivery == "sequence":
            y = sequence([step.y for step in way.steps], self.n_samples, SAMPLE_RATE_HZ)
        else:
            y = self._swept(way)
        return Version(y.astype(np.float64), self._measured(way.steps), way.kind)

    def step(self, kind: str, weight: float) -> Version:
        """Make the sound at one place of a path; at 0 and 1 the reconstruction of either end."""
        way, measured = self.way(kind), self._measured(self.way(kind).steps)
        if (weight * N_STEPS).is_integer():
            return Version(way.steps[round(weight * N_STEPS)].y.astype(np.float64), measured, way.kind)
        features = decode_path(self.model, self.latents, way.latent_path, way.place(np.array([weight])))[0]
        return Version(self._heard(features).astype(np.float64), measured, way.kind)

    def middle(self, kind: str) -> Version:
        """Make the sound half way, without measuring the path."""
        features = decode_path(self.model, self.latents, kind, np.array([0.5]))[0]
        return Version(self._heard(features).astype(np.float64), None, kind)

    def control(self, condition: str, rng: np.random.Generator) -> Version:
        """Make a change that needs no path: plain crossfade, hard switch, steps in shuffled order."""
        a, b = (end.astype(np.float64) for end in self.ends)
        match condition:
            case "crossfade":
                mixed = [np.cos(np.pi / 2 * weight) * a + np.sin(np.pi / 2 * weight) * b for weight in step_weights()]
                heard = [Heard.of(step.astype(np.float32)) for step in mixed]
                return Version(crossfade(a, b, SAMPLE_RATE_HZ), self._measured(heard))
            case "hard-switch":
                half = (N_STEPS + 1) // 2
                first, last = (Heard.of(end) for end in self.ends)
                heard = [first] * half + [last] * (N_STEPS + 1 - half)
                return Version(hard_switch(a, b, SAMPLE_RATE_HZ), self._measured(heard))
            case _:
                sweep = self._swept(self.way(STRAIGHT)).astype(np.float64)
                return Version(shuffled_steps(sweep, SAMPLE_RATE_HZ, N_STEPS, rng), None)

    def _way(self, kind: str) -> Way:
        """Render the steps of a path, for a uniform one until they are even."""
        if kind != UNIFORM:
            first, last = (Heard.of(end) for end in self.ends)
            return Way(kind, lambda weights: weights, [first, *self._hear(kind, step_weights()[1:-1]), last])
        straight = self.way(STRAIGHT)
        found = even_path(lambda weights: self._hear(STRAIGHT, weights), straight.steps)
        return Way(UNIFORM, on_path(found.weights), found.sounds) if found.is_kept else straight

    def _hear(self, kind: str, weights: Weights) -> list[Heard]:
        """Render and measure the sounds at weights of a path."""
        return [Heard.of(self._heard(one)) for one in decode_path(self.model, self.latents, kind, weights)]

    def _measured(self, steps: Sequence[Heard]) -> PathMeasures:
        return measure_path(steps, self._recordings_heard)

    @property
    def _recordings_heard(self) -> list[Heard]:
        return [Heard.of(y) for y in self.recordings]

    def _heard(self, features: NDArray[np.float32]) -> Audio:
        """Return a sound of the set's length, as powerful as every other of the morph."""
        return equally_powerful(sounding(features, self.representation, self.n_samples))

    def _swept(self, way: Way) -> Audio:
        places = way.place(np.linspace(0, 1, N_WEIGHTS))
        path = decode_path(self.model, self.latents, way.latent_path, places)
        y = sounding(
            sweep_features(path, self.representation.n_frames_of(self.n_samples)), self.representation, self.n_samples
        )
        return (y * sweep_gains(path, self.representation, self.n_samples)).astype(np.float32)
