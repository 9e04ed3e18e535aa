"""Planning tells what a study can find, and how many sounds and listeners it takes."""

import pytest

from analysis.planning import GOAL, n_chunks, plan_study


def hypothesis(test, **more):
    """Return a hypothesis of the study file."""
    return {"id": test, "question": "quality", "test": test} | more


@pytest.fixture(scope="module")
def study(planned_study):
    """Return a study of three sections with 12 different sounds each."""
    sets = {name: {"kind": "single", "n_sounds": 12, "rungs": ["R2"]} for name in "abc"}
    hypotheses = [
        hypothesis("kruskal-wallis", compare="section"),
        hypothesis("mean", criterion=3.0, section="a"),
        hypothesis("kruskal-wallis", id="by-condition", compare="condition", section="a"),
    ]
    return planned_study(sets, 6, ("quality",), hypotheses=hypotheses)


@pytest.fixture(scope="module")
def planned(study):
    """Return what the study can find with 50 listeners."""
    return plan_study(study, {}, n_studies=400, n_jobs=1)


def test_sounds_reach_the_goal_where_listeners_do_not(planned):
    """Sections of 12 sounds: about twice the sounds reach 80 % power, hardly any number of listeners does.

    Known: 12 sounds have power .56, 20 have .77 and 30 have .88; 100 listeners have .59.
    """
    by_section = planned.tests[0]

    assert not by_section.reaches_goal
    assert 1.4 < by_section.times_sounds < 2.6
    assert by_section.times_listeners is None or by_section.times_listeners > 4
    assert by_section.times_both is None


def test_both_together_where_neither_is_enough(planned_study):
    """Six sounds and eight listeners: only more of both reach the goal, and the factor says how many."""
    sets = {name: {"kind": "single", "n_sounds": 6, "rungs": ["R2"]} for name in "abc"}
    study = planned_study(sets, 2, ("quality",), hypotheses=[hypothesis("kruskal-wallis", compare="section")])
    (by_section,) = plan_study(study, {}, n_listeners=8, n_studies=200, n_jobs=1).tests

    assert (None, None) == (by_section.times_sounds, by_section.times_listeners)
    assert 4 < by_section.times_both <= 8


def test_what_reaches_the_goal_says_how_few_would(planned):
    """A mean half a point above its criterion needs no more than there is."""
    mean = planned.tests[1]

    assert mean.rates.verdict_power == pytest.approx(0.85, abs=0.13)
    assert mean.reaches_goal == (mean.rates.verdict_power >= GOAL)
    assert 0.5 <= mean.times_sounds <= 1.3
    assert (None, None) == (mean.rates.slides_false_alarms, mean.rates.slides_power)


def test_refused_test_has_no_rates(planned):
    """What the design cannot carry is told, not simulated."""
    by_condition = planned.tests[2]

    assert (None, None, None) == (by_condition.rates, by_condition.times_sounds, by_condition.times_listeners)
    assert "nothing to compare" in by_condition.test.refusal


def test_numbers_do_not_depend_on_the_number_of_cores(study):
    """One process or two: the same seed gives the same plan, and the bar comes to its end."""
    done = []
    alone = plan_study(study, {}, n_studies=210, n_jobs=1, progress=done.append)
    together = plan_study(study, {}, n_studies=210, n_jobs=2)

    assert alone.tests == together.tests
    assert n_chunks(210) == sum(done)


def test_one_listener_carries_nothing(study):
    """With one listener every test is refused, with one reason."""
    alone = plan_study(study, {}, n_listeners=1, n_studies=10, n_jobs=1)

    assert {"one listener: nothing can be said of other listeners"} == {one.test.refusal for one in alone.tests}


def test_rendered_study_is_planned_from_its_manifests(demo_study, manifests):
    """Manifests of morphs with distances and recordings can be planned, every test with its rates or reason."""
    planned = plan_study(demo_study, manifests, n_listeners=20, n_studies=50, n_jobs=1)

    assert len(planned.tests) > 10
    assert all((one.rates is None) == bool(one.test.refusal) for one in planned.tests)
