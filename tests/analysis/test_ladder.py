"""The quality ladder says what each step costs."""

import pandas as pd
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

    assert "representation, bottleneck and generation" == step["lost_to"]


def test_the_middle_of_a_morph_is_held_against_the_reconstruction(simulated_report):
    """R4 hangs beside the draw: what it loses to R2 is lost to interpolation. R1 splits the first step."""

    def with_middle(rows):
        draws = rows[(rows["condition"] == "R3") & (rows["question"] == "quality")]
        middles = draws.assign(condition="R4", score=draws["score"] - 1)
        firsts = rows[(rows["condition"] == "R0") & (rows["question"] == "quality")].assign(condition="R1")
        return pd.concat([rows, middles, firsts], ignore_index=True)

    steps = ladder(simulated_report, with_middle)

    assert ["representation", "bottleneck", "generation", "interpolation"] == [step["lost_to"] for step in steps]
    assert ("R2", "R4") == (steps[-1]["upper"], steps[-1]["lower"])
    assert steps[-2]["value"] + 1 == pytest.approx(steps[-1]["value"])
    assert all(step["low"] < step["value"] < step["high"] for step in steps[1:])


def test_without_rungs_there_is_no_ladder(simulated_report):
    """Morphs alone stand on no ladder."""
    assert [] == ladder(simulated_report, lambda rows: rows[rows["morph"] != ""])
