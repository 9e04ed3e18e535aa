"""Whether the study on the disk still is the one that is served.

A server reads the study once, when it starts: answers belong to a version, so nothing may change
under participants who are listening. A changed file therefore changes nothing, and is said.
"""

from dataclasses import dataclass

from study.errors import AscoltoError
from study.folder import StudyFolder
from survey_app.material import Material


@dataclass(frozen=True)
class ChangedFiles:
    """The study on the disk, where it is another than the one that is served."""

    version: str | None
    """Its version; None where it cannot be read."""
    problem: str
    """Why it cannot be read, in one line; blank where it can."""


def changed_files(served: Material) -> ChangedFiles | None:
    """Compare the study on the disk with the one that is served; None where they are the same."""
    try:
        version = StudyFolder(served.folder.path).version()
    except AscoltoError as error:
        return ChangedFiles(None, str(error))
    return None if version == served.version else ChangedFiles(version, "")
