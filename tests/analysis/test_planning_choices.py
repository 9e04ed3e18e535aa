"""Simulated class answers of many studies have the shares that they were asked for, and tell nothing more."""

import numpy as np
import pytest

from analysis.planning_choices import Choices, draw_hits

N_STUDIES = 400


@pytest.mark.parametrize("n_shown", [7, 4])
@pytest.mark.parametrize("is_kappa", [False, True])
def test_accuracy_and_kappa_are_what_was_asked_for(dealt, rng, n_shown, is_kappa, model):
    """With all classes shown or drawn ones, right answers, or kappa, come to what was wanted."""
    asked = Choices(dealt, dealt.coded("start"), 7, n_shown, True, model)
    knows = asked.knows(0.5, is_kappa)
    chosen = asked.draw(knows, N_STUDIES, rng)

    accuracy = np.mean(chosen == asked.intended[:, None])
    by_chance = 1 / 4 if n_shown == 4 else np.mean(chosen < 7) / 7
    assert 0.5 == pytest.approx((accuracy - by_chance) / (1 - by_chance) if is_kappa else accuracy, abs=0.01)
    assert (1 - knows) * model.doubt * (1 - model.lapse) == pytest.approx(np.mean(chosen == 7), abs=0.01)


def test_what_cannot_be_had_is_the_nearest(dealt, model):
    """Less than guessing gives nobody knowledge; more than lapses allow is knowing everything."""
    asked = Choices(dealt, dealt.coded("start"), 7, 7, False, model)

    assert (0.0, 1.0) == (asked.knows(0.05), asked.knows(1.0))
    assert asked.chance == pytest.approx(asked.accuracy(0.0))


@pytest.mark.parametrize("n_shown", [7, 4])
def test_guesses_tell_nothing_of_the_class(dealt, rng, n_shown, model):
    """Where nobody knows anything, every class shown is chosen as often as the intended one."""
    asked = Choices(dealt, dealt.coded("start"), 7, n_shown, True, model)
    chosen = asked.draw(0.0, N_STUDIES, rng)

    right = np.mean(chosen == asked.intended[:, None])
    of_any = np.mean(chosen < 7) / n_shown
    assert of_any == pytest.approx(right, abs=0.01)


def test_guesses_about_one_sound_agree(dealt, rng, model):
    """A sound attracts an answer: two listeners agree far more often than one in seven, though only guessing."""
    asked = Choices(dealt, dealt.coded("start"), 7, 7, False, model)
    chosen = asked.draw(0.0, N_STUDIES, rng)

    pairs = [np.flatnonzero(dealt.stimulus == one)[:2] for one in range(21)]
    agreement = np.mean([chosen[one] == chosen[other] for one, other in pairs])
    follows = model.attraction * (1 - model.lapse)
    assert agreement == pytest.approx(follows**2 + (1 - follows**2) / 7, abs=0.03)


def test_hits_have_their_share_and_differ_by_sound(dealt, rng, model):
    """Right answers have the share asked for; sounds differ in it."""
    hits = draw_hits(dealt, 0.6, model, N_STUDIES, rng)

    assert 0.6 == pytest.approx(hits.mean(), abs=0.01)
    pairs = [np.flatnonzero(dealt.stimulus == one)[:2] for one in range(21)]
    assert np.mean([hits[one] & hits[other] for one, other in pairs]) > 0.36 + 0.01
