"""Kinds of path are compared with each other and with the controls."""

from dataclasses import replace

import pytest

from analysis.path_kinds import path_kinds
from analysis.ratings import read_tables


def test_every_path_is_held_against_every_other_condition(simulated_report):
    """Two paths and two controls: one pair of paths, four with a control, per section of morphs."""
    found = simulated_report.files.results["paths"]
    harmonic = [(one["first"], one["second"]) for one in found if one["section"] == "harmonic-morphs"]

    assert [
        ("linear", "spherical"),
        ("linear", "crossfade"),
        ("linear", "hard-switch"),
        ("spherical", "crossfade"),
        ("spherical", "hard-switch"),
    ] == harmonic
    assert 10 == len(found)


def test_the_difference_is_that_of_the_means(simulated_report):
    """Points and delta have one sign, and each stands within its interval."""
    results = simulated_report.files.results
    smoothness = next(one for one in results["questions"] if one["id"] == "smoothness")
    for one in results["paths"]:
        means = {line["condition"]: line["mean"] for line in smoothness["by_condition"][one["section"]]}

        assert means[one["first"]] - means[one["second"]] == pytest.approx(one["value"])
        assert one["low"] < one["value"] < one["high"]
        assert one["delta_low"] <= one["delta"] <= one["delta_high"]


def test_only_morphs_that_go_both_ways_are_held_against_each_other(simulated_report):
    """Where two morphs lack one path, that path is compared over the four that have it, the others over all six."""
    made_from = simulated_report
    ratings = read_tables(made_from.data, made_from.study, "rehearsal", made_from.manifests)
    rows = ratings.answers
    is_taken_out = (rows["condition"] == "spherical") & rows["morph"].isin(["m01", "m04"])
    found = path_kinds(made_from.study, replace(ratings, answers=rows[~is_taken_out]))

    assert {4} == {one["n_morphs"] for one in found if "spherical" in (one["first"], one["second"])}
    assert {6} == {one["n_morphs"] for one in found if "spherical" not in (one["first"], one["second"])}
