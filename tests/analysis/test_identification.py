"""The confusion matrix and what follows from it."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from analysis.errors import AnalysisError
from analysis.identification import confusion


def test_counts_recall_and_unbiased_hit_rate():
    """A matrix counted by hand; the unbiased hit rate is hits squared over intended times chosen."""
    found = confusion(list("aaaabbcc"), list("aaabbbca"), ["a", "b", "c"])

    assert [[3, 1, 0], [0, 2, 0], [1, 0, 1]] == found.matrix.tolist()
    assert (0.75, (0.75, 1.0, 0.5)) == (found.accuracy, found.recall)
    assert pytest.approx([9 / 16, 4 / 6, 1 / 2]) == found.hu
    assert ["b", "", "a"] == found.table()["mistaken_for"].to_list()


def test_kappa_agrees_with_scikit_learn():
    """Cohen's kappa is scikit-learn's."""
    rng = np.random.default_rng(0)
    intended = rng.integers(0, 5, 200)
    chosen = np.where(rng.random(200) < 0.4, intended, rng.integers(0, 5, 200))

    assert pytest.approx(cohen_kappa_score(intended, chosen)) == confusion(intended, chosen, range(5)).kappa


def test_cannot_tell_is_wrong_and_has_its_own_column():
    """An answer that is none of the classes counts against accuracy and stands in the last column."""
    found = confusion(["a", "a", "b", None], ["a", "cannot tell", "b", "b"], ["a", "b"])

    assert [[1, 0, 1], [0, 1, 0]] == found.matrix.tolist()
    assert (("a", "b", "cannot tell"), 2 / 3, 1) == (found.columns, found.accuracy, found.n_missing)


def test_a_class_nobody_hit():
    """A class never chosen has recall 0 and no unbiased hit rate; one never played has neither."""
    found = confusion(list("aab"), list("aaa"), ["a", "b", "never"])

    assert (1.0, 0.0, None) == found.recall
    assert (2 / 3, None, None) == found.hu
    assert found.wilson[2] is None


def test_classes_keep_their_given_order():
    """Rows and columns follow `classes`, not the alphabet."""
    assert ("viola", "cello") == confusion(["cello"], ["viola"], ["viola", "cello"]).classes


def test_classes_that_do_not_fit_are_misuse():
    """An intended class outside `classes` is refused, with the nearest name."""
    with pytest.raises(AnalysisError, match=r"class 'celo' is not in classes\. Did you mean 'cello'"):
        confusion(["celo"], ["cello"], ["cello", "viola"])
    with pytest.raises(AnalysisError, match="stands twice"):
        confusion(["a"], ["a"], ["a", "a"])


def test_exact_chance_follows_the_options_shown():
    """Chance is the mean of one over the number of options, over the answers that were given."""
    found = confusion(["a", "b", "a"], ["a", "b", None], ["a", "b"], n_options=[2, 4, 100])

    assert 0.375 == found.chance
    assert "where guessing gives 38 %" in found.sentence()


def test_no_answers():
    """Without a complete answer nothing is computable."""
    assert ("not computable", None) == (lambda r: (r.status, r.accuracy))(confusion([None], ["a"], ["a"]))
