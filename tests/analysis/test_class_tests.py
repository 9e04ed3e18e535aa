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
    assert "all answers are equally far from chance" in found["sentence"]


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
