"""What representations cost and how fast sounds are rendered, beside librosa's ways in the same run."""

import argparse
from pathlib import Path

import librosa
import numpy as np
import torch

from benchmarks.table import CLOCKS, Line, best_of_turns
from generator.audio import SAMPLE_RATE_HZ, fit_length, load_sound
from generator.bank import build_bank
from generator.class_densities import ClassDensities
from generator.model import Configuration, Model
from generator.phase import spectral_convergence_db, with_phase
from generator.presets import PRESETS
from generator.principal_components import principal_components
from generator.representation import MelSpectrogram
from generator.round_trip import REPRESENTATIONS, round_trip
from generator.small_collection import copy_small_collection
from generator.spectrogram import stft
from stimuli.audio import write_flac

MEL = MelSpectrogram()


def rendering_speed(folder: Path, n_sounds: int, options: argparse.Namespace) -> list[Line]:
    """Time latents to FLAC through a model of the preset's size, and phase against librosa's Griffin-Lim, 60 steps."""
    collection = copy_small_collection(folder / "sounds")
    every = len(collection.sounds) // n_sounds
    recordings = [fit_length(load_sound(one.path), MEL.n_samples) for one in collection.sounds[::every]][:n_sounds]
    features = np.stack([MEL.features(y) for y in recordings])
    latents, model = model_of(torch.from_numpy(features))
    seconds = n_sounds * MEL.n_samples / SAMPLE_RATE_HZ

    def render() -> None:
        for number, z in enumerate(latents):
            y = MEL.sound(model.decode(z[None])[0])
            write_flac(folder / f"{number}.flac", 0.9 * y.astype(np.float64), SAMPLE_RATE_HZ)

    render()  # numba compiles
    magnitudes = [np.abs(stft(y, MEL.n_fft, MEL.hop)) for y in recordings[:: n_sounds // 8]]

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
