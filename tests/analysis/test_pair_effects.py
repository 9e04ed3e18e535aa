"""Every two groups are listed with their difference."""

import numpy as np
import pandas as pd

from analysis.pair_effects import MOST_PAIRS, pair_effects


def test_every_pair_is_listed_unless_there_are_too_many():
    """Pairs stand in the order of the groups; 21 groups are the most."""
    rows = pd.DataFrame({"score": np.arange(46.0), "group": [f"g{number % 23:02d}" for number in range(46)]})
    levels = sorted(set(rows["group"]))

    assert [("g00", "g01"), ("g00", "g02"), ("g01", "g02")] == [
        (one["group_a"], one["group_b"]) for one in pair_effects(rows, levels[:3])
    ]
    assert MOST_PAIRS == len(pair_effects(rows, levels[:21]))
    assert [] == pair_effects(rows, levels)
