"""How much draws sound like recordings: how far, how varied, how many that a listener may hear.

The Fréchet distance fits a covariance to each set, and is the more biased the fewer sounds there are; held-out
recordings are few. The kernel distance has no bias: draws from the recordings' own distribution get 0 on average.
A model that draws one good sound again and again is found by coverage, one that repeats what it has learned from
by the prints of its training sounds.

Bińkowski, M., Sutherland, D. J., Arbel, M., & Gretton, A. (2018). Demystifying MMD GANs. ICLR.
Naeem, M. F., Oh, S. J., Uh, Y., Choi, Y., & Yoo, J. (2020). Reliable fidelity and diversity metrics for
generative models. ICML.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.fft
import scipy.spatial
from numpy.typing import NDArray

from generator.audio import SAMPLE_RATE_HZ, Audio
from generator.path_measures import AUDIBLE_DB
from generator.representation import Features
from generator.yardstick import YARDSTICK
from stimuli.near_copies import NEAR_COPY_DB
from stimuli.prints import Prints
from stimuli.sound_check import check_sound

N_COEFFICIENTS = 20
"""Mel-frequency cepstral coefficients of a frame, librosa's default."""

DEGREE = 3
"""Of the polynomial kernel, as in the paper."""

K = 2
"""The other recording that is as far as a sound reaches. The paper has five; of 26 recordings held out, five are a
fifth, and even narrow draws would cover all. In a simulation with 26, perfect draws covered 0.91, others half as
wide 0.80."""

Summary = NDArray[np.float64]


@dataclass(frozen=True)
class Heard:
    """What quality control says of sounds."""

    pass_share: float
    """Share in which it finds nothing."""
    copy_share: float
    """Share that is nearly a training sound."""


@dataclass(frozen=True)
class Draws:
    """How good draws from a model are."""

    distance: float
    """Kernel distance to held-out recordings."""
    coverage: float
    """Share of held-out sounds that have a draw nearby."""
    heard: Heard


def summaries(features: Features) -> Summary:
    """Return how sounds are coloured: mean and standard deviation over time of their cepstra, and their fine structure.

    What lies more than `AUDIBLE_DB` under a sound's loudest place does not count: with the yardstick's whole range,
    reconstructions of recordings, whose quiet places a model smooths, came out further from recordings than draws
    that sound as chords do. The first cepstral coefficients see no partials; the last number, the root mean square of
    all the others, tells a tone from a chord and both from noise.

    Parameters
    ----------
    features : numpy.ndarray of shape (N, 128, T)
        Log-mel spectrograms of the yardstick, in [0, 1].

    Returns
    -------
    numpy.ndarray of shape (N, 41)
    """
    under_loudest_db = YARDSTICK.range_db * (features - features.max(axis=(1, 2), keepdims=True)).astype(np.float64)
    audible_db = np.maximum(under_loudest_db + AUDIBLE_DB, 0)
    cepstra = scipy.fft.dct(audible_db, axis=1, norm="ortho")  # (N, 128, T)
    envelope, fine = cepstra[:, :N_COEFFICIENTS], cepstra[:, N_COEFFICIENTS:]
    roughness = np.sqrt((fine**2).mean(axis=1)).mean(axis=1, keepdims=True)  # (N, 1)
    return np.concatenate([envelope.mean(axis=2), envelope.std(axis=2), roughness], axis=1)


def kernel_distance(
    drawn: Summary, recorded: Summary, recordings: Sequence[str] = (), drawn_from: Sequence[str] = ()
) -> float:
    """Return the squared kernel distance between two sets of sounds; it may be a little under 0.

    Clips of one recording are alike, and as pairs they would make the recordings look less varied than what they are
    a sample of. So only pairs of different recordings count. Columns are scaled by the recordings'
    own spread, which few recordings know badly: in a simulation with 26, perfect draws got 0.07, with 100 0.003.

    Parameters
    ----------
    drawn, recorded : numpy.ndarray of shape (N, D), (M, D)
        Of :func:`summaries`; each column is scaled by its spread over `recorded`.
    recordings, drawn_from : sequence of str
        Recording of each row of `recorded` and of `drawn`; by default each is one of its own.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> a, b = rng.normal(size=(400, 4)), rng.normal(size=(400, 4))
    >>> abs(kernel_distance(a, b)) < 0.05, kernel_distance(a + 1, b) > 1
    (True, True)
    """
    x, y = _scaled(drawn, recorded), _scaled(recorded, recorded)
    within = _mean_kernel(x, _are_apart(drawn_from, len(x))) + _mean_kernel(y, _are_apart(recordings, len(y)))
    return float(within - 2 * _kernel(x, y).mean())


def coverage(drawn: Summary, recorded: Summary, recordings: Sequence[str] = ()) -> float:
    """Return the share of sounds with a draw no further than the `K`-th nearest other recording.

    Parameters
    ----------
    drawn, recorded : numpy.ndarray of shape (N, D), (M, D)
        Of :func:`summaries`; each column is scaled by its spread over `recorded`.
    recordings : sequence of str
        Recording of each row of `recorded`; by default each is one of its own.

    Examples
    --------
    >>> recorded = np.random.default_rng(0).normal(size=(50, 4))
    >>> coverage(recorded, recorded), coverage(recorded[:1], recorded) < 0.3
    (1.0, True)
    """
    x, y = _scaled(drawn, recorded), _scaled(recorded, recorded)
    between, named = scipy.spatial.distance.cdist(y, y), _named(recordings, len(y))
    to_recording = np.stack([between[:, named == one].min(axis=1) for one in np.unique(named)], axis=1)
    to_recording.sort(axis=1)  # the first is the sound's own recording
    reach = to_recording[:, min(K, to_recording.shape[1] - 1)]
    return float((scipy.spatial.distance.cdist(y, x).min(axis=1) <= reach).mean())


def heard(sounds: Sequence[Audio], known: Prints) -> Heard:
    """Return what quality control says of sounds, given the prints of what the model has learned from."""
    wrong = [bool(check_sound(0.9 * sound.astype(np.float64), SAMPLE_RATE_HZ)) for sound in sounds]
    copies = [known.nearest(sound.astype(np.float64), SAMPLE_RATE_HZ)[0] < NEAR_COPY_DB for sound in sounds]
    return Heard(float(np.mean(~np.logical_or(wrong, copies))), float(np.mean(copies)))


def _scaled(sounds: Summary, recorded: Summary) -> Summary:
    scaled: Summary = (sounds - recorded.mean(axis=0)) / np.maximum(recorded.std(axis=0), 1e-9)
    return scaled


def _kernel(x: Summary, y: Summary) -> Summary:
    product: Summary = (x @ y.T / x.shape[1] + 1) ** DEGREE
    return product


def _mean_kernel(x: Summary, are_apart: NDArray[np.bool_]) -> float:
    return float(_kernel(x, x)[are_apart].mean())


def _are_apart(recordings: Sequence[str], n: int) -> NDArray[np.bool_]:
    """Return which pairs are of two recordings, (n, n); all different pairs where there is only one."""
    named = _named(recordings, n)
    apart: NDArray[np.bool_] = named[:, None] != named
    return apart if apart.any() else ~np.eye(n, dtype=bool)


def _named(recordings: Sequence[str], n: int) -> NDArray[np.str_]:
    return np.array(recordings if len(recordings) else [str(at) for at in range(n)])
