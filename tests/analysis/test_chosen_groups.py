"""Chosen classes are described against the groups they share labels with."""

import pandas as pd

from analysis.chosen_groups import chosen_groups, share_labels
from analysis.intervals import wilson

ROWS = pd.DataFrame(
    {"group": list("aaaabbbb"), "value": ["a", "a", "b", "cannot tell", "b", "b", "b", "a"], "unit": list("11223344")}
)


def test_labels_are_shared_or_not():
    """An answer can be right where it is the name of a group."""
    assert share_labels(ROWS)
    assert not share_labels(ROWS.assign(value="yes"))


def test_the_matrix_and_recall_are_counted():
    """Rows are groups; answers that are no group have columns of their own."""
    found = chosen_groups(ROWS, ["a", "b"])

    assert ("a", "b", "cannot tell") == found["columns"]
    assert [[2, 1, 1], [1, 3, 0], [0, 0, 0]] == found["matrix"].tolist()
    assert (5, 0.625, [0.5, 0.75]) == (found["n_right"], found["accuracy"], [one["recall"] for one in found["recall"]])
    assert [("b", 1), ("a", 1)] == [(one["mistaken_for"], one["n_mistaken_for"]) for one in found["recall"]]


def test_two_sounds_of_a_group_are_confounded_with_it():
    """Then recall stands without an interval; where sounds are not known nothing is said of them."""
    found, unknown = chosen_groups(ROWS, ["a", "b"]), chosen_groups(ROWS.drop(columns="unit"), ["a", "b"])

    assert (True, None) == (found["is_confounded"], found["recall"][0]["low"])
    assert unknown["is_confounded"] is None
    assert wilson(2, 4) == (unknown["recall"][0]["low"], unknown["recall"][0]["high"])
