"""What comes next in a listening session, as the page's script reads it: an introduction or a trial."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from study.minutes import SECONDS_AT_THE_END, introduction_s
from survey_app.check_trials import questions_of
from survey_app.glossary import class_entry, glossary, in_alphabetical_order
from survey_app.listening import heard_s
from survey_app.material import Material, Question
from survey_app.models import ListeningSession, Trial
from survey_app.rows import ANSWER, TRIAL, as_read

SoundUrl = Callable[[str], str]
"""Address of a sound by its name in this listening session."""

ExampleUrl = Callable[[str, int], str]
"""Address of the example of a class by the name of its set and its number there."""


N_LEARNT = 8
"""Up to so many classes that are the same in each trial are not defined again: with an example beside each name,
as many lines would only make a phone's page twice as long."""


_OF_SESSION = TRIAL.c.listening_session_id == bindparam("id")
_AHEAD = select(TRIAL).where(_OF_SESSION, TRIAL.c.finished_at.is_(None)).order_by(TRIAL.c.place).limit(2)
_ANSWERS = select(ANSWER.c.question, ANSWER.c.value).where(ANSWER.c.trial_id == bindparam("id"))
_COUNTS = (
    select(TRIAL.c.part, TRIAL.c.section, func.count(), func.count(TRIAL.c.finished_at))
    .where(_OF_SESSION)
    .group_by(TRIAL.c.part, TRIAL.c.section)
    .order_by(func.min(TRIAL.c.place))
)


@dataclass(frozen=True)
class Stretch:
    """The trials of one section in one part: practice, the first part, has those of several sections."""

    part: int
    section: str
    n_trials: int
    n_left: int


@dataclass(frozen=True)
class Standing:
    """How far a listening session has come."""

    found: ListeningSession
    trial: Trial
    """The first that is not finished."""
    following: Trial | None
    answers: dict[str, str]
    """What is answered already of the trial, by question."""
    stretches: tuple[Stretch, ...]
    """In the order in which they come."""

    @property
    def needs_introduction(self) -> bool:
        """Whether the introduction of the trial's part was not read yet."""
        return self.trial.part >= self.found.n_parts_begun

    def n_trials(self, part: int) -> int:
        """Return how many trials a part has."""
        return sum(one.n_trials for one in self.stretches if one.part == part)


def standing_of(transaction: Session, found: ListeningSession) -> Standing | None:
    """Read how far a listening session has come; None where every trial is finished."""
    ahead = [as_read(row, Trial) for row in transaction.execute(_AHEAD, {"id": found.id})]
    if not ahead:
        return None
    trial, *following = ahead
    is_new = trial.issued_at is None  # and has no answers
    answers = {} if is_new else dict(transaction.execute(_ANSWERS, {"id": trial.id}).all())
    counts = transaction.execute(_COUNTS, {"id": found.id}).all()
    return Standing(
        found,
        trial=trial,
        following=following[0] if following else None,
        answers=answers,
        stretches=tuple(Stretch(part, section, n, n - n_finished) for part, section, n, n_finished in counts),
    )


def next_step(
    material: Material,
    seconds_by_page: Mapping[str, float],
    seconds_by_section: Mapping[str, float],
    standing: Standing,
    sound_url: SoundUrl,
    example_url: ExampleUrl,
) -> dict[str, Any]:
    """Describe what comes next, and how long the rest takes.

    Parameters
    ----------
    seconds_by_page, seconds_by_section : mapping of str to float
        How long each page takes, and one trial of each section.
    """
    if standing.needs_introduction:
        step = _section_step(material, standing, example_url)
    else:
        step = _trial_step(material, standing, sound_url, example_url)
    left_s = seconds_left(material, seconds_by_section, standing)
    return step | {"seconds_left": left_s, "share_done": max(0.0, 1 - left_s / sum(seconds_by_page.values()))}


