"""The background sounds of the bank: they last."""

import numpy as np
from scipy.fft import rfft

from generator.audio import SAMPLE_RATE_HZ
from generator.signals import (
    N_SAMPLES,
    TIMES_S,
    Rng,
    Signal,
    cycles,
    decay,
    hits,
    impulses,
    log_uniform,
    moving_noise,
    noise,
    resonate,
    shaped,
    span,
    stroke_times,
    tone,
    wander,
)


def deep(rng: Rng) -> Signal:
    """Make low tones that swell over a rumble; saturation gives them harmonics that small loudspeakers can play."""
    tones = sum(
        tone(wander(rng, 0.97, 1.03, 1.0) * log_uniform(rng, 40, 85)) * wander(rng, 0.3, 1.0, log_uniform(rng, 0.5, 2))
        for _ in range(rng.integers(2, 5))
    )
    rumble = noise(rng, 30, log_uniform(rng, 90, 180), tilt_db=-6)
    return np.tanh(rng.uniform(0.8, 2.0) * tones + rng.uniform(0.3, 1.0) * rumble / rumble.std())


def sizziness(rng: Rng) -> Signal:
    """Make high noise that fries: its level jumps many times a second."""
    hiss = noise(rng, log_uniform(rng, 3500, 5500), 10800, tilt_db=rng.uniform(-2, 4))
    flutter = noise(rng, 8, log_uniform(rng, 60, 200))
    return hiss * np.abs(flutter / flutter.std()) ** rng.uniform(1, 1.8) * wander(rng, 0.4, 1.0, 0.7)


def glitchy(rng: Rng) -> Signal:
    """Make fragments of crushed tones and noise, cut hard, some of them stuttering."""
    y = np.zeros(N_SAMPLES)
    start = 0
    while start < N_SAMPLES:
        n_fragment = int(log_uniform(rng, 0.012, 0.12) * SAMPLE_RATE_HZ)
        n_repeats = int(rng.integers(2, 7)) if rng.random() < 0.3 else 1
        fragment = np.tile(_fragment(rng, n_fragment), n_repeats)[: N_SAMPLES - start]
        y[start : start + len(fragment)] = fragment
        start += len(fragment)
    return y


