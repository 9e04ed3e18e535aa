"""An export explains itself: Psych-DS and Frictionless accept it, and what was written comes back."""

import csv
import json
import re

import pytest
from frictionless import Package, system, validate

from study.dataset import FILES, NATURES, write_dataset
from study.reading import read_study_file
from study.tables import ListenerRow, RatingRow, read_listeners, read_ratings, table_path

# Rules of Psych-DS 1.5.1: schema_model/versions/1.5.1/rules in github.com/psych-ds/psych-DS.
FILE_NAME = re.compile(r"([a-z]+-[a-zA-Z0-9]+)(_[a-z]+-[a-zA-Z0-9]+)*_data\.(csv|tsv)")
KEYWORDS = {"study", "site", "subject", "session", "task", "condition", "trial", "stimulus", "description"}
REQUIRED = {"name", "description", "variableMeasured"}

HOSTILE = ("=SUM(A1:A9)", "+1", "-1", "@cmd", "\tx", "\rx", "\nx", "'=x", "'quoted'", "007", 'a "b", c', "è\n🎻")


def rating(**changes):
    """Return a row of ratings.csv."""
    row = dict.fromkeys(RatingRow.model_fields, "x") | {
        "run": "live",
        "is_simulated": False,
        "position": 1,
        "repeat": 0,
        "role": "test",
        "weight": None,
        "kind": "rating",
        "value": "3",
        "options": (),
        "n_plays": 1,
        "heard_s": 4.0,
        "response_time_s": 1.25,
        "answered_at": "2026-01-01T00:00:00.000+00:00",
        "checks_failed": (),
    }
    return RatingRow(**(row | changes))


def listener(participant):
    """Return a row of listeners.csv."""
    said = dict.fromkeys(("language", "age_band", "gender", "experience", "hearing", "device"), "")
    state = {"state": "completed", "accepted": True, "reasons": (), "headphone_score": None}
    return ListenerRow(participant=participant, **said, **state)


@pytest.fixture
def rows():
    """Give rows whose texts try to be formulas, numbers and more than one cell."""
    ratings = [rating(participant="007", stimulus=f"s{n}", condition=text) for n, text in enumerate(HOSTILE)]
    return [*ratings, rating(participant="p1e5", question="class", kind="class", options=("=a", "b"))], [
        listener("007"),
        listener("p1e5"),
    ]


@pytest.fixture
def small_file(small_study_template):
    """Give the small study's file."""
    return read_study_file(small_study_template / "study.toml")


@pytest.fixture
def exported(tmp_path, small_file, rows):
    """Give an export of live rows."""
    return write_dataset(tmp_path / "export", small_file, "0123456789ab", "live", *rows)


def test_the_reader_gives_back_what_was_written(exported, rows):
    """Formulas, ids like numbers, quotes, commas and line ends survive, under the export's own names."""
    assert rows[0] == read_ratings(table_path(exported.folder, "ratings"))
    assert rows[1] == read_listeners(table_path(exported.folder, "listeners"))


def test_no_cell_begins_like_a_formula(exported):
    """What a spreadsheet opens holds no cell that it would run (OWASP's list of first characters)."""
    for path in (exported.ratings, exported.listeners):
        with path.open(encoding="utf-8", newline="") as handle:
            cells = [cell for line in csv.reader(handle) for cell in line]

        assert [] == [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\n"))]


def test_plain_names_come_first(exported):
    """A ratings.csv beside an export is the table; where there is neither, its plain name is asked for."""
    (exported.folder / "ratings.csv").write_text("")

    assert exported.folder / "ratings.csv" == table_path(exported.folder, "ratings")
    assert exported.folder / "data" / "listeners.csv" == table_path(exported.folder / "data", "listeners")


def test_frictionless_accepts_it(exported):
    """Names, types, enumerations, keys, sizes and hashes of the data package hold for both tables."""
    with system.use_context(trusted=True):
        report = validate(exported.folder / "datapackage.json")
        package = Package(exported.folder / "datapackage.json")

    assert [] == report.flatten(["title", "note", "rowNumber", "fieldName"])
    assert report.valid
    assert ["ratings", "listeners"] == package.resource_names
    assert "007" == package.get_resource("listeners").read_rows()[0]["participant"]


@pytest.mark.parametrize(
    ("table", "old", "new", "problem"),
    [
        ("ratings", ",live,", ",alive,", "Constraint Error"),
        ("ratings", ",1.25,", ",soon,", "Type Error"),
        ("listeners", "p1e5", "p2e5", "ForeignKey Error"),
        ("listeners", "p1e5", "007", "PrimaryKey Error"),
    ],
)
def test_frictionless_refuses_changed_tables(exported, table, old, new, problem):
    """The description is strict enough to find a wrong cell, a listener nobody described and one described twice."""
    path = getattr(exported, table)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with system.use_context(trusted=True):
        found = validate(exported.folder / "datapackage.json").flatten(["title"])

    assert [problem] in found
    assert ["Hash Count Error"] in found


def test_psych_ds_accepts_it(exported):
    """Required keys under schema.org, canonical file names, and exactly the columns that the tables have."""
    description = json.loads((exported.folder / "dataset_description.json").read_text(encoding="utf-8"))
    tables = list((exported.folder / "data").iterdir())
    headers = set()
    for path in tables:
        with path.open(encoding="utf-8", newline="") as handle:
            lines = list(csv.reader(handle))
        headers |= set(lines[0])

        assert {len(lines[0])} == {len(line) for line in lines}
    measured = [one["name"] for one in description["variableMeasured"]]

    assert ("https://schema.org/", "Dataset") == (description["@context"], description["@type"])
    assert REQUIRED <= description.keys()
    assert all(FILE_NAME.fullmatch(path.name) for path in tables)
    assert KEYWORDS >= {part.partition("-")[0] for path in tables for part in path.stem.split("_")[:-1]}
    assert headers == set(measured)
    assert len(measured) == len(set(measured))
    assert {"README.md", "data", "documentation"} <= {path.name for path in exported.folder.iterdir()}


def test_the_same_rows_give_the_same_bytes(exported, tmp_path, small_file, rows):
    """No clock and no order of a dictionary is in the files, and each is one that is described."""
    again = write_dataset(tmp_path / "again", small_file, "0123456789ab", "live", *rows)

    def content(folder):
        return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert content(exported.folder) == content(again.folder)
    assert set(FILES) == {path.as_posix() for path in content(exported.folder)}


@pytest.mark.parametrize(("origin", "mark"), [("rehearsal", "SIMULATED"), ("try-out", "TRY-OUT")])
def test_what_is_no_data_says_so_in_every_file(tmp_path, small_file, rows, origin, mark):
    """Titles, README and the codebook's top call simulated answers simulated, and a try-out a try-out."""
    folder = write_dataset(tmp_path, small_file, "0123456789ab", origin, *rows).folder
    texts = ("README.md", "dataset_description.json", "datapackage.json", "documentation/codebook.html")

    assert [] == [name for name in texts if mark not in (folder / name).read_text(encoding="utf-8")]
    assert mark not in NATURES["live"]
