"""Who hears what in a planned study: the stimuli of each section dealt to listeners, as the survey does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from analysis.columns import Codes
from analysis.planning_design import PlannedSection, PlannedStimulus


@dataclass(frozen=True, eq=False)
class Deal:
    """Who hears what: one row per trial.

    Attributes
    ----------
    n_listeners : int
    section, listener : numpy.ndarray of shape (n_trials,)
        Number of the section and of the listener.
    stimulus : numpy.ndarray of shape (n_trials,)
        Place in `stimuli`.
    stimuli : tuple of PlannedStimulus
        Those of all sections.
    codes : dict
        Numbers that stimuli were given before, by attributes.
    """

    n_listeners: int
    section: Codes
    listener: Codes
    stimulus: Codes
    stimuli: tuple[PlannedStimulus, ...]
    codes: dict[tuple[str, ...], Codes] = field(default_factory=dict)

    def of_rows(self, rows: NDArray[np.bool_]) -> "Deal":
        """Return some of the trials."""
        return replace(self, section=self.section[rows], listener=self.listener[rows], stimulus=self.stimulus[rows])

    def having(self, is_meant: Callable[[PlannedStimulus], bool]) -> NDArray[np.bool_]:
        """Return which trials have a stimulus of some kind."""
        return np.array([is_meant(one) for one in self.stimuli])[self.stimulus]

    def coded(self, *attributes: str) -> Codes:
        """Give trials a number by what their stimuli have in common in these attributes."""
        if attributes not in self.codes:
            names = ["\x1f".join(getattr(one, name) for name in attributes) for one in self.stimuli]
            self.codes[attributes] = np.unique(names, return_inverse=True)[1]
        return numbered(self.codes[attributes][self.stimulus])


def numbered(codes: Codes) -> Codes:
    """Give codes fresh numbers, without gaps."""
    return np.asarray(np.unique(codes, return_inverse=True)[1], dtype=np.intp)


def deal(sections: Sequence[PlannedSection], n_listeners: int, rng: np.random.Generator) -> Deal:
    """Deal the stimuli of every section to listeners as the survey does: in turn along a circle of all of them.

    Conditions stand evenly spaced along each circle, in an order of its own for each block of
    listeners; a block ends where the circle closes.
    """
    section_codes, listeners, places = [], [], []
    first = 0
    for number, section in enumerate(sections):
        heard = _dealt(section, n_listeners, rng)
        places.append(first + heard.ravel())
        listeners.append(np.repeat(np.arange(n_listeners), heard.shape[1]))
        section_codes.append(np.full(heard.size, number))
        first += len(section.stimuli)
    return Deal(
        n_listeners,
        np.concatenate(section_codes).astype(np.intp),
        np.concatenate(listeners).astype(np.intp),
        np.concatenate(places).astype(np.intp),
        tuple(one for section in sections for one in section.stimuli),
    )


def _dealt(section: PlannedSection, n_listeners: int, rng: np.random.Generator) -> Codes:
    n, n_heard = len(section.stimuli), section.n_heard
    n_in_block = n // int(np.gcd(n, n_heard))
    conditions = np.unique([one.condition for one in section.stimuli], return_inverse=True)[1]
    rows: list[Codes] = []
    while len(rows) < n_listeners:
        place = np.empty(n)
        for condition in range(conditions.max() + 1):
            members = rng.permutation(np.flatnonzero(conditions == condition))
            place[members] = (np.arange(len(members)) + rng.random()) / len(members)
        circle = np.argsort(place)
        rows += [circle[(at * n_heard + np.arange(n_heard)) % n] for at in range(n_in_block)]
    return np.array(rows[:n_listeners], dtype=np.intp)
