"""Sounds that are synthesised here as WAV files, with nothing but the standard library."""

import io
import math
import wave
from array import array
from collections.abc import Sequence

SAMPLE_RATE_HZ = 8_000
"""Everything in these sounds lies below 4 kHz, and phones pay for bytes."""

Frames = list[tuple[float, float]]
"""Left and right channel, each from -1 to 1."""


def wav_file(frames: Sequence[tuple[float, float]]) -> bytes:
    """Return a WAV file with two channels of 16 bits.

    Examples
    --------
    >>> wav_file([(0.0, 0.0)])[:4], len(wav_file([(0.5, -0.5)] * 100))
    (b'RIFF', 444)
    """
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE_HZ)
        file.writeframes(array("h", (round(32_767 * value) for frame in frames for value in frame)).tobytes())
    return content.getvalue()


def ramp(at: int, n: int, ramp_s: float) -> float:
    """Return the gain of a raised cosine at both ends of a sound of `n` samples.

    Examples
    --------
    >>> ramp(0, 1000, 0.01), ramp(500, 1000, 0.01)
    (0.0, 1.0)
    """
    edge_s = min(at, n - 1 - at) / SAMPLE_RATE_HZ
    return 0.5 - 0.5 * math.cos(math.pi * min(1.0, edge_s / ramp_s))
