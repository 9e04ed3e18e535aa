"""The percussive sounds of the bank: they begin, once or many times."""

import numpy as np

from generator.audio import SAMPLE_RATE_HZ
from generator.signals import (
    DURATION_S,
    TIMES_S,
    Rng,
    Signal,
    decay,
    hits,
    log_uniform,
    moving_noise,
    noise,
    resonate,
    span,
    stroke_times,
)


def thump(rng: Rng) -> Signal:
    """Make a drum with a falling pitch."""
    start_hz, end_hz, decay_s = log_uniform(rng, 160, 320), log_uniform(rng, 55, 95), rng.uniform(0.25, 0.6)

    def stroke() -> Signal:
        times_s = span(decay_s)
        frequency_hz = end_hz + (start_hz - end_hz) * np.exp(-times_s / 0.03)
        phase = 2 * np.pi * np.cumsum(frequency_hz) / SAMPLE_RATE_HZ
        return np.asarray(np.tanh(1.5 * np.sin(phase)) * decay(times_s, decay_s) * rng.uniform(0.6, 1))

    return hits(stroke_times(rng, rng.uniform(0.8, 2.2), 0.03), stroke)


def clap(rng: Rng) -> Signal:
    """Make hands clap: three or four bursts of noise so close that they are one."""
    bed = noise(rng, log_uniform(rng, 600, 1000), log_uniform(rng, 2200, 4000))
    decay_s = rng.uniform(0.1, 0.25)

    def stroke() -> Signal:
        times_s = span(decay_s + 0.05)
        envelope = np.zeros(len(times_s))
        for onset_s in np.cumsum(rng.uniform(0.007, 0.013, rng.integers(3, 5))):
            late = times_s - onset_s
            envelope = np.maximum(envelope, np.where(late >= 0, decay(np.maximum(late, 0), 0.05), 0))
        tail = np.where(times_s > 0.03, 0.4 * decay(np.maximum(times_s - 0.03, 0), decay_s), 0)
        start = rng.integers(len(bed) - len(times_s))
        return np.asarray(bed[start : start + len(times_s)] * (envelope + tail) * rng.uniform(0.6, 1))

    return hits(stroke_times(rng, rng.uniform(1.0, 2.5), 0.08), stroke)


def ticks(rng: Rng) -> Signal:
    """Make a clock: two short high clicks in turn."""
    pitches_hz = [log_uniform(rng, 2500, 5000), log_uniform(rng, 2500, 5000)]
    decay_s = rng.uniform(0.01, 0.03)
    count = iter(range(1000))

    def stroke() -> Signal:
        times_s = span(decay_s)
        pitch_hz = pitches_hz[next(count) % 2]
        click = np.sin(2 * np.pi * pitch_hz * times_s) + 0.5 * np.sin(2 * np.pi * 1.62 * pitch_hz * times_s)
        return np.asarray(click * decay(times_s, decay_s))

    return hits(stroke_times(rng, rng.uniform(3, 7), 0.005), stroke)


def bell(rng: Rng) -> Signal:
    """Make struck metal with a clear pitch and the partials of a church bell."""
    pitch_hz, longest_s = log_uniform(rng, 400, 950), rng.uniform(2.5, 4.0)
    times_s = stroke_times(rng, rng.uniform(0.4, 0.9), 0.05)
    strokes = hits(times_s, lambda: np.ones(1))
    partials = np.array([0.5, 1, 1.2, 1.5, 2, 2.5, 2.67, 3, 4.1]) * rng.uniform(0.99, 1.01, 9)
    ringing = [resonate(strokes, pitch_hz * partial, longest_s / partial**0.7) for partial in partials]
    y = np.asarray(rng.uniform(0.3, 1, 9) @ np.array(ringing))
    return y + 0.3 * np.abs(y).max() * hits(
        times_s, lambda: rng.uniform(-1, 1, 600) * decay(span(600 / SAMPLE_RATE_HZ), 0.03)
    )


