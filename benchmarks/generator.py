"""What the generator does on this machine, beside its peers in the same run: ``python -m benchmarks.generator``.

Training speed needs no sounds (random features of full size take the same time); rendering uses
the shipped harmonic collection. Peers take turns with ours, and each keeps its best time, so that
other programs on the machine disturb both alike. The matrix products of an epoch alone take turns
too: no program that does the same arithmetic can be faster than they are. Beside other programs,
measure processor time on one thread: ``OMP_NUM_THREADS=1 python -m benchmarks.generator --clock processor``.
"""

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import librosa
import numpy as np
import torch
from torch.utils.data import DataLoader, TensorDataset

from generator.audio import SAMPLE_RATE_HZ, fit_length, load_sound
from generator.bank import build_bank
from generator.class_densities import ClassDensities
from generator.memory import kept_memory
from generator.model import Configuration, Model, Network
from generator.objective import kl_nats
from generator.phase import spectral_convergence_db, with_phase
from generator.presets import PRESETS
from generator.principal_components import principal_components
from generator.representation import MelSpectrogram
from generator.round_trip import REPRESENTATIONS, round_trip
from generator.small_collection import copy_small_collection
from generator.spectrogram import stft
from generator.training import optimiser_of, train_epoch
from stimuli.audio import write_flac

SIZES = {"slides-harmonic": 2000, "slides-non-harmonic": 11000}
SLIDES_S = {"slides-harmonic": 8.0, "slides-non-harmonic": 6.0}
MEL = MelSpectrogram()
TIMES = {"slides-harmonic": 1.5, "slides-non-harmonic": 1.3}
CLOCKS = {"wall": time.perf_counter, "processor": time.process_time}


@dataclass
class Line:
    """One line of the table."""

    what: str
    ours: str
    target: str
    is_met: bool


