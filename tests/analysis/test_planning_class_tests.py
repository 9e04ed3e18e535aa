"""Class tests and the smoothness law of many studies equal the library's, study by study."""

import numpy as np
import pytest
from scipy import stats

from analysis.companions import recognition, smoothness_law
from analysis.planning_class_tests import SmoothnessLaw, pooled_chi_square, recognised

N_STUDIES = 6
NAMES = np.array(["a", "b", "c", "cannot tell"])


@pytest.fixture
def answers(rng):
    """Return intended and chosen classes and units of 12 sounds, heard 10 times each, somewhat recognised."""
    units = np.tile(np.arange(12), 10)
    intended = units % 3
    chosen = rng.integers(4, size=(120, N_STUDIES))
    is_known = rng.random(chosen.shape) < np.linspace(0, 0.12, N_STUDIES)
    return intended, np.where(is_known, intended[:, None], chosen), units


def test_chi_square_equals_scipy(answers):
    """Pooled answers give the p-values of scipy's chi-square without Yates's correction."""
    intended, chosen, _units = answers
    tables = [
        [[np.sum((intended == row) & (chosen[:, number] == column)) for column in range(4)] for row in range(3)]
        for number in range(N_STUDIES)
    ]

    expected = [stats.chi2_contingency(table, correction=False).pvalue for table in tables]
    assert pytest.approx(expected) == pooled_chi_square(intended, chosen, 3).tolist()


def test_empty_classes_are_dropped(answers):
    """A class that nobody was played or chose changes nothing, as in the library."""
    intended, chosen, _units = answers
    with_empty = np.where(chosen == 3, 5, chosen)

    assert pooled_chi_square(intended, chosen, 3).tolist() == pooled_chi_square(intended, with_empty, 5).tolist()


def test_recognised_equals_recognition(answers, rng):
    """Intended classes permuted over sounds: `recognition` within permutation noise."""
    intended, chosen, units = answers

    expected = [
        recognition(NAMES[intended], NAMES[chosen[:, number]], units.astype(str)).p_value for number in range(N_STUDIES)
    ]
    assert pytest.approx(expected, abs=0.06) == recognised(intended, chosen, units, 3, rng).tolist()


@pytest.mark.parametrize("n_recordings", [40, 12])
def test_law_equals_smoothness_law(rng, n_recordings):
    """Morphs permuted, or recordings redrawn where morphs share them: `smoothness_law` within noise."""
    morphs, listeners = np.tile(np.arange(20), 8), np.repeat(np.arange(8), 20)
    ends = rng.permutation(np.tile(np.arange(n_recordings), 4))[:40].reshape(20, 2)
    if n_recordings == 40:
        ends = np.arange(40).reshape(20, 2)
    membership = np.array([[float(one in pair) for one in range(n_recordings)] for pair in ends])
    distances = rng.standard_normal(20)
    values = np.rint(3 + 0.3 * distances[morphs][:, None] * np.linspace(0, 1, N_STUDIES))
    values += rng.integers(-1, 2, size=values.shape)

    expected = [
        smoothness_law(
            values[:, number], distances[morphs], morphs.astype(str), [tuple(map(str, ends[one])) for one in morphs]
        )
        for number in range(N_STUDIES)
    ]
    law = SmoothnessLaw(morphs, listeners, distances, None if n_recordings == 40 else membership[:, membership.any(0)])
    assert {"morph" if n_recordings == 40 else "recording"} == {one.unit for one in expected}
    assert pytest.approx([one.p_value for one in expected], abs=0.06) == law.over_morphs(values, rng).tolist()


def test_law_over_listeners_is_a_signed_rank_test(rng):
    """Over listeners: signed ranks of each one's covariance with the rank of distance (scipy's wilcoxon)."""
    morphs = np.concatenate([rng.permutation(20)[:6] for _ in range(60)])
    listeners = np.repeat(np.arange(60), 6)
    order = rng.permutation(360)  # rows may stand in any order
    morphs, listeners = morphs[order], listeners[order]
    distances = rng.standard_normal(20)
    values = rng.integers(1, 6, size=(360, N_STUDIES)).astype(float)

    expected = []
    for number in range(N_STUDIES):
        slopes = []
        for listener in range(60):
            heard = listeners == listener
            ranks = stats.rankdata(distances[morphs[heard]])
            slopes.append(values[heard, number] @ (ranks - ranks.mean()))
        kept = [one for one in slopes if abs(one) > 1e-9]
        expected.append(stats.wilcoxon(kept, method="asymptotic").pvalue)
    law = SmoothnessLaw(morphs, listeners, distances, None)
    assert pytest.approx(expected) == law.by_listener(values).tolist()