def _fragment(rng: Rng, n_samples: int) -> Signal:
    kind = rng.choice(["silence", "square", "held noise", "sweep"], p=[0.3, 0.3, 0.2, 0.2])
    times_s = np.arange(n_samples) / SAMPLE_RATE_HZ
    if kind == "silence":
        return np.zeros(n_samples)
    if kind == "held noise":
        hold = int(rng.integers(2, 25))
        return np.repeat(rng.uniform(-1, 1, n_samples // hold + 1), hold)[:n_samples]
    start_hz = log_uniform(rng, 150, 4000)
    frequency_hz = start_hz if kind == "square" else start_hz * (1 + rng.uniform(-0.8, 3) * times_s / times_s[-1])
    steps = int(rng.integers(1, 4))
    return np.asarray(np.round(steps * np.sin(2 * np.pi * frequency_hz * times_s)) / steps * rng.uniform(0.4, 1))


def rain(rng: Rng) -> Signal:
    """Make many small drops over a quiet bed."""
    drops = np.zeros(N_SAMPLES)
    for _ in range(6):
        drops += resonate(
            impulses(rng, log_uniform(rng, 25, 60), 0.6), log_uniform(rng, 1500, 6000), rng.uniform(0.008, 0.025)
        )
    bed = noise(rng, 500, 7000)
    return drops / drops.std() + rng.uniform(0.3, 0.6) * bed / bed.std()


def wind(rng: Rng) -> Signal:
    """Make a narrow band of noise that whistles up and down in moving air."""
    centre_hz = log_uniform(rng, 350, 900) * 2 ** wander(rng, -0.8, 0.8, log_uniform(rng, 0.5, 1.2))
    whistle, air = moving_noise(rng, centre_hz, log_uniform(rng, 80, 200)), noise(rng, 80, 1500, tilt_db=-6)
    return (whistle / whistle.std() + rng.uniform(0.1, 0.4) * air / air.std()) * wander(rng, 0.3, 1.0, 0.8)


def surf(rng: Rng) -> Signal:
    """Make waves that break: broad noise, brighter the stronger it is."""
    period_s = rng.uniform(2.0, 3.5)
    place = (TIMES_S / period_s + rng.uniform(0, 1)) % 1
    rise = rng.uniform(0.3, 0.6)
    swell = np.where(place < rise, place / rise, (1 - place) / (1 - rise)) ** rng.uniform(1.5, 2.5)
    spectrum = rfft(rng.standard_normal(N_SAMPLES))
    low = shaped(spectrum, 80, log_uniform(rng, 500, 900), tilt_db=-3)
    high = shaped(spectrum, 700, log_uniform(rng, 5000, 9000), tilt_db=-3)
    return (0.15 + swell) * low / low.std() + rng.uniform(0.8, 1.6) * swell**1.7 * high / high.std()


def hum(rng: Rng) -> Signal:
    """Make mains hum: harmonics of 50 or 60 Hz that hardly move."""
    mains_hz = rng.choice([50.0, 60.0]) * rng.uniform(0.995, 1.005)
    slope = rng.uniform(0.6, 1.3)
    weights = {harmonic: harmonic**-slope * rng.uniform(0.2, 1) for harmonic in range(2, 17)}
    y = sum(weight * tone(float(harmonic * mains_hz), rng.uniform(0, 6.28)) for harmonic, weight in weights.items())
    hiss = noise(rng, 200, 3000, tilt_db=-3)
    return np.asarray(y + 0.02 * hiss / hiss.std())


def drone(rng: Rng) -> Signal:
    """Make detuned saw-teeth a fifth and an octave apart that beat against each other."""
    root_hz = log_uniform(rng, 90, 200)
    saws = sum(
        2 * ((cycles(root_hz * interval * 2 ** (rng.uniform(-12, 12) / 1200)) + rng.random()) % 1) - 1
        for interval in (1.0, 1.0, 1.5, rng.choice([2.0, 0.5]))
    )
    spectrum = rfft(np.asarray(saws))
    dark, bright = shaped(spectrum, 40, 600), shaped(spectrum, 600, log_uniform(rng, 3000, 6000), tilt_db=-1)
    return dark + bright * wander(rng, 0.3, 2.0, rng.uniform(0.6, 1.5))


def shimmer(rng: Rng) -> Signal:
    """Make high tones that glitter, each trembling on its own, in a little air."""
    y = np.zeros(N_SAMPLES)
    for _ in range(rng.integers(9, 14)):
        tremble = 0.5 + 0.5 * tone(log_uniform(rng, 1.5, 8), rng.uniform(0, 6.28))
        y += tone(log_uniform(rng, 2000, 7500), rng.uniform(0, 6.28)) * tremble**2 * rng.uniform(0.3, 1)
    air = noise(rng, 2000, 9000)
    return y / y.std() + rng.uniform(0.03, 0.08) * air / air.std()


def crackle(rng: Rng) -> Signal:
    """Make the clicks of a fire or an old record over a faint hiss.

    They are neither so short nor so uneven that their peaks would lie far over their loudness, because the peakiest
    sound decides how loud a whole set can be.
    """
    clicks = np.zeros(N_SAMPLES)
    for _ in range(3):
        struck = impulses(rng, log_uniform(rng, 2, 7), spread=0.4)
        ringing = resonate(struck, log_uniform(rng, 900, 4500), rng.uniform(0.015, 0.05))
        clicks += ringing / np.abs(ringing).max()
    hiss = noise(rng, 300, 4000, tilt_db=-3)
    return clicks / np.abs(clicks).max() + rng.uniform(0.008, 0.025) * hiss / hiss.std()


def bubbles(rng: Rng) -> Signal:
    """Make bubbling water: short tones that glide upwards."""
    low_hz = log_uniform(rng, 250, 500)

    def bubble() -> Signal:
        duration_s = rng.uniform(0.03, 0.1)
        times_s = span(duration_s)
        frequency_hz = low_hz * 2 ** rng.uniform(0, 1.6) * (1 + rng.uniform(0.2, 0.9) * times_s / duration_s)
        rise = np.minimum(times_s / 0.005, 1)
        phase = 2 * np.pi * np.cumsum(frequency_hz) / SAMPLE_RATE_HZ
        return np.asarray(np.sin(phase) * rise * decay(times_s, duration_s) * rng.uniform(0.2, 1))

    return hits(stroke_times(rng, log_uniform(rng, 10, 22), 0.5), bubble)


def engine(rng: Rng) -> Signal:
    """Make a motor: puffs of noise many times a second that shake a low body."""
    rate_hz = log_uniform(rng, 14, 30) * wander(rng, 0.9, 1.1, 1.5)
    count = np.floor(cycles(rate_hz))
    puffs = np.zeros(N_SAMPLES)
    puffs[1:] = (np.diff(count) > 0) * rng.uniform(0.6, 1.4, N_SAMPLES - 1)
    body = resonate(puffs, log_uniform(rng, 90, 160), 0.08) + 0.6 * resonate(puffs, log_uniform(rng, 250, 450), 0.05)
    breath = noise(rng, 300, log_uniform(rng, 1500, 3000), tilt_db=-4) * (1 - cycles(rate_hz) % 1) ** 4
    return body / body.std() + rng.uniform(0.3, 0.6) * breath / breath.std()
