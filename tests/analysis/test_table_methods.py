"""Methods are written from what ran."""

import pytest

from analysis.table_methods import table_methods, table_provenance

SLIDES, COMPANION = (
    {"test": "Kruskal-Wallis", "role": "slides"},
    {"test": "Friedman on unit means", "role": "companion"},
)


def found(kind="rating", n_listeners=None, n_sounds=None, tests=(SLIDES,)):
    """Return the part of the results that methods are written from."""
    return {"value_kind": kind, "n_listeners": n_listeners, "n_sounds": n_sounds, "tests": list(tests)}


def test_companions_are_named_where_there_are_any():
    """And not where there are none."""
    assert "Friedman on unit means" in " ".join(table_methods(found(tests=(SLIDES, COMPANION), n_listeners=5)))
    assert "companion" not in " ".join(table_methods(found()))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (found(), "intervals (95 %) that take the rows as independent"),
        (found("class"), "Wilson's intervals (95 %)"),
        (found(n_listeners=5), "intervals (95 %) over listeners."),
        (found(n_listeners=5, n_sounds=6), "intervals (95 %) over listeners and sounds. Their variance is the largest"),
    ],
)
def test_intervals_are_named_by_what_they_are_over(given, words):
    """The last sentence stands below the findings too."""
    assert words in table_methods(given)[-1]


def test_provenance_holds_hash_seed_and_versions(tmp_path):
    """And no clock time."""
    (tmp_path / "t.csv").write_bytes(b"a\n")
    made = table_provenance(tmp_path / "t.csv", 3)

    assert (3, {"t.csv": "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7"}) == (
        made["seed"],
        made["data"],
    )
    assert {"ascolto", "python", "numpy", "scipy", "pandas"} == set(made["versions"])
