"""What a participant is told about their own listening, when everything is stored.

Two counts, and nothing about single sounds: a key to the answers would be of use to the next participant.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.choices import intended_class
from survey_app.material import Material
from survey_app.models import Answer, ListeningSession, Trial


@dataclass(frozen=True)
class OwnResult:
    """How a listening session went."""

    n_recognised: int
    """Answers to class questions that name the class that was meant."""
    n_classes_asked: int
    n_by_guessing: int
    """How many of them guessing would have got right on average, rounded."""
    n_alike: int
    """Ratings of sounds heard again that were the same as before, or one step beside."""
    n_rated_again: int

    @property
    def says_something(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.n_classes_asked or self.n_rated_again)


def own_result(transaction: Session, material: Material, found: ListeningSession) -> OwnResult:
    """Count what a participant recognised, and how alike their ratings of repeated sounds were.

    Practice and checks do not count; nor do stimuli whose class is not known.
    """
    rows = transaction.execute(
        select(Trial, Answer.question, Answer.value)
        .join(Answer, Answer.trial_id == Trial.id)
        .where(Trial.listening_session_id == found.id, ~Trial.is_practice, Trial.check_name.is_(None))
        .order_by(Trial.place)
    ).all()
    choices = [
        (meant, value, len(trial.options[question]))
        for trial, question, value in rows
        if (meant := _meant(material, trial, question)) and trial.repeat == 0
    ]
    ratings = [
        ((trial.stimulus_set, trial.stimulus, question), int(value))
        for trial, question, value in rows
        if material.study.question(question).kind == "rating"
    ]
    steps = list(_steps_apart(ratings))
    return OwnResult(
        n_recognised=sum(meant == value for meant, value, _ in choices),
        n_classes_asked=len(choices),
        n_by_guessing=round(sum(1 / n_options for _, _, n_options in choices)),
        n_alike=sum(step <= 1 for step in steps),
        n_rated_again=len(steps),
    )


def _meant(material: Material, trial: Trial, question_id: str) -> str:
    """Return the class that a question is about, if it was among the options; blank for ratings."""
    question = material.study.question(question_id)
    if question.kind != "class":
        return ""
    meant = intended_class(question, material.stimulus(trial.stimulus_set, trial.stimulus))
    return meant if meant in trial.options[question_id] else ""


def _steps_apart(ratings: Iterable[tuple[tuple[str, str, str], int]]) -> Iterable[int]:
    """Yield how far apart the ratings of a sound heard again are.

    Examples
    --------
    >>> list(_steps_apart([(("set", "a", "quality"), 2), (("set", "b", "quality"), 4), (("set", "a", "quality"), 5)]))
    [3]
    """
    first: dict[tuple[str, str, str], int] = {}
    for heard, value in ratings:
        if heard in first:
            yield abs(value - first[heard])
        first.setdefault(heard, value)
