"""The seal: a plan frozen before the data are seen, and what has changed since.

`plan.sealed.json` in the study folder holds every seal that was ever set, oldest first. Each keeps
the whole study file as it was read, so that a later reader can tell which hypothesis, criterion or
set differs, and hashes of the rest. A seal proves nothing to somebody who does not trust its
owner's disk: its fingerprint, deposited where it cannot be changed, does.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from study.errors import StudyError
from study.files import write_whole
from study.folder import StudyFolder
from study.hypotheses import Hypothesis
from study.installed_code import code_hash, code_version
from study.plan_changes import (
    Change,
    changes_of_files,
    changes_of_study,
    hashes_of_consents,
    hashes_of_manifests,
    hashes_of_questionnaires,
    planned_content,
)

SEAL_NAME = "plan.sealed.json"


class _SealPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Code(_SealPart):
    """The code that was installed."""

    version: str
    """Version of Ascolto."""
    sha256: str
    """Hash of its source."""


class Seal(_SealPart):
    """A plan as it was at one moment."""

    sealed_at: datetime
    """When, in Coordinated Universal Time."""
    n_live_answers: int | None
    """Answers of real participants that were stored at that moment; null where there was no database."""
    study_version: str
    """Version of the study that was sealed."""
    study: dict[str, Any]
    """The study file as it was read, hypotheses and criteria among it, without the address of the database."""
    consents: dict[str, str]
    """SHA-256 of the consent text in each language."""
    questionnaires: dict[str, str] = Field(default_factory=dict)
    """SHA-256 of what each questionnaire asks."""
    manifests: dict[str, str]
    """SHA-256 of the manifest of each stimulus set; each manifest holds the hashes of its sounds."""
    code: Code
    """The code that was installed."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything in the seal: 64 hexadecimal digits to deposit elsewhere."""
        newer = None if self.questionnaires else {"questionnaires"}  # seals without any are as old ones were
        return hashlib.sha256(self.model_dump_json(exclude=newer).encode()).hexdigest()

    @property
    def is_before_data(self) -> bool:
        """Whether nobody had answered yet, as far as was known."""
        return not self.n_live_answers

    @property
    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """The hypotheses that were sealed."""
        return tuple(Hypothesis.model_validate(one) for one in self.study["hypotheses"])

    def holds(self, hypothesis: Hypothesis) -> bool:
        """Tell whether this hypothesis was sealed as it stands; the wording of its claim may change."""
        return _decisive(hypothesis) in map(_decisive, self.hypotheses)


def _decisive(hypothesis: Hypothesis) -> dict[str, Any]:
    return hypothesis.model_dump(exclude={"claim"})


class Seals(_SealPart):
    """`plan.sealed.json`: every seal of a study, oldest first."""

    schema_version: Literal[1] = 1
    """Version of this format."""
    seals: tuple[Seal, ...] = ()
    """The seals; an older one is never taken out."""


def read_seals(folder: StudyFolder) -> tuple[Seal, ...]:
    """Return the seals of a study, oldest first; none where it was never sealed.

    Raises
    ------
    StudyError
        The file is there and cannot be read as seals.
    """
    path = folder.path / SEAL_NAME
    if not path.exists():
        return ()
    try:
        return Seals.model_validate_json(path.read_bytes()).seals
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "content"
        raise StudyError(
            path, f"{place}: {first['msg'].lower()}", "Restore the file as 'ascolto seal' wrote it."
        ) from None


