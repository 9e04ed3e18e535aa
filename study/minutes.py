"""How long the survey takes: what participants are promised, and what the study's budget is held against.

The seconds below are **our assumptions**, to be replaced by the response times of a pilot. They were
chosen so that the slides' survey with its default numbers comes to about twelve minutes.
"""

from collections.abc import Collection, Mapping, Sequence
from statistics import fmean

from study.questionnaire import Questionnaire
from study.study_file import Section, StudyFile

SECONDS_PER_RATING = 4.0
"""From the end of the sound to the answer of one rating question."""

SECONDS_PER_CLASS = 7.0
"""The same for one class question: reading options takes longer than a scale that stays the same."""

SECONDS_PER_TRIAL = 1.0
"""Starting the sound and going on."""

PLAYS_PER_TRIAL = 1.2
"""Every fifth sound is played again."""

SECONDS_PER_PROFILE_QUESTION = 5.0

SECONDS_PER_SECTION = 15.0
"""Reading a section's introduction."""

SECONDS_OF_GLOSSARY = 15.0
"""Reading what the classes of a section are called, and playing one or two of them."""

SECONDS_PER_ITEM = 6.0
"""Reading one item of a questionnaire and choosing a point."""

SECONDS_OF_HEADPHONE_CHECK = 55.0
"""Six sounds of 4 s with an answer each, and putting headphones on."""

SECONDS_OF_BASS_CHECK = 15.0
"""Reading one sentence, one sound of 5 s, one answer."""

SECONDS_OF_CONSENT = 45.0
SECONDS_OF_SOUND_CHECK = 25.0
"""Reading two sentences, a sound of 4 s played once or twice, setting the level."""

SECONDS_AT_THE_END = 30.0
"""Comment and debrief."""


def expected_minutes(
    study: StudyFile,
    durations_by_set: Mapping[str, Sequence[float]],
    questionnaires: Collection[Questionnaire] = (),
) -> float:
    """Estimate how many minutes one listening session takes.

    Parameters
    ----------
    study : StudyFile
        Sections, questions, profile and checks.
    durations_by_set : mapping of str to sequence of float
        Durations of the stimuli of each set, in seconds; a set without any counts as planned
        (`duration_s` of the study file, 4 s for an imported one).
    questionnaires : collection of Questionnaire
        The questionnaires of the study.

    Returns
    -------
    float
        Minutes.
    """
    return sum(seconds_by_page(study, durations_by_set, questionnaires).values()) / 60


def seconds_by_page(
    study: StudyFile,
    durations_by_set: Mapping[str, Sequence[float]],
    questionnaires: Collection[Questionnaire] = (),
) -> dict[str, float]:
    """Return how many seconds each page of the survey takes, in the order in which they come."""
    trials_s = seconds_by_section(study, durations_by_set)
    listening_s = sum(
        introduction_s(study, section) + (section.n_heard + section.n_practice) * trials_s[section.id]
        for section in study.sections
    )
    checks = study.checks  # spread over the sections, so each takes what a trial takes on average
    listening_s += (checks.n_repeats + checks.n_gold) * fmean(trials_s.values())
    listening_s += checks.n_attention * (
        SECONDS_PER_RATING + fmean(_heard_s(study, section, durations_by_set) for section in study.sections)
    )
    return {
        "consent": SECONDS_OF_CONSENT,
        "profile": SECONDS_PER_PROFILE_QUESTION * len(study.profile.ask),
        "questionnaire": SECONDS_PER_ITEM * sum(len(one.items) for one in questionnaires),
        "sound-check": SECONDS_OF_SOUND_CHECK,
        "headphones": SECONDS_OF_HEADPHONE_CHECK if checks.headphones != "none" else 0.0,
        "bass": SECONDS_OF_BASS_CHECK if checks.bass else 0.0,
        "listen": listening_s,
        "comment": SECONDS_AT_THE_END,
    }


def seconds_by_section(study: StudyFile, durations_by_set: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """Return how many seconds one trial of each section takes: hearing the sound, and answering."""
    kinds = {question.id: question.kind for question in study.questions}
    return {
        section.id: _heard_s(study, section, durations_by_set)
        + sum(SECONDS_PER_RATING if kinds[one] == "rating" else SECONDS_PER_CLASS for one in section.questions)
        for section in study.sections
    }


def introduction_s(study: StudyFile, section: Section) -> float:
    """Return how many seconds the introduction of a section takes; where classes are asked for, they are explained."""
    asks_for_classes = any(study.question(question).kind == "class" for question in section.questions)
    return SECONDS_PER_SECTION + (SECONDS_OF_GLOSSARY if asks_for_classes else 0.0)


def _heard_s(study: StudyFile, section: Section, durations_by_set: Mapping[str, Sequence[float]]) -> float:
    durations_s = durations_by_set.get(section.set)
    duration_s = fmean(durations_s) if durations_s else getattr(study.sets[section.set], "duration_s", 4.0)
    return PLAYS_PER_TRIAL * duration_s + SECONDS_PER_TRIAL


def assumptions() -> str:
    """Say in one line what the minutes rest on.

    Examples
    --------
    >>> print(assumptions())
    our assumption: 4 s per rating, 7 s per class, 1.2 plays and 1 s per trial, 5 s per profile question, \
6 s per item of a questionnaire, 15 s per section and 15 s for its classes, 55 s for the headphone check, \
15 s for the bass check, 100 s for the other pages
    """
    others_s = SECONDS_OF_CONSENT + SECONDS_OF_SOUND_CHECK + SECONDS_AT_THE_END
    return (
        f"our assumption: {SECONDS_PER_RATING:g} s per rating, {SECONDS_PER_CLASS:g} s per class, "
        f"{PLAYS_PER_TRIAL:g} plays and {SECONDS_PER_TRIAL:g} s per trial, "
        f"{SECONDS_PER_PROFILE_QUESTION:g} s per profile question, "
        f"{SECONDS_PER_ITEM:g} s per item of a questionnaire, "
        f"{SECONDS_PER_SECTION:g} s per section and {SECONDS_OF_GLOSSARY:g} s for its classes, "
        f"{SECONDS_OF_HEADPHONE_CHECK:g} s for the headphone check, {SECONDS_OF_BASS_CHECK:g} s for the bass check, "
        f"{others_s:g} s for the other pages"
    )
