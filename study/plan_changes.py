"""What differs between the plan that was sealed and the study as it is: by the name of the part and its key."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from study.files import sha256_of
from study.folder import StudyFolder
from study.study_file import StudyFile


@dataclass(frozen=True)
class Change:
    """One thing that differs between two plans; as text in English, such as `section 'morphs': n_heard (4 → 3)`.

    Parameters
    ----------
    part : str
        Kind of part, such as "hypothesis", or a table of the study file.
    name : str
        Id of the part; blank where there is one alone.
    what : {"added", "taken out", "changed"}
    key : str
        What of the part has changed, and between which values where they are short; may be blank.
    """

    part: str
    name: str = ""
    what: Literal["added", "taken out", "changed"] = "changed"
    key: str = ""

    def __str__(self) -> str:
        place = f"{self.part} '{self.name}'" if self.name else self.part
        if self.what != "changed":
            return f"{place} ({self.what})"
        return f"{place}: {self.key}" if self.key else place


def planned_content(study: StudyFile) -> dict[str, Any]:
    """Return a study file as a seal keeps it: everything but the address of the database, which is no plan."""
    return study.model_dump(mode="json", exclude={"database"})


def changes_of_study(sealed: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[Change]:
    """Yield what differs between a sealed study file and a later one, both as :func:`planned_content` gives them.

    Such as `hypothesis 'smooth': criterion (3 → 2.5)`, `hypothesis 'gradual' (added)`,
    `study: max_minutes (15 → 20)`. A key that is newer than the seal counts with its default.
    """
    before, after = _as_read_now(sealed), _as_read_now(later)
    for key in dict.fromkeys([*before, *after]):
        yield from _differences(_SINGULAR.get(key, key), _parts(before.get(key)), _parts(after.get(key)))


def _as_read_now(sealed: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        return planned_content(StudyFile.model_validate(sealed))
    except ValidationError:  # sealed by a version whose study files were others
        return sealed


_SINGULAR = {
    "hypotheses": "hypothesis",
    "sections": "section",
    "questions": "question",
    "sets": "set",
    "collections": "collection",
    "models": "model",
    "conclusions": "conclusion",
    "questionnaires": "questionnaire",
    "classes": "class",
}
_SHORT = 30
"""Values up to this many characters are shown; of longer ones the name is enough."""


def _parts(value: Any) -> Mapping[str, Any]:
    """Return the parts of one key of the study file by their ids; a table without parts stands under a blank."""
    if isinstance(value, list):
        return {one["id"]: one for one in value}
    if isinstance(value, dict) and all(isinstance(one, dict) for one in value.values()):
        return value
    return {"": value}


def _differences(noun: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if old is None and new is not None:
            yield Change(noun, name, "added")
        elif new is None and old is not None:
            yield Change(noun, name, "taken out")
        elif isinstance(old, dict) and isinstance(new, dict):
            for key in dict.fromkeys([*old, *new]):
                if old.get(key) != new.get(key):
                    yield Change(noun, name, key=f"{key}{_values(old.get(key), new.get(key))}")


def _values(old: Any, new: Any) -> str:
    shown = f" ({_shown(old)} → {_shown(new)})"
    return shown if len(shown) <= _SHORT else ""


def _shown(value: Any) -> str:
    return "–" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def changes_of_files(noun: str, sealed: Mapping[str, str], found: Mapping[str, str]) -> Iterator[Change]:
    """Yield the names whose hashes differ, such as `stimuli of set 'harmonic-morphs'`."""
    for name in dict.fromkeys([*sealed, *found]):
        if sealed.get(name) != found.get(name):
            yield Change(noun, name)


def hashes_of_consents(folder: StudyFolder) -> dict[str, str]:
    """Return the SHA-256 of the consent text in each language of the study."""
    return {
        language: hashlib.sha256(folder.consent(language).encode()).hexdigest()
        for language in folder.study.study.languages
    }


def hashes_of_questionnaires(folder: StudyFolder) -> dict[str, str]:
    """Return the SHA-256 of what each questionnaire of the study asks; comments in its file do not count."""
    return {
        name: hashlib.sha256(one.model_dump_json().encode()).hexdigest()
        for name, one in folder.questionnaires().items()
    }


def hashes_of_manifests(folder: StudyFolder) -> dict[str, str]:
    """Return the SHA-256 of the manifest of each set that has stimuli."""
    paths = {name: folder.manifest(name) for name in folder.study.sets}
    return {name: sha256_of(path) for name, path in paths.items() if path.exists()}
