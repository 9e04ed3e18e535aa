"""What participants hear and are asked: study file, questionnaires, manifests and consent texts, read once."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from stimuli.manifest import Manifest, Stimulus, read_manifest, verify_files
from study.folder import StudyFolder
from study.questionnaire import Questionnaire
from study.study_file import ClassQuestion, RatingQuestion, Section, StudyFile

Question = RatingQuestion | ClassQuestion


@dataclass(frozen=True)
class Material:
    """One version of a study with everything that belongs to it."""

    version: str
    study: StudyFile
    manifests: dict[str, Manifest]
    consents: dict[str, str]
    folder: StudyFolder
    questionnaires: dict[str, Questionnaire] = field(default_factory=dict)

    def stimulus(self, stimulus_set: str, stimulus_id: str) -> Stimulus:
        """Return one stimulus of a set."""
        return next(one for one in self.manifests[stimulus_set].stimuli if one.id == stimulus_id)

    def file(self, stimulus_set: str, stimulus_id: str) -> Path:
        """Return the audio file of a stimulus."""
        return self.folder.stimulus_set(stimulus_set) / self.stimulus(stimulus_set, stimulus_id).file

    def questions(self, section: Section) -> tuple[Question, ...]:
        """Return the questions of a section, in the order they are asked."""
        return tuple(self.study.question(question) for question in section.questions)

    def durations_s(self) -> dict[str, list[float]]:
        """Return the durations of each set's stimuli, in seconds."""
        return {name: [one.duration_s for one in manifest.stimuli] for name, manifest in self.manifests.items()}

    def manifests_as_json(self) -> str:
        """Return all manifests as one JSON text, for the record of the study version."""
        return json.dumps({name: manifest.model_dump(mode="json") for name, manifest in self.manifests.items()})

    def questionnaires_as_json(self) -> str:
        """Return all questionnaires as one JSON text, for the record of the study version."""
        return json.dumps({name: one.model_dump(mode="json") for name, one in self.questionnaires.items()})


def read_material(folder: StudyFolder) -> Material:
    """Read study file, questionnaires, consent texts and the manifests of all sets that a section plays.

    Raises
    ------
    StudyError, StimulusError
        A part is missing or wrong; the files of the sets are checked by :func:`verify_material`.
    """
    study = folder.study
    return Material(
        version=folder.version(),
        study=study,
        manifests={section.set: read_manifest(folder.manifest(section.set)) for section in study.sections},
        consents={language: folder.consent(language) for language in study.study.languages},
        folder=folder,
        questionnaires=folder.questionnaires(),
    )


def verify_material(material: Material) -> None:
    """Check that every audio file is there and unchanged; the survey plays nothing it did not check."""
    for name, manifest in material.manifests.items():
        verify_files(material.folder.manifest(name), manifest)
