"""The two tables that the survey hands to the analysis, made from answers and the manifests of their study version."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from stimuli.manifest import Manifest, Stimulus
from study.folder import StudyFolder
from study.questionnaire import Questionnaire
from study.tables import ListenerRow, RatingRow, write_table
from survey_app.acceptance import is_accepted, reasons_of
from survey_app.database import Database, database_url
from survey_app.models import Answer, ListeningSession, ProfileAnswer, QuestionnaireAnswer, StudyVersion, Trial
from survey_app.operations.audit import record_look
from survey_app.origins import ORIGINS, Origin, belongs_to
from survey_app.queries import failed_checks, find_listening_session
from survey_app.schema import current_revision, require_newest
from survey_app.study_states import Run


@dataclass(frozen=True)
class Rows:
    """The rows of both tables."""

    ratings: list[RatingRow]
    listeners: list[ListenerRow]
    n_looks: int
    """How often live answers were looked at while the study was not closed, this time included."""
    questionnaires: dict[str, Questionnaire]
    """Questionnaires by their ids, as the newest study version had them; their columns are those of the listeners."""


@dataclass(frozen=True)
class ExportedTables:
    """What :func:`export_tables` wrote."""

    ratings: Path
    listeners: Path
    n_ratings: int
    n_listeners: int
    n_looks: int
    """As in :class:`Rows`."""


@dataclass(frozen=True)
class StoredRun:
    """How much of a run is stored."""

    n_listeners: int
    n_answers: int


def export_tables(folder: StudyFolder, out: Path, origin: Origin, purpose: str = "export") -> ExportedTables:
    """Write ratings.csv and listeners.csv of answers of one origin into a folder: the rows of :func:`export_rows`."""
    database = open_database(folder)
    try:
        return export_from(database, out, origin, purpose)
    finally:
        database.close()


def export_rows(folder: StudyFolder, origin: Origin, purpose: str = "export") -> Rows:
    """Return the rows of both tables.

    Live data are everything that real participants answered, in all study versions (a column
    tells them apart). Of rehearsals only the newest is written: each one starts afresh. A
    try-out is what people answered before the study was opened. A look at live answers
    leaves a line in the audit, with the purpose.

    Raises
    ------
    SurveyError
        The database cannot be used, or its tables are of another revision.
    """
    database = open_database(folder)
    try:
        return rows_of(database, origin, purpose)
    finally:
        database.close()


def reasons_by_token(database: Database, tokens: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the reasons that listeners.csv gives for the listening sessions that tokens open."""
    with database.reading() as transaction:
        failed = failed_checks(transaction)
        found = {token: find_listening_session(transaction, token) for token in tokens}
        return {token: reasons_of(one, failed.get((one.id, None), ())) for token, one in found.items()}


def stored_runs(folder: StudyFolder) -> dict[Origin, StoredRun]:
    """Return how much is stored of each origin; zeros where there is no database yet, or no tables in it."""
    database = Database(database_url(folder))
    try:
        is_missing = database.is_sqlite and not Path(str(database.url.database)).exists()  # asking would make it
        if is_missing or not current_revision(database):
            return dict.fromkeys(ORIGINS, StoredRun(0, 0))
        require_newest(database)
        return {origin: _stored(database, origin) for origin in ORIGINS}
    finally:
        database.close()


def open_database(folder: StudyFolder) -> Database:
    """Open the database of a study whose tables are up to date."""
    database = Database(database_url(folder))
    try:
        require_newest(database)
    except BaseException:
        database.close()
        raise
    return database


def export_from(database: Database, out: Path, origin: Origin, purpose: str = "export") -> ExportedTables:
    """Write both tables under their plain names."""
    rows = rows_of(database, origin, purpose)
    write_table(out / "ratings.csv", rows.ratings, RatingRow)
    write_table(out / "listeners.csv", rows.listeners, ListenerRow)
    n_ratings, n_listeners = len(rows.ratings), len(rows.listeners)
    return ExportedTables(out / "ratings.csv", out / "listeners.csv", n_ratings, n_listeners, rows.n_looks)


def rows_of(database: Database, origin: Origin, purpose: str = "export") -> Rows:
    """Return the rows of both tables from one state of the database, however many answers arrive meanwhile."""
    n_looks = record_look(database, purpose) if origin == "live" else 0
    with database.reading() as transaction:
        found = transaction.scalars(
            select(ListeningSession)
            .where(belongs_to(transaction, origin))
            .order_by(ListeningSession.id)
            .options(
                selectinload(ListeningSession.trials).selectinload(Trial.answers),
                selectinload(ListeningSession.participant),
            )
        ).all()
        stimuli = _stimuli_by_version(transaction)
        failed = failed_checks(transaction)
        ratings = [row for one in found for row in _ratings(one, *stimuli[one.study_version_id], failed)]
        asked = _questionnaires_by_version(transaction)
        newest = {name: one for version in sorted(asked) for name, one in asked[version].items()}
        blank: dict[str, float | None] = {column: None for name, one in newest.items() for column in one.columns(name)}
        listeners = [
            _listener(transaction, one, failed, blank | _cells(transaction, one, asked[one.study_version_id]))
            for one in found
        ]
    return Rows(ratings, listeners, n_looks, newest)


