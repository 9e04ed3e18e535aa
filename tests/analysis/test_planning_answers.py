"""Simulated ratings of many studies have the means and spreads that they were asked for."""

import numpy as np
import pytest

from analysis.planning_answers import draw_impressions

N_STUDIES = 400


@pytest.mark.parametrize("n_points", [5, 7])
@pytest.mark.parametrize("mean", [2.0, 3.0, 4.2])
def test_expected_rating_is_the_mean_asked_for(dealt, rng, mean, n_points, model):
    """Rounding, the ends of the scale and lapses are allowed for: ratings have the mean, on any scale."""
    said = draw_impressions(dealt, np.zeros(20, dtype=np.intp), model, N_STUDIES, rng)
    ratings = said.ratings(said.deserved(mean, n_points), n_points)

    assert (1, n_points) == (ratings.min(), ratings.max())
    assert mean == pytest.approx(1 + (ratings.mean() - 1) * 4 / (n_points - 1), abs=0.02)


def test_impressions_have_the_sizes_of_the_model(dealt, rng, model):
    """Standard deviation of all effects together, and variance that a listener's and a sound's trials share."""
    said = draw_impressions(dealt, np.zeros(20, dtype=np.intp), model, N_STUDIES, rng)
    # Trials of a listener share strictness and both interactions with section and condition; of a
    # sound, how it is liked and both its interactions: one condition, one section, one group.
    listeners = model.listener_sd**2 + 2 * model.listener_condition_sd**2
    sounds = model.sound_sd**2 + 2 * model.sound_condition_sd**2

    for codes, shared in ((dealt.listener, listeners), (dealt.stimulus, sounds)):
        first = [np.flatnonzero(codes == one)[:2] for one in range(20) if (codes == one).sum() > 1]
        products = [said.above[one] * said.above[other] for one, other in first]
        assert shared == pytest.approx(np.mean(products), abs=0.03)
    assert said.sd == pytest.approx(np.sqrt(listeners + sounds + model.residual_sd**2))
    assert said.sd == pytest.approx(said.above.std(), rel=0.02)
