"""The slides' tests stand with their own numbers; Holm's adjustment keeps to its family."""

import numpy as np
import pandas as pd
import pytest

from analysis.assumptions import levene, shapiro_wilk
from analysis.corrections import adjust
from analysis.rank_tests import dunn, kruskal_wallis
from analysis.rating_tests import adjust_families, rating_tests, reading

ABOUT = {"comparison": "quality-by-x", "question": "quality", "section": "", "by": "x"}


@pytest.fixture
def rows():
    """Give sixty ratings in three groups."""
    rng = np.random.default_rng(0)
    return pd.DataFrame({"score": rng.integers(1, 6, 60).astype(float), "group": list("abc") * 20})


def test_each_test_has_the_numbers_of_the_public_function(rows):
    """Shapiro-Wilk per group in the given order, Levene, Kruskal-Wallis, Dunn; no companion without units."""
    tests = rating_tests(rows, ["c", "a", "b"], ABOUT, np.random.default_rng(0))
    by_name = {test["test"]: test for test in tests}

    assert ["c", "a", "b"] == [test["group"] for test in tests[:3]]
    assert shapiro_wilk(rows.loc[rows["group"] == "c", "score"]).p_value == tests[0]["p_value"]
    assert levene(rows["score"], rows["group"]).statistic == by_name["Levene"]["statistic"]
    assert kruskal_wallis(rows["score"], rows["group"]).epsilon_squared == by_name["Kruskal-Wallis"]["effect"]["value"]
    assert dunn(rows["score"], rows["group"]).letters == by_name["Dunn"]["letters"]
    assert {"slides"} == {test["role"] for test in tests}
    assert len(tests) == len({test["id"] for test in tests})


def test_holm_counts_the_comparisons_of_one_question_only():
    """Omnibus tests and companions are families of their own; Levene is not adjusted."""
    tests = [
        {"question": question, "test": name, "role": role, "p_value": p_value}
        for question, name, role, p_value in (
            ("quality", "Kruskal-Wallis", "slides", 0.01),
            ("quality", "Kruskal-Wallis", "slides", 0.03),
            ("quality", "permuted", "companion", 0.02),
            ("quality", "Levene", "slides", 0.5),
            ("smoothness", "Kruskal-Wallis", "slides", 0.04),
        )
    ]
    adjust_families(tests)

    assert adjust([0.01, 0.03]) == [tests[0]["p_holm"], tests[1]["p_holm"]]
    assert (0.02, 0.04) == (tests[2]["p_holm"], tests[4]["p_holm"])
    assert "p_holm" not in tests[3]


@pytest.mark.parametrize(
    ("p_slides", "p_companion", "expected"),
    [
        (0.001, 0.01, "There is evidence of a difference that holds for other sounds too."),
        (0.001, 0.2, "These very ratings differ, but there is no evidence that it would be so with other sounds."),
        (0.2, 0.2, "There is no evidence of a difference."),
        (0.001, None, "These very ratings differ."),
        (None, None, "There is no evidence of a difference."),
    ],
)
def test_both_p_values_are_read_together(p_slides, p_companion, expected):
    """Never "no difference"; the companion decides what is said beyond the data."""
    assert expected == reading(p_slides, p_companion, "other sounds")
