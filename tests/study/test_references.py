"""Parts of a study file that do not fit together are found; parts that do are not."""

from pathlib import Path

import pytest

import study.examples
from study.panel import Panel
from study.profile import Profile
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


def test_a_panel_names_its_participants_by_a_parameter_of_its_link(slides):
    """The parameter that is kept has to be in the link, and none may be the survey's own."""
    panel = Panel(name="prolific", participant="PROLIFIC_ID", parameters={"PROLIFIC_PID": "{{%PROLIFIC_PID%}}"})
    taken = Panel(name="mine", participant="lang", parameters={"lang": "x"})

    assert [
        "[panel]: 'participant' names 'PROLIFIC_ID', which does not exist. Did you mean 'PROLIFIC_PID'?",
        "[panel]: the parameter 'lang' is taken: it changes the language. Give the panel's another name.",
    ] == [line for one in (panel, taken) for line in broken_references(slides.model_copy(update={"panel": one}))]


def test_only_answers_that_exist_screen_out(slides):
    """A question that is not asked and an answer that nobody can give are named."""
    profile = Profile(ask=("hearing",), screen_out={"hearing": ("yess",), "device": ("speakers",)})

    assert [
        "[profile.screen_out]: 'hearing' names 'yess', which does not exist. Did you mean 'yes'?",
        "[profile.screen_out]: 'device' is not asked. Add it to 'ask', or take it out here.",
    ] == list(broken_references(slides.model_copy(update={"profile": profile})))
