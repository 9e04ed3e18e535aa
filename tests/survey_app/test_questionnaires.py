"""Questionnaires and the bass check, from the page to the export and out of it again."""

import importlib.util
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from analysis.headphone_ears import counted_tones
from analysis.ratings import read_tables
from study.dataset import write_dataset
from study.folder import StudyFolder
from study.tables import ListenerRow, read_listeners
from survey_app.export import export_rows, export_tables
from survey_app.models import CheckResult, ListeningSession, QuestionnaireAnswer
from survey_app.operations.withdrawals import withdraw
from survey_app.survey import Survey
from survey_app.tokens import withdrawal_code
from survey_app.walker import Walk

HABITS = """
title = { en = "How you listen", it = "Come ascolta" }
labels = { en = ["No", "Partly", "Yes"], it = ["No", "In parte", "Sì"] }
items = [
  { id = "loud", text = { en = "An invented item.", it = "Una voce inventata." } },
  { id = "quiet", text = { en = "Another.", it = "Un'altra." }, reversed = true },
]
scales = [{ id = "loudness", items = ["loud", "quiet"] }]
"""


@pytest.fixture(params=["bass = false"])
def bass(request: pytest.FixtureRequest) -> str:
    """Give the keys of the bass check."""
    return str(request.param)


@pytest.fixture
def small_study(small_study: StudyFolder, bass: str) -> StudyFolder:
    """Give the small study with a questionnaire, before anything reads it."""
    path = small_study.path / "study.toml"
    text = path.read_text(encoding="utf-8").replace("bass = false", bass)
    path.write_text(f'{text}\n[[questionnaires]]\nid = "habits"\nfile = "habits.toml"\n', encoding="utf-8")
    (small_study.path / "habits.toml").write_text(HABITS, encoding="utf-8")
    return StudyFolder(small_study.path)


def row_of(folder: StudyFolder, out: Path) -> ListenerRow:
    """Return the row of the only listener."""
    (found,) = read_listeners(export_tables(folder, out, "rehearsal").listeners)
    return found


def page_of(person: Any) -> str:
    """Return the page somebody is at."""
    return str(person.get("").headers["location"].rsplit("/", 1)[-1])


def test_answers_get_into_the_tables(synthetic: Any, small_study: StudyFolder, tmp_path: Path) -> None:
    """Sent twice they are stored once; items and score become columns."""
    synthetic.post("profile", data={})
    assert "questionnaire" == page_of(synthetic)
    assert "checked" not in synthetic.get("questionnaire").text
    for value in ("3", "1"):  # a double click, with another answer
        synthetic.post("questionnaire", data={"number": "0", "loud": value, "quiet": "2"})
    assert "sound-check" == page_of(synthetic)
    row = row_of(small_study, tmp_path)

    assert {"item_habits_loud": 3, "item_habits_quiet": 2, "score_loudness": 2.5} == row.model_extra


@pytest.mark.parametrize("bass", ["bass = true"], indirect=True)
def test_the_analysis_reads_them(
    walk: Callable[..., Walk], survey: Survey, small_study: StudyFolder, tmp_path: Path
) -> None:
    """A whole walk, by somebody who chooses the first point of each item, ends in a column of numbers."""
    done = walk()
    export_tables(small_study, tmp_path, "rehearsal")
    tables = read_tables(tmp_path, small_study.study, "rehearsal", survey.material.manifests)

    assert done.is_completed
    assert [(1 + 3) / 2] == tables.listeners["score_loudness"].tolist()


def test_nothing_is_left_out_by_mistake(synthetic: Any, small_study: StudyFolder, tmp_path: Path) -> None:
    """A missing answer is asked for, with the others still there; left out on purpose, its score is blank."""
    synthetic.post("profile", data={})
    again = synthetic.post("questionnaire", data={"number": "0", "quiet": "2"})
    assert (400, 1) == (again.status_code, len(re.findall(" checked", again.text)))
    assert "1 answer is still missing" in again.text
    assert "questionnaire" == page_of(synthetic)
    synthetic.post("questionnaire", data={"number": "0", "quiet": "2", "leave_out": "yes"})

    assert "sound-check" == page_of(synthetic)
    expected = {"item_habits_loud": None, "item_habits_quiet": 2, "score_loudness": None}
    assert expected == row_of(small_study, tmp_path).model_extra


