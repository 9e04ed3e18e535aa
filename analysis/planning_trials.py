"""The trials that one planned test uses, and what its design makes of them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analysis.columns import Codes, Floats
from analysis.planning_answers import is_shared
from analysis.planning_deal import Deal, numbered
from analysis.planning_intervals import TwoWay
from analysis.planning_rank_tests import Crossed
from analysis.planning_tests import PlannedTest


@dataclass(frozen=True, eq=False)
class Trials:
    """The trials that one test uses.

    Parameters
    ----------
    test : PlannedTest
    rows : numpy.ndarray of bool of shape (n_trials,)
        Which trials of all these are.
    deal : Deal
        These trials alone.
    experience : numpy.ndarray of shape (n_listeners,)
        Group of each listener.
    """

    test: PlannedTest
    rows: NDArray[np.bool_]
    deal: Deal
    experience: Codes

    @cached_property
    def listeners(self) -> Codes:
        """Listener of each trial, numbered without gaps."""
        return numbered(self.deal.listener)

    @cached_property
    def units(self) -> Codes:
        """Independent sound of each trial."""
        return self.deal.coded("unit")

    @cached_property
    def groups(self) -> Codes:
        """What is compared."""
        codes = {
            "section": self.deal.section,
            "condition": self.deal.coded("condition"),
            "experience": self.experience[self.deal.listener],
        }
        return numbered(codes[self.test.hypothesis.compare or "section"])

    @cached_property
    def companion(self) -> Crossed:
        """The companion of a comparison of groups."""
        return Crossed.of(self.groups, self.listeners, self.units, self.test.hypothesis.unit)

    @cached_property
    def way(self) -> TwoWay:
        """Intervals over these listeners and sounds."""
        return TwoWay(self.listeners, self.units, self.test.hypothesis.unit)

    def distances(self, rng: np.random.Generator) -> tuple[Floats, Floats | None]:
        """Return the distance of each morph, drawn where no manifest has it, and who shares recordings with whom."""
        first = np.unique(self.deal.coded("sound"), return_index=True)[1]
        morphs = [self.deal.stimuli[place] for place in self.deal.stimulus[first]]
        known = [(one.distances or {}).get(self.test.hypothesis.compare or "") for one in morphs]
        are_known = all(one is not None for one in known) and len(set(known)) > 1
        distances = np.array(known, dtype=np.float64) if are_known else rng.standard_normal(len(morphs))
        ends = {one.sound: frozenset(one.recordings) for one in morphs}
        if not is_shared(ends):
            return distances, None
        names = sorted(frozenset().union(*ends.values()))
        return distances, np.array([[float(name in ends[one.sound]) for name in names] for one in morphs])
