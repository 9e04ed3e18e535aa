"""What no sealed hypothesis names is exploratory."""

from analysis.exploratory import PLANNED_BY, mark_planned
from study.hypotheses import RULES


def results(*hypotheses):
    """Return the marks of a small report, by what they stand at."""
    found = {
        "hypotheses": list(hypotheses),
        "comparisons": [{"id": "quality-by-section"}, {"id": "quality-by-experience"}],
        "distances": [{"id": "law"}],
        "tests": [{"comparison": "quality-by-section"}, {"comparison": "quality-by-experience"}],
        "findings": [{"question": "quality", "kind": kind} for kind in PLANNED_BY],
    }
    mark_planned(found)
    return {name: [one["is_planned"] for one in found[name]] for name in list(found)[1:]}


def planned(test, comparison="", is_planned=True):
    """Return a hypothesis about quality that was held against the answers."""
    return {"question": "quality", "test": test, "is_planned": is_planned, "parts": [{"comparison": comparison}]}


def test_a_comparison_is_planned_with_all_its_tests():
    """The comparison that a hypothesis names is planned, its neighbour is not."""
    found = results(planned("kruskal-wallis", "quality-by-section"))

    assert ([True, False], [True, False], [False]) == (found["comparisons"], found["tests"], found["distances"])


def test_findings_are_planned_by_their_kind():
    """A planned mean announces the finding about means, and none about the ladder."""
    found = dict(zip(PLANNED_BY, results(planned("mean"))["findings"], strict=True))

    assert {"mean"} == {kind for kind, is_planned in found.items() if is_planned}


def test_what_was_not_sealed_plans_nothing():
    """A hypothesis that was declared and not sealed leaves everything exploratory."""
    found = results(planned("mean", "quality-by-section", is_planned=False))

    assert not any(mark for marks in found.values() for mark in marks)


def test_every_test_of_the_plan_announces_something():
    """No test of the vocabulary is forgotten."""
    assert set(RULES) == set().union(*PLANNED_BY.values())


def test_every_finding_of_a_report_has_a_kind(simulated_report):
    """Kinds of findings are those that the plan can announce."""
    assert {one["kind"] for one in simulated_report.files.results["findings"]} <= set(PLANNED_BY)
