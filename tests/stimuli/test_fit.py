"""What sections ask for and sets do not have is found."""

from pathlib import Path

import pytest

import study.examples
from stimuli.fit import fit_faults
from stimuli.manifest import Manifest, SoundClass, Stimulus
from study.reading import read_study_file
from study.study_file import ClassTexts

SLIDES = Path(study.examples.__file__).parent / "slides" / "study.toml"


def stimulus(number, **fields):
    """Return a stimulus with classes at both ends."""
    described = {"id": f"s{number}", "file": f"{number}.flac", "sha256": "", "duration_s": 1, "loudness_lufs": -23}
    return Stimulus.model_validate({**described, "intended_start": "a", "intended_end": "b", **fields})


def manifest(stimuli, classes=("a", "b")):
    """Return a set of these stimuli."""
    return Manifest(
        set="x",
        kind="imported",
        sample_rate_hz=8000,
        loudness_lufs=None,
        made_by="me",
        classes=tuple(SoundClass(id=one) for one in classes),
        stimuli=tuple(stimuli),
    )


@pytest.fixture
def found():
    """Give a function that returns the faults of the slides' study with this set in its first section."""
    slides = read_study_file(SLIDES)

    def faults(set_, name="non-harmonic-singles"):
        return [(fault.kind, fault.problem, fault.is_warning) for fault in fit_faults(slides, {name: set_})]

    return faults


ENOUGH = [stimulus(number) for number in range(12)]
PRACTICE = [stimulus(number, role="practice") for number in range(12, 14)]


def test_enough_is_enough(found):
    """Twelve stimuli and two of practice are what the section asks for; references and anchors count."""
    mixed = [
        one.model_copy(update={"role": role}) for one, role in zip(ENOUGH, ["reference", "anchor"] * 6, strict=True)
    ]

    assert [] == found(manifest(ENOUGH + PRACTICE))
    assert [] == found(manifest(mixed + PRACTICE))


def test_more_than_there_is(found):
    """Practice stimuli do not count as heard ones."""
    assert [
        ("too few stimuli", "'n_heard' asks for 12 stimuli, the set 'non-harmonic-singles' has 11", False)
    ] == found(manifest(ENOUGH[:11] + PRACTICE))


def test_practice_without_practice_stimuli(found):
    """Two asked for, none there."""
    assert [
        (
            "too few practice stimuli",
            "'n_practice' asks for 2 practice stimuli, the set 'non-harmonic-singles' has 0",
            False,
        )
    ] == found(manifest(ENOUGH))


def test_class_question_without_classes(found):
    """No intended class at all is refused; a few without one are a warning; one class is no choice."""
    bare = [one.model_copy(update={"intended_start": ""}) for one in ENOUGH]

    assert [("no classes", False)] == [(kind, warning) for kind, _, warning in found(manifest(bare + PRACTICE))]
    assert [
        (
            "no classes",
            "question 'class' asks for a class, but 1 of 12 stimuli of the set 'non-harmonic-singles' have none",
            True,
        )
    ] == found(manifest(bare[:1] + ENOUGH[1:] + PRACTICE))
    assert ["no classes"] == [kind for kind, _, _ in found(manifest(ENOUGH + PRACTICE, classes=["a"]))]


def test_each_class_question_looks_at_its_end(found):
    """Without end classes a single sound ends as what it is; without any, both questions are told."""
    no_end = [one.model_copy(update={"intended_end": ""}) for one in ENOUGH]
    neither = [one.model_copy(update={"intended_start": ""}) for one in no_end]

    assert [] == found(manifest(no_end), "harmonic-morphs")
    assert ["no classes", "no classes"] == [kind for kind, _, _ in found(manifest(neither), "harmonic-morphs")]


def test_sections_without_a_set_are_passed_over(found):
    """A set that cannot be read is told elsewhere."""
    assert [] == found(manifest(ENOUGH), "another")


def test_words_for_a_class_that_is_not_there():
    """A misspelt name under [classes] is found once every set is there, with the nearest one."""
    slides = read_study_file(SLIDES)
    misspelt = slides.model_copy(update={"classes": {"depe": ClassTexts()}, "sections": slides.sections[:1]})
    set_ = manifest(ENOUGH + PRACTICE, classes=("deep", "a"))

    (fault,) = fit_faults(misspelt, {"non-harmonic-singles": set_})
    assert "study.toml: [classes.depe]: no set has a class of this name. Did you mean 'deep'?" == str(fault)
    assert [] == list(fit_faults(misspelt, {}))
