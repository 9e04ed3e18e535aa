"""Kappa and information with their doubt, confusions, experts and others, start and end together."""

import numpy as np
import pandas as pd
import pytest

from analysis.both_ends import both_ends
from analysis.class_details import GUESSED, SOUNDS_PERMUTED, class_details, confusions
from analysis.experience_tests import experience_tests
from analysis.identification import confusion
from analysis.ratings import Ratings
from study.study_file import CANNOT_TELL

CLASSES = ["a", "b", "c", "d"]
QUESTIONS = {"harmonic-morphs": "starts-as", "non-harmonic-singles": "class"}


def rng_for(identifier):
    """Give a part its random numbers."""
    return np.random.default_rng([7, *identifier.encode()])


def listening(rng, share_right, n_listeners=24, n_sounds=12, section="non-harmonic-singles", n_shown=4):
    """Return answers of listeners who know a share of the sounds, experts (the first half) or others."""
    rows = []
    for who in range(n_listeners):
        for what in range(n_sounds):
            intended = CLASSES[what % 4]
            others = [one for one in CLASSES if one != intended]
            shown = tuple(sorted([intended, *rng.choice(others, n_shown - 1, replace=False)]))
            known = rng.random() < share_right[who < n_listeners // 2]
            rows.append(
                {"participant": f"p{who}", "stimulus": f"s{what}", "unit": f"s{what}", "section": section}
                | {"question": QUESTIONS[section], "role": "test", "condition": "R2", "weight": None}
                | {"intended_start": intended, "intended_end": "", "options": shown}
                | {"value": intended if known else str(rng.choice(shown))}
            )
    said = ["professional" if who < n_listeners // 2 else "none" for who in range(n_listeners)]
    listeners = pd.DataFrame({"participant": [f"p{who}" for who in range(n_listeners)], "experience": said})
    return Ratings(pd.DataFrame(rows), listeners, (), True, len(rows))


@pytest.fixture
def details(demo_study):
    """Return what describes answers to the class question of the single sounds."""
    section = next(one for one in demo_study.sections if one.id == "non-harmonic-singles")
    return lambda ratings: class_details(demo_study.question("class"), section, ratings, CLASSES, rng_for)


def test_kappa_stands_within_its_interval(details):
    """And the interval is that of listeners and sounds: it has a width of more than nothing."""
    ratings = listening(np.random.default_rng(1), (0.5, 0.5))
    found, rows = details(ratings), ratings.answers
    kappa = confusion(rows["intended_start"], rows["value"], CLASSES).kappa

    assert found["kappa_low"] < kappa < found["kappa_high"]


def test_guessing_transmits_what_its_null_says(details):
    """Listeners who know nothing stay below the bound of the null; those who know half exceed it."""
    guessed = details(listening(np.random.default_rng(2), (0.0, 0.0)))["information"]
    known = details(listening(np.random.default_rng(2), (0.5, 0.5)))["information"]

    assert SOUNDS_PERMUTED == guessed["null"]
    assert guessed["raw_bits"] <= guessed["null_high"] < known["raw_bits"]
    assert 0 == pytest.approx(guessed["bits"], abs=0.05)
    assert 2.0 == pytest.approx(known["most_bits"])


def test_drawn_options_are_guessed_among(details):
    """The intended class always stands among two of four: guessing then transmits a lot, and its null knows."""
    found = details(listening(np.random.default_rng(3), (0.0, 0.0), n_shown=2))["information"]

    assert GUESSED == found["null"]
    assert found["null_bits"] > 0.2
    assert found["raw_bits"] <= found["null_high"]


def answers(chosen, units, intended="a"):
    """Return answers to one class by different listeners."""
    rows = pd.DataFrame({"value": list(chosen), "unit": list(units), "intended": intended})
    return rows.assign(participant=[f"p{at % 4}" for at in range(len(rows))])


def test_confusions_are_counted_by_answers_and_by_sounds():
    """Six of nine answers on two of three sounds; "cannot tell" is no confusion."""
    rows = answers("bbbbbbaca", "xxxyyyzzz").replace({"value": {"c": CANNOT_TELL}})
    [found] = confusions(rows)

    assert ("a", "b", 6, 9) == (found["intended"], found["chosen"], found["n"], found["n_intended"])
    assert (2, 3) == (found["n_confused_units"], found["n_units"])
    assert 0 <= found["low"] < found["share"] < found["high"] <= 1


def test_with_two_sounds_a_confusion_has_no_interval():
    """Class and sound cannot be told apart."""
    [found] = confusions(answers("bbab", "xxyy"))

    assert (None, None) == (found["low"], found["high"])


def test_the_commonest_confusion_stands_first():
    """Ties in the order of their names, so that the report is always the same."""
    rows = pd.concat([answers("cbcb", "xyzx"), answers("ccc", "uvw", "b")])

    assert [("b", "c"), ("a", "b"), ("a", "c")] == [(one["intended"], one["chosen"]) for one in confusions(rows)]


def test_experts_and_others_stand_side_by_side(details):
    """Planted: experts know 80 % of the sounds, others 10 %; accuracy and unbiased hit rate show it."""
    found = details(listening(np.random.default_rng(4), (0.1, 0.8)))["by_experience"]

    assert ["none", "professional"] == [one["level"] for one in found]
    assert found[0]["high"] < found[1]["low"]
    assert found[0]["hu"] < found[0]["accuracy"] < found[1]["hu"] < found[1]["accuracy"]


def test_the_companion_compares_listener_means(demo_study):
    """The planted difference is found; one without difference is not."""
    planted, null = (
        experience_tests(demo_study, demo_study.question("class"), listening(np.random.default_rng(5), knowing))
        for knowing in ((0.2, 0.7), (0.4, 0.4))
    )

    assert ["slides", "companion"] == [test["role"] for test in planted]
    assert planted[1]["p_value"] < 0.01 < null[1]["p_value"]
    assert "other listeners, hearing these sounds" == planted[1]["scope"]


def test_one_level_of_experience_is_no_comparison(demo_study):
    """Nobody to compare with."""
    ratings = listening(np.random.default_rng(6), (0.4, 0.4))
    ratings.listeners["experience"] = "none"

    assert [] == experience_tests(demo_study, demo_study.question("class"), ratings)


def test_start_and_end_are_joined_by_listening(simulated_report):
    """Every cell adds up, and the matrix of each end has the same hits."""
    [found] = simulated_report.files.results["both_ends"]
    questions = {one["id"]: one["by_section"] for one in simulated_report.files.results["questions"] if "about" in one}
    test_rows = [one for one in found["by_condition"] if not one["role"]]

    assert ("harmonic-morphs", "starts-as", "ends-as") == (found["section"], found["start"], found["end"])
    for line in found["by_condition"]:
        assert line["n"] == line["n_both"] + line["n_start_only"] + line["n_end_only"] + line["n_neither"]
    assert questions["starts-as"][0]["n_right"] == sum(line["n_both"] + line["n_start_only"] for line in test_rows)
    assert questions["ends-as"][0]["n_right"] == sum(line["n_both"] + line["n_end_only"] for line in test_rows)


def test_a_study_without_both_questions_has_none(demo_study):
    """Single sounds have one class."""
    assert [] == both_ends(demo_study, listening(np.random.default_rng(7), (0.4, 0.4)))