@pytest.mark.parametrize(
    "form",
    [{"number": "0", "loud": "4", "quiet": "1"}, {"number": "0", "loud": "x\x00", "quiet": "1"}, {"number": "7"}, {}],
)
def test_only_points_on_the_page(synthetic: Any, survey: Survey, form: dict[str, str]) -> None:
    """A point or a number that the page did not offer is refused, and nothing is stored."""
    synthetic.post("profile", data={})
    reply = synthetic.post("questionnaire", data=form)
    with survey.database.reading() as transaction:
        n_stored = transaction.scalar(select(func.count()).select_from(QuestionnaireAnswer))

    assert (400, 0) == (reply.status_code, n_stored)


def test_withdrawal_deletes_them(synthetic: Any, survey: Survey, small_study: StudyFolder) -> None:
    """Answers to questionnaires go with the participant, down to the bytes of the file."""
    synthetic.post("profile", data={})
    synthetic.post("questionnaire", data={"number": "0", "loud": "3", "quiet": "2"})
    withdraw(survey.database, withdrawal_code(synthetic.token))
    with survey.database.reading() as transaction:
        n_stored = transaction.scalar(select(func.count()).select_from(QuestionnaireAnswer))

    assert 0 == n_stored


def test_the_data_set_explains_them(synthetic: Any, small_study: StudyFolder, tmp_path: Path) -> None:
    """Codebook, Psych-DS and Frictionless have a column for each item and score; Frictionless finds nothing wrong."""
    synthetic.post("profile", data={})
    synthetic.post("questionnaire", data={"number": "0", "loud": "3", "quiet": "2"})
    rows = export_rows(small_study, "rehearsal")
    write_dataset(tmp_path, small_study.study, "v", "rehearsal", rows.ratings, rows.listeners, rows.questionnaires)
    described = json.loads((tmp_path / "dataset_description.json").read_text(encoding="utf-8"))
    names = {"item_habits_loud", "item_habits_quiet", "score_loudness"}

    assert names <= {one["name"] for one in described["variableMeasured"]}
    assert all(name in (tmp_path / "documentation" / "codebook.csv").read_text(encoding="utf-8") for name in names)
    if importlib.util.find_spec("frictionless"):
        from frictionless import Package

        assert Package(str(tmp_path / "datapackage.json")).validate().valid


def hear_bass(person: Any, has_bass: bool) -> None:
    """Take the bass check by ear."""
    page = person.get("bass")
    sound = person.client.get(re.search(r'data-sound-url="([^"]+)"', page.text).group(1))
    number = re.search(r'name="number" value="(\d)"', page.text).group(1)
    person.post("bass", data={"number": number, "count": counted_tones(sound.content, has_bass)})


def reach_bass(person: Any) -> None:
    """Go on to the bass check."""
    person.post("profile", data={})
    person.post("questionnaire", data={"number": "0", "loud": "1", "quiet": "1"})
    person.post("sound-check", data={"heard": "yes"})
    assert "bass" == page_of(person)


@pytest.mark.parametrize("bass", ["bass = true"], indirect=True)
@pytest.mark.parametrize("has_bass", [True, False])
def test_the_bass_check_measures(
    synthetic: Any, survey: Survey, small_study: StudyFolder, tmp_path: Path, has_bass: bool
) -> None:
    """Whoever counts none goes on all the same; the fact has a name and its figures."""
    reach_bass(synthetic)
    assert "done" == synthetic.get("trial").json()["step"]  # no sound before the check
    hear_bass(synthetic, has_bass)
    assert "listen" == page_of(synthetic)
    with survey.database.reading() as transaction:
        fact = transaction.scalars(select(CheckResult).where(CheckResult.name == "bass")).one()
    row = row_of(small_study, tmp_path)

    assert (has_bass, has_bass) == (fact.is_passed, row.bass_heard)
    assert re.fullmatch(r"70 Hz: \d counted, \d played", fact.detail or "")
    assert ("bass" in row.reasons) == (not has_bass)


@pytest.mark.parametrize("bass", ["bass = true\nbass_required = true"], indirect=True)
@pytest.mark.parametrize(("hears", "ends_at"), [((False, True), "listen"), ((False, False), "thanks")])
def test_required_bass_may_be_tried_twice(
    synthetic: Any, survey: Survey, hears: tuple[bool, bool], ends_at: str
) -> None:
    """Only where the study says so; the second sound is another draw, and who fails it is thanked."""
    reach_bass(synthetic)
    for has_bass in hears:
        hear_bass(synthetic, has_bass)

    assert ends_at == page_of(synthetic)
    with survey.database.reading() as transaction:
        found = transaction.scalars(select(ListeningSession)).one()
    assert (None if ends_at == "listen" else "bass") == found.screened_out_by
