"""A study is a folder; this module knows where everything in it lies."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from study.errors import StudyError
from study.faults import Fault, error_of
from study.files import sha256_of
from study.questionnaire import Questionnaire
from study.reading import read_questionnaire, read_study_file
from study.study_file import StudyFile


@dataclass(frozen=True)
class StudyFolder:
    """The folder of one study.

    Parameters
    ----------
    path : pathlib.Path
        The folder that holds study.toml.
    """

    path: Path

    @cached_property
    def study(self) -> StudyFile:
        """The study file, read and checked once."""
        return read_study_file(self.path / "study.toml")

    @property
    def stimuli(self) -> Path:
        """Folder of the stimulus sets."""
        return self.path / "stimuli"

    @property
    def report(self) -> Path:
        """Folder of report.html, results.json and data/."""
        return self.path / "report"

    @property
    def export(self) -> Path:
        """Folder of the data set that 'ascolto export' writes."""
        return self.path / "export"

    def sounds(self, collection: str) -> Path:
        """Folder of a sound collection."""
        return self.path / self.study.collections[collection].sounds

    def checkpoint(self, model: str) -> Path:
        """Checkpoint of a trained model."""
        return self.path / "models" / f"{model}.pt"

    def stimulus_set(self, name: str) -> Path:
        """Folder of one stimulus set."""
        return self.stimuli / name

    def manifest(self, name: str) -> Path:
        """Manifest of one stimulus set."""
        return self.stimulus_set(name) / "manifest.json"

    def consent(self, language: str) -> str:
        """Return the consent text in one language, as Markdown."""
        path = self.path / f"consent.{language}.md"
        try:
            return path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise StudyError(
                path, "the consent text is missing", "Write it, or take the language out of [study] languages."
            ) from None
        except UnicodeDecodeError as error:
            raise StudyError(path, f"byte {error.start} is not UTF-8", "Save the file as UTF-8.") from None

    def questionnaires(self) -> dict[str, Questionnaire]:
        """Return the questionnaires of the study by their ids, in the order in which they are asked.

        Raises
        ------
        StudyError
            A file is missing or wrong, lacks a language of the study, or names a scale as another does.
        """
        read = {one.id: read_questionnaire(self.path / one.file) for one in self.study.questionnaires}
        columns: dict[str, str] = {}
        faults = []
        for plan in self.study.questionnaires:
            path = str(self.path / plan.file)
            for problem in read[plan.id].missing_languages(self.study.study.languages):
                faults.append(Fault("language", path, problem))
            for column in read[plan.id].columns(plan.id):
                other = columns.setdefault(column, plan.id)
                if other != plan.id:
                    problem = f"the column {column} of the tables is that of questionnaire '{other}' too"
                    faults.append(Fault("column", path, problem, "Give the scale or item another id."))
        if faults:
            raise error_of(faults, StudyError)
        return read

    def version(self) -> str:
        """Return the study version: a hash of study file, consent texts, questionnaires and manifests, 12 hex digits.

        Comments and layout of the study file do not count, nor how many take part and who sends
        them: nobody hears or is asked anything else for that. Sets not rendered yet count as missing.
        """
        what_is_met = self.study.model_dump_json(exclude={"panel": True, "study": {"max_participants"}})
        digest = hashlib.sha256(what_is_met.encode())
        for language in self.study.study.languages:
            digest.update(self.consent(language).encode())
        for questionnaire in self.questionnaires().values():
            digest.update(questionnaire.model_dump_json().encode())
        for name in sorted(self.study.sets):
            manifest = self.manifest(name)
            digest.update((sha256_of(manifest) if manifest.exists() else "missing").encode())
        return digest.hexdigest()[:12]
