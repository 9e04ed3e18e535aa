"""The trials of a planned test: what is compared, and how far morphs reach."""

import numpy as np

from analysis.planning_deal import deal
from analysis.planning_design import planned_sections
from analysis.planning_tests import planned_tests
from analysis.planning_trials import Trials


def trials_of(study, manifests, name, n_listeners=12):
    """Return the trials of the first test whose id begins with a name."""
    sections = planned_sections(study, manifests)
    test = next(one for one in planned_tests(study, sections) if one.id.startswith(name))
    dealt = deal(sections, n_listeners, np.random.default_rng(1))
    in_test = np.array([one.id in test.sections for one in sections])
    rows = in_test[dealt.section] & dealt.having(test.concerns)
    return Trials(test, rows, dealt.of_rows(rows), np.arange(n_listeners) % 3)


def test_groups_are_what_the_hypothesis_compares(demo_study, manifests):
    """Sections, conditions and experience number the trials without gaps."""
    study = demo_study.model_copy(update={"hypotheses": ()})
    by_section = trials_of(study, manifests, "quality-by-section")
    by_experience = trials_of(study, manifests, "quality-by-experience")

    assert list(range(len(study.sections))) == np.unique(by_section.groups).tolist()
    assert (by_experience.listeners % 3).tolist() == by_experience.groups.tolist()
    assert len(by_section.units) == by_section.rows.sum()


def test_distances_come_from_the_manifest_or_are_drawn(planned_study, demo_study, manifests):
    """Where manifests have distances these count, else every morph gets one of its own."""
    study = demo_study.model_copy(update={"hypotheses": ()})
    rendered = trials_of(study, manifests, "smoothness-by-distance")
    section = next(one for one in planned_sections(study, manifests) if one.id == rendered.test.sections[0])
    known = {(one.distances or {}).get("latent_distance") for one in section.stimuli}
    distances, shared = rendered.distances(np.random.default_rng(2))
    assert set(distances) <= known
    assert shared is None

    planned = trials_of(
        planned_study({"a": {"kind": "morph", "n_morphs": 9}}, 6, ("smoothness",)), {}, "smoothness-by-distance"
    )
    drawn, shared = planned.distances(np.random.default_rng(2))
    assert (9, 9, None) == (len(drawn), len(set(drawn)), shared)
