"""The minutes participants are promised follow from what they hear and are asked."""

from pathlib import Path

import pytest

import study.examples
from study.folder import StudyFolder
from study.minutes import (
    PLAYS_PER_TRIAL,
    SECONDS_AT_THE_END,
    SECONDS_OF_GLOSSARY,
    SECONDS_OF_SOUND_CHECK,
    SECONDS_PER_CLASS,
    SECONDS_PER_ITEM,
    SECONDS_PER_PROFILE_QUESTION,
    SECONDS_PER_RATING,
    SECONDS_PER_SECTION,
    SECONDS_PER_TRIAL,
    WORDS_AROUND_CONSENT,
    WORDS_PER_MINUTE,
    expected_minutes,
    minutes_of,
    promised_minutes,
    seconds_by_page,
)
from study.questionnaire import Questionnaire
from study.reading import read_study_file
from study.study_file import Checks


@pytest.fixture
def slides():
    """Give the slides' study."""
    return read_study_file(Path(study.examples.__file__).parent / "slides" / "study.toml")


def changed(study_file, at, **fields):
    """Return the study with other numbers in one section."""
    sections = list(study_file.sections)
    sections[at] = sections[at].model_copy(update=fields)
    return study_file.model_copy(update={"sections": tuple(sections)})


def test_slides_take_about_twelve_minutes(slides):
    """Without checks the default numbers aim at twelve minutes; with them they stay within the study's budget."""
    without = slides.model_copy(
        update={"checks": Checks(headphones="none", bass=False, n_repeats=0, n_attention=0, n_gold=0)}
    )

    assert 12 == pytest.approx(expected_minutes(without, {}), abs=0.5)
    assert expected_minutes(slides, {}) < slides.study.max_minutes


def test_minutes_by_hand(slides):
    """One section of two ratings, ten sounds of 2 s, two of practice, four checks, a consent of 200 words: on paper."""
    alone = slides.model_copy(
        update={
            "sections": (slides.sections[1].model_copy(update={"n_heard": 10, "n_practice": 2}),),
            "profile": slides.profile.model_copy(update={"ask": ("device",)}),
            "checks": Checks(headphones="none", bass=False, n_repeats=2, n_attention=1, n_gold=1),
        }
    )
    trial_s = 2 * PLAYS_PER_TRIAL + SECONDS_PER_TRIAL + 2 * SECONDS_PER_RATING
    attention_s = 2 * PLAYS_PER_TRIAL + SECONDS_PER_TRIAL + SECONDS_PER_RATING
    consent_s = 60 * (WORDS_AROUND_CONSENT + 200) / WORDS_PER_MINUTE
    once_s = consent_s + SECONDS_OF_SOUND_CHECK + SECONDS_AT_THE_END
    seconds = once_s + SECONDS_PER_PROFILE_QUESTION + SECONDS_PER_SECTION + (12 + 3) * trial_s + attention_s

    expected = expected_minutes(alone, {"non-harmonic-morphs": [1.0, 3.0]}, consents=["short", "word " * 200])

    assert seconds / 60 == pytest.approx(expected)


def test_one_more_stimulus_costs_its_trial(slides):
    """A single sound of 4 s more, with a rating and a class, costs exactly that."""
    more = expected_minutes(changed(slides, 0, n_heard=13), {}) - expected_minutes(slides, {})

    assert PLAYS_PER_TRIAL * 4 + SECONDS_PER_TRIAL + SECONDS_PER_RATING + SECONDS_PER_CLASS == pytest.approx(60 * more)


def test_longer_sounds_take_longer(slides):
    """Durations of the set, where it is there, replace the planned ones."""
    assert expected_minutes(slides, {"harmonic-morphs": [8.0]}) > expected_minutes(slides, {"harmonic-morphs": [4.0]})
    assert expected_minutes(slides, {}) == expected_minutes(slides, {"harmonic-morphs": []})


def test_new_pages_are_counted(slides):
    """Where classes are asked for they are explained first; a questionnaire costs its items, the bass check itself."""
    questionnaire = Questionnaire.model_validate(
        {
            "title": {"en": "Invented"},
            "labels": {"en": ["No", "Yes"]},
            "items": [{"id": "a", "text": {"en": "A"}}, {"id": "b", "text": {"en": "B"}}],
            "scales": [{"id": "s", "items": ["a"]}],
        }
    )
    pages, more = seconds_by_page(slides, {}), seconds_by_page(slides, {}, [questionnaire])
    classless = slides.model_copy(update={"sections": slides.sections[1:2]})
    asking = changed(classless, 0, questions=("quality", "class"))
    explained = seconds_by_page(asking, {})["listen"] - seconds_by_page(classless, {})["listen"]
    n_trials = slides.sections[1].n_heard + slides.sections[1].n_practice + 5  # and repeats and gold items

    assert {"questionnaire"} == {page for page in pages if pages[page] != more[page]}
    assert 2 * SECONDS_PER_ITEM == more["questionnaire"]
    assert SECONDS_OF_GLOSSARY + n_trials * (SECONDS_PER_CLASS - SECONDS_PER_RATING) == pytest.approx(explained)
    assert pages["bass"] > 0


@pytest.mark.parametrize("example", ["slides", "demo", "ready"])
def test_examples_keep_their_budget(example):
    """What participants of an example are promised is within the minutes that its study file allows."""
    folder = StudyFolder(Path(study.examples.__file__).parent / example)

    assert promised_minutes(minutes_of(folder, {})) <= folder.study.study.max_minutes
