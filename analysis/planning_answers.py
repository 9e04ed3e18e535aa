"""Ratings of thousands of simulated studies at once: the listener model on arrays.

The model is that of :mod:`analysis.simulation`, with the sizes of a :class:`ListenerModel`: how strict a
listener is, how a sound is liked, how this listener takes this condition, how this sound takes this
condition, chance, and lapses. Two things are added because planned comparisons depend on them:
listeners differ in how they take whole sections, and sounds in how groups of listeners take them,
each with the size of the interaction it belongs to. Arrays have the shape (n_trials, n_studies).
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import norm

from analysis.columns import Codes, Floats
from analysis.planning_deal import Deal
from analysis.simulation import ListenerModel

SHARED_BY_RECORDINGS = 0.5
"""Share of a morph's variance that comes from its recordings, where morphs share them; a choice."""


@dataclass(frozen=True, eq=False)
class Impressions:
    """How far each trial lies above what its condition deserves, in points of a five-point scale.

    Attributes
    ----------
    above : numpy.ndarray of shape (n_trials, n_studies)
    lapses : numpy.ndarray of shape (n_trials, n_studies)
        A number in (0, 1) where somebody answers without listening, 1 elsewhere.
    sd : float
        Standard deviation of `above`.
    lapse : float
        Share of lapses.
    """

    above: Floats
    lapses: Floats
    sd: float
    lapse: float

    def ratings(self, deserved: Floats | float, n_points: int) -> NDArray[np.int8]:
        """Round what is deserved and the impression to a scale; points from 1 (n_trials, n_studies)."""
        on_scale = (deserved + self.above - 1) * ((n_points - 1) / 4)
        rated = np.clip(np.rint(on_scale), 0, n_points - 1).astype(np.int8)
        guessed = self.lapses < 1
        rated[guessed] = (self.lapses[guessed] * n_points).astype(np.int8)
        return rated + np.int8(1)

    def deserved(self, mean: float, n_points: int) -> float:
        """Return what has to be deserved for an expected rating of `mean` points of five.

        The ends of the scale and lapses pull ratings towards the middle.
        """
        return _deserved(mean, self.sd, n_points, self.lapse)

    def of(self, rows: NDArray[np.bool_]) -> "Impressions":
        """Return the impressions of some of the trials."""
        return replace(self, above=self.above[rows], lapses=self.lapses[rows])


@lru_cache(maxsize=256)
def _deserved(mean: float, sd: float, n_points: int, lapse: float) -> float:
    cuts = 1 + (np.arange(n_points - 1) + 0.5) * 4 / (n_points - 1)

    def expected(deserved: float) -> float:
        listened = 1 + norm.sf(cuts, deserved, sd).sum() * 4 / (n_points - 1)
        return float((1 - lapse) * listened + lapse * 3.0)

    lowest, highest = expected(-20.0), expected(25.0)
    return float(brentq(lambda one: expected(one) - np.clip(mean, lowest + 1e-9, highest - 1e-9), -20.0, 25.0))


def draw_impressions(
    deal: Deal, experience: Codes, model: ListenerModel, n_studies: int, rng: np.random.Generator
) -> Impressions:
    """Draw all effects of one rating question.

    Parameters
    ----------
    deal : Deal
        Who hears what.
    experience : numpy.ndarray of shape (n_listeners,)
        Group of each listener.
    model : ListenerModel
        Sizes of the effects.
    n_studies : int
    rng : numpy.random.Generator
    """

    def effect(sd: float, codes: Codes) -> Floats:
        return (sd * rng.standard_normal((int(codes.max()) + 1, n_studies)))[codes]

    condition = _crossed(deal.section, deal.coded("condition"))
    sound = deal.coded("sound")
    interactions = [
        (model.listener_condition_sd, _crossed(deal.listener, condition)),
        (model.listener_condition_sd, _crossed(deal.listener, deal.section)),
        (model.sound_condition_sd, _crossed(sound, condition)),
        (model.sound_condition_sd, _crossed(sound, experience[deal.listener])),
    ]
    above = effect(model.listener_sd, deal.listener)
    above += model.sound_sd * _sound_effects(deal, n_studies, rng)
    for sd, codes in interactions:
        if sd > 0:
            above += effect(sd, codes)
    above += model.residual_sd * rng.standard_normal(above.shape)
    lapses = rng.random(above.shape)
    lapses = np.where(lapses < model.lapse, lapses / max(model.lapse, 1e-12), 1.0)
    parts = (model.listener_sd, model.sound_sd, model.residual_sd, *(sd for sd, _codes in interactions))
    return Impressions(above, lapses, float(np.sqrt(np.sum(np.square(parts)))), model.lapse)


def _sound_effects(deal: Deal, n_studies: int, rng: np.random.Generator) -> Floats:
    """Return a standard effect of each sound, in part of its recordings where sounds share them."""
    codes = deal.coded("sound")
    own = rng.standard_normal((int(codes.max()) + 1, n_studies))[codes]
    ends = recordings_by_sound(deal)
    if not is_shared(ends):
        return own
    names = sorted(set().union(*ends.values()))
    place = {name: number for number, name in enumerate(names)}
    of_recordings = rng.standard_normal((len(names), n_studies))
    shared = np.stack(
        [
            of_recordings[[place[name] for name in sorted(ends[one.sound])]].sum(axis=0) / np.sqrt(len(ends[one.sound]))
            if ends[one.sound]
            else rng.standard_normal(n_studies)
            for one in deal.stimuli
        ]
    )
    return np.sqrt(1 - SHARED_BY_RECORDINGS) * own + np.sqrt(SHARED_BY_RECORDINGS) * shared[deal.stimulus]


def recordings_by_sound(deal: Deal) -> dict[str, frozenset[str]]:
    """Return the recordings that each sound was made from; none where the manifest does not say."""
    return {one.sound: frozenset(one.recordings) for one in deal.stimuli}


def is_shared(ends: dict[str, frozenset[str]]) -> bool:
    """Whether any recording stands in several sounds."""
    return sum(map(len, ends.values())) > len(frozenset().union(*ends.values()))


def _crossed(one: Codes, other: Codes) -> Codes:
    """Give the pairs of two codes that occur a number each."""
    return np.asarray(np.unique(one * (int(other.max()) + 1) + other, return_inverse=True)[1], dtype=np.intp)
