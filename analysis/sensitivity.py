"""Screening with and without: whether verdicts would change if doubtful answers were left out.

Nothing is left out of the main analysis but what :mod:`analysis.ratings` names. Here the
conclusions are drawn again from what remains under stricter rules.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis.language import gettext as _
from analysis.language import marked
from analysis.ratings import Ratings

RULES = {
    "accepted": marked("only listening sessions that were finished and accepted"),
    "no failed check": marked("only answers in trials without a failed check"),
}

Conclude = Callable[[Ratings], Sequence[Mapping[str, Any]]]


def stricter_screening(
    ratings: Ratings, concluded: Sequence[Mapping[str, Any]], conclude: Conclude
) -> list[dict[str, Any]]:
    """Draw the conclusions again under stricter rules.

    Parameters
    ----------
    ratings : Ratings
        What the main analysis uses.
    concluded : sequence of dict
        The conclusions of the main analysis.
    conclude : callable
        Draws the same conclusions from other ratings.

    Returns
    -------
    list of dict
        rule, words, n_answers, n_participants (left out), and `verdicts`: id, claim, verdict,
        is_changed. A rule that leaves out nothing, or everything, has no verdicts.
    """
    before = {one["id"]: one["verdict"] for one in concluded}
    return [_under(rule, words, ratings, conclude, before) for rule, words in RULES.items()]


def _under(rule: str, words: str, ratings: Ratings, conclude: Conclude, before: Mapping[str, str]) -> dict[str, Any]:
    kept = ratings.answers[_is_kept(rule, ratings)]
    left_out = ratings.answers.drop(kept.index)
    verdicts = []
    if not left_out.empty and not kept.empty:
        verdicts = [
            {"id": one["id"], "claim": one["claim"], "verdict": one["verdict"]}
            | {"is_changed": one["verdict"] != before.get(one["id"])}
            for one in conclude(replace(ratings, answers=kept))
        ]
    return {
        "rule": rule,
        "words": _(words),
        "n_answers": len(left_out),
        "n_participants": int(left_out["participant"].nunique()),
        "verdicts": verdicts,
    }


def _is_kept(rule: str, ratings: Ratings) -> pd.Series:
    if rule == "no failed check":
        return ratings.answers["checks_failed"].map(len) == 0
    listeners = ratings.listeners
    accepted = listeners.loc[listeners["accepted"] & (listeners["state"] == "completed"), "participant"]
    return ratings.answers["participant"].isin(accepted)
