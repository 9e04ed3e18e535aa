"""Intervals of effects over listeners and sounds: they cover, at an effect of zero as well."""

import numpy as np
import pandas as pd
import pytest

from analysis.cell_statistics import CramersV, EpsilonSquared
from analysis.effect_intervals import add_class_effect, add_rating_effects, strength_interval
from analysis.effect_sizes import cliffs_delta
from analysis.rank_tests import dunn, kruskal_wallis
from analysis.rating_tests import rating_tests


def ratings(rng, step=0.0, n_listeners=30, n_sounds=24, n_heard=8):
    """Return five-point ratings of sounds in three groups, a step apart, with listener and sound effects."""
    listener, sound = rng.normal(0, 0.45, n_listeners), rng.normal(0, 0.45, n_sounds)
    rows = []
    for who in range(n_listeners):
        for what in rng.choice(n_sounds, n_heard, replace=False):
            score = 3.2 + step * (what % 3 - 1) + listener[who] + sound[what] + rng.normal(0, 0.75)
            rows.append((f"p{who}", f"s{what}", "abc"[what % 3], float(np.clip(round(score), 1, 5))))
    return pd.DataFrame(rows, columns=["participant", "unit", "group", "score"])


def rng_for(identifier):
    """Give a part its random numbers."""
    return np.random.default_rng([1, *identifier.encode()])


def test_where_nothing_is_true_the_interval_reaches_zero():
    """In at least 18 of 20 studies; a percentile interval never does."""
    rng = np.random.default_rng(1)
    bounds = [strength_interval(EpsilonSquared("score", "group"), ratings(rng), rng) for _study in range(20)]

    assert sum(low == 0 for low, _high in bounds) >= 18


def test_a_planted_effect_is_covered():
    """What a large study of the same kind finds is covered by at least 17 of 20 small ones."""
    rng = np.random.default_rng(2)
    large = ratings(rng, 0.6, n_listeners=600, n_sounds=1200, n_heard=20)
    planted = kruskal_wallis(large["score"], large["group"]).epsilon_squared
    bounds = [strength_interval(EpsilonSquared("score", "group"), ratings(rng, 0.6), rng) for _study in range(20)]

    assert sum(low <= planted <= high for low, high in bounds) >= 17


def test_every_test_of_a_comparison_gets_its_effect():
    """Kruskal-Wallis a bounded epsilon-squared, every pair of Dunn's the delta of its two groups."""
    rows = ratings(np.random.default_rng(3), 0.6)
    about = {"comparison": "quality-by-section", "question": "quality", "section": "", "by": "section"}
    tests = rating_tests(rows, list("abc"), about, np.random.default_rng(1))
    add_rating_effects(tests, rows, rng_for)
    omnibus, [pairs] = (
        next(test for test in tests if test["test"] == "Kruskal-Wallis"),
        [test["pairs"] for test in tests if test["test"] == "Dunn"],
    )
    scores = {name: group["score"] for name, group in rows.groupby("group")}

    assert omnibus["effect"]["low"] < omnibus["effect"]["value"] < omnibus["effect"]["high"]
    assert [cliffs_delta(scores[one["group_a"]], scores[one["group_b"]]).estimate for one in pairs] == pytest.approx(
        [one["delta"] for one in pairs]
    )
    assert all(one["delta_low"] < one["delta"] < one["delta_high"] for one in pairs)
    assert [pair.z for pair in dunn(rows["score"], rows["group"]).pairs] == [one["z"] for one in pairs]


def test_one_listener_leaves_the_effect_without_interval():
    """The estimate stands alone."""
    rows = ratings(np.random.default_rng(4)).assign(participant="one")
    about = {"comparison": "c", "question": "quality", "section": "", "by": "section"}
    tests = rating_tests(rows, list("abc"), about, np.random.default_rng(1))
    add_rating_effects(tests, rows, rng_for)
    effect = next(test["effect"] for test in tests if test["test"] == "Kruskal-Wallis")

    assert (None, None) == (effect["low"], effect["high"])
    assert effect["value"] is not None


def test_the_interval_of_v_holds_its_value():
    """Over listeners; the value is that of the whole table."""
    rng = np.random.default_rng(5)
    rows = pd.DataFrame(
        {"intended": rng.choice(list("abcd"), 400), "participant": rng.integers(0, 20, 400).astype(str)}
    )
    rows["value"] = np.where(rng.random(400) < 0.5, rows["intended"], rng.choice(list("abcd"), 400))
    cells = CramersV("intended", "value").cells(rows)
    value = cells.of_counts(np.bincount(cells.codes, minlength=cells.n_cells)[None].astype(float))[0]
    test = {"effect": {"name": "V", "value": float(value)}}
    add_class_effect(test, rows, rng)

    assert test["effect"]["low"] < value < test["effect"]["high"]
