"""The listener model: synthetic listeners who answer like people, and are never taken for people.

A rating is a sum on the five-point scale: what the condition deserves, how strict the
listener is, how the sound is liked, how this listener takes this condition, how this sound
takes this condition, and chance; then it is rounded to the scale. A class is answered right
with a probability that depends on condition, listener and sound. Who does not know it says
so, or guesses, whatever the class is; a guess often goes to the one class that this sound
attracts, because real confusions agree with each other.

Every size below is a prior, no measurement of Ascolto's own sounds: of the order of the
variance components in published listener ratings of music from the Padova lab, with
interactions as in a published seven-point speech test (rater by system SD .63 against a
residual SD of .92). The order of the conditions (recording above reconstruction above
draw, continuous paths above the hard switch) is an assumption that makes rehearsal data
look like data. No conclusion about sounds may be drawn from it.
"""

import hashlib
import math
from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from statistics import NormalDist
from typing import Literal

from stimuli.manifest import Stimulus
from study.minutes import SECONDS_PER_CLASS, SECONDS_PER_RATING
from study.study_file import CANNOT_TELL, ClassQuestion, RatingQuestion

QUALITY_MEANS: Mapping[str, float] = {
    "R0": 4.4,
    "R1": 4.1,
    "R2": 3.7,
    "R3": 3.2,
    "L1": 2.8,
    "L2": 1.5,
    "linear": 3.5,
    "spherical": 3.6,
    "uniform": 3.5,
    "crossfade": 3.7,
    "hard-switch": 3.3,
    "shuffled": 2.7,
}
SMOOTHNESS_MEANS: Mapping[str, float] = {
    "linear": 3.6,
    "spherical": 3.8,
    "uniform": 3.8,
    "crossfade": 3.7,
    "hard-switch": 1.7,
    "shuffled": 1.9,
}
HIT_RATES: Mapping[str, float] = {
    "R0": 0.85,
    "R1": 0.82,
    "R2": 0.72,
    "R3": 0.62,
    "linear": 0.65,
    "spherical": 0.65,
    "uniform": 0.65,
    "crossfade": 0.7,
    "hard-switch": 0.8,
    "shuffled": 0.55,
}

RARE_IN_PROFILES: Mapping[tuple[str, str], float] = {("hearing", "yes"): 0.1, ("gender", "other"): 0.05}
"""How often a synthetic listener gives these answers, where another answer has weight 1; made up."""
NOT_SAID_WEIGHT = 0.1
"""The same for "prefer not to say", which is blank."""


Kind = Literal["attentive", "straight-liner", "speeder", "phone-speakers", "resender", "bad-network"]
"""How a synthetic listener goes about it. Straight-liners give one answer to everything; speeders answer at random
and at once; phone speakers hide what headphones would show. The last two are honest, but their link is not."""

GOLDEN_RATIO = (1 + math.sqrt(5)) / 2

REHEARSED_KINDS: Mapping[Kind, float] = {
    "straight-liner": 0.05,
    "speeder": 0.05,
    "phone-speakers": 0.1,
    "resender": 0.05,
    "bad-network": 0.05,
}
"""Shares in a rehearsal, made up: each kind is to be met among forty listeners; the rest are attentive."""


