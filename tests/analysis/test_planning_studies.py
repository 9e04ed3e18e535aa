"""Simulated studies reproduce what is known of the tests: who rejects too often, and what sounds buy."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.planning_design import planned_sections
from analysis.planning_studies import Setting, simulate_chunk
from analysis.planning_tests import planned_tests
from analysis.simulation import ListenerModel

N_STUDIES = 400
"""A share of .05 has a standard error of .011, one of .5 of .025."""


def rates(study, n_listeners=50, effect=0.5, model=None):
    """Return, by test, false alarms of slides and verdict, power of slides and verdict, and that after Holm."""
    sections = planned_sections(study, {})
    tests = tuple(planned_tests(study, sections))
    setting = Setting(study, sections, tests, n_listeners, effect, model or ListenerModel(seed=5))
    totals = {}
    for chunk in range(2):
        for name, found in simulate_chunk(setting, chunk, N_STUDIES // 2).items():
            totals[name] = totals.get(name, np.zeros(5)) + np.array(found, dtype=float)
    return {name: counts / N_STUDIES for name, counts in totals.items()}


def hypothesis(test, question="quality", **more):
    """Return a hypothesis of the study file."""
    return {"id": test, "question": question, "test": test} | more


def of_sections(planned_study, n_sounds):
    """Return a study of three sections of different sounds, of which each listener hears six."""
    sets = {name: {"kind": "single", "n_sounds": n_sounds, "rungs": ["R2"]} for name in "abc"}
    return planned_study(sets, 6, ("quality",), hypotheses=[hypothesis("kruskal-wallis", compare="section")])


def test_sounds_buy_power_and_pooled_rows_reject_too_often(planned_study):
    """Sections of different sounds, half a point, 50 listeners: the known table, with the model's own sizes.

    Known: pooled Kruskal-Wallis has 46-89 % false alarms, the companion 3-7 %; with 6 / 12 / 20 / 30
    sounds per section power is .28 / .56 / .77 / .88.
    """
    few, more, many = (rates(of_sections(planned_study, n))["kruskal-wallis"] for n in (6, 12, 30))

    assert 0.46 <= few[0] <= 0.89
    assert 0.46 <= more[0] <= 0.89
    assert all(0.02 <= one[1] <= 0.08 for one in (few, more, many))
    assert pytest.approx([0.28, 0.56, 0.88], abs=0.08) == [few[3], more[3], many[3]]


def test_listeners_buy_less_than_sounds(planned_study):
    """At 12 sounds, 20 to 100 listeners raise power only from about .48 to .59."""
    study = of_sections(planned_study, 12)
    few, many = (rates(study, n)["kruskal-wallis"][3] for n in (20, 100))

    assert pytest.approx([0.48, 0.59], abs=0.09) == [few, many]


def test_groups_of_listeners(planned_study):
    """Experience: pooled rows reject in 32-47 % of null studies, listener means in about 5 %."""
    sets = {"a": {"kind": "single", "n_sounds": 24, "rungs": ["R2"]}}
    study = planned_study(sets, 12, ("quality",), hypotheses=[hypothesis("kruskal-wallis", compare="experience")])
    found = rates(study, model=ListenerModel(seed=5, sound_condition_sd=0.0))["kruskal-wallis-a"]

    assert found[0] > 0.25
    assert 0.02 <= found[1] <= 0.085
    assert found[3] > 0.5


def test_criteria_are_passed_by_chance_in_one_of_forty(planned_study):
    """Truth at the criterion: SUPPORTED in at most about 2.5 %, the upper side of a 95 % interval; beyond it, often."""
    sets = {"a": {"kind": "single", "n_sounds": 21, "rungs": ["R0", "R2"]}}
    study = planned_study(
        sets, 12, ("quality", "class", "of-four"),
        hypotheses=[
            hypothesis("mean", criterion=3.5),
            hypothesis("difference", compare="R0", criterion=-0.5),
            hypothesis("accuracy", "class"),
            hypothesis("accuracy", "class", id="floor", criterion=0.4),
            hypothesis("kappa", "class", criterion=0.4),
            hypothesis("kappa", "of-four", id="of-drawn", criterion=0.4),
        ],
    )  # fmt: skip
    found = rates(study)

    assert 6 == len(found)
    for name, (_slides, false_alarms, _slides_power, power, after_holm) in found.items():
        assert false_alarms <= 0.05, name
        assert power > 0.5, name
        assert power == after_holm, name


def test_attracted_answers_fool_pooled_chi_square_alone(planned_study):
    """Listeners know nothing but each sound attracts its own answer: chi-square on rows rejects nearly always."""
    sets = {"a": {"kind": "single", "n_sounds": 21, "rungs": ["R2"]}}
    asked = [hypothesis("chi-square", "class"), hypothesis("chi-square", "class", id="of-sounds", unit="sound")]
    found = rates(planned_study(sets, 10, ("class",), hypotheses=asked))

    for name in ("chi-square-a", "of-sounds-a"):
        assert found[name][0] > 0.9
        assert found[name][1] <= 0.08
    assert found["of-sounds-a"][1] >= 0.015
    assert found["of-sounds-a"][3] > found["of-sounds-a"][1]


def test_smoothness_law(planned_study):
    """Distances that mean nothing are found to matter in about 5 %; a rho of .6 among many morphs mostly."""
    sets = {"a": {"kind": "morph", "n_morphs": 40, "path": ["linear"], "controls": []}}
    asked = [hypothesis("smoothness-law", "smoothness", compare="bump", unit="sound")]
    found = rates(planned_study(sets, 12, ("smoothness",), hypotheses=asked))["smoothness-law-a"]

    assert 0.02 <= found[1] <= 0.085
    assert found[3] > 0.8


def test_counts_come_from_the_seed_and_names_alone(planned_study):
    """The same seed gives the same counts; another seed or another test beside it changes only what it should."""
    sets = {"a": {"kind": "single", "n_sounds": 12, "rungs": ["R0", "R2"]}}
    mean, difference = hypothesis("mean", criterion=3.0), hypothesis("difference", compare="R0", criterion=0.0)

    def counted(hypotheses, seed):
        study = planned_study(sets, 8, ("quality",), hypotheses=hypotheses)
        sections = planned_sections(study, {})
        tests = tuple(planned_tests(study, sections))
        return simulate_chunk(Setting(study, sections, tests, 20, 0.5, ListenerModel(seed)), 3, 50)

    alone, both = counted([mean], 1), counted([difference, mean], 1)
    assert alone["mean-a"] == both["mean-a"]
    assert both == counted([difference, mean], 1)
    assert both != counted([difference, mean], 2)


def test_holm_leaves_a_test_less_power_the_more_a_family_claims(planned_study):
    """A claim alone loses nothing; one of eight is held against a level of .05 / 8, and a mean in it is not."""
    sets = {name: {"kind": "single", "n_sounds": 12, "rungs": ["R2"]} for name in "ab"}

    def counted(n_claims):
        others = [hypothesis("mean", id=f"mean-{n}", criterion=3.0) for n in range(n_claims - 1)]
        asked = [hypothesis("kruskal-wallis", compare="section"), *others]
        study = planned_study(sets, 6, ("quality",), hypotheses=asked)
        sections = planned_sections(study, {})
        tests = tuple(planned_tests(study, sections)[:2])
        return simulate_chunk(Setting(study, sections, tests, 50, 0.8, ListenerModel(1)), 0, 100)

    alone, of_eight = counted(1)["kruskal-wallis"], counted(8)
    assert alone[3] == alone[4]
    assert alone[3] == of_eight["kruskal-wallis"][3] > of_eight["kruskal-wallis"][4] > 0
    assert of_eight["mean-0-a"][3] == of_eight["mean-0-a"][4]


def test_designs_too_small_to_compute_find_nothing(planned_study):
    """Listeners who hear one sound each meet no second condition: there is no verdict, and no error."""
    sets = {"a": {"kind": "single", "n_sounds": 8, "rungs": ["R0", "R2"]}}
    study = planned_study(
        sets, 1, ("quality",), hypotheses=[hypothesis("kruskal-wallis", compare="condition", unit="sound")]
    )
    sections = planned_sections(study, {})
    tests = tuple(planned_tests(study, sections))
    setting = Setting(study, sections, tests, 2, 0.5, ListenerModel(1))

    assert [None, None] == simulate_chunk(setting, 0, 20)["kruskal-wallis-a"][1::2]
    assert None not in simulate_chunk(replace(setting, n_listeners=32), 0, 20)["kruskal-wallis-a"]
