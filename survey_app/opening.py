"""What has to be true before a study goes live, and going live."""

from dataclasses import dataclass
from pathlib import Path

from flask_babel import lazy_gettext as _
from flask_babel import lazy_ngettext as ngettext

from study.errors import AscoltoError, StudyError
from study.faults import error_of
from study.folder import StudyFolder
from study.placeholders import placeholders
from study.seal import require_seal, seal_state
from survey_app.database import Database
from survey_app.errors import SurveyError, Text
from survey_app.models import StudyVersion
from survey_app.operations.study_states import open_study
from survey_app.study_states import Standing


@dataclass(frozen=True)
class Obstacle:
    """One thing that keeps a study from going live."""

    error: AscoltoError
    """As the terminal says it."""
    text: Text
    """As the researcher's page says it, in its language."""


def go_live(folder: StudyFolder, database: Database, version_id: int) -> Standing:
    """Open a study version that is ready.

    Parameters
    ----------
    folder : StudyFolder
        The study as it lies on the disk now.
    version_id : int
        The version that is to go live.

    Raises
    ------
    StudyError
        A placeholder is not filled in, or the plan is not sealed.
    SurveyError
        The study on the disk is not that version, the version was not checked, or the state does not allow it.
    """
    for obstacle in obstacles(folder, database, version_id):
        raise obstacle.error
    return open_study(database, version_id)


def obstacles(folder: StudyFolder, database: Database, version_id: int) -> list[Obstacle]:
    """Return what keeps a study version from going live, of the study as it lies on the disk now.

    Raises
    ------
    StudyError
        The study on the disk cannot be read.
    """
    with database.reading() as transaction:
        version = transaction.get_one(StudyVersion, version_id)
    if folder.version() != version.version:  # what else lies on the disk is another study's matter
        return [_changed(folder)]
    found = [_unfilled(folder), _unchecked(folder) if version.checked_at is None else None, _unsealed(folder)]
    return [obstacle for obstacle in found if obstacle is not None]


def _changed(folder: StudyFolder) -> Obstacle:
    problem = f"the study has changed since this server started, it is now version {folder.version()}"
    return Obstacle(
        SurveyError(folder.path, problem, "Start 'ascolto serve' again."),
        _("The files of the study have changed since this server started. Stop “ascolto serve” and start it again."),
    )


def _unfilled(folder: StudyFolder) -> Obstacle | None:
    found = placeholders(folder)
    if not found:
        return None
    text = ngettext(
        "%(num)s place still says FILL IN (%(files)s). Write what it asks for, and start “ascolto serve” again.",
        "%(num)s places still say FILL IN (%(files)s). Write what they ask for, and start “ascolto serve” again.",
        len(found),
        files=", ".join(sorted({Path(one.where).name for one in found})),
    )
    return Obstacle(error_of(found, StudyError), text)


def _unchecked(folder: StudyFolder) -> Obstacle:
    return Obstacle(
        SurveyError(folder.path, "this version was not checked", "Run 'ascolto open' or 'ascolto serve'."),
        _("This version of the study was not checked. Stop “ascolto serve” and start it again: it checks first."),
    )


def _unsealed(folder: StudyFolder) -> Obstacle | None:
    try:
        require_seal(folder)
    except StudyError as error:
        text = {
            "absent": _("The plan is not sealed. Run “ascolto seal” in the study folder, then come back here."),
            "changed": _(
                "The plan has changed since it was sealed. Restore it, or seal it with “ascolto seal --again”. "
                "Then come back here."
            ),
        }.get(seal_state(folder).status, str(error))
        return Obstacle(error, text)
    return None
