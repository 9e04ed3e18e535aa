"""What has to be true before a study goes live, and going live."""

from study.errors import StudyError
from study.faults import error_of
from study.folder import StudyFolder
from study.placeholders import placeholders
from study.seal import require_seal
from survey_app.database import Database
from survey_app.errors import SurveyError
from survey_app.models import StudyVersion
from survey_app.operations.study_states import open_study
from survey_app.study_states import Standing


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
    with database.reading() as transaction:
        version = transaction.get_one(StudyVersion, version_id)
    if folder.version() != version.version:
        problem = f"the study has changed since this server started, it is now version {folder.version()}"
        raise SurveyError(folder.path, problem, "Start 'ascolto serve' again.")
    unfilled = placeholders(folder)
    if unfilled:
        raise error_of(unfilled, StudyError)
    if version.checked_at is None:
        raise SurveyError(folder.path, "this version was not checked", "Run 'ascolto open' or 'ascolto serve'.")
    require_seal(folder)
    return open_study(database, version_id)