@dataclass(frozen=True)
class ListenerModel:
    """What all synthetic listeners have in common. Rating sizes are points of a five-point scale.

    Parameters
    ----------
    seed : int
        Seed of everything random; the same seed gives the same listeners and sounds.
    means : mapping of question id to mapping of condition to float
        What each condition deserves; a question without an entry is rated like quality.
    other_mean : float
        What a condition without an entry deserves.
    hit_rates : mapping of condition to float
        Probability that an average listener answers an average sound rightly, lucky guesses included; at the
        level of guessing and below nobody knows anything.
    other_hit_rate : float
        The same for a condition without an entry.
    listener_sd, sound_sd, listener_condition_sd, sound_condition_sd, residual_sd : float
        Standard deviations of the parts of a rating.
    listener_logit_sd, sound_logit_sd : float
        How much listeners and sounds differ in being heard right, in logits.
    attraction : float
        Share of guesses that go to the class this sound attracts.
    doubt : float
        Share of answers of listeners who do not know that become "cannot tell" where that is offered.
    lapse : float
        Share of answers given without listening, evenly over the scale or the options.
    boundary_sd : float
        How much listeners, and morphs, differ in the weight at which the end of a morph is heard.
    boundary_slope : float
        How steeply the end of a morph is heard, in logits from one end to the other.
    leaving : float
        Share of listeners who leave early; 21-25 % is usual in published online surveys.
    kinds : mapping of kind to float
        Shares of the kinds of listeners; the rest are attentive.

    Examples
    --------
    >>> listener = ListenerModel(seed=1).listener(7)
    >>> listener.profile("experience", ("professional", "amateur", "none"))
    'amateur'
    """

    seed: int
    means: Mapping[str, Mapping[str, float]] = field(
        default_factory=lambda: {"quality": QUALITY_MEANS, "smoothness": SMOOTHNESS_MEANS}
    )
    other_mean: float = 3.2
    hit_rates: Mapping[str, float] = field(default_factory=lambda: HIT_RATES)
    other_hit_rate: float = 0.6
    listener_sd: float = 0.45
    sound_sd: float = 0.45
    listener_condition_sd: float = 0.3
    sound_condition_sd: float = 0.3
    residual_sd: float = 0.75
    listener_logit_sd: float = 0.5
    sound_logit_sd: float = 0.8
    attraction: float = 0.6
    doubt: float = 0.2
    lapse: float = 0.02
    boundary_sd: float = 0.08
    boundary_slope: float = 10.0
    leaving: float = 0.2
    kinds: Mapping[Kind, float] = field(default_factory=dict)

    def listener(self, number: int) -> "Listener":
        """Return synthetic listener `number` (from 0); the same number is always the same listener."""
        return Listener(self, number)

    def normal(self, sd: float, *what: object) -> float:
        """Return the normal deviate with standard deviation `sd` that belongs to `what`."""
        return sd * NormalDist().inv_cdf(self.uniform(*what))

    def uniform(self, *what: object) -> float:
        """Return the number in (0, 1) that belongs to `what`, independent of any order of calls."""
        key = "\x1f".join(map(str, (self.seed, *what)))
        digest = hashlib.sha256(key.encode()).digest()
        return (int.from_bytes(digest[:6], "big") + 0.5) / 2**48


