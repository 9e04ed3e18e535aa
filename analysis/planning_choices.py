"""Class answers of thousands of simulated studies at once: the listener model on arrays.

As in :mod:`analysis.simulation`, listeners and sounds differ in how often the class is heard, and whoever does not
hear it often follows what the sound attracts. "Cannot tell" is the answer of somebody who does not know, whatever
a guess would have been: where nobody knows anything, answers must tell nothing of the class.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit, logit

from analysis.columns import Codes
from analysis.planning_deal import Deal
from analysis.planning_design import PlannedSection
from analysis.simulation import ListenerModel
from study.study_file import ClassQuestion

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(41)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


@dataclass(frozen=True, eq=False)
class Choices:
    """A class question asked of some trials.

    Parameters
    ----------
    deal : Deal
        The trials.
    intended : numpy.ndarray of shape (n_trials,)
        Number of the intended class.
    n_classes, n_shown : int
        Classes of the set, and how many of them are shown each time, the intended one among them.
    can_doubt : bool
        Whether "cannot tell" is offered.
    model : ListenerModel
    """

    deal: Deal
    intended: Codes
    n_classes: int
    n_shown: int
    can_doubt: bool
    model: ListenerModel

    @classmethod
    def of(cls, deal: Deal, section: PlannedSection, question: ClassQuestion, model: ListenerModel) -> "Choices":
        """Read what a question asks of the trials of a section."""
        place = {name: number for number, name in enumerate(section.classes)}
        intended = np.array([place.get(getattr(one, question.about), -1) for one in deal.stimuli], dtype=np.intp)
        n = len(section.classes)
        n_shown = n if question.options == "all" else min(question.options, n)
        return cls(deal, intended[deal.stimulus], n, n_shown, question.cannot_tell, model)

    @property
    def chance(self) -> float:
        """Exact chance under the options shown."""
        return 1 / self.n_shown

    def accuracy(self, knows: float) -> float:
        """Return the expected share of right answers where a share of the answers is known."""
        listened = knows + (1 - knows) * (1 - self._doubt) * self.chance
        return (1 - self.model.lapse) * listened + self.model.lapse * self.chance

    def kappa(self, knows: float) -> float:
        """Return the expected kappa, where classes are equally frequent; chance is exact where not all are shown."""
        named = 1 - (1 - self.model.lapse) * (1 - knows) * self._doubt
        by_chance = named / self.n_classes if self.n_shown == self.n_classes else self.chance
        return (self.accuracy(knows) - by_chance) / (1 - by_chance)

    def knows(self, wanted: float, is_kappa: bool = False) -> float:
        """Return the share of known answers at which accuracy, or kappa, is expected to be `wanted`."""
        expected = self.kappa if is_kappa else self.accuracy
        if not expected(0.0) < wanted < expected(1.0):
            return 0.0 if wanted <= expected(0.0) else 1.0
        return float(brentq(lambda knows: expected(knows) - wanted, 0.0, 1.0))

    @property
    def _doubt(self) -> float:
        return self.model.doubt if self.can_doubt else 0.0

    def draw(self, knows: float, n_studies: int, rng: np.random.Generator) -> NDArray[np.intp]:
        """Draw answers, of which a share is known on average.

        Returns
        -------
        numpy.ndarray of int of shape (n_trials, n_studies)
            Number of the class; the number of classes stands for "cannot tell".
        """
        shape = (len(self.intended), n_studies)
        intended = self.intended[:, None]
        chosen = np.where(rng.random(shape) < self._doubt, self.n_classes, self._guessed(n_studies, rng))
        if knows > 0:
            chosen = np.where(draw_hits(self.deal, knows, self.model, n_studies, rng), intended, chosen)
        return np.where(rng.random(shape) < self.model.lapse, self._shown_at_random(n_studies, rng), chosen)

    def _guessed(self, n_studies: int, rng: np.random.Generator) -> Codes:
        """Return guesses: the class that the sound attracts where it is shown, else any class shown."""
        sound = self.deal.coded("sound")
        attracted_to = rng.integers(self.n_classes, size=(int(sound.max()) + 1, n_studies))[sound]
        share_shown = np.where(attracted_to == self.intended[:, None], 1.0, (self.n_shown - 1) / (self.n_classes - 1))
        follows = rng.random(attracted_to.shape) < self.model.attraction * share_shown
        return np.where(follows, attracted_to, self._shown_at_random(n_studies, rng))

    def _shown_at_random(self, n_studies: int, rng: np.random.Generator) -> Codes:
        """Draw one of the classes shown: the intended one, or one of the drawn others."""
        steps = rng.integers(1, self.n_classes, size=(len(self.intended), n_studies))
        other = (self.intended[:, None] + steps) % self.n_classes
        return np.where(rng.random(other.shape) < self.chance, self.intended[:, None], other)


def draw_hits(
    deal: Deal, share: float, model: ListenerModel, n_studies: int, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Draw which answers are right, a `share` of them on average; listeners and sounds differ in logits.

    Returns
    -------
    numpy.ndarray of bool of shape (n_trials, n_studies)
    """
    sound = deal.coded("sound")
    sd = float(np.hypot(model.listener_logit_sd, model.sound_logit_sd))
    ease = model.listener_logit_sd * rng.standard_normal((deal.n_listeners, n_studies))[deal.listener]
    ease += model.sound_logit_sd * rng.standard_normal((int(sound.max()) + 1, n_studies))[sound]
    return np.asarray(
        rng.random(ease.shape) < expit(ease + _logit_with_mean(float(np.clip(share, 1e-9, 1 - 1e-9)), sd))
    )


def _logit_with_mean(share: float, sd: float) -> float:
    """Return the logit whose mean over normal differences of size `sd` is `share` (Gauss-Hermite)."""

    def surplus(centre: float) -> float:
        return float(_WEIGHTS @ expit(centre + sd * _NODES)) - share

    return float(brentq(surplus, logit(share) - 12.0, logit(share) + 12.0))
