"""`generator.figures`: what a model reaches, and that a collapse is loud."""

import math

import pytest
import torch

from generator.figures import _distortion_nats, warnings_of
from generator.model import Model

GOOD = {"rate_nats": 90.0, "n_active": 12.0, "model_db": 4.0, "mean_db": 17.0}


def test_a_good_model_has_no_warning() -> None:
    """Nothing is said where nothing is wrong."""
    assert warnings_of(GOOD, 7) == []


@pytest.mark.parametrize(("n_classes", "rate_nats"), [(7, 1.9), (21, 3.0)])
def test_too_few_nats_for_the_classes(n_classes: int, rate_nats: float) -> None:
    """Just below ln(7) = 1.95 and ln(21) = 3.04 nats the posterior counts as collapsed, just above it does not."""
    (warning,) = warnings_of(GOOD | {"rate_nats": rate_nats}, n_classes)

    assert "collapsed" in warning
    assert warnings_of(GOOD | {"rate_nats": rate_nats + 0.1}, n_classes) == []


def test_no_active_dimension_is_a_collapse() -> None:
    """A rate without a dimension that moves tells nothing either."""
    assert "collapsed" in warnings_of(GOOD | {"n_active": 0.0}, 7)[0]


def test_worse_than_the_mean_is_said() -> None:
    """A model that the mean sound beats is warned of, with both figures."""
    assert "18.0 dB against 17.0 dB" in warnings_of(GOOD | {"model_db": 18.0}, 7)[0]


def test_predictors_stand_in_their_order(trained: Model) -> None:
    """On tones: silence is worst, then the mean; the loss is the same order in mean squared error."""
    found = trained.figures

    assert found["loss"] < found["mean_loss"] < found["zero_loss"]
    assert found["components_db"] < found["mean_db"] < found["zero_db"]
    assert 0 < found["n_active"] <= 4


def test_the_bound_is_made_with_draws_of_the_posterior(trained: Model) -> None:
    """A posterior twice as wide decodes worse, which the bound notices though its mean stays where it was."""
    with torch.inference_mode():
        x = trained.network.decode(trained.network.draw(4, torch.Generator().manual_seed(1)))
        mean, log_variance = trained.network.encode(x)
        as_it_is, wider = (
            _distortion_nats(trained.network, x, mean, log_variance + more) for more in (0.0, 2 * math.log(2))
        )

    assert as_it_is < wider
