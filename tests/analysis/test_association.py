"""Association over units: chi-square of the answers, with p-values that respect whose answers they are."""

import numpy as np
import pytest
from scipy import stats

from analysis.association import association_over_units


def test_the_statistic_is_pearsons():
    """Only the p-value knows of units."""
    rng = np.random.default_rng(1)
    units = np.repeat(np.arange(12), 10)
    groups, answers = np.array(list("abc"))[units % 3], rng.choice(list("xyz"), 120)
    table = [[int(np.sum((groups == g) & (answers == a))) for a in "xyz"] for g in "abc"]

    assert stats.chi2_contingency(table, correction=False).statistic == pytest.approx(
        association_over_units(groups, answers, units.astype(str), 99).statistic
    )


def test_sounds_that_attract_their_own_answer_are_no_evidence():
    """Every sound gets one answer of its own, whatever its group: rows reject, sounds do not, in 5 % of 100 studies."""
    rng = np.random.default_rng(2)
    over_rows, over_sounds = 0, 0
    for _ in range(100):
        own = rng.integers(0, 3, 12)
        units = np.repeat(np.arange(12), 15)
        answers = np.where(rng.random(180) < 0.6, own[units], rng.integers(0, 3, 180))
        groups = units % 2
        table = np.zeros((2, 3))
        np.add.at(table, (groups, answers), 1)
        over_rows += stats.chi2_contingency(table).pvalue < 0.05
        p_value = association_over_units(groups.astype(str), answers.astype(str), units.astype(str), 199, rng).p_value
        over_sounds += p_value < 0.05

    assert over_rows > 40
    assert over_sounds <= 10


def test_groups_that_differ_are_found():
    """Power: eight sounds per group and clear preferences."""
    rng = np.random.default_rng(3)
    units = np.repeat(np.arange(16), 10)
    groups = units % 2
    answers = np.where(rng.random(160) < 0.7, groups, 1 - groups)

    assert association_over_units(groups.astype(str), answers.astype(str), units.astype(str)).p_value < 0.01


@pytest.mark.parametrize(
    ("groups", "answers", "units", "reason"),
    [
        ("abab", "xyxy", "1122", "unit '1' belongs to several groups"),
        ("aabb", "xxxx", "1234", "it needs two groups and two answers, got 2 and 1"),
        ("aabb", "xyxy", "1122", "every group has a single unit"),
    ],
)
def test_what_cannot_be_permuted_is_not_computable(groups, answers, units, reason):
    """Each case has its reason."""
    assert reason == association_over_units(list(groups), list(answers), list(units)).reason
