"""Smoothness is held against distance morph by morph."""

import numpy as np
import pytest

from analysis.companions import smoothness_law
from analysis.distances import smoothness_distances
from analysis.ratings import read_tables


@pytest.fixture
def found(simulated_report):
    """Return what computes the distances, with smoothness changed by a function of morph number."""

    def compute(change=None, manifests=None):
        ratings = read_tables(simulated_report.data, simulated_report.study, "rehearsal", simulated_report.manifests)
        if change:
            ratings.answers["score"] = [
                change(int(morph[1:] or 0)) if morph else 3.0 for morph in ratings.answers["morph"]
            ]
        manifests = simulated_report.manifests if manifests is None else manifests
        return smoothness_distances(simulated_report.study, ratings, manifests, lambda _: np.random.default_rng(0))

    return compute


def test_each_morph_is_a_point_with_its_mean(found, simulated_report):
    """Six morphs, their latent distance, and the ratings of both paths together."""
    one = found()[0]
    rows = [
        float(row.value)
        for row in simulated_report.ratings
        if (row.section, row.question, row.role, row.morph) == ("non-harmonic-morphs", "smoothness", "test", "m02")
    ]
    point = one["points"][2]

    assert ("m02", 7.0, len(rows)) == (point["morph"], point["distance"], point["n"])
    assert np.mean(rows) == pytest.approx(point["mean"])
    assert 6 == len(one["points"])


def test_only_measures_of_the_manifest_are_asked(found):
    """The manifest of these tests knows latent distances alone."""
    assert {"latent_distance"} == {one["measure"] for one in found()}


def test_smoothness_that_falls_with_distance_is_found(found):
    """A planted law is told with its sign; the numbers are those of the public function."""
    one = found(lambda number: 5.0 - number / 2)[0]
    expected = smoothness_law(
        [5.0 - number / 2 for number in range(6)],
        [5.0 + number for number in range(6)],
        [f"m{number}" for number in range(6)],
        [(f"a{number}", f"b{number}") for number in range(6)],
        rng=np.random.default_rng(0),
    )

    assert (-1.0, expected.p_value) == pytest.approx((one["rho"], one["p_value"]))
    assert one["sentence"].startswith("Smoothness falls with distance")


def test_morphs_without_recordings_have_ends_of_their_own(found, simulated_report):
    """An imported set that names no recordings is still analysed."""
    name = "harmonic-morphs"
    manifest = simulated_report.manifests[name]
    bare = manifest.model_copy(
        update={"stimuli": tuple(one.model_copy(update={"recordings": ()}) for one in manifest.stimuli)}
    )

    assert [6] == [one["n_morphs"] for one in found(manifests={name: bare})]
