"""Conclusions are as good as their worst hypothesis, and planned only as they were sealed."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from analysis.conclusions import conclusions, deciding
from study.hypotheses import Conclusion, Hypothesis
from study.plan import Plan, plan_of
from study.seal import Code, Seal, SealState

SUPPORTED, INCONCLUSIVE, NOT_SUPPORTED = "SUPPORTED", "INCONCLUSIVE", "NOT SUPPORTED"


def hypothesis(identifier, conclusion="good"):
    """Return a hypothesis of the plan."""
    return Hypothesis(id=identifier, question="quality", test="mean", criterion=3.0, conclusion=conclusion)


PLAN = Plan(
    {"good": Conclusion(en="Good"), "smooth": Conclusion(en="Smooth")},
    (hypothesis("a"), hypothesis("b"), hypothesis("c", "smooth"), hypothesis("d", None)),
    is_declared=True,
)


def held(identifier, verdict, p_value=0.01, conclusion="good"):
    """Return what was found about a hypothesis."""
    return {
        "id": identifier,
        "claim": f"Claim {identifier}",
        "conclusion": conclusion,
        "verdict": verdict,
        "p_value": p_value,
        "sentence": f"Sentence {identifier}.",
        "parts": [{"name": identifier}],
        "is_planned": True,
    }


def seal_of(*hypotheses, n_live_answers=0):
    """Return the state of a plan that was sealed with these hypotheses."""
    seal = Seal(
        sealed_at=datetime(2026, 3, 2, tzinfo=UTC),
        n_live_answers=n_live_answers,
        study_version="0" * 12,
        study={"hypotheses": [one.model_dump(mode="json") for one in hypotheses]},
        consents={},
        manifests={},
        code=Code(version="0", sha256="0"),
    )
    return SealState((seal,))


def test_the_worst_hypothesis_decides_and_is_told():
    """One inconclusive hypothesis makes the conclusion inconclusive, and its sentence is the one that is shown."""
    found = conclusions(PLAN, [held("a", SUPPORTED), held("b", INCONCLUSIVE)], SealState())[0]

    assert (INCONCLUSIVE, "Claim b: inconclusive. Sentence b.") == (found["verdict"], found["sentence"])
    assert (["a", "b"], [{"name": "a"}, {"name": "b"}]) == (found["hypotheses"], found["parts"])


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ((SUPPORTED, SUPPORTED), SUPPORTED),
        ((SUPPORTED, NOT_SUPPORTED), NOT_SUPPORTED),
        ((INCONCLUSIVE, NOT_SUPPORTED), NOT_SUPPORTED),
    ],
)
def test_verdicts_of_conclusions(verdicts, expected):
    """A chain is as strong as its weakest link."""
    found = conclusions(PLAN, [held("a", verdicts[0]), held("b", verdicts[1])], SealState())

    assert [expected] == [one["verdict"] for one in found]


def test_conclusions_are_corrected_for_their_number():
    """Within a conclusion the largest p counts; over conclusions Holm's, and what it would change is said."""
    found = conclusions(
        PLAN,
        [held("a", SUPPORTED, 0.001), held("b", SUPPORTED, 0.03), held("c", SUPPORTED, 0.04, "smooth")],
        SealState(),
    )

    assert [0.03, 0.04] == [one["p_value"] for one in found]
    assert [0.06, 0.06] == [one["p_over_conclusions"] for one in found]
    assert "Corrected for 2 conclusions (Holm, p = .060) it would be inconclusive." == found[0]["caution"]
    assert "" == conclusions(PLAN, [held("a", SUPPORTED, 0.001)], SealState())[0]["caution"]


def test_a_conclusion_is_planned_only_with_exactly_its_hypotheses():
    """Sealed before data it is planned; one hypothesis more or less, a seal after data or none make it exploratory."""
    both = [held("a", SUPPORTED), held("b", SUPPORTED)]
    states = {
        "sealed": seal_of(*PLAN.hypotheses),
        "one was added since": seal_of(hypothesis("a")),
        "one was taken out since": seal_of(hypothesis("a"), hypothesis("b"), hypothesis("x")),
        "after answers": seal_of(*PLAN.hypotheses, n_live_answers=3),
        "another criterion": seal_of(hypothesis("a").model_copy(update={"criterion": 3.5}), hypothesis("b")),
        "absent": SealState(),
    }

    found = {name: conclusions(PLAN, both, state)[0] for name, state in states.items()}
    assert ["sealed"] == [name for name, one in found.items() if one["is_planned"]]
    assert "The criteria were sealed before the first answer." == found["sealed"]["criteria_source"]
    moved = replace(states["sealed"], changes=("section 'a': n_heard (4 → 3)",))
    assert conclusions(PLAN, both, moved)[0]["criteria_source"].endswith("other parts of the plan have changed since.")
    assert all("exploratory" in one["criteria_source"] for name, one in found.items() if name != "sealed")


def test_default_criteria_are_exploratory(demo_study):
    """A study without hypotheses gets Ascolto's own, which nobody sealed."""
    plan = plan_of(demo_study.model_copy(update={"hypotheses": (), "conclusions": {}}))
    found = conclusions(plan, [held("x", SUPPORTED, conclusion="good-quality")], seal_of(*plan.hypotheses))[0]

    assert (False, "The sounds have good quality") == (found["is_planned"], found["claim"])
    assert found["criteria_source"].startswith("Ascolto's default criteria")


def test_only_families_with_a_conclusion_are_drawn_again():
    """Screening with and without needs no comparison that changes no verdict, but all of a family for Holm."""
    aside = hypothesis("e", None).model_copy(update={"family": "comparisons"})
    plan = Plan(PLAN.conclusions, (*PLAN.hypotheses, aside), is_declared=True)

    assert ["a", "b", "c", "d"] == [one.id for one in deciding(plan).hypotheses]


def test_a_study_without_the_questions_has_no_conclusions():
    """Nothing is concluded from nothing."""
    assert [] == conclusions(PLAN, [], SealState())
