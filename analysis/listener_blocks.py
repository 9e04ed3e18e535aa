"""The companion for these very sounds and listeners: every listener compared with themselves.

Friedman's test and Conover's pairs on the means of each listener. They take out how strict a listener
is, and say nothing about other sounds; the verdict is carried by :mod:`analysis.companion_test`.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.blocked_rank_tests import conover, friedman
from analysis.language import marked
from analysis.named_pairs import sentence_with_names
from analysis.plain import plain

SCOPE = marked("these very sounds, each listener compared with themselves")


def listener_blocks(rows: pd.DataFrame, about: Mapping[str, str], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Compare the groups of one comparison within listeners.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns `score`, `group`, `participant`.
    about : mapping
        What stands in each test besides its result, as in :func:`analysis.rating_tests.rating_tests`.
    names : mapping of group to name
        How sentences name groups.

    Returns
    -------
    list of dict
        Friedman with Kendall's W, and Conover with Holm's adjustment over all pairs, both with role
        "blocks"; empty where no listener met several groups.
    """
    if not (rows.groupby("participant")["group"].nunique() > 1).any():
        return []
    omnibus = friedman(rows["score"], rows["group"], rows["participant"])
    pairs = conover(rows["score"], rows["group"], rows["participant"])
    described = {"role": "blocks", "unit": "participant", "scope": SCOPE}
    return [
        {"id": f"{about['comparison']}-friedman", **about, "test": "Friedman", **described}
        | {"effect": {"name": "Kendall's W", "value": omnibus.kendalls_w}}
        | plain(omnibus)
        | {"sentence": omnibus.sentence()},
        {"id": f"{about['comparison']}-conover", **about, "test": "Conover", **described, "effect": None}
        | plain(pairs)
        | {"sentence": sentence_with_names(pairs, names)},
    ]