def seconds_left(material: Material, seconds_by_section: Mapping[str, float], standing: Standing) -> float:
    """Return how many seconds the survey still takes: introductions and trials that are left, and the end."""
    introductions_s = {
        one.part: introduction_s(material.study, material.study.section(one.section)) if one.part else 0.0
        for one in standing.stretches
        if one.part >= standing.found.n_parts_begun
    }
    trials_s = sum(one.n_left * seconds_by_section[one.section] for one in standing.stretches)
    return sum(introductions_s.values()) + trials_s + SECONDS_AT_THE_END


def _section_step(material: Material, standing: Standing, example_url: ExampleUrl) -> dict[str, Any]:
    """Describe the part that begins."""
    trial, language = standing.trial, standing.found.language
    section = material.study.section(trial.section)
    title = gettext("Practice") if trial.is_practice else section.title.in_language(language)
    return {
        "step": "section",
        "section": {
            "title": title,
            "number": trial.part,
            "n_sections": len(material.study.sections),
            "n_trials": standing.n_trials(trial.part),
            "is_practice": trial.is_practice,
            "text": None,
            "classes": [
                entry
                for stimulus_set in _sets_to_explain(material, standing)
                for entry in glossary(material, stimulus_set, language, example_url)
            ],
        },
    }


def _sets_to_explain(material: Material, standing: Standing) -> list[str]:
    """Return the sets whose classes are asked for in this part and were not explained in an earlier one."""
    asked: dict[str, int] = {}
    for stretch in standing.stretches:
        section = material.study.section(stretch.section)
        if any(question.kind == "class" for question in material.questions(section)):
            asked.setdefault(section.set, stretch.part)
    return [name for name, part in asked.items() if part == standing.trial.part]


def _trial_step(material: Material, standing: Standing, sound_url: SoundUrl, example_url: ExampleUrl) -> dict[str, Any]:
    """Describe a trial: its sound, its questions, what is answered and heard already."""
    trial, following, language = standing.trial, standing.following, standing.found.language
    stimulus = material.stimulus(trial.stimulus_set, trial.stimulus)
    section = material.study.section(trial.section)
    example = {True: "good", False: "bad", None: None}[stimulus.is_good_example]
    n_counting = sum(one.n_trials for one in standing.stretches if one.part > 0)
    return {
        "step": "trial",
        "trial": trial.public_id,
        "position": trial.position,
        "n_trials": standing.n_trials(0) if trial.is_practice else n_counting,
        "is_practice": trial.is_practice,
        "example": example if trial.is_practice else None,
        "section": {"title": section.title.in_language(language)},
        "sound_url": sound_url(trial.sound_name),
        "duration_s": stimulus.duration_s,
        "must_listen": material.study.checks.must_listen,
        "heard_s": heard_s([(start_s, end_s) for start_s, end_s in trial.heard], stimulus.duration_s),
        "next_sound_url": sound_url(following.sound_name) if following else None,
        "questions": [
            _question(material, question, trial, language, example_url) | {"answer": standing.answers.get(question.id)}
            for question in questions_of(material, trial.section, trial.check_name)
        ],
    }


def _question(
    material: Material, question: Question, trial: Trial, language: str, example_url: ExampleUrl
) -> dict[str, Any]:
    common = {"id": question.id, "kind": question.kind, "prompt": question.prompt.in_language(language)}
    if question.kind == "rating":
        labels = question.labels.in_language(language)
        if trial.check_name == "attention" and trial.expected is not None:
            asked_for = labels[int(trial.expected) - 1]
            common["prompt"] = gettext("For once, do not judge: please choose “%(label)s” here.", label=asked_for)
        return common | {"labels": list(labels)}
    options = [
        class_entry(material, trial.stimulus_set, option, language, example_url)
        for option in trial.options[question.id]
    ]
    if question.options == "all":
        options = in_alphabetical_order(options)
        if len(options) <= N_LEARNT:
            options = [one | {"definition": "" if one["sound_url"] else one["definition"]} for one in options]
    return common | {
        "options": options,
        "cannot_tell": gettext("Cannot tell") if question.cannot_tell else None,
    }
