"""What a model reaches on recordings it never heard, beside what needs no model at all."""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from generator.model import Network
from generator.objective import gaussian_nats, kl_nats
from generator.principal_components import PrincipalComponents
from generator.yardstick import rms_db

ACTIVE_VARIANCE = 0.01
"""A latent dimension is active where its posterior mean varies more than this over sounds;
Burda, Grosse & Salakhutdinov (2016), Importance weighted autoencoders, ICLR."""


@torch.inference_mode()
def figures_of(
    network: Network,
    held_out: Tensor,
    n_frames: NDArray[np.int64],
    components: PrincipalComponents,
    train_means: NDArray[np.float64],
) -> dict[str, float]:
    """Measure a model on held-out sounds.

    Parameters
    ----------
    network : Network
        The model, on the sounds' device.
    held_out : torch.Tensor of shape (N, C, T)
        Features of the sounds.
    n_frames : numpy.ndarray of shape (N,)
        Frames of each that are not padding.
    components : PrincipalComponents
        Of the training sounds, as many as the model has latents.
    train_means : numpy.ndarray of shape (n_train, Z)
        Posterior means of the training sounds: enough of them to tell which dimensions move.

    Returns
    -------
    dict of str to float
        ``model_db``, ``components_db``, ``mean_db``, ``zero_db``: rms error of each predictor;
        ``loss``, ``mean_loss``, ``zero_loss``: the same as mean squared error over all bins;
        ``rate_nats``: KL per sound; ``loss_nats``: negative evidence lower bound per sound;
        ``n_active``: active latent dimensions; ``mean_norm``: mean length of the posterior means.
    """
    mean, log_variance = network.encode(held_out)
    predicted = network.decode(mean).clamp(0, 1)
    mean_sound = components.mean.view_as(held_out[0]).expand_as(held_out)
    predictors = {
        "model": predicted,
        "components": components.predict(held_out).clamp(0, 1),
        "mean": mean_sound,
        "zero": torch.zeros_like(held_out),
    }
    rate = kl_nats(mean, log_variance).mean().item()
    found = {
        f"{name}_db": rms_db(guess.cpu().numpy(), held_out.cpu().numpy(), n_frames)
        for name, guess in predictors.items()
    }
    return found | {
        "loss": ((predicted - held_out) ** 2).mean().item(),
        "mean_loss": ((mean_sound - held_out) ** 2).mean().item(),
        "zero_loss": (held_out**2).mean().item(),
        "rate_nats": rate,
        "loss_nats": gaussian_nats(predicted, held_out, network.log_sigma).mean().item() + rate,
        "n_active": float((train_means.var(axis=0) > ACTIVE_VARIANCE).sum()),
        "mean_norm": mean.norm(dim=1).mean().item(),
    }


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
