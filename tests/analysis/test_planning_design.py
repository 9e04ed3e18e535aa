"""The design of a planned study: what there is to hear."""

import pytest

from analysis.errors import AnalysisError
from analysis.planning_design import planned_sections

SINGLES = {"kind": "single", "n_sounds": 24, "rungs": ["R0", "R2", "R3"]}
MORPHS = {"kind": "morph", "n_morphs": 12, "path": ["linear", "spherical"], "controls": ["hard-switch"]}


def test_plan_of_a_set_gives_every_sound_under_every_condition(planned_study):
    """Without manifests, sounds share their conditions, classes come in turn, and a morph ends as another class."""
    study = planned_study({"a": SINGLES, "b": MORPHS}, 6, ("quality",))
    single, morph = planned_sections(study, {})

    assert (72, 24, 7, 3) == (len(single.stimuli), single.n_sounds, len(single.classes), single.fewest_per_class())
    assert {"R0": "reference", "R2": "test", "R3": "test"} == {one.condition: one.role for one in single.stimuli}
    assert {("linear", "test"), ("spherical", "test"), ("hard-switch", "anchor")} == {
        (one.condition, one.role) for one in morph.stimuli
    }
    assert all(one.start != one.end for one in morph.stimuli)
    assert {one.sound for one in single.stimuli}.isdisjoint(one.sound for one in morph.stimuli)


def test_manifests_win_over_plans(demo_study, manifests):
    """Where a set is rendered, its stimuli, classes and distances count, and practice does not."""
    sections = planned_sections(demo_study, manifests)

    for section in sections:
        heard = manifests[section.set].with_role("test", "reference", "anchor")
        assert [one.condition for one in heard] == [one.condition for one in section.stimuli]
        assert tuple(one.id for one in manifests[section.set].classes) == section.classes
    assert any("latent_distance" in (one.distances or {}) for section in sections for one in section.stimuli)


def test_classes_are_known_built_or_assumed(planned_study):
    """The slides' collections have their classes, a built one what was counted, and any other says it is assumed."""
    study = planned_study({"a": SINGLES, "b": SINGLES | {"collection": "own"}}, 6, ("quality",))

    assert [(7, False), (7, True)] == [(len(one.classes), one.is_assumed) for one in planned_sections(study, {})]
    built = planned_sections(study, {}, {"own": 5})
    assert [(7, False), (5, False)] == [(len(one.classes), one.is_assumed) for one in built]


def test_set_that_is_not_imported_is_refused(planned_study):
    """Nothing is known of a set before its import."""
    study = planned_study({"a": {"kind": "imported"}}, 6, ("quality",))

    with pytest.raises(AnalysisError, match=r"\[sets.a\]: the set is not imported yet.*'ascolto stimuli import'"):
        planned_sections(study, {})


@pytest.mark.parametrize(("factor", "n_sounds"), [(0.5, 12), (1.0, 24), (2.5, 60)])
def test_scaled_section_has_more_sounds_of_the_same_kinds(planned_study, factor, n_sounds):
    """A scaled section has new independent sounds, each under every condition."""
    (section,) = planned_sections(planned_study({"a": SINGLES}, 6, ("quality",)), {})
    scaled = section.scaled(factor)

    assert (n_sounds, 3 * n_sounds) == (scaled.n_sounds, len(scaled.stimuli))
    assert n_sounds == len({one.sound for one in scaled.stimuli})
