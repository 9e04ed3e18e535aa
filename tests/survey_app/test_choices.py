from collections import Counter
from random import Random
from typing import Any

import pytest

from stimuli.manifest import Stimulus
from study.study_file import ClassQuestion, RatingQuestion, Translated, TranslatedLabels
from survey_app.choices import allowed_values, options_shown

CLASSES = ["oboe", "flute", "cello", "violin", "trumpet"]


def stimulus(start: str, end: str = "") -> Stimulus:
    """Make a stimulus of a class."""
    return Stimulus(
        id="x", file="x.flac", sha256="", duration_s=1, loudness_lufs=-23, intended_start=start, intended_end=end
    )


def ask(**keys: Any) -> ClassQuestion:
    """Make a class question."""
    return ClassQuestion(id="class", kind="class", prompt=Translated(en="Which?"), **keys)


def test_all_classes_stand_in_alphabetical_order() -> None:
    """With "all", everybody sees the same searchable list."""
    shown = options_shown(ask(), stimulus("flute"), CLASSES, Random(1))

    assert ("cello", "flute", "oboe", "trumpet", "violin") == shown


def test_drawn_alternatives_contain_the_intended_class_at_every_place_equally_often() -> None:
    """The intended class is always there, and its place tells nothing (uniform within four standard errors)."""
    n = 3000
    places = Counter(
        options_shown(ask(options=3), stimulus("flute"), CLASSES, Random(seed)).index("flute") for seed in range(n)
    )

    assert all(abs(places[place] - n / 3) < 4 * (n * (1 / 3) * (2 / 3)) ** 0.5 for place in range(3))


def test_drawn_distractors_are_equally_frequent() -> None:
    """Each other class is a distractor equally often (within four standard errors)."""
    n = 3000
    drawn = Counter(
        option
        for seed in range(n)
        for option in options_shown(ask(options=3), stimulus("flute"), CLASSES, Random(seed))
    )

    assert n == drawn.pop("flute")
    assert all(abs(count - n / 2) < 4 * (n * 0.25) ** 0.5 for count in drawn.values())


def test_the_end_is_asked_for_where_the_question_says_so() -> None:
    """The question "ends as" offers the class of the end; a single sound ends as what it is."""
    morph = options_shown(ask(options=2, about="end"), stimulus("flute", "cello"), CLASSES, Random(1))
    single = options_shown(ask(options=2, about="end"), stimulus("oboe"), CLASSES, Random(1))

    assert "cello" in morph
    assert "oboe" in single


@pytest.mark.parametrize("n_options", [5, 12])
def test_no_more_options_than_classes(n_options: int) -> None:
    """Asking for more alternatives than there are classes gives all, once each."""
    shown = options_shown(ask(options=n_options), stimulus("flute"), CLASSES, Random(3))

    assert sorted(CLASSES) == sorted(shown)


def test_without_an_intended_class_all_options_are_drawn() -> None:
    """A stimulus without a class still gets as many alternatives as the study asks for."""
    assert 3 == len(set(options_shown(ask(options=3), stimulus(""), CLASSES, Random(3))))


def test_allowed_values() -> None:
    """Ratings are 1 to the number of labels; classes are those shown, and "cannot tell" where the study offers it."""
    labels = TranslatedLabels(it=("a", "b", "c"))
    rating = RatingQuestion(id="q", kind="rating", prompt=Translated(it="?"), labels=labels)

    assert ("1", "2", "3") == allowed_values(rating, ())
    assert ("flute",) == allowed_values(ask(), ["flute"])
    assert ("flute", "cannot tell") == allowed_values(ask(cannot_tell=True), ["flute"])
