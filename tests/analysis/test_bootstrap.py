"""The two-way bootstrap."""

import numpy as np
import pandas as pd
import pytest

from analysis.cell_statistics import GroupDelta, Mean
from analysis.errors import AnalysisError
from analysis.intervals import two_way_bootstrap


def study(seed: int, n_listeners: int = 25, n_sounds: int = 16, share: float = 0.7) -> pd.DataFrame:
    """Return an incomplete study in which groups are made of different sounds and nothing is true."""
    rng = np.random.default_rng(seed)
    listener, sound = (axis.ravel() for axis in np.meshgrid(np.arange(n_listeners), np.arange(n_sounds), indexing="ij"))
    score = 3 + rng.normal(0, 0.6, n_listeners)[listener] + rng.normal(0, 0.5, n_sounds)[sound]
    rating = np.clip(np.round(score + rng.normal(0, 0.9, len(score))), 1, 5)
    table = pd.DataFrame({"rating": rating, "group": np.where(sound % 2, "b", "a"), "who": listener, "what": sound})
    return table[rng.random(len(table)) < share]


def test_counts_and_tables_give_the_same_interval():
    """The fast way over counts draws from the same distribution as rebuilding the table."""
    table = study(0)
    fast = two_way_bootstrap(Mean("rating"), table, "who", "what", n_resamples=4000, rng=1)
    slow = two_way_bootstrap(lambda rows: rows["rating"].mean(), table, "who", "what", n_resamples=1000, rng=1)

    assert pytest.approx(fast.estimate) == slow.estimate == table["rating"].mean()
    assert pytest.approx((fast.low, fast.high), abs=0.05) == (slow.low, slow.high)


def test_covers_no_difference_between_different_sounds():
    """For Cliff's delta between different sounds the interval holds 0 in about 95 % of studies."""
    statistic = GroupDelta("rating", "group", "a", "b")
    found = [two_way_bootstrap(statistic, study(seed), "who", "what", n_resamples=300, rng=seed) for seed in range(200)]

    assert 0.90 <= np.mean([result.low <= 0 <= result.high for result in found]) <= 0.99


def test_columns_may_be_given_instead_of_names():
    """Listeners and stimuli can be columns of their own."""
    table = study(0)
    by_name = two_way_bootstrap(Mean("rating"), table, "who", "what", n_resamples=50)

    assert by_name == two_way_bootstrap(Mean("rating"), table, table["who"], table["what"], n_resamples=50)


def test_an_empty_group_is_counted():
    """Resamples without a group are left out; too many of them, and there is no interval."""
    table = study(0, n_sounds=4)
    table = table[(table["what"] != 1) | (table["who"] == table["who"].min())]
    table = table[table["what"] != 3]
    found = two_way_bootstrap(GroupDelta("rating", "group", "a", "b"), table, "who", "what", n_resamples=500)

    assert ("not computable", None) == (found.status, found.low)
    assert found.estimate is not None
    assert "resamples" in found.reason


def test_one_sound_has_no_interval():
    """A single listener or sound cannot be resampled."""
    table = study(0)
    found = two_way_bootstrap(Mean("rating"), table[table["what"] == 1], "who", "what")

    assert "it needs two listeners and two sounds, got" in found.sentence()


def test_missing_units_are_counted():
    """A row without its listener is left out and counted."""
    table = study(0).astype({"who": object})
    table.iloc[0, table.columns.get_loc("who")] = None

    assert 1 == two_way_bootstrap(Mean("rating"), table, "who", "what", n_resamples=10).n_missing


def test_misuse():
    """Unknown columns, no resamples and a level in per cent are refused."""
    table = study(0)
    with pytest.raises(AnalysisError, match="column 'listener' is missing"):
        two_way_bootstrap(Mean("rating"), table, "listener", "what")
    with pytest.raises(AnalysisError, match="n_resamples: must be at least 1"):
        two_way_bootstrap(Mean("rating"), table, "who", "what", n_resamples=0)
    with pytest.raises(AnalysisError, match="level: is outside 0 to 1, got 95"):
        two_way_bootstrap(Mean("rating"), table, "who", "what", level=95)
