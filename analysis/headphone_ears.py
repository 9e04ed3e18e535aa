"""How synthetic listeners hear the headphone check and the bass check: by what reaches their ears."""

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
    y, _sr = _channels(wav)
    if not has_headphones:
        y = np.repeat(y.mean(axis=1, keepdims=True), 2, axis=1)
    intervals = np.array_split(y, 3)  # each third of the file holds one interval and half of the silences
    if check == "huggins":
        return str(1 + int(np.argmax([_rms(one[:, 0] - one[:, 1]) for one in intervals])))
    return str(1 + int(np.argmin([max(_rms(one[:, 0]), _rms(one[:, 1])) for one in intervals])))


LOW_HZ = 200.0
"""What the loudspeakers of a phone do not play; the check's own tones are far from it on either side."""


def counted_tones(wav: bytes, has_bass: bool) -> str:
    """Return how many low tones a listener counts: those there are, or none where the device plays none.

    Parameters
    ----------
    wav : bytes
        Tones with silence between, two channels.
    has_bass : bool
        Whether low tones reach the ears.

    Returns
    -------
    str
        A number.
    """
    y, sr = _channels(wav)
    loud = np.convolve(np.abs(y[:, 0]), np.ones(sr // 20), "same") > 0  # longer than a swing of the lowest tone
    edges = np.flatnonzero(np.diff(np.concatenate([[False], loud, [False]])))
    tones = [y[begin:end, 0] for begin, end in edges.reshape(-1, 2)]
    n_low = sum(_frequency_hz(tone, sr) < LOW_HZ for tone in tones)
    return str(n_low if has_bass else 0)


def _channels(wav: bytes) -> tuple[np.ndarray, int]:
    with wave.open(io.BytesIO(wav)) as file:
        y = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").reshape(-1, 2) / 32768
        return y, file.getframerate()


def _frequency_hz(tone: np.ndarray, sr: int) -> float:
    """Return where the spectrum of a tone is highest."""
    spectrum = np.abs(np.fft.rfft(tone))
    return float(np.argmax(spectrum) * sr / len(tone))


def _rms(y: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(y))))
