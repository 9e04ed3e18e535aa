"""`generator.purity`: 1 for classes that keep together, chance for shuffled labels."""

import numpy as np
from sklearn.neighbors import KNeighborsClassifier

from generator.purity import chance_purity, held_out_purity, purity


def _clusters(n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    labels = np.repeat(np.array(["a", "b", "c"]), n)
    centres = {"a": 0.0, "b": 4.0, "c": 8.0}
    return rng.normal(size=(3 * n, 4)) + np.array([[centres[label]] for label in labels]), labels


def test_separate_classes_are_pure() -> None:
    """Three clusters far apart have a purity near 1, within themselves and for sounds never heard."""
    latents, labels = _clusters(60)
    fresh, fresh_labels = _clusters(20, seed=1)

    assert purity(latents, labels) > 0.97
    assert held_out_purity(fresh, fresh_labels, latents, labels) > 0.97


def test_shuffled_labels_are_at_chance() -> None:
    """Labels that have nothing to do with the latents give the chance that is stated, within sampling error."""
    latents, labels = _clusters(200)
    rng = np.random.default_rng(2)
    found = [purity(latents, rng.permutation(labels)) for _ in range(20)]

    assert abs(np.mean(found) - chance_purity(labels)) < 0.01


def test_share_is_scikit_learns_vote() -> None:
    """The share of own neighbours is the probability that scikit-learn's classifier gives the own class."""
    latents, labels = _clusters(30)
    fresh, fresh_labels = _clusters(10, seed=3)
    classifier = KNeighborsClassifier(5).fit(latents, labels)
    votes = classifier.predict_proba(fresh)
    own = votes[np.arange(30), np.searchsorted(classifier.classes_, fresh_labels)]

    np.testing.assert_allclose(held_out_purity(fresh, fresh_labels, latents, labels), own.mean())


def test_a_copy_of_a_sound_is_its_neighbour_but_the_sound_is_not() -> None:
    """Two equal sounds are each other's neighbours; one alone has only others."""
    latents = np.array([[0.0], [0.0], [5.0]])

    assert purity(latents, ["a", "a", "b"], k=1) == 2 / 3