def plain_epoch(network: Network, optimiser: torch.optim.Adam, loader: DataLoader) -> None:
    """Run one epoch as a tutorial writes it: in-memory TensorDataset, default Adam, float32."""
    for (x,) in loader:
        mean, log_variance = network.encode(x)
        z = mean + torch.randn_like(mean) * (log_variance / 2).exp()
        loss = (((network.decode(z) - x) ** 2).sum((1, 2)) + kl_nats(mean, log_variance)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()


def best_of_turns(options: argparse.Namespace, *runs: Callable[[], object]) -> list[float]:
    """Run several things in turns; return the best time of each, in seconds of the clock that was asked for."""
    clock = CLOCKS[options.clock]
    best = [float("inf")] * len(runs)
    for _ in range(options.turns):
        for at, run in enumerate(runs):
            start = clock()
            run()
            best[at] = min(best[at], clock() - start)
    return best


def products_of(network: Network, batch_size: int) -> tuple[Callable[[], object], int]:
    """Return what multiplies the matrices of one training step of fully connected layers, and its operations.

    Each layer multiplies three times: its output, the gradient of its weights and that of its input,
    which the first layer needs not.
    """
    layers = [layer for layer in network.modules() if isinstance(layer, torch.nn.Linear)]
    sides = [(torch.rand(batch_size, each.in_features), torch.rand(batch_size, each.out_features)) for each in layers]
    weights = [layer.weight.detach() for layer in layers]
    outputs = [(torch.empty_like(after), torch.empty_like(w)) for (_, after), w in zip(sides, weights, strict=True)]
    inputs = [None, *(torch.empty_like(before) for before, _ in sides[1:])]

    def multiply() -> None:
        for (before, after), weight, (output, slope), slope_before in zip(sides, weights, outputs, inputs, strict=True):
            torch.mm(before, weight.T, out=output)
            torch.mm(after.T, before, out=slope)
            if slope_before is not None:
                torch.mm(after, weight, out=slope_before)

    numbers = [weight.numel() for weight in weights]
    return multiply, 2 * batch_size * (3 * sum(numbers) - numbers[0])


def training_speed(name: str, options: argparse.Namespace) -> list[Line]:
    """Time an epoch of a slides' preset at full size, or at a share of it scaled up."""
    preset, n_sounds = PRESETS[name], round(SIZES[name] * options.share)
    configuration = Configuration(preset, "", 0)
    sounds = torch.rand(n_sounds, *configuration.representation.shape, generator=torch.Generator().manual_seed(0))
    halves = sounds.half()
    ours, theirs = configuration.network(), configuration.network()
    optimiser = optimiser_of(ours, preset)
    plain = torch.optim.Adam([p for p in theirs.parameters() if p.requires_grad], lr=preset.learning_rate)
    loader = DataLoader(TensorDataset(sounds), batch_size=preset.batch_size, shuffle=True)
    multiply, n_operations = products_of(theirs, preset.batch_size)
    n_steps = n_sounds / preset.batch_size

    def our_epoch() -> None:
        with kept_memory():
            train_epoch(ours, optimiser, halves, configuration, 0)

    def products() -> None:
        for _ in range(round(n_steps)):
            multiply()

    def in_bfloat16() -> None:
        if has_fast_bfloat16():
            with torch.autocast("cpu", dtype=torch.bfloat16):
                our_epoch()

    times_s = best_of_turns(options, our_epoch, lambda: plain_epoch(theirs, plain, loader), products, in_bfloat16)
    ours_s, plain_s, products_s, bfloat16_s = (time_s / options.share for time_s in times_s)
    giga = n_operations * SIZES[name] / preset.batch_size / 1e9
    times, limit_s = TIMES[name], SLIDES_S[name]
    return [
        Line(f"{name}: epoch of {SIZES[name]} sounds", f"{ours_s:.2f} s", f"< {limit_s:g} s", ours_s < limit_s),
        Line(
            f"{name}: faster than a plain loop ({plain_s:.2f} s)",
            f"{plain_s / ours_s:.2f} times",
            f">= {times:g} times",
            plain_s >= times * ours_s,
        ),
        Line(
            f"{name}: its matrix products alone ({giga:.0f} GFLOP)",
            f"{products_s:.2f} s, {giga / products_s:.0f} GFLOP/s",
            f"< {limit_s:g} s",
            products_s < limit_s,
        ),
        Line(
            f"{name}: apart, its products in bfloat16",
            f"{bfloat16_s:.2f} s" if has_fast_bfloat16() else "slower than float32",
            "not offered",
            True,
        ),
    ]


@cache
def has_fast_bfloat16() -> bool:
    """Say whether this processor multiplies in bfloat16 faster than in float32; without instructions, far slower."""
    took_s = {}
    for dtype in (torch.float32, torch.bfloat16):
        a = torch.rand(512, 512).to(dtype)
        torch.mm(a, a)
        start = time.perf_counter()
        torch.mm(a, a)
        took_s[dtype] = time.perf_counter() - start
    return took_s[torch.bfloat16] < took_s[torch.float32]


def rendering_speed(folder: Path, n_sounds: int, options: argparse.Namespace) -> list[Line]:
    """Time latents to FLAC through a model of the preset's size, and phase against librosa's Griffin-Lim, 60 steps."""
    collection = copy_small_collection(folder / "sounds")
    every = len(collection.sounds) // n_sounds
    features = np.stack([MEL.features(load_sound(sound.path)) for sound in collection.sounds[::every]][:n_sounds])
    latents, model = model_of(torch.from_numpy(features))
    seconds = n_sounds * MEL.n_samples / SAMPLE_RATE_HZ

    def render() -> None:
        for number, z in enumerate(latents):
            y = MEL.sound(model.decode(z[None])[0])
            write_flac(folder / f"{number}.flac", 0.9 * y.astype(np.float64), SAMPLE_RATE_HZ)

    render()  # numba compiles
    magnitudes = [np.abs(stft(MEL.sound(one), MEL.n_fft, MEL.hop)) for one in features[:4]]

    def ours() -> list[np.ndarray]:
        return [with_phase(magnitude, MEL.n_fft, MEL.hop) for magnitude in magnitudes]

    def theirs() -> list[np.ndarray]:
        return [
            librosa.griffinlim(m.T, n_iter=60, hop_length=MEL.hop, n_fft=MEL.n_fft, random_state=0) for m in magnitudes
        ]

    render_s, ours_s, theirs_s = best_of_turns(options, render, ours, theirs)
    ours_db = np.mean(
        [spectral_convergence_db(m, y, MEL.n_fft, MEL.hop) for m, y in zip(magnitudes, ours(), strict=True)]
    )
    # librosa centres its frames on whole hops: its sound is judged on librosa's own frames.
    theirs_db = np.mean([librosa_convergence_db(m.T, y) for m, y in zip(magnitudes, theirs(), strict=True)])
    return [
        Line(
            "latents to FLAC, one sound after another",
            f"{seconds / render_s:.1f} times real time",
            ">= 20",
            seconds / render_s >= 20,
        ),
        Line(
            "phase, faster than librosa's Griffin-Lim, 60 steps",
            f"{theirs_s / ours_s:.1f} times",
            ">= 5 times",
            theirs_s >= 5 * ours_s,
        ),
        Line(
            f"phase, spectral convergence (librosa {theirs_db:.1f} dB)",
            f"{ours_db:.1f} dB",
            "not worse",
            bool(ours_db <= theirs_db),
        ),
    ]


def model_of(sounds: torch.Tensor) -> tuple[np.ndarray, Model]:
    """Return the latents of sounds, and a model of the size of `convolutional` at its start from them."""
    configuration = Configuration(PRESETS["convolutional"], "", 0)
    network = configuration.network()
    n_sounds = len(sounds)
    network.start_from(principal_components(sounds, n_sounds - 1), sounds, ["a"] * n_sounds, ["a"] * n_sounds)
    model = Model(configuration, network.eval(), ClassDensities((), ()))
    return model.encode(sounds.numpy()), model


def representation_costs(folder: Path, n_sounds: int, options: argparse.Namespace) -> list[Line]:
    """Bring sounds of both collections into each representation and back, in turns with librosa's ways."""
    collections = {
        "harmonic": copy_small_collection(folder / "costs" / "harmonic"),
        "non-harmonic": build_bank(folder / "costs" / "non-harmonic", max(n_sounds, 21), seed=0),
    }
    clock = CLOCKS[options.clock]
    lines = []
    for kind, collection in collections.items():
        every = len(collection.sounds) // n_sounds
        sounds = [load_sound(sound.path) for sound in collection.sounds[::every]][:n_sounds]
        round_trip(sounds[0], MEL)  # numba compiles
        error = max(round_trip(y, REPRESENTATIONS["waveform"]).largest_error for y in sounds)
        lines.append(Line(f"{kind}: waveform and back, largest error", f"{error:.1g}", "< 1e-6", error < 1e-6))
        for name, by_librosa in {"magnitude": magnitude_by_librosa, "mel": mel_by_librosa}.items():
            trips, theirs_db, ours_s, theirs_s = [], [], 0.0, 0.0
            for y in sounds:
                start = clock()
                trips.append(round_trip(y, REPRESENTATIONS[name]))
                middle = clock()
                theirs_db.append(by_librosa(y))
                ours_s, theirs_s = ours_s + middle - start, theirs_s + clock() - middle
            ours_db = np.mean([trip.convergence_db for trip in trips])
            away_db = np.mean([trip.distance_db for trip in trips])
            lines += [
                Line(
                    f"{kind}: {name} and back, convergence (librosa {np.mean(theirs_db):.1f} dB)",
                    f"{ours_db:.1f} dB, {away_db:.2f} dB away",
                    "not worse",
                    bool(ours_db <= np.mean(theirs_db)),
                ),
                Line(
                    f"{kind}: {name} and back, faster than librosa ({theirs_s / n_sounds:.2f} s a sound)",
                    f"{theirs_s / ours_s:.1f} times",
                    ">= 5 times",
                    theirs_s >= 5 * ours_s,
                ),
            ]
    return lines


def magnitude_by_librosa(y: np.ndarray) -> float:
    """Return the spectral convergence of librosa's Griffin-Lim with 60 steps, in dB, on librosa's own frames."""
    magnitude = np.abs(librosa.stft(fit_length(y, MEL.n_samples), n_fft=MEL.n_fft, hop_length=MEL.hop))
    back = librosa.griffinlim(magnitude, n_iter=60, hop_length=MEL.hop, n_fft=MEL.n_fft, random_state=0)
    return librosa_convergence_db(magnitude, back)


def mel_by_librosa(y: np.ndarray) -> float:
    """Return the same after librosa's non-negative least squares from 128 mel bands."""
    magnitude = np.abs(librosa.stft(fit_length(y, MEL.n_samples), n_fft=MEL.n_fft, hop_length=MEL.hop))
    bank = librosa.filters.mel(sr=SAMPLE_RATE_HZ, n_fft=MEL.n_fft, n_mels=MEL.n_bands)
    guess = np.sqrt(librosa.util.nnls(bank, bank @ magnitude**2))
    back = librosa.griffinlim(guess, n_iter=60, hop_length=MEL.hop, n_fft=MEL.n_fft, random_state=0)
    return librosa_convergence_db(magnitude, back)


def librosa_convergence_db(magnitude: np.ndarray, y: np.ndarray) -> float:
    """Return how far `y`, on librosa's frames at the level that fits best, is from `magnitude`, in dB of its norm."""
    found = np.abs(librosa.stft(y, n_fft=MEL.n_fft, hop_length=MEL.hop))[:, : magnitude.shape[1]]
    wanted = magnitude[:, : found.shape[1]]
    found = found * ((found * wanted).sum() / (found**2).sum())  # as `round_trip` compares ours
    return float(20 * np.log10(np.linalg.norm(found - wanted) / np.linalg.norm(wanted)))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="share of the full size to train on (default: 1)")
    parser.add_argument("--turns", type=int, default=3, help="turns, of which the best counts (default: 3)")
    parser.add_argument("--clock", choices=CLOCKS, default="wall", help="what is measured (default: wall)")
    parser.add_argument("--only", choices=["training", "rendering", "representations"], help="one part of the table")
    options = parser.parse_args()
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, {torch.get_num_threads()} threads, "
        f"torch {torch.__version__}, float32, {options.clock} time"
    )
    lines: list[Line] = []
    if options.only in (None, "training"):
        for name in SIZES:
            lines += training_speed(name, options)
    with tempfile.TemporaryDirectory() as folder:
        if options.only in (None, "representations"):
            lines += representation_costs(Path(folder), 16, options)
        if options.only in (None, "rendering"):
            lines += rendering_speed(Path(folder), 16, options)
    for line in lines:
        print(f"{'met   ' if line.is_met else 'MISSED'}  {line.what:64s}  {line.ours:>23s}  {line.target}")


if __name__ == "__main__":
    main()
