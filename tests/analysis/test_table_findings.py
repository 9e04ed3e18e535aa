"""Findings of a table name the verdict, the means and the largest difference."""

from pathlib import Path

import numpy as np

from analysis.answer_table import Columns
from analysis.one_way import analyse_table
from analysis.text_table import TextTable, read_text_table

PLANTS = Path(__file__).parents[1] / "data" / "golden" / "csv" / "plantgrowth.csv"


def sentences(table, columns):
    """Return the findings of a table."""
    return [one["sentence"] for one in analyse_table(table, columns, np.random.default_rng(0))["findings"]]


def test_ratings_are_told_from_the_verdict_to_the_largest_difference():
    """R's PlantGrowth: p = .018 by kruskal.test; the means are those of the data set, t intervals beside them.

    The largest difference is 0.865 exactly, which floating-point numbers write as 0.86.
    """
    assert [
        "These very ratings differ. Kruskal-Wallis, rows taken as independent: p = .018.",
        "Means: trt2 5.53 [5.21, 5.84], ctrl 5.03 [4.61, 5.45] and trt1 4.66 [4.09, 5.23].",
        "The largest difference: trt2 lies 0.86 [0.23, 1.50] points above trt1 (Cliff's delta .68).",
    ] == sentences(read_text_table(PLANTS), Columns(("weight",), "group"))


def test_many_groups_are_told_by_their_ends():
    """Ten means are no sentence."""
    cells = {"v": [str(row % 10) for row in range(40)], "g": [f"g{row % 10}" for row in range(40)]}

    assert sentences(TextTable(Path("t.csv"), cells, ","), Columns(("v",), "g"))[1].startswith("Means go from 9.00 ")


def test_classes_are_told_by_what_was_named_and_mistaken():
    """Share of right answers and the mistakes that were made most often."""
    cells = {"v": ["a", "b", "a", "b", "b", "b"], "g": ["a", "a", "a", "b", "b", "b"]}
    said = sentences(TextTable(Path("t.csv"), cells, ","), Columns(("v",), "g"))

    assert "83 % [44 %, 97 %] of 6 answers name the group. Most often mistaken: a for b (1)." == said[0]
