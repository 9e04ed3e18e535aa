"""How long the survey takes: what participants are promised, and what the study's budget is held against.

The seconds below are **our assumptions**, to be replaced by the response times of a pilot. They were
chosen so that the slides' survey with its default numbers comes to about twelve minutes.
"""

from collections.abc import Mapping, Sequence
from statistics import fmean

from study.study_file import StudyFile

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

SECONDS_OF_HEADPHONE_CHECK = 55.0
"""Six sounds of 4 s with an answer each, and putting headphones on."""

SECONDS_ONCE = 120.0
"""Consent 45 s, sound check 45 s, comment and debrief 30 s."""


def expected_minutes(study: StudyFile, durations_by_set: Mapping[str, Sequence[float]]) -> float:
    """Estimate how many minutes one listening session takes.

    Parameters
    ----------
    study : StudyFile
        Sections, questions and profile.
    durations_by_set : mapping of str to sequence of float
        Durations of the stimuli of each set, in seconds; a set without any counts as planned
        (`duration_s` of the study file, 4 s for an imported one).

    Returns
    -------
    float
        Minutes.
    """
    seconds = SECONDS_ONCE + len(study.profile.ask) * SECONDS_PER_PROFILE_QUESTION
    heard_s, answered_s = [], []
    for section in study.sections:
        durations_s = durations_by_set.get(section.set)
        duration_s = fmean(durations_s) if durations_s else getattr(study.sets[section.set], "duration_s", 4.0)
        answers_s = sum(
            SECONDS_PER_RATING if study.question(question).kind == "rating" else SECONDS_PER_CLASS
            for question in section.questions
        )
        heard_s.append(PLAYS_PER_TRIAL * duration_s + SECONDS_PER_TRIAL)
        answered_s.append(answers_s)
        seconds += SECONDS_PER_SECTION + (section.n_heard + section.n_practice) * (heard_s[-1] + answers_s)
    checks = study.checks  # spread over the sections, so each takes what a trial takes on average
    seconds += (checks.n_repeats + checks.n_gold) * (fmean(heard_s) + fmean(answered_s))
    seconds += SECONDS_OF_HEADPHONE_CHECK if checks.headphones != "none" else 0.0
    seconds += checks.n_attention * (fmean(heard_s) + SECONDS_PER_RATING)
    return seconds / 60


def assumptions() -> str:
    """Say in one line what the minutes rest on.

    Examples
    --------
    >>> print(assumptions())
    our assumption: 4 s per rating, 7 s per class, 1.2 plays and 1 s per trial, 5 s per profile question, \
15 s per section, 55 s for the headphone check, 120 s once
    """
    return (
        f"our assumption: {SECONDS_PER_RATING:g} s per rating, {SECONDS_PER_CLASS:g} s per class, "
        f"{PLAYS_PER_TRIAL:g} plays and {SECONDS_PER_TRIAL:g} s per trial, "
        f"{SECONDS_PER_PROFILE_QUESTION:g} s per profile question, {SECONDS_PER_SECTION:g} s per section, "
        f"{SECONDS_OF_HEADPHONE_CHECK:g} s for the headphone check, {SECONDS_ONCE:g} s once"
    )
