"""Stricter screening says what would be left out and which verdicts would change."""

import pandas as pd

from analysis.ratings import Ratings
from analysis.sensitivity import stricter_screening


def ratings(states, failed=()):
    """Return one answer per participant, with these states; `failed` participants failed a check."""
    names = [f"p{at}" for at in range(len(states))]
    answers = pd.DataFrame(
        {"participant": names, "checks_failed": [("attention",) if n in failed else () for n in names]}
    )
    listeners = pd.DataFrame(
        {"participant": names, "state": states, "accepted": [one == "completed" for one in states]}
    )
    return Ratings(answers, listeners, (), True, len(answers))


def conclude(kept):
    """Call it supported while more than two participants remain."""
    verdict = "SUPPORTED" if len(kept.answers) > 2 else "INCONCLUSIVE"
    return [{"id": "c", "claim": "It holds", "verdict": verdict}]


def screened(given):
    """Draw the conclusions again under both rules."""
    return stricter_screening(given, conclude(given), conclude)


def test_who_left_early_is_counted_and_a_changed_verdict_is_marked():
    """One of three left early: two remain, and the verdict changes."""
    accepted, checks = screened(ratings(["completed", "completed", "started"]))

    assert (1, 1) == (accepted["n_answers"], accepted["n_participants"])
    assert [("INCONCLUSIVE", True)] == [(one["verdict"], one["is_changed"]) for one in accepted["verdicts"]]
    assert (0, []) == (checks["n_answers"], checks["verdicts"])


def test_failed_checks_are_a_rule_of_their_own():
    """Answers of a trial with a failed check are left out; the verdict stays."""
    accepted, checks = screened(ratings(["completed"] * 4, failed=("p1",)))

    assert 0 == accepted["n_answers"]
    assert [("SUPPORTED", False)] == [(one["verdict"], one["is_changed"]) for one in checks["verdicts"]]


def test_a_rule_that_leaves_nothing_has_no_verdicts():
    """Nobody finished: nothing can be concluded."""
    accepted, _ = screened(ratings(["started", "started"]))

    assert (2, []) == (accepted["n_answers"], accepted["verdicts"])


def mushra(n_points):
    """Return five listeners who rate a reference and a test sound ten times each; the last hears no difference."""
    rows = [
        {"participant": f"p{who}", "question": "quality", "role": role, "condition": role, "checks_failed": ()}
        | {"score": float(n_points if role == "reference" and (who < 4 or trial < 8) else n_points // 2)}
        for who in range(5)
        for role in ("reference", "test")
        for trial in range(10)
    ]
    listeners = pd.DataFrame({"participant": [f"p{who}" for who in range(5)], "state": "completed", "accepted": True})
    return Ratings(pd.DataFrame(rows), listeners, (), True, len(rows))


def test_bs1534_leaves_out_who_does_not_hear_the_reference():
    """Two of ten ratings of the reference below 90 are 20 %, more than 15 %: the listener goes."""
    given = mushra(11)
    found = stricter_screening(given, conclude(given), conclude, {"quality": 11})[-1]

    assert ("BS.1534-3", 20, 1, "") == (found["rule"], found["n_answers"], found["n_participants"], found["reason"])
    assert [("SUPPORTED", False)] == [(one["verdict"], one["is_changed"]) for one in found["verdicts"]]


def test_bs1534_needs_a_scale_that_knows_ninety():
    """Five points do not: one step below the top is 75. The report says so and leaves nobody out."""
    given = mushra(5)
    found = stricter_screening(given, conclude(given), conclude, {"quality": 5})[-1]

    assert 0 == found["n_answers"]
    assert "too coarse" in found["reason"]


def test_without_references_there_is_no_such_rule():
    """Only the two rules of the survey remain."""
    given = mushra(11)
    given.answers["role"] = "test"

    assert 2 == len(stricter_screening(given, conclude(given), conclude, {"quality": 11}))
