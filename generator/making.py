"""Make the sounds of a set: the rungs of one sound, the versions of one morph, the mixtures of one blend."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from generator.audio import SAMPLE_RATE_HZ, Audio, fit_length
from generator.collection import Sound
from generator.errors import GeneratorError
from generator.model import Latents, Model
from generator.morph_making import MorphMaker, Version
from generator.path_measures import PathMeasures
from generator.paths import blend
from generator.representation import Features
from generator.sounding import sounding
from generator.stimulus_sets import Planned
from stimuli.anchors import envelope_noise, low_pass
from stimuli.levels import MAX_TRUE_PEAK_DBTP, fade, level_of
from stimuli.manifest import ROLES
from stimuli.near_copies import NEAR_COPY_DB
from stimuli.prints import Prints
from stimuli.sound_check import check_sound
from study.faults import error_of
from study.study_file import BlendSet, MorphSet, SingleSet

FADE_IN_S = 0.005
"""Short enough to leave an attack as it is."""

FADE_OUT_S = 0.05
"""Long enough that a sound cut at the set's duration does not click."""

MAX_DRAWS = 5
"""A draw from the model that comes out broken, as a copy of a training sound, or too peaky for the set's level, is
drawn again so often: one stimulus whose peaks are far over its loudness makes the whole set quiet."""

MIDDLE_PATH = "spherical"
"""Path whose middle R4 is: it stays where the model's latents lie."""


@dataclass(frozen=True)
class Made:
    """A sound of a set, not levelled yet, and what the manifest says of it."""

    y: NDArray[np.float64]
    is_from_model: bool
    path: str = ""
    """Path that was kept; blank for what is on none."""
    latent_distance: float | None = None
    measures: PathMeasures | None = None


