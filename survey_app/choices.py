"""Class questions: which options are shown, in which order."""

from collections.abc import Sequence
from random import Random

from stimuli.manifest import Stimulus
from study.study_file import CANNOT_TELL, ClassQuestion, RatingQuestion


def options_shown(question: ClassQuestion, stimulus: Stimulus, classes: Sequence[str], rng: Random) -> tuple[str, ...]:
    """Return the classes to choose from; "cannot tell" stands apart and is not among them.

    `all` classes are kept in the order of their ids, and shown in that of their labels, which
    people can search. A number of alternatives is the intended class and drawn distractors,
    shuffled, so that no place in the list tells which one is meant.

    Examples
    --------
    >>> from study.study_file import ClassQuestion, Translated
    >>> flute = Stimulus(id="f", file="f.flac", sha256="", duration_s=1, loudness_lufs=-23, intended_start="flute")
    >>> ask = ClassQuestion(id="class", kind="class", prompt=Translated(en="Which?"), options=2)
    >>> shown = options_shown(ask, flute, ["cello", "flute", "oboe"], Random(1))
    >>> len(shown), "flute" in shown
    (2, True)
    """
    if question.options == "all":
        return tuple(sorted(classes))
    meant = [intended_class(question, stimulus)]
    if stimulus.weight is not None:  # a step of a morph may be heard as either of its ends
        meant = list(dict.fromkeys(filter(None, (stimulus.intended_start, stimulus.intended_end))))
    certain = [one for one in meant if one in classes]
    others = sorted(set(classes) - set(certain))
    shown = certain + rng.sample(others, min(question.options - len(certain), len(others)))
    rng.shuffle(shown)
    return tuple(shown)


def intended_class(question: ClassQuestion, stimulus: Stimulus) -> str:
    """Return the class asked for; a single sound ends as what it is."""
    if question.about == "end":
        return stimulus.intended_end or stimulus.intended_start
    return stimulus.intended_start


def allowed_values(question: RatingQuestion | ClassQuestion, options: Sequence[str]) -> tuple[str, ...]:
    """Return every value an answer to this question may have; ratings are numbers as text, 1 for the lowest label."""
    if question.kind == "rating":
        n_labels = len(question.labels.in_language("en"))  # as many in every language, says the study file
        return tuple(str(number) for number in range(1, n_labels + 1))
    return (*options, CANNOT_TELL) if question.cannot_tell else tuple(options)