def _stored(database: Database, origin: Origin) -> StoredRun:
    with database.reading() as transaction:
        belongs = belongs_to(transaction, origin)
        n_listeners = transaction.scalar(select(func.count()).select_from(ListeningSession).where(belongs))
        n_answers = transaction.scalar(
            select(func.count())
            .select_from(Answer)
            .join(Trial, Trial.id == Answer.trial_id)
            .join(ListeningSession)
            .where(belongs)
        )
    return StoredRun(n_listeners or 0, n_answers or 0)


Stimuli = dict[tuple[str, str], Stimulus]


def _stimuli_by_version(transaction: Session) -> dict[int, tuple[str, Stimuli]]:
    """Return name and stimuli of every study version, as they were when it was heard."""
    found: dict[int, tuple[str, Stimuli]] = {}
    for one in transaction.scalars(select(StudyVersion)):
        manifests = {name: Manifest.model_validate(content) for name, content in json.loads(one.manifests).items()}
        stimuli = {(name, heard.id): heard for name, manifest in manifests.items() for heard in manifest.stimuli}
        found[one.id] = (one.version, stimuli)
    return found


def _questionnaires_by_version(transaction: Session) -> dict[int, dict[str, Questionnaire]]:
    """Return the questionnaires of every study version by their ids."""
    rows = transaction.execute(select(StudyVersion.id, StudyVersion.questionnaires)).all()
    return {
        version: {name: Questionnaire.model_validate(one) for name, one in json.loads(content).items()}
        for version, content in rows
    }


def _cells(
    transaction: Session, found: ListeningSession, questionnaires: dict[str, Questionnaire]
) -> dict[str, float | None]:
    """Return what somebody answered to the items of the questionnaires, and their scores, by column."""
    points: dict[str, dict[str, int]] = {name: {} for name in questionnaires}
    if questionnaires:
        answers = select(QuestionnaireAnswer).where(QuestionnaireAnswer.participant_id == found.participant_id)
        for one in transaction.scalars(answers):
            points[one.questionnaire][one.item] = one.value
    return {
        column: value for name, one in questionnaires.items() for column, value in one.cells(name, points[name]).items()
    }


def _ratings(
    found: ListeningSession, version: str, stimuli: Stimuli, failed: dict[tuple[int, int | None], tuple[str, ...]]
) -> Iterator[RatingRow]:
    for trial in found.trials:
        if trial.check_name == "attention":  # it asks for no judgement
            continue
        stimulus = stimuli[trial.stimulus_set, trial.stimulus]
        for answer in trial.answers:
            yield RatingRow(
                participant=found.participant.public_id,
                study_version=version,
                run=cast(Run, found.run),
                is_simulated=found.is_simulated,
                section=trial.section,
                position=trial.position,
                repeat=trial.repeat,
                stimulus=stimulus.id,
                role=stimulus.role,
                condition=stimulus.condition,
                intended_start=stimulus.intended_start,
                intended_end=stimulus.intended_end,
                morph=stimulus.morph,
                weight=stimulus.weight,
                question=answer.question,
                kind=cast(Literal["rating", "class"], answer.kind),
                value=answer.value,
                options=tuple(trial.options.get(answer.question, ())),
                n_plays=answer.n_plays,
                heard_s=answer.heard_s,
                response_time_s=answer.response_time_s,
                answered_at=answer.stored_at.isoformat(timespec="milliseconds"),
                checks_failed=failed.get((found.id, trial.id), ()),
            )


def _listener(
    transaction: Session,
    found: ListeningSession,
    failed: dict[tuple[int, int | None], tuple[str, ...]],
    of_questionnaires: dict[str, float | None],
) -> ListenerRow:
    profile = dict(
        transaction.execute(
            select(ProfileAnswer.question, ProfileAnswer.value).where(
                ProfileAnswer.participant_id == found.participant_id
            )
        ).all()
    )
    failed_of_session = failed.get((found.id, None), ())
    return ListenerRow(
        participant=found.participant.public_id,
        language=found.language,
        age_band=profile.get("age_band", ""),
        gender=profile.get("gender", ""),
        experience=profile.get("experience", ""),
        hearing=profile.get("hearing", ""),
        device=profile.get("device", ""),
        headphone_score=found.headphone_score,
        bass_heard=found.is_bass_heard,
        state=_state(found),
        accepted=is_accepted(found, failed_of_session),
        reasons=reasons_of(found, failed_of_session),
        **of_questionnaires,
    )


def _state(found: ListeningSession) -> Literal["started", "completed", "screened-out"]:
    if found.screened_out_by is not None:
        return "screened-out"
    return "completed" if found.state == "completed" else "started"
