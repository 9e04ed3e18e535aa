"""A plan is said with the answer first, in a table that fits, and with what would help."""

import json
import re

import pytest

from analysis.planning import plan_study
from analysis.planning_text import WIDTH, plan_as_data, plan_lines
from analysis.simulation import ListenerModel


def hypothesis(test, **more):
    """Return a hypothesis of the study file."""
    return {"id": test, "question": "quality", "test": test} | more


@pytest.fixture(scope="module")
def planned(planned_study):
    """Return a plan with a test that suffices, one that does not, and one that cannot be carried."""
    sets = {name: {"kind": "single", "n_sounds": 12, "rungs": ["R2"], "collection": "own"} for name in "ab"}
    hypotheses = [
        hypothesis("mean", criterion=3.0, section="a"),
        hypothesis("kruskal-wallis", compare="section"),
        hypothesis("kruskal-wallis", id="by-condition", compare="condition", section="a"),
        {"id": "recognised", "question": "class", "test": "accuracy", "section": "b"},
    ]
    study = planned_study(sets, 6, ("quality", "class"), hypotheses=hypotheses)
    return plan_study(study, {}, n_studies=200, n_jobs=1, model=ListenerModel(3, sound_sd=0.3))


def test_answer_comes_first(planned):
    """The first line says how many of the planned tests reach 80 % power, for how many listeners and what effect."""
    n_reaching = sum(one.reaches_goal for one in planned.tests)

    assert f"With 50 listeners, {n_reaching} of 4 planned tests reach 80 % power to find 0.5 points." == next(
        iter(plan_lines(planned))
    )


def test_table_fits_and_has_a_row_for_every_test(planned):
    """Every row of the table is at most 100 columns wide; columns without a test have a dash."""
    lines = list(plan_lines(planned))
    table = lines[2 : 4 + len(planned.tests)]

    assert all(len(line) <= WIDTH for line in table)
    assert [one.test.name for one in planned.tests] == [
        name for line, one in zip(table[2:], planned.tests, strict=True) for name in [line[: len(one.test.name)]]
    ]
    assert table[2].count("–") == 2
    assert "cannot be carried, see below" in table[4]


def test_advice_says_what_helps_and_what_is_missing(planned):
    """Tests short of the goal are told what helps; refusals, cautions and too few sounds stand in clear lines."""
    said = "\n".join(plan_lines(planned))

    assert re.search(r"\nMore sounds help.*: (.*; )?Quality by section[.;]", said)
    refusal = "Quality by condition: A. The reason: a single condition is heard: there is nothing to compare."
    assert f"This design cannot carry {refusal}" in said
    assert "B: 1 sound of a class, fewer than 3: class and sound are confounded." in said
    assert "Recommended: at least 24 sounds per section and 3 of each class. Fewer have: A (12) and B (12)." in said


def test_basis_is_named(planned):
    """Where the sizes come from, that classes are assumed, and that the mixed model is left out, are said."""
    said = "\n".join(plan_lines(planned))

    assert "priors of published listening tests, no measurement of these sounds" in said
    assert "sound 0.3" in said
    assert "The mixed model is left out of simulated power." in said
    assert "7 classes are assumed where no sounds are there yet: A and B." in said


def test_data_hold_every_number(planned):
    """As data: rates, what the goal takes, sections and sizes, ready for JSON."""
    data = json.loads(json.dumps(plan_as_data(planned), allow_nan=False))
    mean, by_section, by_condition, _recognised = data["tests"]

    assert planned.tests[0].rates.verdict_power == mean["verdict_power"]
    assert set(by_section["n_sounds_for_goal"] or {"a", "b"}) == {"a", "b"}
    assert (None, None) == (by_condition["verdict_power"], by_condition["n_listeners_for_goal"])
    assert 0.3 == data["sizes"]["sound"]
    assert [12, 12] == [one["n_sounds"] for one in data["sections"]]
