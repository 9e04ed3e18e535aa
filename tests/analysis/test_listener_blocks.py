"""The companion for these very sounds: each listener compared with themselves."""

import numpy as np
import pandas as pd

from analysis.blocked_rank_tests import conover, friedman
from analysis.listener_blocks import listener_blocks

ABOUT = {"comparison": "quality-by-condition-s", "question": "quality", "section": "s", "by": "condition"}
RNG = np.random.default_rng(1)
ROWS = pd.DataFrame(
    [
        {"participant": f"p{who}", "group": group, "score": float(np.clip(round(3 + at / 2 + RNG.normal()), 1, 5))}
        for who in range(15)
        for at, group in enumerate("abc")
        for _repeat in range(2)
    ]
)


def test_friedman_and_conover_are_those_of_the_library():
    """On listeners as blocks, with Kendall's W as the effect and its scope in words."""
    omnibus, pairs = listener_blocks(ROWS, ABOUT, {"c": "hard switch"})
    wanted = friedman(ROWS["score"], ROWS["group"], ROWS["participant"])

    assert (wanted.statistic, wanted.p_value) == (omnibus["statistic"], omnibus["p_value"])
    assert {"name": "Kendall's W", "value": wanted.kendalls_w} == omnibus["effect"]
    assert "these very sounds, each listener compared with themselves" == omnibus["scope"]
    table = conover(ROWS["score"], ROWS["group"], ROWS["participant"]).table()
    assert table["p_adjusted"].tolist() == [pair["p_adjusted"] for pair in pairs["pairs"]]


def test_sentences_name_groups_as_they_are_shown():
    """The pairs keep their ids, for programs."""
    _omnibus, pairs = listener_blocks(ROWS, ABOUT, {"c": "hard switch"})

    assert "'hard switch' ranks above 'a'" in pairs["sentence"]
    assert "c" in {pair["condition_b"] for pair in pairs["pairs"]}


def test_groups_of_listeners_have_no_blocks():
    """Nobody stands in two of them."""
    assert [] == listener_blocks(ROWS.assign(group=ROWS["participant"].str[-1]), ABOUT, {})
