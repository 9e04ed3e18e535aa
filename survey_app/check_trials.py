"""Trials that check how somebody listens: repeats, attention checks and gold items, put among the others by rule.

A repeat plays a stimulus of the section once more. An attention check plays a practice stimulus
and asks for a certain answer in so many words. A gold item is a clear good or bad practice
example with the section's own questions. All are spread over the sections; none comes first in
its section nor, where that can be avoided, beside a sound of its class, and no participant is told
which they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from stimuli.manifest import Stimulus
from study.study_file import RatingQuestion, Section
from survey_app.arrangement import insert_apart, kind_of
from survey_app.material import Material, Question

CheckName = Literal["attention", "gold"]

ATTENTION = "attention"
"""Id of the one question of an attention check."""

N_BETWEEN = 3
"""Trials between a stimulus and its repeat, where the section is long enough: nobody copies the last answer."""


@dataclass(frozen=True)
class HeardStimulus:
    """A stimulus at its place in a section, and why it is heard there."""

    stimulus: Stimulus
    repeat: int = 0
    check_name: CheckName | None = None
    expected: str | None = None
    """What passes: the number to choose (attention), "high" or "low" (gold)."""


def with_check_trials(
    material: Material, section: Section, ordinary: Sequence[Stimulus], rng: Random
) -> list[HeardStimulus]:
    """Return the stimuli of a section with its share of the check trials among them.

    Parameters
    ----------
    material : Material
        Study and manifests.
    section : Section
        One section of the study.
    ordinary : sequence of Stimulus of shape (n,)
        What counts, in the order in which it is heard.
    rng : random.Random
        Where chance comes from.

    Returns
    -------
    list of HeardStimulus of shape (n + check trials,)
    """
    heard = [HeardStimulus(stimulus) for stimulus in ordinary]
    more: list[tuple[HeardStimulus, HeardStimulus]] = []  # and what each comes after
    for stimulus in _share(material, section, "n_attention"):
        expected = str(rng.randint(1, len(_scale(material, section))))
        more.append((HeardStimulus(stimulus, 0, "attention", expected), heard[0]))
    for stimulus in _share(material, section, "n_gold"):
        expected = "high" if stimulus.is_good_example else "low"
        more.append((HeardStimulus(stimulus, 0, "gold", expected), heard[0]))
    for at in _repeated(material, section, ordinary, rng):
        earliest = max(min(at + N_BETWEEN, len(heard) - 1), len(heard) // 2 - 1)
        more.append((HeardStimulus(ordinary[at], repeat=1), heard[earliest]))
    return insert_apart(heard, more, lambda one: kind_of(one.stimulus), rng)


def questions_of(material: Material, section_id: str, check_name: str | None) -> tuple[Question, ...]:
    """Return the questions of a trial: the section's, or the one of an attention check."""
    section = material.study.section(section_id)
    borrowed = attention_question(material, section) if check_name == "attention" else None
    if borrowed is None:
        return material.questions(section)
    return (borrowed.model_copy(update={"id": ATTENTION}),)


def gold_question(material: Material, section: Section) -> RatingQuestion | None:
    """Return the question whose answer to a gold item is known: the section's last rating question.

    Practice examples are clear about it: about the quality of single sounds, the smoothness of morphs.
    """
    ratings = [one for one in material.questions(section) if one.kind == "rating"]
    return ratings[-1] if ratings else None


def attention_question(material: Material, section: Section) -> RatingQuestion | None:
    """Return the question whose scale an attention check borrows: the section's first rating question."""
    return next((one for one in material.questions(section) if one.kind == "rating"), None)


def _share(material: Material, section: Section, key: Literal["n_attention", "n_gold"]) -> list[Stimulus]:
    """Return the practice stimuli of this section's attention checks or gold items."""
    n_wanted: int = getattr(material.study.checks, key)
    possible = {one.id: _practice(material, one, key) for one in material.study.sections}
    able = [name for name, stimuli in possible.items() if stimuli]
    if section.id not in able:
        return []
    # Gold items begin with the last section, so that the two kinds do not crowd in one.
    turn = able if key == "n_attention" else able[::-1]
    mine = [number for number in range(n_wanted) if turn[number % len(turn)] == section.id]
    stimuli = possible[section.id]
    return [stimuli[number % len(stimuli)] for number in mine]


def _practice(material: Material, section: Section, key: str) -> list[Stimulus]:
    if attention_question(material, section) is None:
        return []
    practice = material.manifests[section.set].with_role("practice")
    if key == "n_attention":
        return list(practice)
    return [one for one in practice if one.is_good_example is False] + [one for one in practice if one.is_good_example]


def _scale(material: Material, section: Section) -> tuple[str, ...]:
    question = attention_question(material, section)
    return question.labels.in_language("en") if question else ()


def _repeated(material: Material, section: Section, ordinary: Sequence[Stimulus], rng: Random) -> list[int]:
    """Return which places of this section are heard again: among its first half."""
    sections = [one.id for one in material.study.sections]
    n = sum(sections[number % len(sections)] == section.id for number in range(material.study.checks.n_repeats))
    first_half = range(max(1, len(ordinary) // 2)) if len(ordinary) > 1 else range(0)
    return rng.sample(first_half, min(n, len(first_half)))
