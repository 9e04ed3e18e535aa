"""Places of a study that still say FILL IN; a study that has any cannot go live."""

import re

from study.faults import Fault
from study.folder import StudyFolder

PLACEHOLDER = re.compile(r"FILL IN[^.\"\n]*")


def placeholders(folder: StudyFolder) -> list[Fault]:
    """Return a warning for each placeholder in study file and consent texts.

    Raises
    ------
    StudyError
        The study file or a consent text cannot be read.
    """
    files = ["study.toml", *(f"consent.{language}.md" for language in folder.study.study.languages)]
    for language in folder.study.study.languages:
        folder.consent(language)  # says what to do where one is missing
    return [
        Fault(
            "placeholder",
            str(folder.path / name),
            f"line {number} still says '{found.strip()}'",
            "Write what it asks for before the study goes live.",
            is_warning=True,
        )
        for name in files
        for number, line in enumerate((folder.path / name).read_text(encoding="utf-8").splitlines(), start=1)
        for found in PLACEHOLDER.findall(line)
    ]
