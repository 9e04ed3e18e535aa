"""The tables of the survey as data frames, after screening: what every later step works on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis.cells import numbers_in
from analysis.language import gettext as _
from analysis.language import marked
from analysis.units import independent_units
from stimuli.manifest import Manifest
from study.errors import TableError
from study.study_file import Section, StudyFile
from study.tables import ListenerRow, read_listeners, read_rating_columns, table_path


@dataclass(frozen=True)
class Screening:
    """A rule that leaves answers out, with its source and what it left out."""

    rule: str
    reason: str
    source: str
    n_answers: int
    n_participants: int


@dataclass(frozen=True)
class Ratings:
    """Both tables of one run.

    Parameters
    ----------
    answers : pandas.DataFrame
        One row per analysed answer: the columns of ratings.csv, `score` (float, NaN for a
        class), and `unit`, the independent unit its stimulus belongs to.
    listeners : pandas.DataFrame
        The rows of listeners.csv, without participants of the other run.
    screening : tuple of Screening
        What was left out, rule by rule, in the order in which the rules were applied.
    is_simulated : bool
        Whether any answer comes from a synthetic listener.
    n_read : int
        Answers of this run before screening.
    class_rows : dict
        What :func:`analysis.class_answers.class_rows` found, by question and section: a report asks many times.
    """

    answers: pd.DataFrame
    listeners: pd.DataFrame
    screening: tuple[Screening, ...]
    is_simulated: bool
    n_read: int
    class_rows: dict[tuple[str, str], pd.DataFrame] = field(init=False, default_factory=dict, repr=False, compare=False)


def sections_in(rows: pd.DataFrame, study: StudyFile) -> list[Section]:
    """Return the sections that some answers come from, in the order of the study."""
    present = set(rows["section"].unique())
    return [section for section in study.sections if section.id in present]


def read_tables(data: Path, study: StudyFile, run: str, manifests: Mapping[str, Manifest]) -> Ratings:
    """Read ratings.csv and listeners.csv and keep the answers of one run that are to be analysed.

    Parameters
    ----------
    data : pathlib.Path
        Folder of both tables, or what 'ascolto export' wrote.
    study : study.study_file.StudyFile
        What was asked.
    run : {"live", "rehearsal"}
        Whose answers; the two never mix.
    manifests : mapping of set name to stimuli.manifest.Manifest
        What was heard; a set without a manifest takes each morph or stimulus as its own unit.

    Raises
    ------
    study.errors.TableError
        A table is missing or wrong, by row, column and value.
    """
    path = table_path(data, "ratings")
    frame = pd.DataFrame(read_rating_columns(path))
    _check_questions(path, frame, study)
    frame["score"] = _scores(path, frame)
    _check_scales(path, frame, study)
    frame["unit"] = _units(frame, study, manifests)
    of_other_run = frame.loc[frame["run"] != run, "participant"]
    frame = frame[frame["run"] == run]
    if frame.empty:
        raise TableError(
            path, f"there are no answers of the {run} run", "Choose the other run with --run, or collect answers first."
        )
    listeners = _listeners(table_path(data, "listeners"))
    listeners = listeners[~listeners["participant"].isin(of_other_run)]
    answers, screening = _screened(frame, listeners)
    if answers.empty:
        raise TableError(
            path, f"screening leaves none of {len(frame)} answers of the {run} run", "Collect more answers."
        )
    return Ratings(answers, listeners, screening, bool(frame["is_simulated"].any()), len(frame))


def _scores(path: Path, frame: pd.DataFrame) -> pd.Series:
    """Return the value of each rating as a number; NaN for a class."""
    values = frame.loc[frame["kind"] == "rating", "value"]
    # A spreadsheet numbers the header 1 and the first row of data 2.
    scores = numbers_in(path, "value", dict(zip(values.index + 2, values, strict=True)))
    return pd.Series(scores, index=values.index, dtype=float).reindex(frame.index)


def _listeners(path: Path) -> pd.DataFrame:
    rows = read_listeners(path)
    of_questionnaires = (rows[0].model_extra or ()) if rows else ()
    return pd.DataFrame([row.model_dump() for row in rows], columns=[*ListenerRow.model_fields, *of_questionnaires])


def _check_questions(path: Path, frame: pd.DataFrame, study: StudyFile) -> None:
    known = {(section.id, question) for section in study.sections for question in section.questions}
    kinds = {question.id: question.kind for question in study.questions}
    # The first row of each combination, in the order of the table.
    asked = frame[["section", "question", "kind"]].drop_duplicates()
    for place, section, question, kind in asked.itertuples():
        if (section, question) not in known:
            raise TableError(
                path,
                f"row {place + 2}: question '{question}' of section '{section}' is not in the study file",
                "Report with the study file the answers belong to.",
            )
        if kind != kinds[question]:
            raise TableError(
                path,
                f"row {place + 2}, column 'kind': question '{question}' is a {kinds[question]} in the study file, "
                f"got '{kind}'",
                "Report with the study file the answers belong to.",
            )


def _check_scales(path: Path, frame: pd.DataFrame, study: StudyFile) -> None:
    for question in study.questions:
        if question.kind != "rating":
            continue
        n_points = len(question.labels.in_language(study.study.languages[0]))
        scores = frame.loc[(frame["question"] == question.id) & (frame["kind"] == "rating"), "score"]
        wrong = scores[~scores.isin(range(1, n_points + 1))]
        if not wrong.empty:
            raise TableError(
                path,
                f"row {wrong.index[0] + 2}, column 'value': '{question.id}' has the points 1 to {n_points}, "
                f"got {frame.loc[wrong.index[0], 'value']!r}",
                "Correct it, or export again.",
            )


def _units(frame: pd.DataFrame, study: StudyFile, manifests: Mapping[str, Manifest]) -> pd.Series:
    sets = {section.id: section.set for section in study.sections}
    names = {name: independent_units(manifest) for name, manifest in manifests.items()}
    heard = list(zip(*(frame[column].tolist() for column in ("section", "stimulus", "morph")), strict=True))
    units = {
        (section, stimulus, morph): f"{sets[section]}/{names.get(sets[section], {}).get(stimulus, morph or stimulus)}"
        for section, stimulus, morph in dict.fromkeys(heard)
    }
    return pd.Series([units[one] for one in heard], index=frame.index, dtype="str")


def _screened(frame: pd.DataFrame, listeners: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Screening, ...]]:
    """Leave out what no analysis may use; every rule is counted, also where it finds nothing."""
    withdrawn = listeners.loc[listeners["state"] == "withdrawn", "participant"]
    rules = (
        (
            marked("withdrawn"),
            _("the participant withdrew consent"),
            _("survey protocol"),
            frame["participant"].isin(withdrawn),
        ),
        (
            marked("practice"),
            _("practice teaches the scale and is no measurement"),
            _("survey protocol"),
            frame["role"] == "practice",
        ),
        (
            marked("repeats"),
            _("a second presentation serves consistency; the first counts"),
            _("survey protocol"),
            frame["repeat"] > 0,
        ),
    )
    done = []
    for rule, reason, source, is_out in rules:
        left_out = frame[is_out.reindex(frame.index)]
        done.append(Screening(rule, reason, source, len(left_out), left_out["participant"].nunique()))
        frame = frame.drop(left_out.index)
    return frame, tuple(done)
