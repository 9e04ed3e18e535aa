from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stimuli.manifest import Manifest, Role, Stimulus
from study.folder import StudyFolder
from study.study_file import (
    Checks,
    ImportedSet,
    RatingQuestion,
    Section,
    StudyFile,
    StudyInfo,
    Translated,
    TranslatedLabels,
)
from survey_app.material import Material, read_material
from survey_app.order import PlannedTrial, n_slots_in_block, plan_slot, practice_of, sections_in_order

QUESTION = RatingQuestion(
    id="quality", kind="rating", prompt=Translated(en="?"), labels=TranslatedLabels(en=("bad", "good"))
)


def stimulus(
    number: int, condition: str = "", start: str = "", role: Role = "test", good: bool | None = None
) -> Stimulus:
    """Make a stimulus."""
    return Stimulus(
        id=f"s{number}",
        file=f"s{number}.flac",
        sha256="",
        duration_s=1,
        loudness_lufs=-23,
        condition=condition,
        intended_start=start,
        role=role,
        is_good_example=good,
    )


def material(stimuli: list[Stimulus], n_heard: int, n_practice: int = 0) -> Material:
    """Make a study with one section and one set."""
    study = StudyFile(
        study=StudyInfo(title="t", seed=1, languages=("en",), contact="c"),
        sets={"set": ImportedSet(kind="imported")},
        sections=(Section(id="section", set="set", questions=("quality",), n_heard=n_heard, n_practice=n_practice),),
        questions=(QUESTION,),
        checks=Checks(n_repeats=0, n_attention=0, n_gold=0),
    )
    manifest = Manifest(
        set="set", kind="imported", sample_rate_hz=16000, loudness_lufs=None, made_by="test", stimuli=tuple(stimuli)
    )
    return Material("version", study, {"set": manifest}, {"en": ""}, StudyFolder(path=None))  # type: ignore[arg-type]


def heard(plan: list[PlannedTrial]) -> list[str]:
    """Return the stimuli that count, in order."""
    return [trial.stimulus for trial in plan if not trial.is_practice]


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 40))
def test_every_stimulus_is_within_one_of_every_other(n_stimuli: int, n_heard: int, n_slots: int) -> None:
    """After any number of slots counts differ by one at most, and by nothing when a block is complete."""
    made = material([stimulus(number) for number in range(n_stimuli)], n_heard)
    counts = Counter({f"s{number}": 0 for number in range(n_stimuli)})
    for slot in range(n_slots):
        counts.update(heard(plan_slot(made, slot)))

    spread = max(counts.values()) - min(counts.values())
    is_complete = n_slots % n_slots_in_block(n_stimuli, min(n_heard, n_stimuli)) == 0
    assert spread == 0 if is_complete else spread <= 1


def test_nobody_hears_a_stimulus_twice() -> None:
    """Subsets that run around the circle still have no repeats."""
    made = material([stimulus(number) for number in range(10)], n_heard=7)

    assert all(7 == len(set(heard(plan_slot(made, slot)))) for slot in range(40))


def test_everybody_hears_all_conditions_about_equally_often() -> None:
    """Of three conditions with eight stimuli each, a listener with twelve trials hears each three to five times."""
    made = material([stimulus(number, condition=f"R{number % 3}") for number in range(24)], n_heard=12)
    conditions = {one.id: one.condition for one in made.manifests["set"].stimuli}
    counts = [Counter(conditions[one] for one in heard(plan_slot(made, slot))) for slot in range(50)]

    assert {3, 4, 5} >= {count[rung] for count in counts for rung in ("R0", "R1", "R2")}


def test_practice_stands_first_with_the_good_example_before_the_bad() -> None:
    """Practice counts positions on its own, begins with the clear good example, and takes no test stimulus."""
    stimuli = [
        stimulus(0),
        stimulus(1, role="practice"),
        stimulus(2, role="practice", good=False),
        stimulus(3, role="practice", good=True),
        stimulus(4, role="reference"),
    ]
    plan = plan_slot(material(stimuli, n_heard=5, n_practice=2), 0)

    assert [("s3", 1, True), ("s2", 2, True)] == [(one.stimulus, one.position, one.is_practice) for one in plan[:2]]
    assert [1, 2] == [one.position for one in plan[2:]]
    assert {"s0", "s4"} == set(heard(plan))


def test_practice_is_what_there_is() -> None:
    """A set without practice stimuli is heard without practice."""
    made = material([stimulus(0)], n_heard=1, n_practice=2)

    assert [] == practice_of(made.manifests["set"], 2)
    assert ["s0"] == [one.stimulus for one in plan_slot(made, 0)]


def test_plans_are_pure_and_known(small_study: StudyFolder) -> None:
    """The same version, seed and slot give the same plan, letter by letter; another version or slot another."""
    first = read_material(small_study)
    first = replace(first, version="000000000000")
    again = replace(read_material(small_study), version="000000000000")

    assert plan_slot(first, 3) == plan_slot(again, 3)
    assert plan_slot(first, 3) != plan_slot(first, 4)
    assert heard(plan_slot(first, 3)) != heard(plan_slot(replace(first, version="1"), 3))


def test_sections_stand_in_the_order_of_the_study(small_study: StudyFolder) -> None:
    """Parts are practice, then the sections as the study file lists them."""
    plan = plan_slot(read_material(small_study), 5)

    assert [0] * 4 + [1] * 4 + [2] * 3 + [3] * 3 == [trial.part for trial in plan]
    assert ["singles", "sweeps", "instruments"] == list(dict.fromkeys(trial.section for trial in plan))


def test_sections_are_balanced_after_williams_where_asked(small_study: StudyFolder) -> None:
    """Each six slots hold each order of three sections once, in turns of their own; the stimuli stay the same."""
    fixed = read_material(small_study)
    asked = fixed.study.study.model_copy(update={"section_order": "williams"})
    made = replace(fixed, study=fixed.study.model_copy(update={"study": asked}))
    orders = [tuple(one.id for one in sections_in_order(made, slot)) for slot in range(60)]
    blocks = [orders[first : first + 6] for first in range(0, 60, 6)]
    plan = plan_slot(made, 7)

    assert {6} == {len(set(block)) for block in blocks}
    assert len({tuple(block) for block in blocks}) > 1
    assert orders[7] == tuple(dict.fromkeys(one.section for one in plan if not one.is_practice))
    assert [0, 1, 2, 3] == list(dict.fromkeys(one.part for one in plan))
    assert sorted(heard(plan)) == sorted(heard(plan_slot(fixed, 7)))


@pytest.mark.parametrize("slot", range(8))
def test_no_two_neighbours_of_one_class(small_study: StudyFolder, slot: int) -> None:
    """In the small study no class follows itself."""
    made = read_material(small_study)
    starts = [
        made.stimulus(one.stimulus_set, one.stimulus).intended_start
        for one in plan_slot(made, slot)
        if one.section == "singles" and not one.is_practice
    ]

    assert all(first != second for first, second in pairwise(starts))
