import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest

from study.folder import StudyFolder
from survey_app.check_trials import questions_of
from survey_app.material import Material, read_material
from survey_app.order import PlannedTrial, plan_slot

SLOTS = range(40)


@pytest.fixture
def material(small_study: StudyFolder) -> Material:
    """Read the small study with check trials: three repeats, two attention checks, two gold items."""
    return with_checks(small_study, n_repeats=3, n_attention=2, n_gold=2)


def with_checks(folder: StudyFolder, **numbers: int) -> Material:
    """Read the small study with so many check trials."""
    path = folder.path / "study.toml"
    text = path.read_text(encoding="utf-8")
    for key, number in numbers.items():
        text = re.sub(rf"{key} = \d+", f"{key} = {number}", text)
    path.write_text(text, encoding="utf-8")
    return read_material(StudyFolder(folder.path))


def ordinary(plan: list[PlannedTrial]) -> list[tuple[str, str]]:
    """Return the stimuli that count, in order."""
    return [(one.stimulus_set, one.stimulus) for one in plan if not (one.part == 0 or one.repeat or one.check_name)]


def sections(plan: list[PlannedTrial]) -> Iterator[list[PlannedTrial]]:
    """Yield the trials of each section."""
    for part in (1, 2, 3):
        yield [one for one in plan if one.part == part]


def test_every_listener_gets_as_many_checks_as_asked_for(material: Material) -> None:
    """Repeats, attention checks and gold items have the numbers of the study file, whatever the slot."""
    for slot in SLOTS:
        plan = plan_slot(material, slot)
        assert Counter(one.check_name for one in plan) == {None: 4 + 10 + 3, "attention": 2, "gold": 2}
        assert 3 == sum(one.repeat for one in plan)


def test_checks_change_nothing_about_what_counts(small_study: StudyFolder, material: Material) -> None:
    """Repeats and checks come on top: each section still plays its balanced subset, each stimulus once."""
    for slot in SLOTS:
        plan = plan_slot(material, slot)
        assert 10 == len(ordinary(plan)) == len(set(ordinary(plan)))


def test_no_check_comes_first_and_repeats_keep_their_distance(material: Material) -> None:
    """Each section begins with an ordinary trial; a repeat follows its first presentation, not at once."""
    for slot in SLOTS:
        for section in sections(plan_slot(material, slot)):
            names = [one.stimulus for one in section]
            assert section[0].check_name is None
            assert 0 == section[0].repeat
            for at, one in enumerate(section):
                if one.repeat:
                    assert at - names.index(one.stimulus) >= 2


def test_no_class_follows_itself_not_even_in_a_check(small_study: StudyFolder) -> None:
    """Attention check, gold item and repeat stand beside no sound of their class, unless it fills half of a section."""
    material = with_checks(small_study, n_repeats=1, n_attention=2, n_gold=2)
    n_checked = 0
    for slot in SLOTS:
        singles = [one for one in plan_slot(material, slot) if one.section == "singles" and not one.is_practice]
        classes = [material.stimulus(one.stimulus_set, one.stimulus).intended_start for one in singles]
        if max(Counter(classes).values()) <= 3:
            assert 7 == len(classes)
            assert all(first != second for first, second in pairwise(classes))
            n_checked += 1

    assert n_checked > len(SLOTS) / 2


def test_places_of_checks_differ_between_listeners(material: Material) -> None:
    """Nobody can tell a friend at which sound to pay attention."""
    places = {
        tuple(at for at, one in enumerate(plan_slot(material, slot)) if one.check_name == "attention") for slot in SLOTS
    }

    assert len(places) > 10


def test_gold_items_are_a_bad_and_a_good_example(material: Material) -> None:
    """Of two gold items one deserves a low and one a high rating; each is a practice stimulus of its section's set."""
    for slot in SLOTS:
        gold = [one for one in plan_slot(material, slot) if one.check_name == "gold"]
        for one in gold:
            stimulus = material.stimulus(one.stimulus_set, one.stimulus)
            assert ("practice", one.expected == "high") == (stimulus.role, stimulus.is_good_example)
        assert {"high", "low"} == {one.expected for one in gold}


def test_an_attention_check_asks_one_question(material: Material) -> None:
    """It borrows the scale of its section, and expects a point of it."""
    one = next(one for one in plan_slot(material, 0) if one.check_name == "attention")
    (question,) = questions_of(material, one.section, one.check_name)

    assert ("attention", "rating") == (question.id, question.kind)
    assert one.expected in {"1", "2", "3", "4", "5"}
    assert {} == one.options


def test_sets_without_practice_have_no_checks(small_study: StudyFolder) -> None:
    """Where no set has practice stimuli, attention checks and gold items are left out; repeats are not."""
    for name in ("singles", "sweeps"):
        manifest = small_study.manifest(name)
        text = re.sub(r'"role": *"practice"', '"role": "test"', manifest.read_text(encoding="utf-8"))
        manifest.write_text(re.sub(r'"is_good_example": *(true|false)', '"is_good_example": null', text))
    plan = plan_slot(with_checks(small_study, n_repeats=3, n_attention=2, n_gold=2), 0)

    assert {None: 13} == Counter(one.check_name for one in plan)