class Maker:
    """Makes the stimuli that come from the same sounds.

    Parameters
    ----------
    name : str
        The set's name, for messages and seeds.
    plan : SingleSet, MorphSet or BlendSet
        Duration, and for morphs the delivery.
    model : Model
        Reconstructs, draws and morphs.
    seed : int
        Of the study.
    """

    def __init__(self, name: str, plan: SingleSet | MorphSet | BlendSet, model: Model, seed: int) -> None:
        self.name, self.plan, self.model, self.seed = name, plan, model, seed
        self.prints: Prints | None = None
        """Of what the model learned from: no draw may be a copy of it."""
        self.representation = model.representation
        self.n_samples = round(plan.duration_s * SAMPLE_RATE_HZ)
        longest = self.representation.n_samples + self.representation.hop
        if self.n_samples > longest:
            longest_s = self.representation.n_samples / SAMPLE_RATE_HZ
            problem = f"duration_s = {plan.duration_s:g}, the model knows sounds of {longest_s:.1f} s"
            raise GeneratorError(f"[sets.{name}]", problem, "Lower it.")

    def make(self, planned: Sequence[Planned]) -> list[tuple[Planned, Made]]:
        """Make all stimuli from one source, in the order given.

        One that is the same sound as another before is left out, such as a uniform path that fell
        back to the straight one: nobody should hear one sound as two stimuli.
        """
        morphs: dict[tuple[Sound, ...], MorphMaker] = {}
        made: dict[bytes, tuple[Planned, Made]] = {}
        for one in planned:
            if one.weights:
                sound = self._blend(one)
            elif len(one.sounds) == 1:
                sound = self._single(one.condition, one.sounds[0], self._rng(one))
            else:
                if one.sounds not in morphs:
                    morphs[one.sounds] = self._morph_maker(one.sounds)
                sound = self._morph(one, morphs[one.sounds])
            finished = self._finished(one, sound)
            made.setdefault(finished.y.tobytes(), (one, finished))
        return list(made.values())

    def _rng(self, planned: Planned) -> np.random.Generator:
        purpose = f"{self.name} {planned.source} {planned.condition} {planned.sounds[0].recording}"
        return np.random.default_rng([self.seed, *purpose.encode()])

    def _finished(self, planned: Planned, made: Made) -> Made:
        """Bring a sound to the set's length, without offset, faded; refuse what is broken."""
        y = fit_length(made.y.astype(np.float32), self.n_samples).astype(np.float64)
        y = fade(y - y.mean(), SAMPLE_RATE_HZ, FADE_IN_S, FADE_OUT_S)
        y /= max(np.abs(y).max(), 1e-12) / 0.9
        faults = check_sound(y, SAMPLE_RATE_HZ, f"[sets.{self.name}] {planned.source} {planned.condition}")
        if faults:
            raise error_of(faults, GeneratorError)
        return replace(made, y=y)

    def _single(self, condition: str, sound: Sound, rng: np.random.Generator) -> Made:
        """Make one rung or control of a sound."""
        recording = fit_length(sound.audio(), self.n_samples)
        features = self.representation.features(recording)
        match condition:
            case "R0":
                return Made(recording.astype(np.float64), False)
            case "R1":
                return Made(self._sounding(features), False)
            case "R2":
                decoded = self.model.decode(self.model.encode(features[None]))[0]
                return Made(self._sounding(decoded), True)
            case "R3":
                return self._draw(rng, sound.sound_class)
            case "prior":
                return self._draw(rng)
            case "L1":
                return Made(low_pass(_double(recording), SAMPLE_RATE_HZ), False)
            case _:
                return Made(envelope_noise(_double(recording), SAMPLE_RATE_HZ, rng), False)

    def _draw(self, rng: np.random.Generator, sound_class: str = "") -> Made:
        """Draw a sound of a class, or of none; of several that cannot be as loud as the set, the loudest."""
        drawn: list[tuple[float, NDArray[np.float64]]] = []
        n_copies = 0
        for _ in range(MAX_DRAWS):
            y = self._sounding(self.model.decode(self._latent(rng, sound_class)[None])[0])
            if check_sound(0.9 * y, SAMPLE_RATE_HZ):
                continue
            if self.prints and self.prints.nearest(y, SAMPLE_RATE_HZ)[0] < NEAR_COPY_DB:
                n_copies += 1
                continue
            level = level_of(y, SAMPLE_RATE_HZ)
            highest_lufs = level.lufs - level.peak_dbtp + MAX_TRUE_PEAK_DBTP
            drawn.append((highest_lufs, y))
            if highest_lufs >= self.plan.loudness_lufs:
                break
        if not drawn:
            of_what = f"of class '{sound_class}'" if sound_class else "from the prior"
            problem = f"none of {MAX_DRAWS} draws {of_what} can be used, {n_copies} are copies of training sounds"
            raise GeneratorError(f"[sets.{self.name}]", problem, "Train on more sounds, or leave this rung out.")
        return Made(max(drawn, key=lambda one: one[0])[1], True)

    def _latent(self, rng: np.random.Generator, sound_class: str) -> Latents:
        if sound_class:
            return self.model.densities.draw(sound_class, rng)
        return self.model.draw(rng)

    def _blend(self, planned: Planned) -> Made:
        """Decode a mixture of the latents of several sounds."""
        recordings = [fit_length(sound.audio(), self.n_samples) for sound in planned.sounds]
        latents = self.model.encode(np.stack([self.representation.features(y) for y in recordings]))
        mixed = blend(latents.astype(np.float64), np.array(planned.weights))
        features = self.model.decode(mixed[None].astype(np.float32))[0]
        return Made(self._sounding(features), True)

    def _sounding(self, features: Features) -> NDArray[np.float64]:
        return _double(sounding(features, self.representation, self.n_samples))

    def _morph_maker(self, sounds: Sequence[Sound]) -> MorphMaker:
        recordings = [fit_length(sound.audio(), self.n_samples) for sound in sounds]
        delivery = self.plan.delivery if isinstance(self.plan, MorphSet) else "steps"
        return MorphMaker(self.model, recordings, delivery)

    def _morph(self, planned: Planned, morph: MorphMaker) -> Made:
        """Make one version of a morph."""
        version: Version
        if planned.condition == "R4":
            version = morph.middle(MIDDLE_PATH)
        elif planned.weight is not None:
            version = morph.step(planned.condition, planned.weight)
        elif planned.condition in ROLES:
            version = morph.control(planned.condition, self._rng(planned))
        else:
            version = morph.along(planned.condition)
        return Made(version.y, True, version.path, morph.latent_distance, version.measures)


def _double(y: Audio) -> NDArray[np.float64]:
    return y.astype(np.float64)
