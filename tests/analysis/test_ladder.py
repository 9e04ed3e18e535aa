"""The quality ladder says what each step costs."""

import pytest

from analysis.ladder import quality_ladder
from analysis.ratings import Ratings, read_tables


def ladder(report, keep=lambda rows: rows):
    """Return the steps of a report whose answers are changed by `keep`."""
    ratings = read_tables(report.data, report.study, "rehearsal", report.manifests)
    answers = keep(ratings.answers)
    return quality_ladder(report.study, Ratings(answers, ratings.listeners, (), True, len(answers)))


def test_each_step_is_the_difference_of_its_rungs(simulated_report):
    """R0 to R2 and R2 to R3, in points of the scale."""
    quality = simulated_report.files.results["questions"][0]
    means = {one["condition"]: one["mean"] for one in quality["by_condition"]["non-harmonic-singles"]}
    steps = ladder(simulated_report)

    assert [("R0", "R2"), ("R2", "R3")] == [(step["upper"], step["lower"]) for step in steps]
    assert [means["R0"] - means["R2"], means["R2"] - means["R3"]] == pytest.approx([step["value"] for step in steps])
    assert ["representation and bottleneck", "generation"] == [step["lost_to"] for step in steps]


def test_a_rung_that_was_not_played_joins_its_loss_to_the_next(simulated_report):
    """Without R2 one step remains, and it names everything in between."""
    (step,) = ladder(simulated_report, lambda rows: rows[rows["condition"] != "R2"])

    assert "representation and bottleneck and generation" == step["lost_to"]


def test_without_rungs_there_is_no_ladder(simulated_report):
    """Morphs alone stand on no ladder."""
    assert [] == ladder(simulated_report, lambda rows: rows[rows["morph"] != ""])
