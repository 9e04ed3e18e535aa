"""What to render for a set: which sounds, in which roles. Pure and seeded; nothing is read or written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from generator.chosen_sounds import Candidate, Sounds, balanced, groups_of, pairs_of
from generator.collection import Sound
from generator.errors import GeneratorError
from stimuli.manifest import ROLES, Role
from study.faults import Fault
from study.study_file import BlendSet, MorphSet, SingleSet


@dataclass(frozen=True)
class Planned:
    """One stimulus to render."""

    condition: str
    role: Role
    sounds: tuple[Sound, ...]
    """One for a single sound; start and end for a morph; the sounds of a blend."""
    source: str
    """Shared by all stimuli from the same sounds."""
    is_good_example: bool | None = None
    weight: float | None = None
    """Where on a morph, if it is one place of it."""
    weights: tuple[float, ...] = ()
    """Of a blend, one for each sound."""


Refused = Mapping[Sounds, Fault]
"""Sounds whose stimuli quality control has refused, and why."""

NONE_REFUSED: Refused = {}


def plan_set(
    plan: SingleSet | MorphSet | BlendSet,
    candidates: Sequence[Candidate],
    rng: np.random.Generator,
    refused: Refused = NONE_REFUSED,
) -> list[Planned]:
    """Plan a set of any kind, from other sounds than what is refused.

    Raises
    ------
    GeneratorError
        There are too few sounds or recordings.
    """
    match plan:
        case SingleSet():
            return plan_singles(plan, candidates, rng, refused)
        case MorphSet():
            return plan_morphs(plan, candidates, rng, refused)
        case BlendSet():
            return plan_blends(plan, candidates, rng, refused)


def plan_singles(
    plan: SingleSet, candidates: Sequence[Candidate], rng: np.random.Generator, refused: Refused = NONE_REFUSED
) -> list[Planned]:
    """Plan single sounds: each chosen sound on every rung and as every control, and two to practise on.

    Sounds are balanced over the classes; held-out recordings come first; none is used twice. For R4
    each has a partner of another class, and no recording is at the end of two morphs.

    Raises
    ------
    GeneratorError
        There are too few sounds, or for R4 too few recordings.
    """
    pairs: list[tuple[Sound, ...]]
    if "R4" in plan.rungs:
        pairs = [*pairs_of(candidates, plan.n_sounds + 1, rng, needs_sustain=False, refused=refused)]
        if len(pairs) < plan.n_sounds + 1:
            raise _too_few(f"n_sounds = {plan.n_sounds} with R4", max(len(pairs) - 1, 0), refused)
        good, bad = pairs.pop()
    else:
        chosen = balanced(candidates, plan.n_sounds + 2, rng, refused)
        if len(chosen) < plan.n_sounds + 2:
            raise _too_few(f"n_sounds = {plan.n_sounds}", max(len(chosen) - 2, 0), refused, "sounds")
        *chosen, good, bad = chosen
        pairs = [(sound,) for sound in chosen]
    planned = [
        Planned(
            condition,
            ROLES.get(condition, "test"),
            pair if condition == "R4" else pair[:1],
            f"sound-{number:03d}",
            weight=0.5 if condition == "R4" else None,
        )
        for number, pair in enumerate(pairs, start=1)
        for condition in (*plan.rungs, *plan.controls)
    ]
    return [*planned, *_single_practice(good, bad)]


def plan_morphs(
    plan: MorphSet, candidates: Sequence[Candidate], rng: np.random.Generator, refused: Refused = NONE_REFUSED
) -> list[Planned]:
    """Plan morphs: each pair along every path and as every control, and two pairs to practise on.

    The two sounds of a pair are of different classes, or of one where the plan says so; classes
    start and end equally often as far as they can, and each recording ends at most one morph.
    Held-out recordings come first; for sweeps, so do sounds that still sound at their end. In
    steps, each weight is a stimulus, and what is practised on are single sounds.

    Raises
    ------
    GeneratorError
        There are too few recordings.
    """
    in_steps = plan.delivery == "steps"
    n_practice = 1 if in_steps else 2
    n_wanted = plan.n_morphs + n_practice
    pairs = pairs_of(candidates, n_wanted, rng, plan.delivery == "sweep", plan.pairs == "within", refused)
    if len(pairs) < n_wanted:
        raise _too_few(f"n_morphs = {plan.n_morphs}", max(len(pairs) - n_practice, 0), refused)
    planned = [
        Planned(condition, ROLES.get(condition, "test"), pair, f"morph-{number:03d}", weight=weight)
        for number, pair in enumerate(pairs[: plan.n_morphs], start=1)
        for condition in (*plan.path, *plan.controls)
        for weight in (plan.weights if in_steps else (None,))
    ]
    if in_steps:
        return [*planned, *_single_practice(*pairs[-1])]
    good, bad = pairs[plan.n_morphs :]
    return [
        *planned,
        Planned("crossfade", "practice", good, "practice-good", is_good_example=True),
        Planned("hard-switch", "practice", bad, "practice-bad", is_good_example=False),
    ]


def plan_blends(
    plan: BlendSet, candidates: Sequence[Candidate], rng: np.random.Generator, refused: Refused = NONE_REFUSED
) -> list[Planned]:
    """Plan blends: groups of sounds of different classes, each in every mixture, and two sounds to practise on.

    Raises
    ------
    GeneratorError
        There are fewer classes than a mixture has weights, or too few recordings.
    """
    n_of_group = len(plan.weights[0])
    groups = groups_of(candidates, (*[n_of_group] * plan.n_blends, 2), rng, refused)
    if len(groups) <= plan.n_blends:
        raise _too_few(f"n_blends = {plan.n_blends} of {n_of_group} sounds", max(len(groups) - 1, 0), refused)
    planned = [
        Planned("blend", "test", group, f"blend-{number:03d}", weights=mixture)
        for number, group in enumerate(groups[:-1], start=1)
        for mixture in plan.weights
    ]
    return [*planned, *_single_practice(*groups[-1])]


def _single_practice(good: Sound, bad: Sound) -> tuple[Planned, Planned]:
    return (
        Planned("R0", "practice", (good,), "practice-good", is_good_example=True),
        Planned("L2", "practice", (bad,), "practice-bad", is_good_example=False),
    )


def _too_few(asked: str, n_possible: int, refused: Refused, of_what: str = "recordings") -> GeneratorError:
    problem = f"{asked} and 2 to practise on, the {of_what} suffice for {n_possible}"
    if refused:
        last = list(refused.values())[-1]
        problem += f" beside {len(refused)} that quality control refuses, the last because it {last.problem}"
    cure = "Ask for fewer, or add recordings: those of a morph or blend are of different classes and used once."
    return GeneratorError("study.toml", problem, cure)
