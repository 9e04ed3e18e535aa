"""The methods paragraph says what ran, the provenance what it ran on."""

from importlib.metadata import version

import pytest

from analysis.methods import methods
from analysis.ratings import read_tables
from analysis.report import write_report
from study.files import sha256_of


def paragraph(report, tests, manifests=None):
    """Return the methods paragraph for these tests."""
    ratings = read_tables(report.data, report.study, "rehearsal", report.manifests)
    return " ".join(methods(report.study, ratings, tests, manifests or report.manifests))


def test_the_level_that_was_reached_is_said(simulated_report):
    """A set that peaks kept under the level asked for says its own; sets as they were imported say none."""
    sets = simulated_report.manifests
    other = {name: one.model_copy(update={"loudness_lufs": None}) for name, one in sets.items()}
    quiet = other | {"harmonic-morphs": sets["harmonic-morphs"].model_copy(update={"loudness_lufs": -28.11})}

    assert "equally loud (BS.1770): −28.1 LUFS in harmonic morphs." in paragraph(simulated_report, [], quiet)
    assert "LUFS" not in paragraph(simulated_report, [], other)


def test_only_tests_that_ran_are_named(simulated_report):
    """Without class questions nobody claims a chi-square test; without companions none is claimed."""
    ran = [{"test": "Kruskal-Wallis", "role": "slides"}]

    assert "chi-square" not in paragraph(simulated_report, ran)
    assert "companion that respects" not in paragraph(simulated_report, ran)
    assert "chi-square" in paragraph(simulated_report, [*ran, {"test": "chi-square", "role": "slides"}])


def test_synthetic_listeners_are_called_synthetic(simulated_report):
    """The paragraph could be copied into a paper: it must not say participants."""
    assert paragraph(simulated_report, []).startswith("30 synthetic listeners gave ")


def test_provenance_names_data_versions_and_seed_and_no_time(simulated_report):
    """Hashes of both tables, the version of each library, the study's seed."""
    found = simulated_report.files.results["provenance"]

    assert sha256_of(simulated_report.data / "ratings.csv") == found["data"]["ratings.csv"]
    assert version("scipy") == found["versions"]["scipy"]
    assert (2026, "0123456789ab") == (found["seed"], found["study_version"])
    assert {"study_version", "study_versions_in_data", "run", "seed", "data", "versions", "looks"} == set(found)


@pytest.mark.parametrize(
    ("n_looks", "expected"), [(0, "Nobody looked"), (1, "looked at 1 time before"), (3, "looked at 3 times before")]
)
def test_looks_before_closing_are_said(simulated_report, tmp_path, n_looks, expected):
    """How often somebody saw live answers before the study was closed stands in both files."""
    one = simulated_report
    data = one.data
    files = write_report(one.study, "0123456789ab", data, tmp_path, "rehearsal", one.manifests, n_looks=n_looks)

    assert n_looks == files.results["provenance"]["looks"]["n"]
    assert expected in files.html.read_text(encoding="utf-8")
