"""Smoothness against distance."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.companions import smoothness_law
from analysis.errors import AnalysisError


def study(seed: int, n_recordings: int, slope: float = 0.0, of_recording: float = 0.6, n_morphs: int = 30):
    """Return values, distances, morphs and endpoints; recordings that lie far out may also sound rough."""
    rng = np.random.default_rng(seed)
    pairs = np.array([(i, j) for i in range(n_recordings) for j in range(i)])
    pairs = pairs[rng.choice(len(pairs), n_morphs, replace=False)]
    if n_recordings >= 2 * n_morphs:
        pairs = rng.permutation(n_recordings)[: 2 * n_morphs].reshape(-1, 2)
    place = rng.normal(size=(n_recordings, 6)) * (1 + rng.random((n_recordings, 1)))
    distance = np.linalg.norm(place[pairs[:, 0]] - place[pairs[:, 1]], axis=1)
    score = 3 + slope * stats.zscore(distance) + rng.normal(0, of_recording, n_recordings)[pairs].sum(axis=1)
    score = score + rng.normal(0, 0.4, n_morphs)
    ratings = np.clip(np.round(score + rng.normal(0, 0.9, (15, n_morphs))), 1, 5)
    morphs = np.tile(np.arange(n_morphs), 15)
    return ratings.ravel(), distance[morphs], morphs, [(f"r{a}", f"r{b}") for a, b in pairs[morphs]]


def rejected(n_recordings: int, n_studies: int = 100, **design) -> float:
    """Return how often the p-value is below .05."""
    return float(np.mean([smoothness_law(*study(s, n_recordings, **design)).p_value < 0.05 for s in range(n_studies)]))


def test_keeps_its_level_where_morphs_share_recordings():
    """Ten recordings end thirty morphs and nothing is true: permuting morphs would reject far too often."""
    naive = []
    for seed in range(100):
        values, distances, morphs, _ = study(seed, 10, of_recording=1.0)
        naive.append(smoothness_law(values, distances, morphs, [(f"{m}a", f"{m}b") for m in morphs]).p_value < 0.05)

    assert np.mean(naive) > 0.1
    assert rejected(10, of_recording=1.0) <= 0.1


@pytest.mark.slow
@pytest.mark.parametrize("n_recordings", [10, 15, 60])
def test_keeps_its_level_closely(n_recordings):
    """Over 800 studies without a law between 3 and 7 % are rejected."""
    assert 0.03 <= rejected(n_recordings, 800) <= 0.07


@pytest.mark.parametrize(("n_recordings", "power"), [(60, 0.7), (12, 0.5)])
def test_has_power(n_recordings, power):
    """Smoothness that falls with distance is found with thirty morphs."""
    assert rejected(n_recordings, 40, slope=-0.5, of_recording=0.3) > power


def test_unit_follows_the_endpoints():
    """Disjoint endpoints: morphs are permuted; shared ones: recordings are redrawn."""
    assert ("morph", "recording") == tuple(smoothness_law(*study(0, n)).unit for n in (60, 20))


def test_rho_is_spearman_of_morph_means():
    """The coefficient is SciPy's on the mean rating of each morph."""
    values, distances, morphs, endpoints = study(1, 60)
    means = pd.Series(values).groupby(morphs).mean()
    found = smoothness_law(values, distances, morphs, endpoints)

    assert pytest.approx(stats.spearmanr(means, pd.Series(distances).groupby(morphs).first()).statistic) == found.rho
    assert "other" not in found.sentence()


@pytest.mark.parametrize(
    "make", [lambda pairs: ["|".join(p) for p in pairs], np.array, pd.DataFrame, lambda pairs: [list(p) for p in pairs]]
)
def test_endpoints_come_in_several_forms(make):
    """Pairs, texts with a bar, arrays and frames of two columns say the same."""
    values, distances, morphs, endpoints = study(2, 20)

    assert smoothness_law(values, distances, morphs, endpoints) == smoothness_law(
        values, distances, morphs, make(endpoints)
    )


@pytest.mark.parametrize(
    ("values", "distances", "reason"),
    [
        ([1, 2, 3], [1, 2, 3], "it needs 4 morphs, got 3"),
        ([3] * 5, range(5), "same mean smoothness"),
        (range(5), [2] * 5, "same distance"),
    ],
)
def test_refusals(values, distances, reason):
    """Too few morphs, or nothing that varies."""
    morphs = [f"m{i}" for i in range(len(values))]
    found = smoothness_law(list(values), list(distances), morphs, [(m + "a", m + "b") for m in morphs])

    assert ("not computable", None, None) == (found.status, found.rho, found.p_value)
    assert reason in found.reason


def test_missing_endpoints_are_counted():
    """A rating whose endpoints are not known is left out and counted."""
    values, distances, morphs, endpoints = study(0, 60)
    found = smoothness_law([*values, 3, 3], [*distances, 1, 1], [*morphs, 99, 99], [*endpoints, None, ("a", None)])

    assert (2, 30) == (found.n_missing, found.n_morphs)


def test_what_is_no_pair_is_misuse():
    """A number is no pair of recordings."""
    with pytest.raises(AnalysisError, match="endpoints: an entry is no pair of recordings, got 7"):
        smoothness_law([1], [1], ["m"], [7])
