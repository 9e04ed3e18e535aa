"""A study without hypotheses gets Ascolto's own; a hypothesis is about the sections that can answer it."""

from pathlib import Path

import pytest

import study.examples
from study.hypotheses import Hypothesis
from study.plan import plan_of, sections_of
from study.reading import read_study_file
from study.study_file import ImportedSet, StudyFile

EXAMPLES = Path(study.examples.__file__).parent


@pytest.fixture
def slides() -> StudyFile:
    """Give the slides' study."""
    return read_study_file(EXAMPLES / "slides" / "study.toml")


def undeclared(study_file: StudyFile) -> StudyFile:
    """Take the plan out of a study."""
    return study_file.model_copy(update={"hypotheses": (), "conclusions": {}})


@pytest.mark.parametrize("name", ["slides", "demo", "ready"])
def test_examples_declare_the_four_conclusions(name):
    """Each conclusion of the slides has hypotheses with criteria in every example study."""
    plan = plan_of(read_study_file(EXAMPLES / name / "study.toml"))

    assert ["good-quality", "recognizable", "good-choice", "explorable"] == list(plan.conclusions)
    assert plan.is_declared
    assert set(plan.conclusions) == {one.conclusion for one in plan.hypotheses} - {None}


def test_only_studies_to_try_go_live_unsealed():
    """The slides' study needs a seal; the demonstration and the ready study say that they need none."""
    found = {
        one: read_study_file(EXAMPLES / one / "study.toml").study.needs_seal for one in ("slides", "demo", "ready")
    }

    assert {"slides": True, "demo": False, "ready": False} == found


def test_defaults_are_what_the_study_can_answer(slides):
    """Quality and smoothness above the middle, every class question above chance, paths above the hard switch."""
    plan = plan_of(undeclared(slides))

    assert not plan.is_declared
    assert [
        ("quality-above-middle", 3.0),
        ("class-above-chance", None),
        ("starts-as-above-chance", None),
        ("ends-as-above-chance", None),
        ("smoothness-above-middle", 3.0),
        ("smoothness-above-hard-switch", 0.0),
    ] == [(one.id, one.criterion) for one in plan.hypotheses]
    assert {"good-quality", "recognizable", "smooth-morphs"} == set(plan.conclusions)


def test_defaults_fit_every_study(slides):
    """What Ascolto would declare passes the checks that a declared plan has to pass."""
    plan = plan_of(undeclared(slides))

    declared = slides.model_copy(update={"hypotheses": plan.hypotheses, "conclusions": dict(plan.conclusions)})
    assert declared == StudyFile.model_validate(declared.model_dump())


def test_a_study_without_such_questions_has_no_plan(slides):
    """Nothing is claimed about questions of one's own."""
    renamed = slides.questions[0].model_copy(update={"id": "warmth"})
    sections = tuple(one.model_copy(update={"questions": ("warmth",)}) for one in slides.sections)
    plan = plan_of(undeclared(slides).model_copy(update={"questions": (renamed,), "sections": sections}))

    assert ((), {}) == (plan.hypotheses, dict(plan.conclusions))


def test_conditions_choose_the_sections(slides):
    """A hypothesis about R2 and R0 is about single sounds; one that names none is about all that ask."""
    about = {
        one.id: [section.id for section in sections_of(slides, one)]
        for one in slides.hypotheses
        if one.id in ("reconstruction-close", "quality-above-fair", "smoother-than-a-switch")
    }

    assert {
        "quality-above-fair": ["non-harmonic-singles", "non-harmonic-morphs", "harmonic-morphs"],
        "reconstruction-close": ["non-harmonic-singles"],
        "smoother-than-a-switch": ["non-harmonic-morphs", "harmonic-morphs"],
    } == about


def test_imported_sets_count_before_their_conditions_are_known(slides):
    """Of stimuli made elsewhere the manifest alone knows the conditions."""
    imported = slides.model_copy(update={"sets": dict.fromkeys(slides.sets, ImportedSet(kind="imported"))})
    hypothesis = Hypothesis(
        id="better", question="quality", test="difference", condition="mine", compare="theirs", criterion=0.0
    )

    assert 3 == len(sections_of(imported, hypothesis))
