"""What a model reaches on recordings it never heard, beside what needs no model at all."""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from generator.model import Network
from generator.objective import gaussian_nats
from generator.principal_components import PrincipalComponents
from generator.purity import chance_purity, held_out_purity
from generator.representation import Representation
from generator.training_data import TrainingData
from generator.yardstick import on_yardstick, rms_db

ACTIVE_VARIANCE = 0.01
"""A latent dimension is active where its posterior mean varies more than this over sounds;
Burda, Grosse & Salakhutdinov (2016), Importance weighted autoencoders, ICLR."""

N_DRAWS = 8
"""Draws of each posterior behind the bound: with thousands of numbers per sound, each alone is near the mean."""


N_DRAWN = 1000
"""Draws of which the mean length is taken: it is known to a hundredth."""


@torch.inference_mode()
def figures_of(
    network: Network,
    representation: Representation,
    data: TrainingData,
    components: PrincipalComponents,
    train_means: NDArray[np.float64],
) -> dict[str, float]:
    """Measure a model on held-out sounds.

    Parameters
    ----------
    network : Network
        The model, on the CPU.
    representation : Representation
        What it was trained on.
    data : TrainingData
        With the held-out sounds.
    components : PrincipalComponents
        Of the training sounds, as many as the model has latents.
    train_means : numpy.ndarray of shape (n_train, Z)
        Posterior means of the training sounds.

    Returns
    -------
    dict of str to float
        ``model_db``, ``components_db``, ``mean_db``, ``zero_db``: rms error of each predictor on the yardstick;
        ``loss``, ``components_loss``, ``mean_loss``, ``zero_loss``: the same as mean squared error over all
        numbers of the representation; ``rate_nats``: KL per sound; ``loss_nats``: negative evidence lower bound
        per sound; ``n_active``: active latent dimensions beside the ``n_class_axes``; ``mean_norm``, ``prior_norm``:
        mean length of the posterior means and of draws from the prior; ``purity``: share of own class among
        the nearest training sounds in latent space; ``chance_purity``: the same for latents that know nothing
        of classes.
    """
    held_out = data.held_out.float()
    mean, log_variance = network.encode(held_out)
    predicted = network.decode(mean).clamp(0, 1)
    predictors = {
        "model": predicted,
        "components": components.predict(held_out).clamp(0, 1),
        "mean": components.mean.view_as(held_out[0]).expand_as(held_out),
        "zero": torch.from_numpy(representation.features(np.zeros(1, np.float32))).expand_as(held_out),
    }
    rate = network.rate(mean, log_variance).mean().item()
    drawn = network.draw(N_DRAWN, torch.Generator().manual_seed(0))
    # One of each sound's copies is enough: all would be neighbours of the same sounds.
    originals = slice(None, None, data.n_copies)
    neighbours, classes = train_means[originals], data.train_classes[originals]
    losses = {f"{name}_loss": ((guess - held_out) ** 2).mean().item() for name, guess in predictors.items()}
    return {
        **{f"{name}_db": _db(guess, representation, data) for name, guess in predictors.items() if name != "zero"},
        "zero_db": rms_db(np.zeros_like(data.yardstick), data.yardstick, data.n_frames),
        "loss": losses.pop("model_loss"),
        **losses,
        "rate_nats": rate,
        "loss_nats": _distortion_nats(network, held_out, mean, log_variance) + rate,
        # Class axes are read from the sounds whatever the objective says: they cannot collapse, and prove nothing.
        "n_active": float((train_means[:, : network.n_free].var(axis=0) > ACTIVE_VARIANCE).sum()),
        "n_class_axes": float(network.n_class_axes),
        "mean_norm": mean.norm(dim=1).mean().item(),
        "prior_norm": drawn.norm(dim=1).mean().item(),
        "purity": held_out_purity(mean.numpy(), data.held_out_classes, neighbours, classes),
        "chance_purity": chance_purity(data.held_out_classes, classes),
    }


def _distortion_nats(network: Network, sounds: Tensor, mean: Tensor, log_variance: Tensor) -> float:
    """Return E_q[-log p(x|z)] per sound: at the posterior mean alone it would be no bound, but lower than one."""
    rng = torch.Generator().manual_seed(0)
    drawn = [mean + torch.randn(mean.shape, generator=rng) * (log_variance / 2).exp() for _ in range(N_DRAWS)]
    return float(np.mean([gaussian_nats(network.decode(z), sounds, network.log_sigma).mean().item() for z in drawn]))


def _db(guess: Tensor, representation: Representation, data: TrainingData) -> float:
    heard = on_yardstick(guess[torch.from_numpy(data.judged)].numpy(), representation)
    return rms_db(heard, data.yardstick, data.n_frames)


def warnings_of(figures: dict[str, float], n_classes: int) -> list[str]:
    """Return what is wrong with a model, one line each; none for a good one.

    Examples
    --------
    >>> warnings_of({"rate_nats": 0.5, "n_active": 0, "model_db": 9, "mean_db": 8}, 7)[0]
    'the posterior has collapsed: 0.5 nats per sound, telling 7 classes apart without error needs 1.95. Lower beta.'
    """
    found = []
    least = math.log(n_classes)
    if figures["rate_nats"] < least or not figures["n_active"]:
        found.append(
            f"the posterior has collapsed: {figures['rate_nats']:.3g} nats per sound, "
            f"telling {n_classes} classes apart without error needs {least:.2f}. Lower beta."
        )
    if figures["model_db"] >= figures["mean_db"]:
        found.append(
            f"the model does worse than the mean sound, {figures['model_db']:.1f} dB against "
            f"{figures['mean_db']:.1f} dB. Train longer, or on more sounds."
        )
    return found
