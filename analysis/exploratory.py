"""What of a report was planned: every comparison, test and finding that no sealed hypothesis names is exploratory."""

from typing import Any

PLANNED_BY = {
    "mean": {"mean"},
    "path": {"difference", "kruskal-wallis"},
    "ladder": {"difference"},
    "distance": {"smoothness-law"},
    "classes": {"accuracy", "kappa", "chi-square", "share"},
}
"""Tests of the plan that announce a kind of finding about their question."""


def mark_planned(results: dict[str, Any]) -> None:
    """Add `is_planned` to comparisons, tests, distances and findings of the results.

    A comparison is planned with all its tests where a planned hypothesis names it; a finding where a
    planned hypothesis about its question announces a finding of its kind.
    """
    planned = [one for one in results["hypotheses"] if one["is_planned"]]
    named = {part["comparison"] for one in planned for part in one["parts"]} - {""}
    announced = {(one["question"], one["test"]) for one in planned}
    for one in (*results["comparisons"], *results["distances"]):
        one["is_planned"] = one["id"] in named
    for test in results["tests"]:
        test["is_planned"] = test["comparison"] in named
    for finding in results["findings"]:
        tests = PLANNED_BY.get(finding["kind"], set())
        finding["is_planned"] = any((finding["question"], test) in announced for test in tests)
