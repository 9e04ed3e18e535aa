"""Slots: who hears which stimuli in which order. Pure functions of (study version, seed, slot number).

A slot is a listener's place in the plan. Slots come in blocks. A block puts the stimuli of a
section on a circle, in an order of its own in which conditions alternate; each slot of the
block takes the next `n_heard` along the circle, and the block ends where the circle closes.
So nobody hears a stimulus twice, everybody hears all conditions about equally often, and
after any number of slots every stimulus has been heard as often as every other or once more
(a cyclic incomplete block design; a completed block has equal replication).

Where the study asks for it, slots also come in blocks of the rows of a Williams design: each row
is the order of the sections for one slot, and each block shuffles its rows anew, so that orders go
with no subset of the stimuli.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import gcd
from random import Random

from stimuli.manifest import Manifest, Stimulus
from study.study_file import Section
from survey_app.arrangement import arrange, kind_of
from survey_app.check_trials import CheckName, HeardStimulus, with_check_trials
from survey_app.choices import options_shown
from survey_app.material import Material
from survey_app.williams import williams_orders


@dataclass(frozen=True)
class PlannedTrial:
    """One trial of a slot's plan, before anybody takes it."""

    part: int
    """0 for practice, then the place of the section among the others; an introduction stands before each part."""
    section: str
    position: int
    """From 1; practice counts on its own."""
    is_practice: bool
    stimulus_set: str
    stimulus: str
    options: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Classes shown, in the order shown, for each class question."""
    repeat: int = 0
    """1 where the stimulus was heard before."""
    check_name: CheckName | None = None
    """What the trial checks; None for the others."""
    expected: str | None = None
    """What passes the check."""


def plan_slot(material: Material, slot: int) -> list[PlannedTrial]:
    """Return all trials of a slot in the order in which they are heard, practice first.

    Parameters
    ----------
    material : Material
        Study version, seed, sections and manifests.
    slot : int
        Number of the slot, from 0.

    Returns
    -------
    list of PlannedTrial
        The same for the same arguments, on every machine.
    """
    practice: list[tuple[int, Section, HeardStimulus]] = [
        (0, section, HeardStimulus(stimulus))
        for section in material.study.sections
        for stimulus in practice_of(material.manifests[section.set], section.n_practice)
    ]
    heard: list[tuple[int, Section, HeardStimulus]] = [
        (part, section, one)
        for part, section in enumerate(sections_in_order(material, slot), start=1)
        for one in with_check_trials(
            material, section, _heard_in_section(material, section, slot), _rng(material, "checks", section.id, slot)
        )
    ]
    return [
        _planned_trial(material, slot, part, section, position, one)
        for stretch in (practice, heard)
        for position, (part, section, one) in enumerate(stretch, start=1)
    ]


def sections_in_order(material: Material, slot: int) -> list[Section]:
    """Return the sections in the order in which a slot meets them."""
    sections = list(material.study.sections)
    if material.study.study.section_order == "fixed":
        return sections
    rows = williams_orders(len(sections))
    block, at = divmod(slot, len(rows))
    _rng(material, "sections", block).shuffle(rows)
    return [sections[one] for one in rows[at]]


def practice_of(manifest: Manifest, n_practice: int) -> list[Stimulus]:
    """Return the practice stimuli of a set: the clear good example, the clear bad one, then others."""
    order = {True: 0, False: 1, None: 2}
    return sorted(manifest.with_role("practice"), key=lambda one: order[one.is_good_example])[:n_practice]


def heard_stimuli(manifest: Manifest) -> tuple[Stimulus, ...]:
    """Return the stimuli that count: all but practice, hidden references and anchors among them."""
    return manifest.with_role("test", "reference", "anchor")


def n_slots_in_block(n_stimuli: int, n_heard: int) -> int:
    """Return after how many slots every stimulus has been heard equally often.

    Examples
    --------
    >>> n_slots_in_block(n_stimuli=24, n_heard=12), n_slots_in_block(8, 3)
    (2, 8)
    """
    return n_stimuli // gcd(n_stimuli, n_heard)


def _heard_in_section(material: Material, section: Section, slot: int) -> list[Stimulus]:
    pool = heard_stimuli(material.manifests[section.set])
    n_heard = min(section.n_heard, len(pool))
    block, at = divmod(slot, n_slots_in_block(len(pool), n_heard))
    circle = _circle(pool, _rng(material, "circle", section.id, block))
    subset = [circle[(at * n_heard + step) % len(circle)] for step in range(n_heard)]
    return arrange(subset, [kind_of(stimulus) for stimulus in subset], _rng(material, "order", section.id, slot))


def _circle(pool: Sequence[Stimulus], rng: Random) -> list[Stimulus]:
    """Order stimuli at random, each condition evenly spaced along the circle."""
    by_condition: dict[str, list[Stimulus]] = defaultdict(list)
    for stimulus in pool:
        by_condition[stimulus.condition].append(stimulus)
    placed: list[tuple[float, float, Stimulus]] = []
    for members in by_condition.values():
        rng.shuffle(members)
        shift = rng.random()
        placed += [((at + shift) / len(members), rng.random(), one) for at, one in enumerate(members)]
    return [stimulus for _, _, stimulus in sorted(placed, key=lambda place: place[:2])]


def _planned_trial(
    material: Material, slot: int, part: int, section: Section, position: int, heard: HeardStimulus
) -> PlannedTrial:
    classes = [one.id for one in material.manifests[section.set].classes]
    asked = () if heard.check_name == "attention" else material.questions(section)
    options = {
        one.id: options_shown(one, heard.stimulus, classes, _rng(material, "options", one.id, slot, position))
        for one in asked
        if one.kind == "class"
    }
    return PlannedTrial(
        part,
        section.id,
        position,
        is_practice=part == 0,
        stimulus_set=section.set,
        stimulus=heard.stimulus.id,
        options=options,
        repeat=heard.repeat,
        check_name=heard.check_name,
        expected=heard.expected,
    )


def _rng(material: Material, *purpose: object) -> Random:
    """Return a source of chance of its own for each purpose, so that no draw moves another."""
    key = "\n".join(map(str, (material.version, material.study.study.seed, *purpose)))
    return Random(int.from_bytes(hashlib.sha256(key.encode()).digest()))  # noqa: S311 - order, no secret
