"""Ratings are described with the numbers of the public functions."""

import pandas as pd

from analysis.intervals import mean_opinion_score
from analysis.summaries import summary


def test_a_summary_counts_shares_and_averages():
    """Counts per point of the scale, empty points included; the interval is that of listeners and sounds."""
    rows = pd.DataFrame(
        {
            "score": [1.0, 3, 3, 5, 4, 3],
            "participant": list("aabbcc"),
            "stimulus": list("xyxyxy"),
            "unit": list("xyxyxy"),
        }
    )
    found = summary(rows, 5)
    expected = mean_opinion_score(rows["score"], rows["participant"], rows["unit"])

    assert [1, 0, 3, 1, 1] == found["counts"]
    assert [1 / 6, 0, 1 / 2, 1 / 6, 1 / 6] == found["shares"]
    assert (3.0, 19 / 6) == (found["median"], found["mean"])
    assert (max(expected.low, 1), min(expected.high, 5)) == (found["low"], found["high"])


def test_an_interval_ends_where_the_scale_does():
    """Two sounds leave an interval that is wider than the scale; no mean can lie beyond its ends."""
    rows = pd.DataFrame({"score": [1.0, 5, 2, 5], "participant": list("aabb"), "stimulus": list("xyxy")})
    found = summary(rows.assign(unit=rows["stimulus"]), 5)

    assert (1, 5) == (found["low"], found["high"])


def test_sections_show_test_stimuli_alone_and_conditions_all(simulated_report):
    """Hidden references and anchors have their own lines and do not enter the section."""
    quality = simulated_report.files.results["questions"][0]
    singles = quality["by_section"][0]
    conditions = {one["condition"]: one for one in quality["by_condition"]["non-harmonic-singles"]}

    assert conditions["R2"]["n"] + conditions["R3"]["n"] == singles["n"]
    assert {"R0": "hidden reference", "R2": "", "R3": ""} == {name: one["role"] for name, one in conditions.items()}


def test_references_stand_first_and_anchors_last(simulated_report):
    """The order of conditions is that of their roles."""
    quality = simulated_report.files.results["questions"][0]
    orders = [[one["condition"] for one in groups] for groups in quality["by_condition"].values()]

    assert [["R0", "R2", "R3"]] + 2 * [["linear", "spherical", "crossfade", "hard-switch"]] == orders
