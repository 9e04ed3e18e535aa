"""How synthetic listeners hear the headphone check: by what reaches their ears."""

import io
import wave
from typing import Literal

import numpy as np


def chosen_interval(wav: bytes, check: Literal["antiphase", "huggins"], has_headphones: bool) -> str:
    """Return the interval a listener chooses: the quietest tone, or the noise in which a tone is hidden.

    Over headphones each ear gets its channel. Loudspeakers add both channels before they reach
    either ear: a tone in antiphase vanishes, and no tone is hidden anywhere, which leaves the
    first interval as good as any.

    Parameters
    ----------
    wav : bytes
        Three intervals of equal length with silence between, two channels.
    check : {"antiphase", "huggins"}
        What is asked.
    has_headphones : bool
        Whether the channels stay apart.

    Returns
    -------
    str
        "1", "2" or "3".
    """
    with wave.open(io.BytesIO(wav)) as file:
        y = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").reshape(-1, 2) / 32768
    if not has_headphones:
        y = np.repeat(y.mean(axis=1, keepdims=True), 2, axis=1)
    intervals = np.array_split(y, 3)  # each third of the file holds one interval and half of the silences
    if check == "huggins":
        return str(1 + int(np.argmax([_rms(one[:, 0] - one[:, 1]) for one in intervals])))
    return str(1 + int(np.argmin([max(_rms(one[:, 0]), _rms(one[:, 1])) for one in intervals])))


def _rms(y: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(y))))
