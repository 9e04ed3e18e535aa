"""The mixed model of each comparison: its test, its scope, and when it is left out."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import model_tests as module
from analysis.comparisons import Comparison
from analysis.mixed_models import cumulative_link_mixed
from analysis.model_tests import model_tests


def comparison(rng, step=1.0, n_listeners=12, n_sounds=10, groups="abc", by="condition"):
    """Return ratings of the same sounds under every condition."""
    listener, sound = rng.normal(0, 0.5, n_listeners), rng.normal(0, 0.5, n_sounds)
    rows = [
        (f"p{who}", f"s{what}", group, float(np.clip(round(score), 1, 4)))
        for who in range(n_listeners)
        for what in range(n_sounds)
        for at, group in enumerate(groups)
        for score in [2.5 + step * at / 2 + listener[who] + sound[what] + rng.normal(0, 0.7)]
    ]
    frame = pd.DataFrame(rows, columns=["participant", "unit", "group", "score"])
    return Comparison("quality-by-condition-s", "quality", "Quality by condition", by, "s", frame)


@pytest.fixture(scope="module")
def planted():
    """Return a comparison with a difference and its model test."""
    one = comparison(np.random.default_rng(1))
    return one, model_tests([one])[0]


def test_a_planted_difference_is_found_for_others(planted):
    """With slopes for listeners and sounds the test speaks about other sounds and other listeners."""
    _one, test = planted

    assert ("ok", "model", "cumulative link mixed model") == (test["status"], test["role"], test["test"])
    assert test["p_value"] < 0.001
    assert "other sounds and other listeners" == test["scope"]
    assert ["listeners", "stimuli"] == test["slopes"]
    assert [1, -1] == [np.sign(test["coefficients"][-1]["low"]), np.sign(-test["coefficients"][-1]["high"])]
    assert "Wald test of all effects, chi-square(2)" in test["sentence"]


def test_with_two_groups_wald_is_the_square_of_z():
    """The test of all effects and that of the only effect are one."""
    one = comparison(np.random.default_rng(2), step=0.3, groups="ab", n_sounds=8)
    [test] = model_tests([one])
    rows = one.rows
    model = cumulative_link_mixed(
        rows["score"], {"group": rows["group"]}, rows["participant"], rows["unit"], ("group",), ("group",)
    )
    z = model.coefficients["groupb"] / model.standard_errors["groupb"]

    assert z**2 == pytest.approx(test["statistic"])
    assert 2 * stats.norm.sf(abs(z)) == pytest.approx(test["p_value"])
    assert test["coefficients"][0]["p_value"] == pytest.approx(test["p_value"])


def test_the_covariance_holds_the_standard_errors(planted):
    """Its diagonal is their square, in the order of the coefficients."""
    rows = planted[0].rows
    model = cumulative_link_mixed(rows["score"], {"group": rows["group"]}, rows["participant"], rows["unit"])

    assert [model.standard_errors[name] ** 2 for name in model.coefficients] == pytest.approx(
        np.diag(model.coefficient_covariance)
    )


def test_a_fit_that_does_not_converge_says_so():
    """A group that takes the highest point only separates the ratings."""
    one = comparison(np.random.default_rng(3), groups="ab", n_listeners=6, n_sounds=4)
    rows = one.rows.assign(score=np.where(one.rows["group"] == "a", one.rows["score"].clip(1, 2), 4.0))
    [test] = model_tests([Comparison(one.id, one.question, one.title, one.by, one.section, rows)])

    assert ("not computable", None, []) == (test["status"], test["p_value"], test["coefficients"])
    assert test["reason"] in test["sentence"]


def test_too_many_ratings_are_left_to_the_companion(planted, monkeypatch):
    """The report says so, with both numbers."""
    monkeypatch.setattr(module, "MOST_RATINGS", 100)
    [test] = model_tests([planted[0]])

    assert "it is fitted to up to 100 ratings, and there are 360" == test["reason"]


def test_the_first_comparisons_take_the_time(planted, monkeypatch):
    """What is counted is work, not seconds: the same models are fitted on every machine."""
    monkeypatch.setattr(module, "MOST_WORK", 360 * 17.0**2)  # 3 thresholds, 2 effects, 2 covariances of 6
    tests = model_tests([planted[0], planted[0]])

    assert ["ok", "not computable"] == [test["status"] for test in tests]
    assert "left out for time" in tests[1]["sentence"]
