"""The tables are read strictly, screened by named rules, and live and rehearsal never mix."""

import pytest

from analysis.ratings import read_tables
from study.errors import TableError
from study.tables import ListenerRow, RatingRow, write_table


@pytest.fixture
def read(simulated_report, tmp_path):
    """Return what writes changed rows and reads them again."""

    def read_rows(ratings, listeners=None, run="rehearsal", manifests=None):
        write_table(tmp_path / "ratings.csv", ratings, RatingRow)
        write_table(tmp_path / "listeners.csv", listeners or simulated_report.listeners, ListenerRow)
        manifests = simulated_report.manifests if manifests is None else manifests
        return read_tables(tmp_path, simulated_report.study, run, manifests)

    return read_rows


def changed(row, **fields):
    """Return a row with other fields."""
    return row.model_copy(update=fields)


def test_practice_is_left_out_and_counted(read, simulated_report):
    """The rule names what it left out, and nothing else is missing."""
    found = read(simulated_report.ratings)
    practice = [row for row in simulated_report.ratings if row.role == "practice"]

    assert {"withdrawn": 0, "practice": len(practice), "repeats": 0} == {
        one.rule: one.n_answers for one in found.screening
    }
    assert len(simulated_report.ratings) - len(practice) == len(found.answers)
    assert "practice" not in set(found.answers["role"])


def test_answers_of_who_withdrew_and_repeats_are_left_out(read, simulated_report):
    """Withdrawn consent and second presentations each have their own count."""
    rows = [row for row in simulated_report.ratings if row.role != "practice"]
    gone = rows[0].participant
    listeners = [
        changed(one, state="withdrawn") if one.participant == gone else one for one in simulated_report.listeners
    ]
    n_gone = sum(row.participant == gone for row in rows)
    found = read([*rows[:-1], changed(rows[-1], repeat=1)], listeners)

    assert {"withdrawn": n_gone, "practice": 0, "repeats": 1} == {one.rule: one.n_answers for one in found.screening}
    assert gone not in set(found.answers["participant"])


def test_live_and_rehearsal_never_mix(read, simulated_report):
    """Each run has its own answers and its own listeners."""
    rows = simulated_report.ratings
    live = {rows[0].participant}
    mixed = [changed(row, run="live", is_simulated=False) if row.participant in live else row for row in rows]
    found = {run: read(mixed, run=run) for run in ("live", "rehearsal")}

    assert live == set(found["live"].listeners["participant"]) == set(found["live"].answers["participant"])
    assert live.isdisjoint(found["rehearsal"].listeners["participant"])
    assert (False, True) == (found["live"].is_simulated, found["rehearsal"].is_simulated)


def test_a_run_without_answers_is_refused(read, simulated_report):
    """There is nothing to report on."""
    with pytest.raises(TableError, match="there are no answers of the live run"):
        read(simulated_report.ratings, run="live")


def test_nothing_left_after_screening_is_refused(read, simulated_report):
    """Practice alone is no data."""
    practice = [row for row in simulated_report.ratings if row.role == "practice"]

    with pytest.raises(TableError, match=f"screening leaves none of {len(practice)} answers of the rehearsal run"):
        read(practice)


def test_text_among_ratings_is_named_by_row(read, simulated_report):
    """The message names row and text, as a spreadsheet counts rows."""
    rows = list(simulated_report.ratings)
    at = next(place for place, row in enumerate(rows) if row.kind == "rating")
    rows[at] = changed(rows[at], value="good")

    with pytest.raises(TableError, match=f"column 'value' has 1 entry that is not a number: row {at + 2} 'good'"):
        read(rows)


def test_a_rating_beside_the_scale_is_refused(read, simulated_report):
    """A six on five points is a mistake, not a rating."""
    rows = list(simulated_report.ratings)
    at = next(place for place, row in enumerate(rows) if row.kind == "rating")
    rows[at] = changed(rows[at], value="6")

    with pytest.raises(TableError, match=f"row {at + 2}, column 'value': '{rows[at].question}' has the points 1 to 5"):
        read(rows)


def test_a_question_of_another_study_is_refused(read, simulated_report):
    """Answers are read with the study file they belong to."""
    rows = [changed(simulated_report.ratings[0], question="beauty"), *simulated_report.ratings[1:]]

    with pytest.raises(
        TableError, match="row 2: question 'beauty' of section 'non-harmonic-singles' is not in the study"
    ):
        read(rows)


def test_a_question_of_another_kind_is_refused(read, simulated_report):
    """A class cannot become a rating."""
    rows = list(simulated_report.ratings)
    at = next(place for place, row in enumerate(rows) if row.kind == "class")
    rows[at] = changed(rows[at], kind="rating", value="3")

    with pytest.raises(TableError, match="column 'kind': question 'class' is a class in the study file, got 'rating'"):
        read(rows)


def test_ids_and_classes_stay_text(read, simulated_report):
    """Participants called 007 and NA, and classes called None and nan, are what they are called."""
    rows = [row for row in simulated_report.ratings if row.question == "class" and row.role != "practice"][:2]
    names = {"participant": ("007", "NA"), "value": ("None", "nan")}
    rows = [changed(row, **{key: values[at] for key, values in names.items()}) for at, row in enumerate(rows)]
    listeners = [changed(simulated_report.listeners[at], participant=names["participant"][at]) for at in (0, 1)]
    found = read(rows, listeners)

    assert ["007", "NA"] == found.answers["participant"].tolist()
    assert ["None", "nan"] == found.answers["value"].tolist()


def test_without_a_manifest_each_morph_is_a_unit(read, simulated_report):
    """Tables alone know the morph; single sounds then stand for themselves."""
    found = read(simulated_report.ratings, manifests={})
    morphs = found.answers[found.answers["morph"] != ""]
    singles = found.answers[found.answers["morph"] == ""]

    assert morphs.groupby("unit")["stimulus"].nunique().max() == 4
    assert singles.groupby("unit")["stimulus"].nunique().max() == 1
