"""The methods paragraph says what ran, the provenance what it ran on."""

from importlib.metadata import version

from analysis.methods import methods
from analysis.ratings import read_tables
from study.files import sha256_of


def paragraph(report, tests):
    """Return the methods paragraph for these tests."""
    ratings = read_tables(report.data, report.study, "rehearsal", report.manifests)
    return " ".join(methods(report.study, ratings, tests))


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
    assert {"study_version", "study_versions_in_data", "run", "seed", "data", "versions"} == set(found)
