from pathlib import Path

import pytest

from study.errors import StudyError
from study.folder import StudyFolder
from survey_app.database import Database
from survey_app.errors import SurveyError
from survey_app.material import read_material
from survey_app.opening import go_live
from survey_app.operations.study_states import begin_rehearsal
from survey_app.operations.study_versions import mark_checked, register_version


def rehearsed(folder: StudyFolder, database: Database, is_checked: bool = True) -> int:
    """Bring a study as far as it may be opened; return the id of its version."""
    version_id = register_version(database, read_material(folder))
    begin_rehearsal(database)
    if is_checked:
        mark_checked(database, version_id)
    return version_id


def again(folder: StudyFolder) -> StudyFolder:
    """Read the study file once more."""
    return StudyFolder(folder.path)


def write(path: Path, old: str, new: str) -> None:
    """Change a text file."""
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")


def test_a_study_that_is_ready_goes_live(small_study: StudyFolder, database: Database) -> None:
    """Tried out, checked, without placeholders, with the seal it asks for (none): live."""
    version_id = rehearsed(small_study, database)

    assert ("live", version_id) == (
        (standing := go_live(again(small_study), database, version_id)).state,
        standing.version_id,
    )


def test_placeholders_are_refused(small_study: StudyFolder, database: Database) -> None:
    """A consent text that still says FILL IN keeps the study closed; the line names the place."""
    write(small_study.path / "consent.en.md", "short", "FILL IN: what kind of")
    version_id = rehearsed(again(small_study), database)

    with pytest.raises(StudyError, match=r"consent\.en\.md: line 3 still says 'FILL IN"):
        go_live(again(small_study), database, version_id)


def test_an_unchecked_version_is_refused(small_study: StudyFolder, database: Database) -> None:
    """What 'ascolto check' has not passed is not opened."""
    version_id = rehearsed(small_study, database, is_checked=False)

    with pytest.raises(SurveyError, match="was not checked"):
        go_live(again(small_study), database, version_id)


def test_an_unsealed_plan_is_refused(small_study: StudyFolder, database: Database) -> None:
    """A study that wants a seal is not opened before it has one."""
    write(small_study.path / "study.toml", "needs_seal = false", "needs_seal = true")
    version_id = rehearsed(again(small_study), database)

    with pytest.raises(StudyError, match="not sealed"):
        go_live(again(small_study), database, version_id)


def test_a_study_changed_behind_the_server_is_refused(small_study: StudyFolder, database: Database) -> None:
    """A server opens what it serves, not what somebody wrote into the folder meanwhile."""
    version_id = rehearsed(small_study, database)
    write(small_study.path / "consent.en.md", "short", "long")

    with pytest.raises(SurveyError, match=r"has changed since this server started.*Start 'ascolto serve' again"):
        go_live(again(small_study), database, version_id)
