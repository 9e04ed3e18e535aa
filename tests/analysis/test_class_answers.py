"""Class answers are held against exact chance, and classes with few sounds are called confounded."""

import pandas as pd
import pytest

from analysis.class_answers import class_results, class_rows
from analysis.intervals import wilson
from analysis.ratings import Ratings
from study.study_file import CANNOT_TELL


def answers(rows, **fields):
    """Return analysed answers: (intended, chosen, options, unit) per row."""
    given = {"question": "class", "section": "non-harmonic-singles", "role": "test", "condition": "R2"}
    frame = pd.DataFrame(
        [
            given
            | {"intended_start": one, "intended_end": "", "value": chosen, "options": shown, "unit": unit}
            | {"participant": f"p{at % 5}", "stimulus": unit, "weight": None}
            | fields
            for at, (one, chosen, shown, unit) in enumerate(rows)
        ]
    )
    return Ratings(frame, pd.DataFrame(), (), True, len(frame))


@pytest.fixture
def described(demo_study):
    """Return what describes answers to the class question of the demonstration, without a manifest."""

    def describe(rows, question="class", **fields):
        return class_results(demo_study, demo_study.question(question), answers(rows, **fields), {})[0]

    return describe


def test_chance_is_that_of_the_options_shown(described):
    """A third and a half make 5/12; "cannot tell" is no option to guess among."""
    three, two = ("a", "b", "c"), ("a", "b", CANNOT_TELL)
    found = described([("a", "a", three, "s1"), ("b", "a", two, "s2")])

    assert (1 / 3 + 1 / 2) / 2 == pytest.approx(found["chance"])
    assert 0.5 == found["accuracy"]


def test_a_class_that_was_not_shown_cannot_be_guessed(described):
    """Chance is zero where the intended class was not among the options."""
    found = described([("a", "b", ("b", "c"), "s1"), ("b", "b", ("b", "c"), "s2")])

    assert 0.25 == found["chance"]


def test_cannot_tell_is_wrong_and_has_a_column(described):
    """It counts among the answers."""
    shown = ("a", "b")
    found = described([("a", "a", shown, "s1"), ("a", CANNOT_TELL, shown, "s1"), ("b", "b", shown, "s2")])

    assert CANNOT_TELL == found["columns"][-1]
    assert [[1, 0, 1], [0, 1, 0]] == found["matrix"].tolist()


def test_who_cannot_tell_mistakes_it_for_nothing(described):
    """However often it was said, "cannot tell" is no class that another was taken for."""
    shown = ("a", "b", CANNOT_TELL)
    rows = [("a", CANNOT_TELL, shown, "s1"), ("a", CANNOT_TELL, shown, "s1"), ("a", "b", shown, "s1")]
    found = described([*rows, ("b", CANNOT_TELL, shown, "s2")])

    assert [("b", 1), (None, 0)] == [(one["mistaken_for"], one["n_mistaken_for"]) for one in found["recall"]]


def test_recall_has_an_interval_from_three_sounds_on(described):
    """Two sounds per class are confounded with it; three give an interval."""
    shown = ("a", "b")
    rows = [("a", "a", shown, f"a{number % 3}") for number in range(9)]
    rows += [("b", "a" if number == 0 else "b", shown, f"b{number % 2}") for number in range(9)]
    found = described(rows)
    recall = {one["class"]: one for one in found["recall"]}

    assert found["is_confounded"]
    assert (3, 2) == (recall["a"]["n_units"], recall["b"]["n_units"])
    assert recall["a"]["low"] == pytest.approx(0.4385, abs=1e-4)  # Wilson, 3 of 3 sounds
    assert recall["b"]["low"] is None
    assert "a" == recall["b"]["mistaken_for"]


def test_the_end_of_a_morph_is_held_against_its_own_class(demo_study):
    """The answer is right when the end was named; a single sound ends as what it is."""
    morph = answers([("a", "b", ("a", "b"), "m1")], question="ends-as", section="harmonic-morphs", intended_end="b")
    single = answers([("a", "b", ("a", "b"), "m1")], question="ends-as", section="harmonic-morphs")
    question, section = demo_study.question("ends-as"), demo_study.section("harmonic-morphs")

    assert [1.0] == class_rows(question, section, morph)["is_hit"].tolist()
    assert [0.0] == class_rows(question, section, single)["is_hit"].tolist()


def test_unused_classes_are_named(simulated_report):
    """The report leaves empty rows and columns out and says which."""
    found = simulated_report.files.results["questions"][2]["by_section"][0]

    assert "starts-as" == found["question"]
    assert {one["id"] for one in found["classes"]} >= set(found["unused"])
    assert all(not any(line[found["columns"].index(one)] for line in found["matrix"]) for one in found["unused"])


def test_recall_has_the_wider_of_two_intervals(described):
    """One of three sounds is never recognised: its answers belong together, and Wilson's interval is too narrow."""
    shown = ("a", "b")
    rows = [
        ("a", "b" if sound == "s0" else "a", shown, sound) for sound in ("s0", "s1", "s2") for _listener in range(10)
    ]
    [recall] = described(rows)["recall"]
    low, high = wilson(20, 30)

    assert recall["low"] < low < high < recall["high"]


def test_the_last_step_of_a_morph_is_its_end(described):
    """Weight 0 is the start class and weight 1 the end class; what lies between is neither right nor wrong."""
    rows = [("a", "a", ("a", "b"), f"s{at}") for at in range(4)]
    first, last = (described(rows, intended_end="b", weight=weight)["accuracy"] for weight in (0.0, 1.0))

    assert (1.0, 0.0) == (first, last)
    with pytest.raises(IndexError):
        described(rows, intended_end="b", weight=0.5)
