"""Companions: what they permute, and that they keep their promise."""

import numpy as np
import pytest
from scipy import stats

from analysis.companions import over_units, recognition
from analysis.errors import AnalysisError
from analysis.rank_tests import kruskal_wallis


def different_sounds(seed: int, effect: float = 0.0, n_listeners: int = 20, n_sounds: int = 18):
    """Return ratings of three sections made of different sounds: values, sections, sounds."""
    rng = np.random.default_rng(seed)
    section = np.arange(n_sounds) % 3
    score = 3 + rng.normal(0, 0.6, (n_listeners, 1)) + rng.normal(0, 0.5, n_sounds) + effect * section
    values = np.clip(np.round(score + rng.normal(0, 0.9, (n_listeners, n_sounds))), 1, 5)
    sounds = np.tile(np.arange(n_sounds), n_listeners)
    return values.ravel(), section[sounds], sounds


def test_over_units_keeps_its_level_where_kruskal_wallis_does_not():
    """With different sounds per section and nothing true, rows reject often, permuted sounds in about 5 %."""
    studies = [different_sounds(seed) for seed in range(200)]
    on_rows = np.mean([kruskal_wallis(*study[:2]).p_value < 0.05 for study in studies])
    on_sounds = np.mean([over_units(*study, n_resamples=499).p_value < 0.05 for study in studies])

    assert on_rows > 0.3
    assert 0.01 <= on_sounds <= 0.09


def test_over_units_has_power():
    """Sections that truly differ by up to 1.6 points are told apart."""
    found = [over_units(*different_sounds(seed, effect=0.8), n_resamples=199).p_value < 0.05 for seed in range(30)]

    assert np.mean(found) > 0.8


def test_over_units_is_kruskal_wallis_of_unit_means():
    """The statistic is SciPy's on the means of the units."""
    values, sections, sounds = different_sounds(1)
    means = [[values[sounds == sound].mean() for sound in range(18) if sound % 3 == section] for section in range(3)]
    found = over_units(values, sections, sounds)

    assert pytest.approx(stats.kruskal(*means).statistic) == found.statistic
    assert 18 == found.n_units


def test_same_data_same_p_value():
    """Without an rng a fixed seed is used; a given one is used as given."""
    study = different_sounds(2)

    assert over_units(*study).p_value == over_units(*study).p_value
    assert over_units(*study, rng=np.random.default_rng(7)).p_value == over_units(*study, rng=7).p_value


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        (([1, 2, 3], ["a", "b", "a"], ["u", "u", "v"]), "unit 'u' carries several labels"),
        (([1, 2], ["a", "a"], ["u", "v"]), "it needs two groups, got 1"),
        (([1, 2], ["a", "b"], ["u", "v"]), "every group has a single unit"),
        (([3, 3, 3], ["a", "b", "a"], ["u", "v", "w"]), "all 3 unit means are the same"),
        (([], [], []), "it needs two groups, got 0"),
    ],
)
def test_over_units_refuses(columns, reason):
    """Where permuting units makes no sense, the result says why."""
    found = over_units(*columns)

    assert ("not computable", reason, None) == (found.status, found.reason, found.p_value)


def test_recognition_is_not_fooled_by_sounds_that_attract_an_answer():
    """Listeners who know nothing but agree about each sound: about 5 % of studies reject."""

    def attracted(seed: int) -> float:
        rng = np.random.default_rng(seed)
        attractor = rng.integers(0, 4, 24)
        chosen = np.where(rng.random((20, 24)) < 0.6, attractor, rng.integers(0, 4, (20, 24)))
        sounds = np.tile(np.arange(24), 20)
        return recognition(sounds % 4, chosen.ravel(), sounds, n_resamples=199).p_value

    assert 0.01 <= np.mean([attracted(seed) < 0.05 for seed in range(200)]) <= 0.10


def test_recognition_finds_what_is_recognised():
    """A quarter of right answers above chance is found, and the accuracy is counted over all answers."""
    rng = np.random.default_rng(0)
    sounds = np.tile(np.arange(24), 20)
    chosen = np.where(rng.random(480) < 0.25, sounds % 4, rng.integers(0, 4, 480))
    found = recognition(sounds % 4, chosen, sounds)

    assert found.p_value < 0.001
    assert np.mean(chosen == sounds % 4) == found.accuracy
    assert pytest.approx(0.25, abs=0.02) == found.chance


def test_cannot_tell_is_an_answer_and_wrong():
    """Answers outside the classes lower the accuracy; missing ones are counted apart."""
    found = recognition(list("aabb"), ["a", "cannot tell", "b", None], list("wxyz"))

    assert (2 / 3, 3, 1) == (found.accuracy, found.n, found.n_missing)


def test_recognition_refuses():
    """A sound with two intended classes, or a single class, cannot be permuted."""
    assert "unit 's' carries several intended classes" == recognition(["a", "b"], ["a", "b"], ["s", "s"]).reason
    assert "it needs two intended classes, got 1" == recognition(["a", "a"], ["a", "b"], ["s", "t"]).reason


def test_no_permutations_are_misuse():
    """At least one permutation is needed."""
    with pytest.raises(AnalysisError, match="n_resamples: must be at least 1, got 0"):
        over_units([1, 2], ["a", "b"], ["u", "v"], n_resamples=0)
