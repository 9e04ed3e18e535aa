"""Make the sounds of a set: the rungs of one sound, or the versions of one morph."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generator.audio import SAMPLE_RATE_HZ, Audio, fit_length
from generator.collection import Sound
from generator.errors import GeneratorError
from generator.model import Model
from generator.morphs import (
    N_STEPS,
    N_WEIGHTS,
    Evenness,
    decode_path,
    evenness,
    sequence,
    step_weights,
    sweep_features,
)
from generator.paths import PATHS
from generator.stimulus_sets import Planned
from stimuli.anchors import crossfade, envelope_noise, hard_switch, low_pass, shuffled_steps
from stimuli.levels import MAX_TRUE_PEAK_DBTP, fade, loudness_lufs, true_peak_dbtp
from stimuli.sound_check import check_sound
from study.faults import error_of
from study.study_file import MorphSet, SingleSet

FADE_IN_S = 0.005
"""Short enough to leave an attack as it is."""

FADE_OUT_S = 0.05
"""Long enough that a sound cut at the set's duration does not click."""

MAX_DRAWS = 5
"""A draw from the model that comes out broken, or too peaky for the set's level, is drawn again so often:
one stimulus whose peaks are far over its loudness makes the whole set quiet."""


@dataclass(frozen=True)
class Made:
    """A sound of a set, not levelled yet, and what the manifest says of it."""

    y: NDArray[np.float64]
    is_from_model: bool
    latent_distance: float | None = None
    path_length: float | None = None
    bump: float | None = None


