"""The two tables come back as they were written, and wrong cells are refused with row, column and value."""

import csv

import pytest
from pydantic import ValidationError

from study.errors import TableError
from study.tables import ListenerRow, RatingRow, read_listeners, read_rating_columns, read_ratings, write_table

RATING = RatingRow(
    participant="007",
    study_version="0e1",
    run="rehearsal",
    is_simulated=True,
    section="morphs",
    position=1,
    repeat=0,
    stimulus="1e5",
    role="test",
    condition='line, "quoted"\nand broken',
    intended_start="flute",
    intended_end="",
    morph="m1",
    weight=None,
    question="class",
    kind="class",
    value="flute",
    options=("flute", "cello"),
    n_plays=2,
    heard_s=4.0,
    response_time_s=1.25,
    answered_at="2026-01-01T00:00:00Z",
    checks_failed=(),
)
LISTENER = ListenerRow(
    participant="007",
    language="it",
    age_band="",
    gender="",
    experience="amateur",
    hearing="no",
    device="headphones",
    headphone_score=None,
    state="completed",
    accepted=False,
    reasons=("speeding", "straight lines"),
)


def test_ratings_come_back(tmp_path):
    """Ids that look like numbers stay text; commas, quotes, line ends, blanks and lists survive."""
    rows = [RATING, RATING.model_copy(update={"weight": 0.5, "checks_failed": ("gold",), "options": ()})]
    write_table(tmp_path / "ratings.csv", rows, RatingRow)

    assert rows == read_ratings(tmp_path / "ratings.csv")


def test_listeners_come_back(tmp_path):
    """A missing headphone score stays missing, and false stays false."""
    rows = [LISTENER, LISTENER.model_copy(update={"headphone_score": 5, "accepted": True, "reasons": ()})]
    write_table(tmp_path / "listeners.csv", rows, ListenerRow)

    assert rows == read_listeners(tmp_path / "listeners.csv")


def test_empty_table_has_its_header(tmp_path):
    """Nobody answered yet: the columns are there, and reading gives no rows."""
    write_table(tmp_path / "ratings.csv", [], RatingRow)

    assert ",".join(RatingRow.model_fields) == (tmp_path / "ratings.csv").read_text().strip()
    assert [] == read_ratings(tmp_path / "ratings.csv")


def test_spreadsheet_copies_are_read(tmp_path):
    """A byte order mark, another order of columns and columns of the researcher's own do not matter."""
    cells = {"note": "mine", **dict(reversed(_cells(tmp_path).items()))}
    with (tmp_path / "copy.csv").open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.DictWriter(handle, list(cells))
        writer.writeheader()
        writer.writerow(cells)

    assert [RATING] == read_ratings(tmp_path / "copy.csv")


def _cells(folder):
    write_table(folder / "one.csv", [RATING], RatingRow)
    with (folder / "one.csv").open(newline="") as handle:
        return next(csv.DictReader(handle))


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("position", "first", "unable to parse string as an integer, got 'first'"),
        ("position", "", "unable to parse string as an integer, got ''"),
        ("run", "Live", "input should be 'rehearsal' or 'live', got 'Live'"),
        ("is_simulated", "perhaps", "unable to interpret input, got 'perhaps'"),
        ("weight", "half", "unable to parse string as a number, got 'half'"),
        ("heard_s", "nan", "input should be a finite number, got 'nan'"),
        ("role", "control", "got 'control'"),
    ],
)
def test_wrong_cells_are_named(tmp_path, column, cell, reason):
    """One line with row, column and value."""
    cells = _cells(tmp_path) | {column: cell}
    with (tmp_path / "ratings.csv").open("w", newline="") as handle:
        writer = csv.DictWriter(handle, list(cells))
        writer.writeheader()
        writer.writerow(cells | {"condition": "x"})

    with pytest.raises(TableError, match=rf"ratings\.csv: row 2, column '{column}': .*{reason}\. Correct it") as caught:
        read_ratings(tmp_path / "ratings.csv")
    assert 1 == len(str(caught.value).splitlines())


def test_columns_hold_what_the_rows_hold(tmp_path):
    """Both ways of reading give the same cells, also those that a spreadsheet has to be kept from."""
    rows = [RATING, RATING.model_copy(update={"weight": 0.5, "value": "=1+1", "options": ("a", "b"), "n_plays": 7})]
    write_table(tmp_path / "ratings.csv", rows, RatingRow)
    columns = read_rating_columns(tmp_path / "ratings.csv")

    assert {name: [getattr(row, name) for row in rows] for name in RatingRow.model_fields} == columns


def test_columns_name_the_first_wrong_row(tmp_path):
    """A wrong cell of a later column in an earlier row comes first, and before a row with too many cells."""
    cells = _cells(tmp_path)
    wrong = [cells, cells | {"heard_s": "long"}, cells | {"run": "Live"}]
    with (tmp_path / "ratings.csv").open("w", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerows([list(cells), *(list(row.values()) for row in wrong), [*cells.values(), "extra"]])

    with pytest.raises(TableError) as by_row:
        read_ratings(tmp_path / "ratings.csv")
    with pytest.raises(TableError, match="column 'heard_s'") as by_column:
        read_rating_columns(tmp_path / "ratings.csv")
    assert str(by_row.value) == str(by_column.value)


def test_tables_that_are_none_are_named(tmp_path):
    """No file, no columns, a column less, a cell too many and no text: one line each."""
    columns = list(ListenerRow.model_fields)
    cells = ["1", "en", "", "", "", "", "", "", "", "started", "true", "", "extra"]
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "less.csv").write_text(",".join(columns[:-1]) + "\n")
    (tmp_path / "more.csv").write_text(",".join(columns) + "\n" + ",".join(cells) + "\n")
    (tmp_path / "latin.csv").write_bytes((",".join(columns) + "\nÀ\n").encode("latin-1"))
    reasons = {
        "none.csv": "there is no such file. Make it with 'ascolto export'",
        "empty.csv": "column 'participant' is missing. The columns are: participant, ",
        "less.csv": "column 'reasons' is missing",
        "more.csv": "row 2 has more cells than the header, got 'extra' beyond it. Quote cells",
        "latin.csv": "is not UTF-8",
    }

    for name, reason in reasons.items():
        with pytest.raises(TableError, match=f"{name}: .*{reason}|{name}: {reason}"):
            read_listeners(tmp_path / name)


def test_every_column_is_described():
    """The codebook is made of the descriptions: each is a sentence."""
    for row_type in (RatingRow, ListenerRow):
        assert [] == [
            name for name, field in row_type.model_fields.items() if not (field.description or "").endswith(".")
        ]


def test_numbers_that_are_none_cannot_be_written():
    """A row with NaN cannot be made, so it cannot be exported."""
    with pytest.raises(ValidationError, match="finite"):
        RatingRow.model_validate(RATING.model_dump() | {"heard_s": float("nan")})
