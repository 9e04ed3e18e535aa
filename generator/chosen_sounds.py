"""Which sounds stimuli are made from: balanced over classes, held-out recordings first. Pure and seeded."""

from collections import Counter
from collections.abc import Collection as Some
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


Sounds = frozenset[Sound]
"""The sounds that stimuli come from: one, the two ends of a morph, the group of a blend."""


def balanced(
    candidates: Sequence[Candidate], n: int, rng: np.random.Generator, refused: Some[Sounds] = ()
) -> list[Sound]:
    """Choose up to `n` sounds, always of a class that has the fewest so far, held-out and fresh recordings first."""
    left = _shuffled(candidates, rng, refused)
    n_of_class: Counter[str] = Counter()
    n_of_recording: Counter[str] = Counter()
    chosen: list[Sound] = []
    while left and len(chosen) < n:
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
    refused: Some[Sounds] = (),
) -> list[tuple[Sound, Sound]]:
    """Choose up to `n` pairs; each takes the sounds that suit best and have been least used as this end."""
    left = _shuffled(candidates, rng, refused)
    starts: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    pairs: list[tuple[Sound, Sound]] = []

    def best_of(open_to: Sequence[Candidate], used: Counter[str]) -> Sound:
        return min(open_to, key=lambda one: _unsuitability(one, used, starts + ends, needs_sustain)).sound

    while left and len(pairs) < n:
        first = best_of(left, starts)
        left = [one for one in left if one.sound.recording != first.recording]
        open_to = [
            one
            for one in left
            if (one.sound.sound_class == first.sound_class) == is_within
            and frozenset({first, one.sound}) not in refused
        ]
        if not open_to:
            continue
        last = best_of(open_to, ends)
        left = [one for one in left if one.sound.recording != last.recording]
        starts[first.sound_class] += 1
        ends[last.sound_class] += 1
        pairs.append((first, last))
    return pairs


def groups_of(
    candidates: Sequence[Candidate], sizes: Sequence[int], rng: np.random.Generator, refused: Some[Sounds] = ()
) -> list[tuple[Sound, ...]]:
    """Choose groups of sounds of different classes, as many of them as there are recordings for."""
    left = _shuffled(candidates, rng, refused)
    used: Counter[str] = Counter()
    groups: list[tuple[Sound, ...]] = []
    for size in sizes:
        group: list[Sound] = []
        for _ in range(size):
            open_to = [
                one
                for one in left
                if one.sound.sound_class not in {sound.sound_class for sound in group}
                and frozenset({*group, one.sound}) not in refused
            ]
            if not open_to:
                return groups
            best = min(open_to, key=lambda one: (used[one.sound.sound_class], not one.is_held_out)).sound
            used[best.sound_class] += 1
            left = [one for one in left if one.sound.recording != best.recording]
            group.append(best)
        groups.append(tuple(group))
    return groups


def _shuffled(candidates: Sequence[Candidate], rng: np.random.Generator, refused: Some[Sounds]) -> list[Candidate]:
    """Return candidates in random order, but for sounds that were refused by themselves."""
    order = [candidates[at] for at in rng.permutation(len(candidates))]
    return [one for one in order if frozenset({one.sound}) not in refused]


def _unsuitability(
    one: Candidate, used: Counter[str], in_all: Counter[str], needs_sustain: bool
) -> tuple[bool, int, int, bool]:
    """Order candidates: sustained before balanced before held out."""
    sound_class = one.sound.sound_class
    return (needs_sustain and not one.is_sustained, used[sound_class], in_all[sound_class], not one.is_held_out)
