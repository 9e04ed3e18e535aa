"""Boundary, slope and lapses along a morph, against R and against what was planted."""

import numpy as np
import pytest

from analysis.boundaries import boundary
from analysis.errors import AnalysisError

WEIGHTS = np.arange(11) / 10


def answers(named, asked=20):
    """Return the rows of a table of end answers: weights, and 1 for the end, 0 for the start."""
    weights = np.repeat(WEIGHTS, asked)
    return weights, np.concatenate([[1.0] * k + [0.0] * (asked - k) for k in named])


def planted(rng, n_listeners=24, at=0.42, slope=12.0, lapse=0.1, listener_sd=0.05, weights=WEIGHTS):
    """Return weights, answers and listeners; every listener has a boundary of their own."""
    boundaries = np.repeat(rng.normal(at, listener_sd, n_listeners), len(weights))
    weight = np.tile(weights, n_listeners)
    share = lapse / 2 + (1 - lapse) / (1 + np.exp(-slope * (weight - boundaries)))
    listeners = np.repeat([f"listener {number}" for number in range(n_listeners)], len(weights))
    return weight, (rng.random(len(weight)) < share).astype(float), listeners.tolist()


def test_without_lapses_the_curve_is_that_of_r():
    """R 4.2.2: glm(cbind(k, 20 - k) ~ w, binomial), epsilon 1e-14: intercept -4.51498425175183, w 8.76292402153337."""
    found = boundary(*answers([0, 1, 1, 3, 5, 9, 14, 16, 19, 19, 20]), has_lapse=False)

    assert 8.76292402153337 == pytest.approx(found.slope, rel=1e-12)
    assert 0.515237178897938 == pytest.approx(found.boundary, rel=1e-12)
    assert 0.0 == found.lapse


def test_with_lapses_the_curve_is_that_of_r_s_optimiser():
    """R 4.2.2: optim (Nelder-Mead, reltol 1e-16) of the same likelihood."""
    found = boundary(*answers([2, 1, 2, 3, 5, 9, 14, 16, 18, 17, 18]))

    assert (0.520328770835, 11.865970318652, 0.182549445832) == pytest.approx(
        (found.boundary, found.slope, found.lapse), rel=1e-6
    )
    assert -94.7713675901824 == pytest.approx(found.log_likelihood, abs=1e-9)


def test_what_was_planted_is_found_and_covered():
    """Sixty simulated morphs: no bias beyond three standard errors, intervals of 95 % cover at least 88 %."""
    rng = np.random.default_rng(1)
    found = [boundary(*planted(rng), n_resamples=200, rng=seed) for seed in range(60)]
    at = np.array([one.boundary for one in found])
    covered = np.mean([one.boundary_low <= 0.42 <= one.boundary_high for one in found])

    assert 0.42 == pytest.approx(at.mean(), abs=3 * at.std() / 60**0.5)
    assert 0.1 == pytest.approx(np.mean([one.lapse for one in found]), abs=0.025)
    assert covered >= 0.88


def test_lapses_are_told_from_a_shallow_curve():
    """Left out, the same lapses pass for a curve that is not steep: that is why the rate is estimated."""
    rows = planted(np.random.default_rng(2), n_listeners=200, lapse=0.2, listener_sd=0.0)
    found, plain = boundary(*rows), boundary(*rows, has_lapse=False)

    assert found.slope_low < 12 < found.slope_high
    assert found.lapse_low < 0.2 < found.lapse_high
    assert plain.slope_high < 8


def test_more_listeners_narrow_the_interval():
    """Four times the listeners, about half the width."""
    rng = np.random.default_rng(3)
    few, many = (boundary(*planted(rng, n)) for n in (15, 60))

    ratio = (many.boundary_high - many.boundary_low) / (few.boundary_high - few.boundary_low)
    assert 0.3 < ratio < 0.8


def test_answers_of_another_class_are_left_out_and_counted():
    """None is neither class; the curve does not see it."""
    weight, is_end = answers([0, 1, 1, 3, 5, 9, 14, 16, 19, 19, 20])
    more = boundary([*weight, 0.5, 0.5], [*is_end, None, float("nan")])

    assert boundary(weight, is_end).boundary == more.boundary
    assert (220, 2) == (more.n, more.n_other)


def test_the_other_direction_mirrors_the_boundary():
    """Exchanging start and end puts the boundary at one minus the weight, with the same slope."""
    weight, is_end = answers([2, 1, 2, 3, 5, 9, 14, 16, 18, 17, 18])
    there, back = boundary(weight, is_end), boundary(1 - weight, 1 - is_end)

    assert there.boundary == pytest.approx(1 - back.boundary, abs=1e-6)
    assert there.slope == pytest.approx(back.slope, rel=1e-5)


NOT_COMPUTABLE = {
    "it needs 4 different weights, got 3": ([0, 0.5, 1] * 4, [0, 0, 1] * 4),
    "it needs 4 different weights, got 0": ([], []),
    "the end is not named more often towards the end": ([0, 0.3, 0.6, 1] * 5, [1, 1, 0, 0] * 5),
    "one class is always named more often": (np.tile(WEIGHTS, 20), answers([16, 17, 17, 18] + [19] * 7)[1]),
    "between weights .30 and .60": ([0, 0.3, 0.6, 1] * 5, [0, 0, 1, 1] * 5),
}


@pytest.mark.parametrize("reason", NOT_COMPUTABLE)
def test_what_cannot_be_fitted_has_a_reason(reason):
    """Too few weights, a fall, no crossing, a jump: no number, and why."""
    weights, is_end = NOT_COMPUTABLE[reason]
    if "always" in reason:
        weights = answers([0] * 11)[0]
    found = boundary(weights, is_end)

    assert ("not computable", None, None) == (found.status, found.boundary, found.slope)
    assert reason in found.reason
    assert found.sentence().startswith("The boundary is not computable: ")


def test_one_listener_has_a_boundary_without_interval():
    """Nobody is there to be resampled."""
    weight, is_end = answers([0, 1, 1, 3, 5, 9, 14, 16, 19, 19, 20])
    found = boundary(weight, is_end, ["one"] * len(weight))

    assert (None, None) == (found.boundary_low, found.boundary_high)
    assert "interval not computable" in found.sentence()


def test_the_same_seed_gives_the_same_interval():
    """And the table holds the numbers in one row."""
    rows = planted(np.random.default_rng(4))

    assert boundary(*rows, rng=1) == boundary(*rows, rng=1)
    assert boundary(*rows, rng=1).boundary == boundary(*rows, rng=2).table()["boundary"][0]


def test_text_among_weights_is_misuse():
    """A weight is a number."""
    with pytest.raises(AnalysisError, match="weights"):
        boundary(["0", "half", "1", "1"], [0, 0, 1, 1])