class Maker:
    """Makes the stimuli that come from the same sounds.

    Parameters
    ----------
    name : str
        The set's name, for messages and seeds.
    plan : SingleSet or MorphSet
        Duration, and for morphs the delivery.
    model : Model
        Reconstructs, draws and morphs.
    seed : int
        Of the study.
    """

    def __init__(self, name: str, plan: SingleSet | MorphSet, model: Model, seed: int) -> None:
        self.name, self.plan, self.model, self.seed = name, plan, model, seed
        self.representation = model.representation
        self.n_samples = round(plan.duration_s * SAMPLE_RATE_HZ)
        longest = self.representation.n_samples + self.representation.hop
        if self.n_samples > longest:
            longest_s = self.representation.n_samples / SAMPLE_RATE_HZ
            problem = f"duration_s = {plan.duration_s:g}, the model knows sounds of {longest_s:.1f} s"
            raise GeneratorError(f"[sets.{name}]", problem, "Lower it.")

    def make(self, planned: Sequence[Planned]) -> list[Made]:
        """Make all stimuli from one source, in the order given."""
        if len(planned[0].sounds) == 1:
            made = [self._single(one.condition, one.sounds[0], self._rng(one)) for one in planned]
        else:
            made = self._morph(planned)
        return [self._finished(one, sound) for one, sound in zip(planned, made, strict=True)]

    def _rng(self, planned: Planned) -> np.random.Generator:
        return np.random.default_rng([self.seed, *f"{self.name} {planned.source} {planned.condition}".encode()])

    def _finished(self, planned: Planned, made: Made) -> Made:
        """Bring a sound to the set's length, without offset, faded; refuse what is broken."""
        y = fit_length(made.y.astype(np.float32), self.n_samples).astype(np.float64)
        y = fade(y - y.mean(), SAMPLE_RATE_HZ, FADE_IN_S, FADE_OUT_S)
        y /= max(np.abs(y).max(), 1e-12) / 0.9
        faults = check_sound(y, SAMPLE_RATE_HZ, f"[sets.{self.name}] {planned.source} {planned.condition}")
        if faults:
            raise error_of(faults, GeneratorError)
        return Made(y, made.is_from_model, made.latent_distance, made.path_length, made.bump)

    def _single(self, condition: str, sound: Sound, rng: np.random.Generator) -> Made:
        """Make one rung or control of a sound."""
        recording = fit_length(sound.audio(), self.n_samples)
        features = self.representation.features(recording)
        match condition:
            case "R0":
                return Made(recording.astype(np.float64), False)
            case "R1":
                return Made(_double(self.representation.sound(features)), False)
            case "R2":
                decoded = self.model.decode(self.model.encode(features[None]))[0]
                return Made(_double(self.representation.sound(decoded)), True)
            case "R3":
                return self._draw(sound.sound_class, rng)
            case "L1":
                return Made(low_pass(_double(recording), SAMPLE_RATE_HZ), False)
            case _:
                return Made(envelope_noise(_double(recording), SAMPLE_RATE_HZ, rng), False)

    def _draw(self, sound_class: str, rng: np.random.Generator) -> Made:
        """Draw a sound of a class; of several that cannot be as loud as the set, the one that can be loudest."""
        drawn: list[tuple[float, NDArray[np.float64]]] = []
        for _ in range(MAX_DRAWS):
            latent = self.model.gaussians.draw(sound_class, rng)
            y = _double(self.representation.sound(self.model.decode(latent[None])[0]))
            if check_sound(0.9 * y, SAMPLE_RATE_HZ):
                continue
            highest_lufs = loudness_lufs(y, SAMPLE_RATE_HZ) - true_peak_dbtp(y) + MAX_TRUE_PEAK_DBTP
            drawn.append((highest_lufs, y))
            if highest_lufs >= self.plan.loudness_lufs:
                break
        if not drawn:
            problem = f"{MAX_DRAWS} draws of class '{sound_class}' came out broken"
            raise GeneratorError(f"[sets.{self.name}]", problem, "Train the model longer.")
        return Made(max(drawn, key=lambda one: one[0])[1], True)

    def _morph(self, planned: Sequence[Planned]) -> list[Made]:
        """Make every path and control of one morph; all share the reconstructed endpoints."""
        recordings = [fit_length(sound.audio(), self.n_samples) for sound in planned[0].sounds]
        ends = self.model.encode(np.stack([self.representation.features(y) for y in recordings]))
        distance = float(np.linalg.norm(ends[1].astype(np.float64) - ends[0].astype(np.float64)))
        a, b = (self._heard(self.representation.sound(features)) for features in self.model.decode(ends))
        versions: dict[str, tuple[NDArray[np.float64], Evenness | None]] = {}
        conditions = [one.condition for one in planned]
        for kind in [condition for condition in conditions if condition in PATHS]:
            path = decode_path(self.model, ends, kind, np.linspace(0, 1, N_WEIGHTS))
            between = path[np.round(step_weights() * (N_WEIGHTS - 1)).astype(int)[1:-1]]
            steps = [a, *(self._heard(self.representation.sound(features)) for features in between), b]
            versions[kind] = (self._delivered(path, steps), evenness(steps))
        for one in planned:
            match one.condition:
                case "crossfade":
                    mixed = [np.cos(np.pi / 2 * w) * a + np.sin(np.pi / 2 * w) * b for w in step_weights()]
                    versions["crossfade"] = (
                        crossfade(_double(a), _double(b), SAMPLE_RATE_HZ),
                        evenness([step.astype(np.float32) for step in mixed]),
                    )
                case "hard-switch":
                    half = (N_STEPS + 1) // 2
                    versions["hard-switch"] = (
                        hard_switch(_double(a), _double(b), SAMPLE_RATE_HZ),
                        evenness([a] * half + [b] * (N_STEPS + 1 - half)),
                    )
                case "shuffled":
                    path = decode_path(self.model, ends, "linear", np.linspace(0, 1, N_WEIGHTS))
                    sweep = _double(self._heard(self.representation.sound(self._swept(path))))
                    versions["shuffled"] = (shuffled_steps(sweep, SAMPLE_RATE_HZ, N_STEPS, self._rng(one)), None)
        return [
            Made(y, True, distance, even.path_length if even else None, even.bump if even else None)
            for y, even in (versions[condition] for condition in conditions)
        ]

    def _heard(self, y: Audio) -> Audio:
        """Cut a sound of the model's length to the set's."""
        return fit_length(y, self.n_samples)

    def _swept(self, path: NDArray[np.float32]) -> NDArray[np.float32]:
        return sweep_features(path, self.representation.n_frames_of(self.n_samples))

    def _delivered(self, path: NDArray[np.float32], steps: list[Audio]) -> NDArray[np.float64]:
        """Return a path as one sound: a sweep, or its steps one after another."""
        if isinstance(self.plan, MorphSet) and self.plan.delivery == "sequence":
            return _double(sequence(steps, self.n_samples, SAMPLE_RATE_HZ))
        return _double(self.representation.sound(self._swept(path)))


def _double(y: Audio) -> NDArray[np.float64]:
    return y.astype(np.float64)
