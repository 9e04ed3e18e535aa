"""How long the survey takes: what participants are promised, and what the study's budget is held against.

Sounds have their lengths, and the pages of the survey their words. How fast people read is
published. How long they take to choose and to answer is **our assumption**, to be replaced by the
response times of a pilot.
"""

from collections.abc import Collection, Mapping, Sequence
from math import ceil
from statistics import fmean

from study.folder import StudyFolder
from study.questionnaire import Questionnaire
from study.study_file import Section, StudyFile

WORDS_PER_MINUTE = 238.0
"""Silent reading of English prose: the mean of 190 studies (Brysbaert, 2019, Journal of Memory and Language 109,
104047)."""

SECONDS_PER_CHOICE = 3.0
"""For each choice that is no answer to a trial, once it is read; our assumption."""

SECONDS_PER_RATING = 4.0
"""From the end of the sound to the answer of one rating question."""

SECONDS_PER_CLASS = 7.0
"""The same for one class question: reading options takes longer than a scale that stays the same."""

SECONDS_PER_TRIAL = 1.0
"""Going on, and starting the sound."""

PLAYS_PER_TRIAL = 1.2
"""Every fifth sound is played again."""

SECONDS_PER_PROFILE_QUESTION = 8.0
"""About 20 words are read, with the possible answers, and one is chosen."""

SECONDS_PER_SECTION = 15.0
"""Reading a section's introduction, and a short rest."""

SECONDS_OF_GLOSSARY = 20.0
"""Reading what the classes of a section are called: the page takes 40 s for the 21 classes of the examples, 15 s for
seven."""

SECONDS_PER_ITEM = 6.0
"""Reading one item of a questionnaire and choosing a point."""

SECONDS_OF_HEADPHONE_CHECK = 62.0
"""60 words, and six sounds of 4.5 s with a choice each. Fetching headphones takes longer."""

SECONDS_OF_BASS_CHECK = 26.0
"""65 words, a sound of 6 s, a choice."""

WORDS_AROUND_CONSENT = 45
"""What the first page says beside the consent text."""

WORDS_OF_CONSENT = 125
"""Of the consent text, where there is none yet: as long as that of the examples."""

SECONDS_OF_SOUND_CHECK = 25.0
"""45 words, a sound of 4.5 s played once or twice, setting the level, a choice."""

SECONDS_AT_THE_END = 40.0
"""The page for comments and the last one have 150 words, with one's own result."""


def expected_minutes(
    study: StudyFile,
    durations_by_set: Mapping[str, Sequence[float]],
    questionnaires: Collection[Questionnaire] = (),
    consents: Collection[str] = (),
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
    consents : collection of str
        The consent texts; the longest counts.

    Returns
    -------
    float
        Minutes.
    """
    return sum(seconds_by_page(study, durations_by_set, questionnaires, consents).values()) / 60


def minutes_of(folder: StudyFolder, durations_by_set: Mapping[str, Sequence[float]]) -> float:
    """Estimate the minutes of a study folder, with its questionnaires and consent texts.

    Raises
    ------
    StudyError
        One of its texts cannot be read.
    """
    consents = [folder.consent(language) for language in folder.study.study.languages]
    return expected_minutes(folder.study, durations_by_set, folder.questionnaires().values(), consents)


def promised_minutes(expected: float) -> int:
    """Return what participants are told: whole minutes, and never fewer than expected.

    Examples
    --------
    >>> promised_minutes(13.1)
    14
    """
    return ceil(expected)


def seconds_by_page(
    study: StudyFile,
    durations_by_set: Mapping[str, Sequence[float]],
    questionnaires: Collection[Questionnaire] = (),
    consents: Collection[str] = (),
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
    n_words_of_consent = max((len(one.split()) for one in consents), default=WORDS_OF_CONSENT)
    return {
        "consent": reading_s(WORDS_AROUND_CONSENT + n_words_of_consent),
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


def reading_s(n_words: int) -> float:
    """Return how many seconds so many words are read.

    Examples
    --------
    >>> reading_s(119)
    30.0
    """
    return 60 * n_words / WORDS_PER_MINUTE


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
    our assumption: 4 s per rating, 7 s per class, 1.2 plays and 1 s per trial, 3 s per other choice; \
words at 238 per minute
    """
    return (
        f"our assumption: {SECONDS_PER_RATING:g} s per rating, {SECONDS_PER_CLASS:g} s per class, "
        f"{PLAYS_PER_TRIAL:g} plays and {SECONDS_PER_TRIAL:g} s per trial, {SECONDS_PER_CHOICE:g} s per other choice; "
        f"words at {WORDS_PER_MINUTE:g} per minute"
    )
