"""From what a model draws to a sound of the length that is heard."""

from generator.audio import Audio, fit_length
from generator.representation import Features, Representation


def sounding(features: Features, representation: Representation, n_samples: int) -> Audio:
    """Return a sound of `n_samples` samples; frames beyond them are not made to sound.

    Parameters
    ----------
    features : numpy.ndarray of shape (C, T)
        A sound of the representation's length.
    representation : Representation
        The way back to sound.
    n_samples : int
        Length to return.

    Examples
    --------
    >>> import numpy as np
    >>> from generator.waveform import Waveform
    >>> waveform, y = Waveform(), np.sin(np.arange(88064, dtype=np.float32))
    >>> len(sounding(waveform.features(y), waveform, 22050))
    22050
    """
    n_frames = representation.n_frames_of(n_samples)
    return fit_length(representation.sound(features[:, :n_frames]), n_samples)
