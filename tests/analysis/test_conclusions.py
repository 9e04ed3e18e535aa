"""Conclusions are as good as their worst part, and say how far it is beyond its criterion."""

from analysis.conclusions import conclusions
from analysis.ratings import read_tables


def concluded(report, scores=None, classes=()):
    """Return the conclusions of a report by id, with other scores where given."""
    ratings = read_tables(report.data, report.study, "rehearsal", report.manifests)
    return {one["id"]: one for one in conclusions(report.study, ratings, scores or {}, classes)}


def by_section(*bounds):
    """Return summaries of sections with these intervals."""
    return {
        "by_section": [
            {"name": f"Section {at}", "mean": (low + high) / 2, "low": low, "high": high}
            for at, (low, high) in enumerate(bounds)
        ]
    }


def test_good_quality_needs_every_section(simulated_report):
    """One section that is not surely above the middle makes the whole inconclusive."""
    verdicts = [
        concluded(simulated_report, {"quality": by_section(*bounds)})["good-quality"]["verdict"]
        for bounds in (((3.2, 3.8), (3.1, 4)), ((3.2, 3.8), (2.9, 4)), ((3.2, 3.8), (2, 2.9)))
    ]

    assert ["SUPPORTED", "INCONCLUSIVE", "NOT SUPPORTED"] == verdicts


def test_the_weakest_part_is_the_one_that_is_told(simulated_report):
    """The sentence names the worst section with its numbers."""
    found = concluded(simulated_report, {"quality": by_section((3.2, 3.8), (2.9, 4.1))})["good-quality"]

    assert "Section 1: mean 3.50 [2.90, 4.10], criterion 3 (the weakest of 2 parts)." == found["sentence"]


def test_recognizable_needs_more_than_exact_chance(simulated_report):
    """Accuracy whose interval holds chance is inconclusive."""
    one = {"name": "Singles", "section": "s", "question": "class", "accuracy": 0.3, "chance": 0.25}
    verdicts = [
        concluded(simulated_report, classes=[one | {"low": low, "high": 0.4}])["recognizable"]["verdict"]
        for low in (0.26, 0.2)
    ]

    assert ["SUPPORTED", "INCONCLUSIVE"] == verdicts


def test_smooth_morphs_must_beat_the_hard_switch(simulated_report):
    """Both morph sections have a part for the middle of the scale and one for the hard switch."""
    found = next(one for one in simulated_report.files.results["verdicts"] if one["id"] == "smooth-morphs")

    assert [
        "Smoothness, non-harmonic morphs",
        "Smoothness, harmonic morphs",
        "Paths above the hard switch, non-harmonic morphs",
        "Paths above the hard switch, harmonic morphs",
    ] == [part["name"] for part in found["parts"]]
    assert all(part["value"] > 1 for part in found["parts"][2:])  # as the listener model has it


def test_a_study_without_the_questions_has_no_conclusions(simulated_report):
    """Nothing is concluded from nothing."""
    assert {} == concluded(simulated_report)


def test_unsealed_verdicts_say_that_they_are_exploratory(simulated_report):
    """The source of the criteria stands beside every verdict."""
    assert all("exploratory" in one["criteria_source"] for one in simulated_report.files.results["verdicts"])
