"""What to render for a set: which sounds, in which roles. Pure and seeded; nothing is read or written."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generator.collection import Sound
from generator.errors import GeneratorError
from stimuli.manifest import ROLES, Role
from study.study_file import MorphSet, SingleSet


@dataclass(frozen=True)
class Candidate:
    """A sound that stimuli may be made from."""

    sound: Sound
    is_held_out: bool
    """The model never heard its recording: preferred."""
    is_sustained: bool = True
    """It still sounds near its end, so that a sweep can end as it."""


@dataclass(frozen=True)
class Planned:
    """One stimulus to render."""

    condition: str
    role: Role
    sounds: tuple[Sound, ...]
    """One for a single sound; start and end for a morph."""
    source: str
    """Shared by all stimuli from the same sounds."""
    is_good_example: bool | None = None


def plan_singles(plan: SingleSet, candidates: Sequence[Candidate], rng: np.random.Generator) -> list[Planned]:
    """Plan single sounds: each chosen sound on every rung and as every control, and two to practise on.

    Sounds are balanced over the classes; held-out recordings come first; none is used twice.

    Raises
    ------
    GeneratorError
        There are too few sounds.
    """
    if plan.n_sounds + 2 > len(candidates):
        problem = f"n_sounds = {plan.n_sounds} and 2 to practise on, the collection has {len(candidates)} sounds"
        raise GeneratorError("study.toml", problem, "Ask for fewer, or add sounds.")
    chosen = _balanced(candidates, plan.n_sounds + 2, rng)
    planned = [
        Planned(condition, ROLES.get(condition, "test"), (sound,), f"sound-{number:03d}")
        for number, sound in enumerate(chosen[: plan.n_sounds], start=1)
        for condition in (*plan.rungs, *plan.controls)
    ]
    good, bad = chosen[plan.n_sounds :]
    return [
        *planned,
        Planned("R0", "practice", (good,), "practice-good", is_good_example=True),
        Planned("L2", "practice", (bad,), "practice-bad", is_good_example=False),
    ]


def plan_morphs(plan: MorphSet, candidates: Sequence[Candidate], rng: np.random.Generator) -> list[Planned]:
    """Plan morphs: each pair along every path and as every control, and two pairs to practise on.

    The two sounds of a pair are of different classes, classes start and end equally often as far
    as they can, and each recording ends at most one morph. Held-out recordings come first; for
    sweeps, so do sounds that still sound at their end.

    Raises
    ------
    GeneratorError
        There are too few recordings.
    """
    pairs = _pairs(candidates, plan.n_morphs + 2, rng, needs_sustain=plan.delivery == "sweep")
    if len(pairs) < plan.n_morphs + 2:
        problem = f"n_morphs = {plan.n_morphs} and 2 to practise on, the recordings suffice for {len(pairs)}"
        raise GeneratorError("study.toml", problem, "Ask for fewer, or add recordings: each ends at most one morph.")
    planned = [
        Planned(condition, ROLES.get(condition, "test"), pair, f"morph-{number:03d}")
        for number, pair in enumerate(pairs[: plan.n_morphs], start=1)
        for condition in (*plan.path, *plan.controls)
    ]
    good, bad = pairs[plan.n_morphs :]
    return [
        *planned,
        Planned("crossfade", "practice", good, "practice-good", is_good_example=True),
        Planned("hard-switch", "practice", bad, "practice-bad", is_good_example=False),
    ]


def _balanced(candidates: Sequence[Candidate], n: int, rng: np.random.Generator) -> list[Sound]:
    """Choose sounds, always of a class that has the fewest so far, held-out and fresh recordings first."""
    left = [candidates[at] for at in rng.permutation(len(candidates))]
    n_of_class: Counter[str] = Counter()
    n_of_recording: Counter[str] = Counter()
    chosen = []
    for _ in range(n):
        best = min(
            left,
            key=lambda one: (
                n_of_class[one.sound.sound_class],
                n_of_recording[one.sound.recording],
                not one.is_held_out,
            ),
        )
        left.remove(best)
        n_of_class[best.sound.sound_class] += 1
        n_of_recording[best.sound.recording] += 1
        chosen.append(best.sound)
    return chosen


def _pairs(
    candidates: Sequence[Candidate], n: int, rng: np.random.Generator, needs_sustain: bool
) -> list[tuple[Sound, Sound]]:
    """Choose up to `n` pairs; each takes the sounds that suit best and have been least used as this end."""
    left = [candidates[at] for at in rng.permutation(len(candidates))]
    starts: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    pairs: list[tuple[Sound, Sound]] = []
    while left and len(pairs) < n:
        chosen: list[Sound] = []
        for used in (starts, ends):
            open_to = [one for one in left if not chosen or one.sound.sound_class != chosen[0].sound_class]
            if not open_to:
                return pairs
            best = min(open_to, key=lambda one: _unsuitability(one, used, starts + ends, needs_sustain)).sound
            used[best.sound_class] += 1
            left = [one for one in left if one.sound.recording != best.recording]
            chosen.append(best)
        pairs.append((chosen[0], chosen[1]))
    return pairs


def _unsuitability(
    one: Candidate, used: Counter[str], in_all: Counter[str], needs_sustain: bool
) -> tuple[bool, int, int, bool]:
    """Order candidates: sustained before balanced before held out."""
    sound_class = one.sound.sound_class
    return (needs_sustain and not one.is_sustained, used[sound_class], in_all[sound_class], not one.is_held_out)
