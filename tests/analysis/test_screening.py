"""The post-screening of BS.1534-3."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import AnalysisError
from analysis.screening import bs1534


def panel(n_listeners: int = 8, low: dict[int, int] | None = None, high: dict[int, int] | None = None) -> pd.DataFrame:
    """Return 20 items per listener; `low` and `high` say how many items a listener gets wrong."""
    rows = []
    for listener in range(n_listeners):
        for item in range(20):
            reference = 89 if item < (low or {}).get(listener, 0) else 90
            anchor = 91 if item < (high or {}).get(listener, 0) else 90
            rows += [(f"L{listener}", item, "ref", reference), (f"L{listener}", item, "mid", anchor)]
    return pd.DataFrame(rows, columns=["listener", "item", "condition", "value"])


def test_the_reference_rule_at_its_edges():
    """Three of twenty items (15 %) pass, four fail; a rating of 90 is not below 90."""
    found = bs1534(panel(low={0: 3, 1: 4}), "ref", "mid")

    assert ("L1",) == found.excluded
    assert (0.15, 0.2, 0.0) == (found.shares["L0"], found.shares["L1"], found.shares["L2"])
    assert "1 of 8 listeners (12 %) is left out by ITU-R BS.1534-3 (L1)" in found.sentence()


def test_the_anchor_rule_at_its_edges():
    """More than 15 % of anchors above 90 excludes; two of eight listeners (25 %) are not yet a crowd."""
    found = bs1534(panel(high={0: 4, 1: 4, 2: 3}), "ref", "mid")

    assert ("L0", "L1") == found.excluded
    assert not found.is_anchor_rule_off


def test_a_crowd_switches_the_anchor_rule_off():
    """Where three of eight rate the anchor so high, it is the anchor; the reference rule stays."""
    found = bs1534(panel(low={7: 20}, high={0: 4, 1: 4, 2: 4}), "ref", "mid")

    assert (("L7",), True) == (found.excluded, found.is_anchor_rule_off)
    assert "the anchor rule is off" in found.sentence()


def test_without_an_anchor_only_the_reference_counts():
    """The anchor rule needs its name."""
    assert () == bs1534(panel(high={0: 20}), "ref").excluded


def test_wide_tables():
    """One row per listener and item with a column per condition says the same."""
    long = panel(low={0: 5}, high={1: 9})
    wide = long.pivot(index=["listener", "item"], columns="condition", values="value")

    assert bs1534(long, "ref", "mid").excluded == bs1534(wide, "ref", "mid").excluded
    assert ("L0", "L1") == bs1534(wide.reset_index(), "ref", "mid").excluded


def test_missing_ratings_are_counted():
    """A missing rating is no item; a listener without any is not judged."""
    table = panel(n_listeners=2, low={0: 4})
    table.loc[table["listener"] == "L1", "value"] = np.nan
    found = bs1534(table, "ref")

    assert (("L0",), 40) == (found.excluded, found.n_missing)
    assert found.table().set_index("listener").loc["L1", "reference_low"] != 0


def test_misuse():
    """A condition or a column that is not there is named."""
    with pytest.raises(AnalysisError, match=r"condition 'hidden' is missing\. There are: mid, ref"):
        bs1534(panel(), "hidden")
    with pytest.raises(AnalysisError, match="column 'listener' is missing"):
        bs1534(pd.DataFrame({"condition": ["ref"], "value": [90]}), "ref")
    with pytest.raises(AnalysisError, match="is no table, got list"):
        bs1534([90, 80], "ref")
