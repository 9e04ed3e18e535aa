"""The sounds of the headphone check, synthesised here with nothing but the standard library.

Antiphase (Woods, Siegel, Traer & McDermott, 2017, Attention, Perception & Psychophysics 79,
2064-2072): three tones of 200 Hz, one of them 6 dB quieter, another with its channels in
antiphase. Loudspeakers add the channels, so that the antiphase tone all but vanishes and seems
the quietest; headphones keep them apart.

Huggins pitch (Milne et al., 2021, Behavior Research Methods 53, 1551-1562): three stretches of
white noise, in one of which a narrow band around 600 Hz goes through a full turn of phase between
the ears. Only the two ears together hear a faint tone there; no single channel holds one.
"""

import math
from functools import cache
from random import Random
from typing import Literal

from survey_app.wav import SAMPLE_RATE_HZ, Frames, ramp, wav_file

HeadphoneCheck = Literal["antiphase", "huggins"]

N_TRIALS = 6
PASSED_FROM = 5
"""Right answers of six that pass (Woods et al., 2017; the same limit for both sounds)."""

TONE_S, GAP_S, RAMP_S = 1.0, 0.5, 0.1
TONE_HZ, QUIETER_DB = 200.0, -6.0
HUGGINS_HZ, HUGGINS_BANDWIDTH = 600.0, 0.06  # band of the turn of phase, in shares of its centre
AMPLITUDE = 0.1

Trial = tuple[int, int]
"""Place of the interval that is right, and of the one that misleads (0: none); from 1."""


def headphone_trials(check: HeadphoneCheck, seed: str) -> list[Trial]:
    """Return the six trials of a listening session; every place is right twice.

    Examples
    --------
    >>> sorted(headphone_trials("antiphase", "any"))
    [(1, 2), (1, 3), (2, 1), (2, 3), (3, 1), (3, 2)]
    """
    misleading = (1, 2, 3) if check == "antiphase" else (0, 0)
    trials = [(right, other) for right in (1, 2, 3) for other in misleading if other != right]
    Random(f"{seed} headphones").shuffle(trials)  # noqa: S311 - order, no secret
    return trials


@cache
def headphone_sound(check: HeadphoneCheck, trial: Trial) -> bytes:
    """Return the sound of a trial as a WAV file with two channels."""
    intervals = [_interval(check, place, trial) for place in (1, 2, 3)]
    silence = [(0.0, 0.0)] * round(GAP_S * SAMPLE_RATE_HZ)
    return wav_file(intervals[0] + silence + intervals[1] + silence + intervals[2])


def _interval(check: HeadphoneCheck, place: int, trial: Trial) -> Frames:
    right, misleading = trial
    n = round(TONE_S * SAMPLE_RATE_HZ)
    if check == "huggins":
        frames = _huggins(n, Random(f"{trial} {place}"), is_turned=place == right)  # noqa: S311 - noise
    else:
        gain = AMPLITUDE * (10 ** (QUIETER_DB / 20) if place == right else 1.0)
        tone = [gain * math.sin(2 * math.pi * TONE_HZ * at / SAMPLE_RATE_HZ) for at in range(n)]
        sign = -1.0 if place == misleading else 1.0
        frames = [(y, sign * y) for y in tone]
    gains = [ramp(at, n, RAMP_S) for at in range(n)]
    return [(gain * left, gain * right_ear) for gain, (left, right_ear) in zip(gains, frames, strict=True)]


def _huggins(n: int, rng: Random, is_turned: bool) -> Frames:
    """Return noise, the right channel through an all-pass filter where the phase is to turn.

    A second-order all-pass changes no level at any frequency and turns the phase once around its
    centre (Cramer & Huggins, 1958, JASA 30, 413-417, did the same with a network of their own).
    The coefficients are those of Bristow-Johnson's cookbook for digital filters.
    """
    noise = [rng.gauss(0.0, AMPLITUDE / 2) for _ in range(n)]
    noise = [max(-3 * AMPLITUDE, min(3 * AMPLITUDE, y)) for y in noise]
    if not is_turned:
        return [(y, y) for y in noise]
    w = 2 * math.pi * HUGGINS_HZ / SAMPLE_RATE_HZ
    alpha = math.sin(w) * HUGGINS_BANDWIDTH / 2
    c1, c2 = -2 * math.cos(w) / (1 + alpha), (1 - alpha) / (1 + alpha)
    x1 = x2 = y1 = y2 = 0.0
    turned = []
    for x in noise:
        y = c2 * x + c1 * x1 + x2 - c1 * y1 - c2 * y2
        x1, x2, y1, y2 = x, x1, y, y1
        turned.append(y)
    return list(zip(noise, turned, strict=True))