@dataclass(frozen=True)
class Listener:
    """One synthetic listener, made by :meth:`ListenerModel.listener`.

    Parameters
    ----------
    model : ListenerModel
        What all listeners have in common.
    number : int
        Which listener, from 0.
    """

    model: ListenerModel
    number: int

    @property
    def kind(self) -> Kind:
        """How this listener goes about it."""
        # Multiples of the golden ratio are spread evenly, so that few listeners are enough to meet every kind.
        place = (self.number / GOLDEN_RATIO + self.model.uniform("kind")) % 1
        for kind, share in self.model.kinds.items():
            place -= share
            if place < 0:
                return kind
        return "attentive"

    def response_time_s(self, stimulus: str, question_kind: str) -> float:
        """Return the seconds this listener takes for one question: lognormal, or as fast as one can tap.

        The medians are the seconds on which a study's minutes rest; a spread of 0.35 in logarithms
        puts two thirds of the answers between 70 % and 140 % of the median.
        """
        pace = math.exp(self.model.normal(0.35, "time", self.number, stimulus, question_kind))
        if self.kind == "speeder":
            return 0.3 * pace
        return (SECONDS_PER_RATING if question_kind == "rating" else SECONDS_PER_CLASS) * pace

    def choose_label(self, labels: Sequence[str], asked_for: str) -> str:
        """Answer an attention check: the number of the label that is asked for, unless nobody is reading."""
        if self.kind == "straight-liner":
            return self._same_point(len(labels))
        if self.kind == "speeder":
            return str(1 + int(self.model.uniform("attention", self.number, asked_for) * len(labels)))
        return str(labels.index(asked_for) + 1)

    def _same_point(self, n_points: int) -> str:
        return str(1 + int(self.model.uniform("same point", self.number) * n_points))

    @property
    def leaves_after(self) -> float | None:
        """Share of the trials after which this listener leaves; None for those who stay."""
        if self.model.uniform("leaves", self.number) >= self.model.leaving:
            return None
        return 0.1 + 0.8 * self.model.uniform("leaves after", self.number)

    def profile(self, name: str, options: Sequence[str]) -> str:
        """Answer a profile question with one of its options, the same whenever it is asked."""
        weights = [RARE_IN_PROFILES.get((name, option), 1.0) if option else NOT_SAID_WEIGHT for option in options]
        place = self.model.uniform("profile", self.number, name) * sum(weights)
        return options[bisect(list(accumulate(weights)), place)]

    def answer(
        self,
        stimulus: Stimulus,
        question: RatingQuestion | ClassQuestion,
        options: Sequence[str],
        presentation: int = 0,
    ) -> str:
        """Answer one question about one stimulus.

        Parameters
        ----------
        stimulus : stimuli.manifest.Stimulus
            What was heard.
        question : study.study_file.RatingQuestion or study.study_file.ClassQuestion
            What is asked.
        options : sequence of str
            Classes shown, "cannot tell" among them where it is offered; ignored for ratings.
        presentation : int
            0 when the stimulus is heard first, 1 for its first repeat.

        Returns
        -------
        str
            A number from 1 (lowest label) upwards, or one of `options`.
        """
        occasion = (self.number, stimulus.id, question.id, presentation)
        if self.kind in ("speeder", "straight-liner"):
            return self._careless(question, options, occasion)
        if question.kind == "rating":
            return self._rating(stimulus, question, occasion)
        return self._choice(stimulus, question, options, occasion)

    def _careless(
        self, question: RatingQuestion | ClassQuestion, options: Sequence[str], occasion: tuple[object, ...]
    ) -> str:
        """Answer without having listened: always the same, or anything."""
        n_points = len(question.labels.in_language("en")) if question.kind == "rating" else 0
        if self.kind == "straight-liner":
            return self._same_point(n_points) if n_points else options[0]
        place = self.model.uniform("careless", *occasion)
        return str(1 + int(place * n_points)) if n_points else options[int(place * len(options))]

    def _rating(self, stimulus: Stimulus, question: RatingQuestion, occasion: tuple[object, ...]) -> str:
        model, condition, sound = self.model, stimulus.condition, _sound(stimulus)
        n_points = len(question.labels.in_language("en"))
        if model.uniform("lapse", *occasion) < model.lapse:
            return str(1 + int(model.uniform("lapse answer", *occasion) * n_points))
        impression = (
            self._deserved(stimulus, question)
            + model.normal(model.listener_sd, "listener", self.number)
            + model.normal(model.sound_sd, "sound", sound, question.id)
            + model.normal(model.listener_condition_sd, "listener x condition", self.number, condition, question.id)
            + model.normal(model.sound_condition_sd, "sound x condition", sound, condition, question.id)
            + model.normal(model.residual_sd, "residual", *occasion)
        )
        on_scale = 1 + (impression - 1) * (n_points - 1) / 4
        return str(min(max(round(on_scale), 1), n_points))

    def _deserved(self, stimulus: Stimulus, question: RatingQuestion) -> float:
        if stimulus.is_good_example is not None:
            return 4.6 if stimulus.is_good_example else 1.4
        means = self.model.means.get(question.id, self.model.means["quality"])
        return means.get(stimulus.condition, self.model.other_mean)

    def _choice(
        self, stimulus: Stimulus, question: ClassQuestion, options: Sequence[str], occasion: tuple[object, ...]
    ) -> str:
        model, sound = self.model, _sound(stimulus)
        intended = self._meant(stimulus, question, occasion)
        classes = [option for option in options if option != CANNOT_TELL]
        if model.uniform("lapse", *occasion) < model.lapse:
            return classes[int(model.uniform("lapse answer", *occasion) * len(classes))]
        hit_rate = model.hit_rates.get(stimulus.condition, model.other_hit_rate)
        logit = (
            math.log(hit_rate / (1 - hit_rate))
            + model.normal(model.listener_logit_sd, "ear", self.number)
            + model.normal(model.sound_logit_sd, "ease", sound, question.about)
        )
        # Doubt comes before guessing, so that where nobody knows anything the answers tell nothing of the class.
        doubt = model.doubt if CANNOT_TELL in options else 0.0
        lucky = (1 - doubt) / len(classes)
        knows = (1 / (1 + math.exp(-logit)) - lucky) / (1 - lucky)
        if intended in classes and model.uniform("hit", *occasion) < knows:
            return intended
        if model.uniform("doubt", *occasion) < doubt:
            return CANNOT_TELL
        if model.uniform("attracted", *occasion) < model.attraction:
            return max(classes, key=lambda option: model.uniform("attraction", sound, question.about, option))
        return classes[int(model.uniform("guess", *occasion) * len(classes))]

    def _meant(self, stimulus: Stimulus, question: ClassQuestion, occasion: tuple[object, ...]) -> str:
        """Return the class that could be heard: on a step of a morph, the more likely its end the larger the weight."""
        if stimulus.weight is None or not stimulus.intended_end:
            return intended_class(stimulus, question)
        model = self.model
        at = 0.5 + model.normal(model.boundary_sd, "boundary", self.number)
        at += model.normal(model.boundary_sd, "boundary", _sound(stimulus))
        is_end = model.uniform("side", *occasion) < 1 / (1 + math.exp(-model.boundary_slope * (stimulus.weight - at)))
        return stimulus.intended_end if is_end else stimulus.intended_start


def intended_class(stimulus: Stimulus, question: ClassQuestion) -> str:
    """Return the class a question asks for; a single sound ends as what it is."""
    if question.about == "end":
        return stimulus.intended_end or stimulus.intended_start
    return stimulus.intended_start


def _sound(stimulus: Stimulus) -> str:
    """Return what versions of one sound have in common, so that they share their sound's effect.

    Ids such as "m01" may occur in two sets; the classes keep them apart.
    """
    name = stimulus.morph or stimulus.source or stimulus.id
    return f"{name} {stimulus.intended_start} {stimulus.intended_end}"
