"""Training speed of the slides' presets beside a plain loop, and beside the matrix products that no program can save.

No sounds are needed: random features of full size take the same time.
"""

import argparse
import time
from collections.abc import Callable
from functools import cache

import torch
from torch.utils.data import DataLoader, TensorDataset

from benchmarks.table import Line, best_of_turns
from generator.memory import kept_memory
from generator.model import Configuration, Network
from generator.objective import kl_nats
from generator.presets import PRESETS
from generator.training import optimiser_of, train_epoch

SIZES = {"slides-harmonic": 2000, "slides-non-harmonic": 11000}
SLIDES_S = {"slides-harmonic": 8.0, "slides-non-harmonic": 6.0}
TIMES = {"slides-harmonic": 1.5, "slides-non-harmonic": 1.3}


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


def plain_epoch(network: Network, optimiser: torch.optim.Adam, loader: DataLoader) -> None:
    """Run one epoch as a tutorial writes it: in-memory TensorDataset, default Adam, float32."""
    for (x,) in loader:
        mean, log_variance = network.encode(x)
        z = mean + torch.randn_like(mean) * (log_variance / 2).exp()
        loss = (((network.decode(z) - x) ** 2).sum((1, 2)) + kl_nats(mean, log_variance)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()


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
