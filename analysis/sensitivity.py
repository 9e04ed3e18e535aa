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
from analysis.screening import bs1534

RULES = {
    "accepted": marked("only listening sessions that were finished and accepted"),
    "no failed check": marked("only answers in trials without a failed check"),
}

BS1534 = "BS.1534-3"
BS1534_POINTS = 11
"""The rule asks who rates below 90 of 100; of the scales a survey can have, only 0, 10, ... 100 has such a point."""
MID_ANCHOR = "mid-anchor"
"""Condition of the mid-range anchor (a 7 kHz low-pass); Ascolto's own low-pass is the low anchor, which has no rule."""

Conclude = Callable[[Ratings], Sequence[Mapping[str, Any]]]


def stricter_screening(
    ratings: Ratings,
    concluded: Sequence[Mapping[str, Any]],
    conclude: Conclude,
    n_points: Mapping[str, int] | None = None,
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
    n_points : mapping of question id to int, optional
        Points of each rating scale; where the study has hidden references, the rule of BS.1534-3 is one more.

    Returns
    -------
    list of dict
        rule, words, n_answers, n_participants (left out), and `verdicts`: id, claim, verdict,
        is_changed. A rule that leaves out nothing, or everything, has no verdicts; `reason` says why a rule
        does not apply, blank where it does.
    """
    before = {one["id"]: one["verdict"] for one in concluded}
    found = [_under(rule, words, ratings, conclude, before) for rule, words in RULES.items()]
    if n_points and (ratings.answers["role"] == "reference").any():
        words = _("only listeners who pass the rule of ITU-R BS.1534-3 (hidden reference below 90 in up to 15 %)")
        found.append(_under(BS1534, words, ratings, conclude, before, bs1534_excluded(ratings, n_points)))
        if BS1534_POINTS not in n_points.values():
            found[-1]["reason"] = _(
                "The rule of ITU-R BS.1534-3 is not applied: it asks who rates the hidden reference below 90 of 100, "
                "and the scales of this study are too coarse to say so."
            )
    return found


def bs1534_excluded(ratings: Ratings, n_points: Mapping[str, int]) -> frozenset[str]:
    """Return the listeners whom BS.1534-3 leaves out, judged on every question with a scale of 0, 10, ... 100."""
    excluded: set[str] = set()
    answers = ratings.answers
    for question, points in n_points.items():
        rows = answers[(answers["question"] == question) & answers["score"].notna()]
        if points != BS1534_POINTS or not (rows["role"] == "reference").any():
            continue
        table = pd.DataFrame(
            {
                "listener": rows["participant"],
                "condition": rows["condition"].where(rows["role"] != "reference", "reference"),
                "value": 100 * (rows["score"] - 1) / (points - 1),
            }
        )
        anchor = MID_ANCHOR if (table["condition"] == MID_ANCHOR).any() else None
        excluded.update(bs1534(table, "reference", anchor).excluded)
    return frozenset(excluded)


def _under(
    rule: str,
    words: str,
    ratings: Ratings,
    conclude: Conclude,
    before: Mapping[str, str],
    excluded: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    kept = ratings.answers[_is_kept(rule, ratings, excluded)]
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
        "reason": "",
    }


def _is_kept(rule: str, ratings: Ratings, excluded: frozenset[str]) -> pd.Series:
    if rule == BS1534:
        return ~ratings.answers["participant"].isin(excluded)
    if rule == "no failed check":
        return ratings.answers["checks_failed"].map(len) == 0
    listeners = ratings.listeners
    accepted = listeners.loc[listeners["accepted"] & (listeners["state"] == "completed"), "participant"]
    return ratings.answers["participant"].isin(accepted)
