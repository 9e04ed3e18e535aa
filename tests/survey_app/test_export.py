import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from study.folder import StudyFolder
from study.tables import read_listeners, read_ratings
from survey_app.errors import SurveyError
from survey_app.export import StoredRun, export_tables, stored_runs
from survey_app.operations.rehearsals import make_rehearsal_key
from survey_app.survey import Survey
from survey_app.walker import Walk


def by_hash(survey: Survey) -> Callable[[str, dict[str, Any]], str]:
    """Return answers that can be told from the sound alone: the number of its file, the second option."""
    numbers = {
        one.sha256: int(one.id.split("-")[1])
        for manifest in survey.material.manifests.values()
        for one in manifest.stimuli
    }

    def answer(stimulus: str, question: dict[str, Any]) -> str:
        if question["kind"] == "rating":
            return str(1 + numbers[stimulus] % 5)
        return str(question["options"][1]["value"])

    return answer


def test_every_answer_becomes_the_row_of_its_stimulus(
    small_study: StudyFolder, survey: Survey, walk: Callable[..., Walk], tmp_path: Path
) -> None:
    """Each row has the values that were answered to that sound, and what its manifest says about it."""
    walk(by_hash(survey))
    tables = export_tables(small_study, tmp_path, "rehearsal")
    rows = read_ratings(tables.ratings)
    stimuli = {
        (section.id, one.id): one
        for section in survey.material.study.sections
        for one in survey.material.manifests[section.set].stimuli
    }

    assert 34 == len(rows) == tables.n_ratings
    for row in rows:
        stimulus = stimuli[row.section, row.stimulus]
        expected = str(1 + int(row.stimulus.split("-")[1]) % 5) if row.kind == "rating" else row.options[1]
        assert (expected, stimulus.role, stimulus.condition) == (row.value, row.role, row.condition)
        assert (stimulus.intended_start, stimulus.intended_end) == (row.intended_start, row.intended_end)
        assert (stimulus.morph, stimulus.weight) == (row.morph, row.weight)
        assert (True, "rehearsal", survey.material.version) == (row.is_simulated, row.run, row.study_version)
        assert (row.kind == "class") == bool(row.options)
        place = survey.material.study.section(row.section).questions.index(row.question)
        assert (1, 0.6, 2.0 * (place + 1)) == (row.n_plays, row.heard_s, row.response_time_s)


def test_positions_count_from_one_and_practice_on_its_own(
    small_study: StudyFolder, walk: Callable[..., Walk], tmp_path: Path
) -> None:
    """Practice has positions 1 to 4, the rest 1 to 10, in the order of the listening session."""
    walk()
    rows = read_ratings(export_tables(small_study, tmp_path, "rehearsal").ratings)

    def positions(is_practice: bool) -> list[int]:
        return list(dict.fromkeys(row.position for row in rows if (row.role == "practice") == is_practice))

    assert ([1, 2, 3, 4], list(range(1, 11))) == (positions(True), positions(False))


def test_listeners_have_profile_and_state(small_study: StudyFolder, walk: Callable[..., Walk], tmp_path: Path) -> None:
    """Who finished and who left each have a row; the walker says the first thing the page offers."""
    walk(language="it")
    walk(leaves_after=1)
    finished, left = read_listeners(export_tables(small_study, tmp_path, "rehearsal").listeners)

    assert ("it", "completed", True) == (finished.language, finished.state, finished.accepted)
    assert ("en", "started", False, ("left early",)) == (left.language, left.state, left.accepted, left.reasons)
    assert ("18-24", "woman", "professional", "no", "headphones", None, ("straight-lining",)) == (
        finished.age_band,
        finished.gender,
        finished.experience,
        finished.hearing,
        finished.device,
        finished.headphone_score,
        finished.reasons,
    )


def test_a_failed_sound_check_is_a_named_reason(small_study: StudyFolder, synthetic: Any, tmp_path: Path) -> None:
    """Who could not hear the sound at first is exported with the name of the check, and stays accepted or not apart."""
    synthetic.post("profile", data={})
    synthetic.post("sound-check", data={"heard": "no"})
    synthetic.begin()
    (listener,) = read_listeners(export_tables(small_study, tmp_path, "rehearsal").listeners)

    assert ("sound-check", "left early") == listener.reasons


def test_live_and_rehearsals_never_mix(
    small_study: StudyFolder,
    survey: Survey,
    participant: Any,
    walk: Callable[..., Walk],
    opened: Callable[..., str],
    tmp_path: Path,
) -> None:
    """Live holds live participants alone; the rehearsal is the newest one alone."""
    walk(leaves_after=1)
    newest = make_rehearsal_key(survey.database, 1)
    opened(newest)
    live, rehearsal = (export_tables(small_study, tmp_path / run, run) for run in ("live", "rehearsal"))

    assert (1, 1) == (live.n_listeners, rehearsal.n_listeners)
    assert (0, 0) == (live.n_ratings, rehearsal.n_ratings)
    assert {"live": StoredRun(1, 0), "rehearsal": StoredRun(1, 0), "try-out": StoredRun(0, 0)} == stored_runs(
        small_study
    )


def test_ids_stay_text(small_study: StudyFolder, walk: Callable[..., Walk], tmp_path: Path) -> None:
    """No participant id can be taken for a number by what reads the CSV."""
    walk(leaves_after=1)
    with export_tables(small_study, tmp_path, "rehearsal").listeners.open() as handle:
        ids = [row["participant"] for row in csv.DictReader(handle)]

    assert all(one.startswith("p") for one in ids)


def test_a_study_nobody_heard_yet_has_empty_runs(empty_study: StudyFolder) -> None:
    """Before the first 'serve' nothing is stored, and asking makes no database."""
    assert dict.fromkeys(("live", "rehearsal", "try-out"), StoredRun(0, 0)) == stored_runs(empty_study)
    assert not (empty_study.path / "ascolto.db").exists()


def test_export_without_tables_says_what_to_do(empty_study: StudyFolder, tmp_path: Path) -> None:
    """A database without tables is one line."""
    with pytest.raises(SurveyError, match="Run 'ascolto db upgrade'"):
        export_tables(empty_study, tmp_path, "live")


def test_an_export_survives_a_changed_manifest(
    small_study: StudyFolder, survey: Survey, walk: Callable[..., Walk], tmp_path: Path
) -> None:
    """Rows are made from the manifest as it was heard: rendering the set again changes nothing in earlier answers."""
    walk()
    before = export_tables(small_study, tmp_path / "a", "rehearsal").ratings.read_text()
    for name in survey.material.manifests:
        (small_study.manifest(name)).write_text("gone")

    assert before == export_tables(small_study, tmp_path / "b", "rehearsal").ratings.read_text()
