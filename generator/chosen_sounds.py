"""Which sounds stimuli are made from: balanced over classes, held-out recordings first. Pure and seeded."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generator.collection import Sound


@dataclass(frozen=True)
class Candidate:
    """A sound that stimuli may be made from."""

    sound: Sound
    is_held_out: bool
    """The model never heard its recording: preferred."""
    is_sustained: bool = True
    """It still sounds near its end, so that a sweep can end as it."""


def balanced(candidates: Sequence[Candidate], n: int, rng: np.random.Generator) -> list[Sound]:
    """Choose `n` sounds, always of a class that has the fewest so far, held-out and fresh recordings first."""
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


def pairs_of(
    candidates: Sequence[Candidate],
    n: int,
    rng: np.random.Generator,
    needs_sustain: bool,
    is_within: bool = False,
) -> list[tuple[Sound, Sound]]:
    """Choose up to `n` pairs; each takes the sounds that suit best and have been least used as this end."""
    left = [candidates[at] for at in rng.permutation(len(candidates))]
    starts: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    pairs: list[tuple[Sound, Sound]] = []
    while left and len(pairs) < n:
        chosen: list[Sound] = []
        for used in (starts, ends):
            if chosen:
                open_to = [one for one in left if (one.sound.sound_class == chosen[0].sound_class) == is_within]
            else:
                open_to = [one for one in left if one.sound.sound_class in _with_partner(left)] if is_within else left
            if not open_to:
                return pairs
            best = min(open_to, key=lambda one: _unsuitability(one, used, starts + ends, needs_sustain)).sound
            used[best.sound_class] += 1
            left = [one for one in left if one.sound.recording != best.recording]
            chosen.append(best)
        pairs.append((chosen[0], chosen[1]))
    return pairs


def groups_of(
    candidates: Sequence[Candidate], sizes: Sequence[int], rng: np.random.Generator
) -> list[tuple[Sound, ...]]:
    """Choose groups of sounds of different classes, as many of them as there are recordings for."""
    left = [candidates[at] for at in rng.permutation(len(candidates))]
    used: Counter[str] = Counter()
    groups: list[tuple[Sound, ...]] = []
    for size in sizes:
        group: list[Sound] = []
        for _ in range(size):
            open_to = [one for one in left if one.sound.sound_class not in {sound.sound_class for sound in group}]
            if not open_to:
                return groups
            best = min(open_to, key=lambda one: (used[one.sound.sound_class], not one.is_held_out)).sound
            used[best.sound_class] += 1
            left = [one for one in left if one.sound.recording != best.recording]
            group.append(best)
        groups.append(tuple(group))
    return groups


def _with_partner(candidates: Sequence[Candidate]) -> set[str]:
    """Return the classes that have two recordings."""
    recordings = {(one.sound.sound_class, one.sound.recording) for one in candidates}
    return {sound_class for sound_class, n in Counter(name for name, _ in recordings).items() if n > 1}


def _unsuitability(
    one: Candidate, used: Counter[str], in_all: Counter[str], needs_sustain: bool
) -> tuple[bool, int, int, bool]:
    """Order candidates: sustained before balanced before held out."""
    sound_class = one.sound.sound_class
    return (needs_sustain and not one.is_sustained, used[sound_class], in_all[sound_class], not one.is_held_out)
