"""What comes next in a listening session, as the page's script reads it: an introduction or a trial."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.check_trials import questions_of
from survey_app.listening import heard_s
from survey_app.material import Material, Question
from survey_app.models import Answer, ListeningSession, Trial


@dataclass(frozen=True)
class Standing:
    """How far a listening session has come."""

    found: ListeningSession
    trial: Trial
    """The first that is not finished."""
    following: Trial | None
    answers: dict[str, str]
    """What is answered already of the trial, by question."""
    n_trials: dict[int, int]
    """How many trials each part has."""

    @property
    def needs_introduction(self) -> bool:
        """Whether the introduction of the trial's part was not read yet."""
        return self.trial.part >= self.found.n_parts_begun


def standing_of(transaction: Session, found: ListeningSession) -> Standing | None:
    """Read how far a listening session has come; None where every trial is finished."""
    ahead = transaction.scalars(
        select(Trial)
        .where(Trial.listening_session_id == found.id, Trial.finished_at.is_(None))
        .order_by(Trial.place)
        .limit(2)
    ).all()
    if not ahead:
        return None
    answers = transaction.execute(select(Answer.question, Answer.value).where(Answer.trial_id == ahead[0].id)).all()
    counts = transaction.execute(
        select(Trial.part, func.count()).where(Trial.listening_session_id == found.id).group_by(Trial.part)
    ).all()
    return Standing(
        found,
        trial=ahead[0],
        following=ahead[1] if len(ahead) > 1 else None,
        answers=dict(answers),
        n_trials=dict(counts),
    )


def next_step(material: Material, standing: Standing, sound_url: Callable[[str], str]) -> dict[str, Any]:
    """Describe what comes next.

    Parameters
    ----------
    sound_url : callable (str) -> str
        Address of a sound by its name in this listening session.
    """
    if standing.needs_introduction:
        return _section_step(material, standing)
    return _trial_step(material, standing, sound_url)


def _section_step(material: Material, standing: Standing) -> dict[str, Any]:
    """Describe the part that begins."""
    trial = standing.trial
    section = material.study.section(trial.section)
    title = gettext("Practice") if trial.is_practice else section.title.in_language(standing.found.language)
    return {
        "step": "section",
        "section": {
            "title": title,
            "number": trial.part,
            "n_sections": len(material.study.sections),
            "n_trials": standing.n_trials[trial.part],
            "is_practice": trial.is_practice,
            "text": None,
        },
    }


def _trial_step(material: Material, standing: Standing, sound_url: Callable[[str], str]) -> dict[str, Any]:
    """Describe a trial: its sound, its questions, what is answered and heard already."""
    trial, following, language = standing.trial, standing.following, standing.found.language
    stimulus = material.stimulus(trial.stimulus_set, trial.stimulus)
    section = material.study.section(trial.section)
    example = {True: "good", False: "bad", None: None}[stimulus.is_good_example]
    n_counting = sum(n for part, n in standing.n_trials.items() if part > 0)
    return {
        "step": "trial",
        "trial": trial.public_id,
        "position": trial.position,
        "n_trials": standing.n_trials[0] if trial.is_practice else n_counting,
        "is_practice": trial.is_practice,
        "example": example if trial.is_practice else None,
        "section": {"title": section.title.in_language(language)},
        "sound_url": sound_url(trial.sound_name),
        "duration_s": stimulus.duration_s,
        "must_listen": material.study.checks.must_listen,
        "heard_s": heard_s([(start_s, end_s) for start_s, end_s in trial.heard], stimulus.duration_s),
        "next_sound_url": sound_url(following.sound_name) if following else None,
        "questions": [
            _question(material, question, trial, language) | {"answer": standing.answers.get(question.id)}
            for question in questions_of(material, trial.section, trial.check_name)
        ],
    }


def _question(material: Material, question: Question, trial: Trial, language: str) -> dict[str, Any]:
    common = {"id": question.id, "kind": question.kind, "prompt": question.prompt.in_language(language)}
    if question.kind == "rating":
        labels = question.labels.in_language(language)
        if trial.check_name == "attention" and trial.expected is not None:
            asked_for = labels[int(trial.expected) - 1]
            common["prompt"] = gettext("For once, do not judge: please choose “%(label)s” here.", label=asked_for)
        return common | {"labels": list(labels)}
    classes = {one.id: one for one in material.manifests[trial.stimulus_set].classes}
    return common | {
        "options": [
            {
                "value": option,
                "label": classes[option].name.in_language(language) or option,
                "definition": classes[option].definition.in_language(language),
            }
            for option in trial.options[question.id]
        ],
        "cannot_tell": gettext("Cannot tell") if question.cannot_tell else None,
    }
