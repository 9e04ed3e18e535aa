"""The companion asks sounds and listeners as the design has them, and holds its level where rows do not."""

import numpy as np
import pandas as pd

from analysis.blocked_rank_tests import friedman
from analysis.companion_test import companion_test
from analysis.companions import generator_scope, listener_groups, over_units
from analysis.rank_tests import kruskal_wallis


def rng():
    """Return the same random numbers each time."""
    return np.random.default_rng(0)


def nested(n_listeners=30, n_sounds=12, seed=0, sound_sd=0.0):
    """Return ratings in which the sounds belong to groups, every listener rates all, and nothing is true."""
    random = np.random.default_rng(seed)
    effects = random.normal(0, sound_sd, n_sounds)
    rows = [(f"l{one}", f"s{two:02d}", "ab"[two % 2], two) for one in range(n_listeners) for two in range(n_sounds)]
    frame = pd.DataFrame(rows, columns=["participant", "unit", "group", "place"])
    scores = 3 + effects[frame["place"]] + random.normal(0, 0.8, len(frame))
    return frame.assign(score=np.clip(np.round(scores), 1, 5))


def crossed():
    """Return ratings in which the same sounds stand in three groups."""
    rows = nested()
    return pd.concat([rows.assign(group=name, score=rows["score"].to_numpy()[::step]) for name, step in GROUPS])


GROUPS = (("a", 1), ("b", -1), ("c", 1))


def columns(rows, *names):
    """Return columns in the order of a test's arguments."""
    return [rows[name] for name in names]


def test_with_listeners_and_sounds_the_larger_p_speaks_about_both():
    """The companion is the generator's scope, field by field."""
    for rows in (nested(), crossed()):
        expected = generator_scope(*columns(rows, "score", "group", "participant", "unit"), rng=rng())
        found = companion_test(rows, rng())

        assert expected.p_value == found["p_value"]
        assert max(found["p_by_listener"], found["p_by_stimulus"]) == found["p_value"]
        assert ("other sounds and other listeners", "") == (found["scope"], found["one_sided"])


def test_groups_of_listeners_are_compared_on_listeners():
    """Experience belongs to the listener; the result speaks about other listeners."""
    rows = nested()
    rows = rows.assign(group=np.where(rows["participant"].str[1:].astype(int) < 15, "expert", "other"))
    expected = listener_groups(*columns(rows, "score", "group", "participant", "unit"))
    found = companion_test(rows, rng())

    assert (expected.p_value, 30) == (found["p_value"], found["n_units"])
    assert ("participant", "other listeners, hearing these sounds") == (found["unit"], found["scope"])


def test_sounds_alone_are_permuted_where_each_has_one_group():
    """Without listeners the result is about other sounds only, and says so."""
    rows = nested().drop(columns="participant")
    found = companion_test(rows, rng())

    assert over_units(*columns(rows, "score", "group", "unit"), rng=rng()).p_value == found["p_value"]
    assert "other sounds, heard by these listeners" == found["scope"]
    assert "the other side is not known" == found["one_sided"]


def test_sounds_alone_are_compared_within_where_they_met_several_groups():
    """Friedman on the means of sounds."""
    rows = crossed().drop(columns="participant")

    assert friedman(*columns(rows, "score", "group", "unit")).p_value == companion_test(rows, rng())["p_value"]


def test_too_few_listeners_leave_the_sounds_to_speak():
    """Listeners who met one group each cannot be compared within; the reason is given."""
    rows = nested(n_listeners=2)
    rows = rows[(rows["participant"] == "l0") | (rows["group"] == "a")]
    found = companion_test(rows, rng())

    assert "other sounds, heard by these listeners" == found["scope"]
    assert "listeners" in found["one_sided"]


def test_nothing_to_ask_is_said():
    """One sound per group: the companion is not computable and says why."""
    found = companion_test(nested(n_sounds=2).drop(columns="participant"), rng())

    assert ("not computable", None) == (found["status"], found["p_value"])
    assert "every group has a single unit" == found["reason"]


def test_false_alarms_stay_near_five_percent_where_rows_raise_them():
    """Sounds differ, groups do not: rows call out in most studies, the companion in about one of twenty."""
    n_studies = 60
    rows_reject = companion_rejects = 0
    for study in range(n_studies):
        rows = nested(seed=study, sound_sd=0.6)
        rows_reject += (kruskal_wallis(rows["score"], rows["group"]).p_value or 1) < 0.05
        companion_rejects += companion_test(rows, np.random.default_rng(study))["p_value"] < 0.05

    assert rows_reject > 30
    assert companion_rejects <= 9  # binomial(60, .05) exceeds 9 less than once in a thousand
