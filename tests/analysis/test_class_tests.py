"""Guessers among drawn options are no recognisers, whatever chi-square says."""

import numpy as np
import pandas as pd

from analysis.class_tests import above_chance
from analysis.contingency import chi_square_independence


def guesses(seed, n_sounds=24, n_listeners=20, n_shown=4, n_classes=8):
    """Return answers of listeners who guess among options that always hold the intended class."""
    rng = np.random.default_rng(seed)
    rows = []
    for sound in range(n_sounds):
        intended = sound % n_classes
        for listener in range(n_listeners):
            others = rng.choice([one for one in range(n_classes) if one != intended], n_shown - 1, replace=False)
            chosen = rng.choice([intended, *others])
            rows.append((str(intended), str(chosen), f"l{listener}", f"s{sound}"))
    frame = pd.DataFrame(rows, columns=["intended", "value", "participant", "unit"])
    return frame.assign(is_hit=(frame["intended"] == frame["value"]).astype(float), chance=1 / n_shown)


def test_pure_guessers_are_seldom_called_recognisers():
    """Exact chance keeps about five percent where chi-square on rows calls out nearly every time."""
    studies = [guesses(seed) for seed in range(30)]
    alarms = sum(above_chance(rows)["p_value"] < 0.05 for rows in studies)
    on_rows = sum((chi_square_independence(rows["intended"], rows["value"]).p_value or 1) < 0.05 for rows in studies)

    assert alarms <= 6  # binomial(30, .05) exceeds 6 once in a thousand
    assert on_rows >= 28


def test_listeners_who_know_are_recognised():
    """Half of the answers right where a quarter is chance."""
    rows = guesses(1)
    knows = np.random.default_rng(2).random(len(rows)) < 0.35
    rows = rows.assign(is_hit=np.where(knows, 1.0, rows["is_hit"]))
    found = above_chance(rows)

    assert found["p_value"] < 0.001
    assert found["sentence"].startswith("Listeners recognise the intended classes")


def test_all_right_answers_are_not_computable_and_said():
    """Without any variance there is no test."""
    found = above_chance(guesses(1).assign(is_hit=1.0))

    assert ("not computable", None) == (found["status"], found["p_value"])
    assert "all answers are the same" in found["sentence"]
    assert found["low"] > 0  # Wilson's interval of the few units stands


def test_no_right_answer_speaks_for_nothing():
    """Where nobody is right once, p is 1, however little the answers spread."""
    found = above_chance(guesses(1).assign(is_hit=0.0))

    assert ("ok", 1.0) == (found["status"], found["p_value"])


def test_below_chance_is_no_recognition():
    """Every sound attracts one wrong answer: far below chance, and no evidence of what is asked."""
    rows = guesses(3)
    rows["is_hit"] = np.where(np.random.default_rng(4).random(len(rows)) < 0.7, 0.0, rows["is_hit"])
    found = above_chance(rows)

    assert found["high"] < 0
    assert found["p_value"] > 0.99
    assert found["sentence"].startswith("There is no evidence that listeners recognise")


def test_attracted_guesses_keep_the_level_on_log_odds():
    """21 sounds of 7 classes that each attract an answer, 50 listeners: 5 % of 300 studies at most, or thereabouts."""
    rng = np.random.default_rng(8)
    listener, sound = np.repeat(np.arange(50), 12), np.concatenate([rng.permutation(21)[:12] for _ in range(50)])
    rows = pd.DataFrame({"participant": listener.astype(str), "unit": sound.astype(str), "chance": 1 / 7})
    alarms = 0
    for _study in range(300):
        attracted, follows = rng.integers(7, size=21)[sound], rng.random(600) < 0.6
        chosen = np.where(follows, attracted, rng.integers(7, size=600))
        alarms += above_chance(rows.assign(is_hit=(chosen == sound % 7).astype(float)))["p_value"] < 0.05

    assert alarms <= 24  # binomial(300, .05) exceeds 24 once in a hundred; 4 % are expected


def test_one_side_alone_counts_its_sounds():
    """Held for these listeners or these sounds alone, the sentence still counts the sounds there are."""
    for unit in ("listener", "sound"):
        assert 24 == above_chance(guesses(1), unit)["n_units"]


def test_drawn_options_are_tested_against_exact_chance_and_full_lists_by_permutation(simulated_report):
    """The demonstration asks both ways."""
    companions = {
        test["comparison"]: test["test"]
        for test in simulated_report.files.results["tests"]
        if test["role"] == "companion" and test["by"] == "intended class"
    }

    assert {
        "class-by-intended-non-harmonic-singles": "accuracy against exact chance",
        "starts-as-by-intended-harmonic-morphs": "accuracy, intended classes permuted over sounds",
        "ends-as-by-intended-harmonic-morphs": "accuracy, intended classes permuted over sounds",
    } == companions
