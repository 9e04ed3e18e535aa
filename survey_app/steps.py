"""What comes next in a listening session, as the page's script reads it: an introduction or a trial."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext

from survey_app.listening import heard_s
from survey_app.material import Material, Question
from survey_app.models import ListeningSession, Trial


def current_trial(trials: Sequence[Trial]) -> Trial | None:
    """Return the first trial that is not finished; None where all are."""
    return next((trial for trial in trials if trial.finished_at is None), None)


def needs_introduction(found: ListeningSession, trial: Trial) -> bool:
    """Say whether the introduction of the trial's part was not read yet."""
    return trial.part >= found.n_parts_begun


def section_step(material: Material, found: ListeningSession, trials: Sequence[Trial], trial: Trial) -> dict[str, Any]:
    """Describe the part that begins with a trial."""
    section = material.study.section(trial.section)
    title = gettext("Practice") if trial.is_practice else section.title.in_language(found.language)
    return {
        "step": "section",
        "section": {
            "title": title,
            "number": trial.part,
            "n_sections": len(material.study.sections),
            "n_trials": sum(one.part == trial.part for one in trials),
            "is_practice": trial.is_practice,
            "text": None,
        },
    }


def trial_step(
    material: Material, found: ListeningSession, trials: Sequence[Trial], trial: Trial, sound_url: dict[int, str]
) -> dict[str, Any]:
    """Describe a trial: its sound, its questions, what is answered and heard already.

    Parameters
    ----------
    sound_url : dict of int to str
        Address of the sound of each trial, by place.
    """
    stimulus = material.stimulus(trial.stimulus_set, trial.stimulus)
    section = material.study.section(trial.section)
    answers = {answer.question: answer.value for answer in trial.answers}
    example = {True: "good", False: "bad", None: None}[stimulus.is_good_example]
    return {
        "step": "trial",
        "trial": trial.public_id,
        "position": trial.position,
        "n_trials": sum(one.is_practice == trial.is_practice for one in trials),
        "is_practice": trial.is_practice,
        "example": example if trial.is_practice else None,
        "section": {"title": section.title.in_language(found.language)},
        "sound_url": sound_url[trial.place],
        "duration_s": stimulus.duration_s,
        "must_listen": material.study.checks.must_listen,
        "heard_s": heard_s([(start_s, end_s) for start_s, end_s in trial.heard], stimulus.duration_s),
        "next_sound_url": sound_url.get(trial.place + 1),
        "questions": [
            _question(material, question, trial, found.language) | {"answer": answers.get(question.id)}
            for question in material.questions(section)
        ],
    }


def _question(material: Material, question: Question, trial: Trial, language: str) -> dict[str, Any]:
    common = {"id": question.id, "kind": question.kind, "prompt": question.prompt.in_language(language)}
    if question.kind == "rating":
        return common | {"labels": list(question.labels.in_language(language))}
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
