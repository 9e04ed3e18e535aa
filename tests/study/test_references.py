"""Parts of a study file that do not fit together are found; parts that do are not."""

from pathlib import Path

import pytest

import study.examples
from study.reading import read_study_file
from study.references import broken_references
from study.study_file import ImportedSet

SLIDES = Path(study.examples.__file__).parent / "slides" / "study.toml"


@pytest.fixture
def slides():
    """Give the slides' study."""
    return read_study_file(SLIDES)


def test_slides_fit_together(slides):
    """Nothing is found in the study that ships."""
    assert [] == list(broken_references(slides))


def test_names_without_anything_known_say_so(slides):
    """Where there is no model at all, the line says that none is known."""
    found = list(broken_references(slides.model_copy(update={"models": {}})))

    assert "[collections.harmonic]: 'model' names 'harmonic', which does not exist. Known: none." == found[0]
    assert 2 == len(found)


def test_imported_sets_need_no_collection(slides):
    """A study of imported stimuli alone has neither collections nor models."""
    imported = dict.fromkeys(slides.sets, ImportedSet(kind="imported"))

    assert [] == list(broken_references(slides.model_copy(update={"sets": imported, "collections": {}, "models": {}})))


def test_languages_are_asked_for_in_prompts_and_labels(slides):
    """A study in English alone does not miss Italian."""
    in_english = slides.model_copy(update={"study": slides.study.model_copy(update={"languages": ("en",)})})
    without_italian = [
        question.model_copy(update={"prompt": question.prompt.model_copy(update={"it": None})})
        for question in slides.questions
    ]

    assert [] == list(broken_references(in_english.model_copy(update={"questions": tuple(without_italian)})))
    assert len(slides.questions) == len(
        list(broken_references(slides.model_copy(update={"questions": tuple(without_italian)})))
    )