def seal_plan(folder: StudyFolder, n_live_answers: int | None, now: datetime, is_again: bool = False) -> Seal:
    """Freeze the plan of a study; earlier seals stay in the file.

    Parameters
    ----------
    folder : StudyFolder
        The study.
    n_live_answers : int or None
        Answers of real participants that are stored; None where there is no database.
    now : datetime.datetime
        The moment, with its time zone.
    is_again : bool
        Seal a plan that was sealed before.

    Raises
    ------
    StudyError
        There is nothing to seal yet, or it is sealed already.
    """
    earlier = read_seals(folder)
    if earlier and not is_again:
        raise StudyError(
            folder.path / SEAL_NAME,
            f"the plan was sealed on {earlier[-1].sealed_at:%Y-%m-%d at %H:%M} UTC",
            "Seal it once more with --again; the report will show both seals.",
        )
    if not folder.study.hypotheses:
        raise StudyError(
            folder.path / "study.toml",
            "there are no [[hypotheses]] to seal",
            "Declare what is claimed and by which criterion; 'ascolto new' writes an example.",
        )
    missing = [name for name in folder.study.sets if not folder.manifest(name).exists()]
    if missing:
        raise StudyError(
            folder.manifest(missing[0]),
            "there are no stimuli to seal",
            "Make the set with 'ascolto render' or 'ascolto stimuli import'.",
        )
    seal = Seal(
        sealed_at=now.astimezone(UTC).replace(microsecond=0),
        n_live_answers=n_live_answers,
        study_version=folder.version(),
        study=planned_content(folder.study),
        consents=hashes_of_consents(folder),
        questionnaires=hashes_of_questionnaires(folder),
        manifests=hashes_of_manifests(folder),
        code=installed_code(),
    )
    with write_whole(folder.path / SEAL_NAME) as partial:
        seals = Seals(seals=(*earlier, seal))
        partial.write_text(seals.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return seal


def require_seal(folder: StudyFolder) -> None:
    """Refuse a study that wants a seal and has none, or has changed since.

    Code may change: an upgrade between sealing and going live is shown in the report.

    Raises
    ------
    StudyError
        One line: the plan is not sealed, or what has changed since.
    """
    if not folder.study.study.needs_seal:
        return
    seals = read_seals(folder)
    if not seals:
        raise StudyError(
            folder.path,
            "the plan is not sealed",
            "Seal it with 'ascolto seal', or write 'needs_seal = false' under [study].",
        )
    changes = changes_of_plan(seals[-1], folder)
    if changes:
        raise StudyError(
            folder.path / SEAL_NAME,
            f"the plan has changed since it was sealed: {', '.join(map(str, changes))}",
            "Restore it, or seal it once more with 'ascolto seal --again'.",
        )


def changes_of_plan(seal: Seal, folder: StudyFolder) -> list[Change]:
    """Return what participants would meet, or the report would test, otherwise than it was sealed."""
    return [
        *changes_of_study(seal.study, planned_content(folder.study)),
        *changes_of_files("consent text", seal.consents, hashes_of_consents(folder)),
        *changes_of_files("questionnaire", seal.questionnaires, hashes_of_questionnaires(folder)),
        *changes_of_files("stimuli of set", seal.manifests, hashes_of_manifests(folder)),
    ]


def changes_of_code(seal: Seal) -> list[Change]:
    """Return a change where other code is installed than when the plan was sealed."""
    if seal.code == installed_code():
        return []
    now = installed_code()
    before, after = (f"{one.version}, {one.sha256[:8]}" for one in (seal.code, now))
    return [Change("code", key=f"{before} → {after}")]


def installed_code() -> Code:
    """Return version and hash of the code that runs."""
    return Code(version=code_version(), sha256=code_hash())


@dataclass(frozen=True)
class SealState:
    """How a plan stands to its seals.

    Parameters
    ----------
    seals : tuple of Seal
        Oldest first.
    changes : tuple of Change
        What the plan has changed since the last seal.
    code_changes : tuple of Change
        Whether other code is installed.
    """

    seals: tuple[Seal, ...] = ()
    changes: tuple[Change, ...] = ()
    code_changes: tuple[Change, ...] = ()

    @property
    def status(self) -> Literal["absent", "sealed", "changed"]:
        """In one word; other code alone changes no plan."""
        if not self.seals:
            return "absent"
        return "changed" if self.changes else "sealed"

    def has_planned(self, hypothesis: Hypothesis) -> bool:
        """Tell whether a hypothesis was sealed as it stands before there were answers."""
        return any(seal.is_before_data and seal.holds(hypothesis) for seal in self.seals)

    def has_planned_conclusion(self, identifier: str, hypotheses: Sequence[Hypothesis]) -> bool:
        """Tell whether a conclusion was sealed before there were answers with exactly its hypotheses.

        One more or one less would make another conclusion of it.
        """
        mine = [_decisive(one) for one in hypotheses if one.conclusion == identifier]
        return any(
            seal.is_before_data and mine == [_decisive(one) for one in seal.hypotheses if one.conclusion == identifier]
            for seal in self.seals
        )


def seal_state(folder: StudyFolder) -> SealState:
    """Return the seals of a study and what has changed since the last one.

    Raises
    ------
    StudyError
        The seals cannot be read.
    """
    seals = read_seals(folder)
    if not seals:
        return SealState()
    return SealState(seals, tuple(changes_of_plan(seals[-1], folder)), tuple(changes_of_code(seals[-1])))
