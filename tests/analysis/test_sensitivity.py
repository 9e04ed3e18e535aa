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