def wood(rng: Rng) -> Signal:
    """Make wood blocks: dry knocks at two pitches."""
    pitches_hz = [log_uniform(rng, 450, 1300) for _ in range(2)]
    decay_s = rng.uniform(0.06, 0.14)
    overtone = rng.uniform(2.3, 2.9)

    def stroke() -> Signal:
        times_s = span(decay_s)
        pitch_hz = pitches_hz[rng.integers(2)]
        knock = np.sin(2 * np.pi * pitch_hz * times_s) + 0.4 * np.sin(2 * np.pi * overtone * pitch_hz * times_s)
        return np.asarray(knock * decay(times_s, decay_s) * rng.uniform(0.5, 1))

    return hits(stroke_times(rng, rng.uniform(2.0, 4.5), 0.12), stroke)


def gong(rng: Rng) -> Signal:
    """Make a large metal plate: dense low partials in a wash that blooms after the stroke."""
    lowest_hz = log_uniform(rng, 70, 130)
    stroke = noise(rng, 40, 2000) * decay(TIMES_S, rng.uniform(0.15, 0.6))
    y = np.zeros(len(stroke))
    for ratio in rng.uniform(1, 14, 16):
        y += ratio**-0.6 * resonate(stroke, lowest_hz * ratio, rng.uniform(4, 8) / ratio**0.3)
    bloom = (1 - np.exp(-TIMES_S / rng.uniform(0.1, 0.3))) * decay(TIMES_S, rng.uniform(2, 4))
    wash = noise(rng, 300, 4000, tilt_db=-4) * bloom
    return y / np.abs(y).max() + rng.uniform(0.1, 0.25) * wash / np.abs(wash).max()


def shaker(rng: Rng) -> Signal:
    """Make grains in a shell: short hisses in rhythm, every second one accented."""
    bed = noise(rng, log_uniform(rng, 3000, 4500), 10500)
    attack_s, decay_s = rng.uniform(0.01, 0.03), rng.uniform(0.06, 0.12)
    accent = rng.uniform(0.3, 0.7)
    count = iter(range(1000))

    def stroke() -> Signal:
        times_s = span(attack_s + decay_s)
        envelope = np.where(times_s < attack_s, times_s / attack_s, decay(np.maximum(times_s - attack_s, 0), decay_s))
        start = rng.integers(len(bed) - len(times_s))
        return np.asarray(bed[start : start + len(times_s)] * envelope * (1 if next(count) % 2 else accent))

    return hits(stroke_times(rng, rng.uniform(4.5, 8), 0.02), stroke)


def zaps(rng: Rng) -> Signal:
    """Make toy lasers: tones that fall through several octaves."""
    end_hz = log_uniform(rng, 120, 300)

    def stroke() -> Signal:
        duration_s = rng.uniform(0.12, 0.35)
        times_s = span(duration_s)
        frequency_hz = end_hz * (log_uniform(rng, 2500, 6000) / end_hz) ** (1 - times_s / duration_s)
        phase = 2 * np.pi * np.cumsum(frequency_hz) / SAMPLE_RATE_HZ
        return np.asarray(np.tanh(2 * np.sin(phase)) * np.minimum((duration_s - times_s) / 0.02, 1))

    return hits(stroke_times(rng, rng.uniform(1.5, 3.5), 0.15), stroke)


def whoosh(rng: Rng) -> Signal:
    """Make something pass by: noise that sweeps up and down again, once or twice."""
    n_passes = int(rng.integers(1, 4))
    place = (TIMES_S / DURATION_S * n_passes) % 1
    nearness = np.sin(np.pi * place) ** rng.uniform(2, 4)
    low_hz, octaves = log_uniform(rng, 200, 350), rng.uniform(3, 4)
    return moving_noise(rng, low_hz * 2 ** (octaves * nearness), log_uniform(rng, 400, 900)) * (0.02 + nearness)
