"""Stimuli are dealt to simulated listeners as the survey deals them."""

from collections import Counter

import numpy as np

from analysis.planning_deal import deal, numbered
from analysis.planning_design import planned_sections

SINGLES = {"kind": "single", "n_sounds": 24, "rungs": ["R0", "R2", "R3"]}
MORPHS = {"kind": "morph", "n_morphs": 12, "path": ["linear", "spherical"], "controls": ["hard-switch"]}


def test_deal_is_balanced(planned_study):
    """As in the survey: no stimulus is heard twice, all equally often, and listeners meet all conditions."""
    sections = planned_sections(planned_study({"a": SINGLES, "b": MORPHS}, 6, ("quality",)), {})
    dealt = deal(sections, 24, np.random.default_rng(1))

    heard = list(zip(dealt.listener.tolist(), dealt.stimulus.tolist(), strict=True))
    assert len(heard) == len(set(heard)) == 24 * 12
    of_first = Counter(dealt.stimulus[dealt.section == 0].tolist())
    assert (72, {2}) == (len(of_first), set(of_first.values()))
    conditions = dealt.coded("condition")
    for listener in range(24):
        own = conditions[(dealt.listener == listener) & (dealt.section == 0)]
        assert [2, 2, 2] == sorted(Counter(own.tolist()).values())


def test_some_trials_keep_their_stimuli(planned_study):
    """Trials that are picked out keep stimulus and listener, and their codes have no gaps."""
    sections = planned_sections(planned_study({"a": SINGLES, "b": MORPHS}, 6, ("quality",)), {})
    dealt = deal(sections, 8, np.random.default_rng(1))
    some = dealt.of_rows(dealt.having(lambda one: one.condition == "hard-switch"))

    assert {"hard-switch"} == {dealt.stimuli[one].condition for one in some.stimulus}
    assert [0] == np.unique(some.coded("condition")).tolist()
    assert np.unique(some.coded("unit")).tolist() == list(range(len(np.unique(some.stimulus))))
    assert [1, 0, 1] == numbered(np.array([7, 3, 7])).tolist()
