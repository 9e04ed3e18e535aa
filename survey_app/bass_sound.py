"""The sound of the bass check, synthesised here: low tones between two short high ones, to be counted.

Counting tones tells how low a device plays: Wycisk, Kopiez, Bergner, Sander, Preihs, Peissig & Platz (2022, The
Headphone and Loudspeaker Test - Part I, Behavior Research Methods, doi:10.3758/s13428-022-01859-8) find the lower limit
of a device with such a task. The high tones sound on every device: whoever hears them and nothing between has no bass.
"""

import math
from functools import cache
from random import Random

from survey_app.wav import SAMPLE_RATE_HZ, Frames, ramp, wav_file

TONE_HZ = 70.0
"""Below what the loudspeakers of phones and most laptops play, and well within that of headphones. Its threshold of
hearing is about 35 dB (ISO 226:2023): at a comfortable level a tone this strong is heard wherever it is played."""

AMPLITUDE = 0.25  # -15 dBFS rms: no louder than the sounds of a study at -23 LUFS, as low tones weigh less
MARK_HZ, MARK_AMPLITUDE, MARK_S = 1_000.0, 0.05, 0.2
TONE_S, SLOT_S, RAMP_S = 0.45, 0.75, 0.05
N_SLOTS = 6
COUNTS = (2, 3, 4, 5)
"""How many low tones there may be; a guess is right one time in four at best, and "none" never."""

N_TRIES = 2
"""How often the check may be tried where it is required."""


def n_tones(seed: str, n_tried: int) -> int:
    """Return how many low tones a listening session hears, the next time it tries.

    Examples
    --------
    >>> n_tones("any", 0) in COUNTS
    True
    """
    return Random(f"{seed} bass {n_tried}").choice(COUNTS)  # noqa: S311 - no secret


@cache
def bass_sound(count: int) -> bytes:
    """Return the sound with so many low tones as a WAV file."""
    slots = Random(f"{count} low tones").sample(range(N_SLOTS), count)  # noqa: S311 - no secret
    pause = _silence(SLOT_S - TONE_S)
    mark, tone = _tone(MARK_HZ, MARK_AMPLITUDE, MARK_S), _tone(TONE_HZ, AMPLITUDE, TONE_S)
    frames = mark + pause
    for slot in range(N_SLOTS):
        frames += (tone if slot in slots else _silence(TONE_S)) + pause
    return wav_file(frames + mark)


def _tone(frequency_hz: float, amplitude: float, duration_s: float) -> Frames:
    n = round(duration_s * SAMPLE_RATE_HZ)
    tone = [
        amplitude * ramp(at, n, RAMP_S) * math.sin(2 * math.pi * frequency_hz * at / SAMPLE_RATE_HZ) for at in range(n)
    ]
    return [(y, y) for y in tone]


def _silence(duration_s: float) -> Frames:
    return [(0.0, 0.0)] * round(duration_s * SAMPLE_RATE_HZ)
