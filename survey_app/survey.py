"""One running survey: its material, its database, its secrets; what every view works with."""

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from study.folder import StudyFolder
from study.minutes import promised_minutes, seconds_by_page, seconds_by_section
from survey_app.database import Database, database_url
from survey_app.material import Material, read_material
from survey_app.operations.study_versions import register_version
from survey_app.passwords import Secrets, read_secrets
from survey_app.schema import require_newest

_EXTENSION = "ascolto"


@dataclass(frozen=True)
class Survey:
    """A study version that is being served."""

    material: Material
    database: Database
    secrets: Secrets
    version_id: int
    seconds_by_page: dict[str, float]
    """How long each page is expected to take."""
    seconds_by_section: dict[str, float]
    """How long one trial of each section is expected to take."""

    @property
    def minutes(self) -> int:
        """What participants are promised."""
        return promised_minutes(sum(self.seconds_by_page.values()) / 60)

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of the study; the first is the one for everybody else."""
        return self.material.study.study.languages


def open_survey(folder: StudyFolder) -> Survey:
    """Read the study and open its database, which has to be there and up to date.

    Raises
    ------
    StudyError, StimulusError, SurveyError
        Study file, manifests or database are missing or wrong.
    """
    material = read_material(folder)
    database = Database(database_url(folder))
    try:
        require_newest(database)
        return Survey(
            material=material,
            database=database,
            secrets=read_secrets(folder.path),
            version_id=register_version(database, material),
            seconds_by_page=seconds_by_page(
                material.study,
                material.durations_s(),
                material.questionnaires.values(),
                material.consents.values(),
            ),
            seconds_by_section=seconds_by_section(material.study, material.durations_s()),
        )
    except BaseException:
        database.close()
        raise


def attach(app: Flask, survey: Survey) -> None:
    """Let the views of an app find the survey."""
    app.extensions[_EXTENSION] = survey


def survey_of(app: Flask) -> Survey:
    """Return the survey that an app serves."""
    return cast(Survey, app.extensions[_EXTENSION])


def current_survey() -> Survey:
    """Return the survey that the app of this request serves."""
    return survey_of(current_app)
