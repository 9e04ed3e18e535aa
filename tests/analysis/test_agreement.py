"""Agreement: refusals and relations (values are compared with R in test_golden)."""

import numpy as np
import pandas as pd
import pytest

from analysis.agreement import icc, krippendorff_alpha
from analysis.errors import AnalysisError
from analysis.krippendorff import alpha_over_clusters


def test_shrout_and_fleiss():
    """The six values of Shrout & Fleiss (1979), table 4, from their example of six targets and four judges."""
    ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    found = icc(ratings)

    wanted = {"ICC1": 0.17, "ICC2": 0.29, "ICC3": 0.71, "ICC1k": 0.44, "ICC2k": 0.62, "ICC3k": 0.91}
    assert wanted == {form: round(one.estimate, 2) for form, one in found.forms.items()}
    assert ["form", "estimate", "low", "high"] == list(found.table())[:4]


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        ([[1, 2]], "two complete units"),
        ([[1], [2], [3]], "two raters"),
        ([[1, None], [None, 2], [3, 4]], "two complete units"),
        ([[1, 2], [2, 1], [1, 2]], "all units have the same mean"),
        (np.empty((0, 3)), "two complete units"),
    ],
)
def test_icc_refuses(ratings, reason):
    """Where a mean square is missing, or that of the units is zero, no form is computed."""
    found = icc(ratings)

    assert ("not computable", {}) == (found.status, found.forms)
    assert reason in found.sentence()


def test_complete_agreement_is_one():
    """All six forms and their bounds are 1, as in psych::ICC, whose F is finite by rounding alone."""
    found = icc([[1.1, 1.1, 1.1], [2.3, 2.3, 2.3], [3.2, 3.2, 3.2], [4.0, 4.0, 4.0]])

    assert [(1.0, 1.0, 1.0, np.inf, 0.0)] * 6 == [
        (one.estimate, one.low, one.high, one.statistic, one.p_value) for one in found.forms.values()
    ]


def test_raters_who_differ_by_a_constant():
    """Estimates and bounds of psych::ICC(cbind(1:4, 2:5), lmer = FALSE), R 4.2.2, psych 2.2.9."""
    found = icc([[1, 2], [2, 3], [3, 4], [4, 5]])
    wanted = {
        "ICC1": (0.7391304, -0.199000282, 0.9803291),
        "ICC2": (0.7692308, 0.003842476, 0.9830923),
        "ICC3": (1.0, 1.0, 1.0),
        "ICC1k": (0.8500000, -0.496879780, 0.9900669),
        "ICC2k": (0.8695652, 0.007655535, 0.9914741),
        "ICC3k": (1.0, 1.0, 1.0),
    }

    for form, values in wanted.items():
        assert values == pytest.approx((found[form].estimate, found[form].low, found[form].high), abs=1e-7)


def test_incomplete_units_are_counted():
    """A unit with a gap is dropped from the ICC, and counted."""
    rng = np.random.default_rng(0)
    ratings = pd.DataFrame(rng.integers(1, 6, (10, 3)).astype(float))
    ratings.iloc[0, 0] = np.nan

    assert (9, 1) == (icc(ratings).n_units, icc(ratings).n_dropped)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_complete_agreement_is_one_and_guessing_is_none(level):
    """Alpha is 1 for raters who agree, near 0 for raters who guess, below 0 for raters who disagree on purpose."""
    rng = np.random.default_rng(0)
    rating = rng.integers(1, 6, 200)

    assert pytest.approx(1) == krippendorff_alpha(np.column_stack([rating, rating]), level).alpha
    assert pytest.approx(0, abs=0.1) == krippendorff_alpha(rng.integers(1, 6, (200, 3)), level).alpha
    assert krippendorff_alpha([[1, 5], [5, 1], [1, 5]], level).alpha < 0


@pytest.mark.parametrize(
    ("ratings", "reason"), [([[1, None], [None, 2]], "no unit has two ratings"), ([[3, 3], [3, 3]], "are the same")]
)
def test_alpha_refuses(ratings, reason):
    """Nothing to pair, or nothing to disagree about."""
    found = krippendorff_alpha(ratings)

    assert ("not computable", None) == (found.status, found.estimate)
    assert reason in found.reason


def test_misuse():
    """An unknown level, rows of unequal length, a single column and text are refused."""
    with pytest.raises(AnalysisError, match="level: is not known, got 'rank'"):
        krippendorff_alpha([[1, 2]], level="rank")
    with pytest.raises(AnalysisError, match="rows differ in length"):
        krippendorff_alpha([[1, 2], [1]])
    with pytest.raises(AnalysisError, match="1 dimensions"):
        icc(np.array([1, 2, 3]))
    with pytest.raises(AnalysisError, match="column 2: entry 1 is text, got '2'"):
        icc([[1, "2"], [2, 3]])


def test_the_interval_of_alpha_covers():
    """Over simulated studies, alpha of very many sounds lies in about 95 of 100 intervals from forty of them."""
    rng = np.random.default_rng(1)

    def sounds(n):
        """Return five-point ratings of n sounds by ten listeners, a third of them missing."""
        heard = rng.normal(size=(n, 1)) + rng.normal(0, 1.2, (n, 10))
        ratings = np.clip(np.round(heard + 3), 1, 5)
        return np.where(rng.random(ratings.shape) < 1 / 3, np.nan, ratings)

    truth = krippendorff_alpha(sounds(20_000)).estimate
    found = [krippendorff_alpha(sounds(40)) for _ in range(200)]

    assert 176 <= sum(one.low < truth < one.high for one in found) <= 198


def test_sounds_of_one_recording_go_together():
    """Ten copies of every sound tell nothing new: the interval is that of the sounds without copies."""
    ratings = np.random.default_rng(2).integers(1, 6, (30, 4))
    once = krippendorff_alpha(ratings, level="interval")
    copied = alpha_over_clusters(np.repeat(ratings, 10, axis=0), np.repeat(np.arange(30), 10).astype(str), "interval")

    assert (once.low, once.high) == pytest.approx((copied.low, copied.high), abs=0.02)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_drawing_each_sound_once_is_the_estimate(level):
    """Two sounds drawn from two copies of them give the estimate itself, whatever is drawn."""
    ratings = np.array([[1, 2, 2], [1, 2, 2]])
    found = krippendorff_alpha(ratings, level)

    assert (found.estimate, found.estimate) == pytest.approx((found.low, found.high))
