"""The companion asks sounds and listeners as the design has them, and holds its level where rows do not."""

import numpy as np
import pandas as pd

from analysis.blocked_rank_tests import friedman
from analysis.companion_test import companion_test
from analysis.companions import over_units
from analysis.rank_tests import kruskal_wallis


def rng():
    """Return the same random numbers each time."""
    return np.random.default_rng(0)


def crossed(n_listeners=12, n_sounds=6, groups="ab", seed=0):
    """Return ratings in which every listener rates every sound in every group."""
    random = np.random.default_rng(seed)
    rows = [(f"l{one}", f"s{two}", group) for one in range(n_listeners) for two in range(n_sounds) for group in groups]
    frame = pd.DataFrame(rows, columns=["participant", "unit", "group"])
    return frame.assign(score=random.integers(1, 6, len(frame)).astype(float))


def nested(n_listeners=30, n_sounds=12, seed=0, sound_sd=0.0):
    """Return ratings in which the sounds belong to groups, every listener rates all, and nothing is true."""
    random = np.random.default_rng(seed)
    effects = random.normal(0, sound_sd, n_sounds)
    rows = [(f"l{one}", f"s{two:02d}", "ab"[two % 2], two) for one in range(n_listeners) for two in range(n_sounds)]
    frame = pd.DataFrame(rows, columns=["participant", "unit", "group", "place"])
    scores = 3 + effects[frame["place"]] + random.normal(0, 0.8, len(frame))
    return frame.assign(score=np.clip(np.round(scores), 1, 5))


def test_the_same_sounds_in_every_group_are_compared_within_sounds_and_listeners():
    """Friedman on both sides, the larger p."""
    rows = crossed()
    p_values = [friedman(rows["score"], rows["group"], rows[side]).p_value for side in ("unit", "participant")]
    found = companion_test(rows, rng())

    assert max(p_values) == found["p_value"]
    assert p_values == [found["p_by_stimulus"], found["p_by_listener"]]


def test_different_sounds_are_permuted():
    """Labels are permuted over sounds; listeners met both groups and are compared within."""
    rows = nested()
    found = companion_test(rows, rng())

    assert over_units(rows["score"], rows["group"], rows["unit"], rng=rng()).p_value == found["p_by_stimulus"]
    assert friedman(rows["score"], rows["group"], rows["participant"]).p_value == found["p_by_listener"]


def test_one_side_alone_speaks_about_that_side():
    """Without listeners the result is about other sounds only."""
    found = companion_test(nested().drop(columns="participant"), rng())

    assert "other sounds, heard by these listeners" == found["scope"]
    assert found["p_by_listener"] is None


def test_a_side_that_few_units_complete_does_not_decide():
    """Where most listeners miss a group, Friedman on the rest is shown and does not count."""
    rows = crossed(n_listeners=12)
    few = ~rows["participant"].isin(["l0", "l1", "l2"]) & (rows["group"] == "a")
    found = companion_test(rows[~few], rng())

    assert found["p_by_stimulus"] == found["p_value"]
    assert [True, False] == [side["counts"] for side in found["sides"]]
    assert "Only 3 of 12 met every group" in found["sentence"]


def test_nothing_to_ask_is_said():
    """One sound per group: the companion is not computable and says why."""
    found = companion_test(nested(n_sounds=2).drop(columns="participant"), rng())

    assert ("not computable", None) == (found["status"], found["p_value"])
    assert "every group has a single unit" == found["reason"]


def test_false_alarms_stay_near_five_percent_where_rows_raise_them():
    """Sounds differ, groups do not: rows call out in most studies, the companion in about one of twenty."""
    n_studies = 100
    rows_reject = companion_rejects = 0
    for study in range(n_studies):
        rows = nested(seed=study, sound_sd=0.6)
        rows_reject += (kruskal_wallis(rows["score"], rows["group"]).p_value or 1) < 0.05
        side = companion_test(rows.drop(columns="participant"), np.random.default_rng(study))
        companion_rejects += side["p_value"] < 0.05

    assert rows_reject > 50
    assert companion_rejects <= 12  # binomial(100, .05) exceeds 12 once in a thousand
