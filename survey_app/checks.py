"""Facts about how somebody listened, by name. What follows from them, the plan of the analysis says.

Every rule is blind to conditions. The numbers are ours where no source is named; each check keeps
its figure in `detail`, so that another number can be tried on the same data.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from study.minutes import SECONDS_PER_CLASS, SECONDS_PER_RATING

NOT_HEARD = "not-heard"
"""Name of the fact that a sound could not be had: the trial has no answer, and nobody is to blame."""

FASTEST_SHARE = 0.3
"""Answers faster than 30 % of the usual time are speeding: the strictest of three limits in Greszki, Meyer & Schoen
(2015), Public Opinion Quarterly 79(2), 471-503. Usual here are the seconds that the minutes of the study assume."""

FAST_TRIALS = 0.5
"""Somebody speeds who answers more than half of the trials so fast."""

APART = 0.5
"""Ratings of one sound that are half the scale apart on average: on five points random ones are 40 % apart, those of
the listener model about 25 %, so that hardly any honest listener is found, and some of the careless."""

FEWEST_PAIRS = 5
"""Fewer repeated ratings say nothing about one listener: their mean scatters as much as it has to tell."""

FEWEST_ALIKE = 6
"""From so many equal ratings on: by chance, even where half of all answers are alike, 1 in 32 does this."""

HIDDEN_S = 1.0
"""A page out of sight for so long during a trial: longer than a notification that is wiped away."""

HIDDEN_TRIALS = 0.25
"""Focus is lost where that happens in more than a quarter of the trials."""


@dataclass(frozen=True)
class AnswerFact:
    """One answer, as far as checks look at it."""

    question: str
    value: str
    n_points: int
    """Points of the scale; 0 for class questions."""
    response_time_s: float


@dataclass(frozen=True)
class TrialFact:
    """One finished trial that is no practice."""

    section: str
    stimulus: tuple[str, str]
    """Set and id."""
    repeat: int
    check_name: str | None
    is_check_passed: bool | None
    hidden_s: float
    answers: tuple[AnswerFact, ...]

    @property
    def is_ordinary(self) -> bool:
        """Whether the trial was there for its answers, and answered."""
        return self.check_name is None and self.repeat == 0 and bool(self.answers)


@dataclass(frozen=True)
class Fact:
    """The outcome of one check."""

    name: str
    is_passed: bool
    detail: str


def is_gold_right(expected: str, value: str, n_points: int) -> bool:
    """Say whether a clear example was not rated on the wrong side of the scale.

    Examples
    --------
    >>> is_gold_right("high", "3", n_points=5), is_gold_right("high", "2", n_points=5)
    (True, False)
    """
    middle = (n_points + 1) / 2
    return int(value) >= middle if expected == "high" else int(value) <= middle


def is_focus_kept(hidden_s: float | None) -> bool:
    """Say whether the page stayed in sight during a trial."""
    return (hidden_s or 0.0) < HIDDEN_S


def session_facts(trials: Sequence[TrialFact]) -> list[Fact]:
    """Return the outcome of every check of a whole listening session that there is something to judge by.

    Parameters
    ----------
    trials : sequence of TrialFact
        All finished trials but practice, in order.
    """
    judged = (_attention(trials), _gold(trials), _repeats(trials), _straight_lining(trials), _speeding(trials))
    return [*(fact for fact in judged if fact), *_focus(trials), *_not_heard(trials)]


def _attention(trials: Sequence[TrialFact]) -> Fact | None:
    """One failure is a failure: the answer was asked for in so many words (ITU-T P.808, trapping questions)."""
    passed = _outcomes(trials, "attention")
    return Fact("attention", all(passed), f"{sum(passed)} of {len(passed)} passed") if passed else None


def _gold(trials: Sequence[TrialFact]) -> Fact | None:
    """One slip is human: more than half have to fail."""
    passed = _outcomes(trials, "gold")
    detail = f"{sum(passed)} of {len(passed)} on the right side"
    return Fact("gold", sum(passed) >= len(passed) / 2, detail) if passed else None


def _outcomes(trials: Sequence[TrialFact], name: str) -> list[bool]:
    """Return the outcomes of the check trials of a kind that were answered."""
    return [one.is_check_passed for one in trials if one.check_name == name and one.is_check_passed is not None]


def _not_heard(trials: Sequence[TrialFact]) -> list[Fact]:
    """Say how many sounds could not be had, where there were any."""
    n_missing = sum(not one.answers for one in trials)
    return [Fact(NOT_HEARD, False, f"{n_missing} of {len(trials)} trials")] if n_missing else []


def _repeats(trials: Sequence[TrialFact]) -> Fact | None:
    """Ratings of repeats are on average less than half the scale apart."""
    first = {(one.stimulus, answer.question): answer for one in trials if one.is_ordinary for answer in one.answers}
    pairs = [
        (int(first[one.stimulus, again.question].value), int(again.value), again.n_points)
        for one in trials
        if one.repeat
        for again in one.answers
        if again.n_points and (one.stimulus, again.question) in first
    ]
    if len(pairs) < FEWEST_PAIRS:
        return None
    # In shares of the scale, so that scales of different lengths add up.
    apart = fmean(abs(a - b) / (k - 1) for a, b, k in pairs)
    return Fact("repeats", apart < APART, f"{apart:.0%} of the scale apart, {len(pairs)} ratings")


def _straight_lining(trials: Sequence[TrialFact]) -> Fact | None:
    """Each rating question has more than one answer over the session."""
    values: dict[str, list[str]] = defaultdict(list)
    for one in trials:
        for answer in one.answers if one.is_ordinary else ():
            if answer.n_points:
                values[answer.question].append(answer.value)
    long = {question: given for question, given in values.items() if len(given) >= FEWEST_ALIKE}
    if not long:
        return None
    alike = [f"{question}: {len(given)} times {given[0]}" for question, given in long.items() if len(set(given)) == 1]
    return Fact("straight-lining", not alike, "; ".join(alike))


def _speeding(trials: Sequence[TrialFact]) -> Fact | None:
    answered = [one.answers for one in trials if one.is_ordinary]
    if not answered:
        return None
    n_fast = sum(_took_s(answers) < FASTEST_SHARE * _usual_s(answers) for answers in answered)
    return Fact("speeding", n_fast <= FAST_TRIALS * len(answered), f"{n_fast} of {len(answered)} trials")


def _took_s(answers: Sequence[AnswerFact]) -> float:
    return max(answer.response_time_s for answer in answers)


def _usual_s(answers: Sequence[AnswerFact]) -> float:
    return sum(SECONDS_PER_RATING if answer.n_points else SECONDS_PER_CLASS for answer in answers)


def _focus(trials: Sequence[TrialFact]) -> list[Fact]:
    n_lost = sum(not is_focus_kept(one.hidden_s) for one in trials)
    if not trials:
        return []
    return [Fact("focus-loss", n_lost <= HIDDEN_TRIALS * len(trials), f"{n_lost} of {len(trials)} trials")]
