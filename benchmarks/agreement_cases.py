"""Random cases for a comparison with R: ties, tiny and unequal groups, constants, gaps, empty columns, mixed models."""

from collections.abc import Callable, Iterator
from itertools import cycle
from typing import Any

import numpy as np
from numpy.typing import NDArray

Case = dict[str, Any]
Floats = NDArray[np.float64]

SCALES: dict[str, Callable[[Floats], Floats]] = {
    "five points": lambda x: np.clip(np.round(3 + x), 1, 5),
    "a hundred points": lambda x: np.clip(np.round(60 + 20 * x), 0, 100),
    "continuous": lambda x: x,
    "yes and no": lambda x: (x > 0).astype(float),
    "half points": lambda x: np.round(2 * x) / 2,
    "skewed": np.exp,
    "far away": lambda x: 1e6 + np.round(x, 3),
}
TERMS = ("", "l", "s", "ls", "Ls", "lS", "LS", "L", "S")
"""Random effects of a mixed model: listeners and stimuli, a capital where the condition has slopes."""


def draw_cases(rng: np.random.Generator, n: int) -> Iterator[Case]:
    """Yield n cases of every kind."""
    kinds = (_one_way, _blocked, _contingency, _fit, _agreement, _confusion, _adjusted, _mixed)
    for kind in kinds:
        for number, scale in zip(range(n), cycle(SCALES), strict=False):
            yield {"kind": kind.__name__.removeprefix("_")} | kind(rng, number, SCALES[scale])


def _one_way(rng: np.random.Generator, number: int, scale: Callable[[Floats], Floats]) -> Case:
    k = int(rng.integers(2, 31)) if number % 4 == 3 else int(rng.integers(2, 6))
    sizes = rng.integers(1, 30 if number % 2 else 7, k)
    if sizes.sum() == k:
        sizes[0] += 2
    names = np.array([f"{'ab Z'[place % 4]}{place}" for place in range(k)])
    groups = np.repeat(names, sizes)
    values = scale(rng.normal(0, 1, len(groups)) + rng.normal(0, 0.5, k).repeat(sizes))
    if number % 5 == 4:
        values[groups == groups[0]] = values[0]
    order = rng.permutation(len(values))
    gap = 0.06 * (number % 3 == 2)
    return {"values": _gaps(rng, values[order], gap), "groups": _gaps(rng, groups[order], gap)}


def _blocked(rng: np.random.Generator, number: int, scale: Callable[[Floats], Floats]) -> Case:
    n_blocks, k = int(rng.integers(3, 25)), int(rng.integers(2, 9))
    block, condition = (axis.ravel() for axis in np.meshgrid(np.arange(n_blocks), np.arange(k), indexing="ij"))
    if number % 3 == 1:  # some blocks rate some conditions twice
        twice = rng.permutation(len(block))[: len(block) // 3]
        block, condition = np.append(block, block[twice]), np.append(condition, condition[twice])
    values = scale(rng.normal(0, 1, len(block)) + rng.normal(0, 0.5, k)[condition])
    return {
        "values": _gaps(rng, values, 0.03 * (number % 3 == 2)),
        "conditions": [f"c{one}" for one in condition],
        "blocks": [f"B{one}" for one in block],
    }


def _contingency(rng: np.random.Generator, number: int, _scale: object) -> Case:
    rows, columns = (2, 2) if number % 4 == 0 else (int(one) for one in rng.integers(2, 22, 2))
    n = int(rng.choice([30, 120, 500]))
    row = rng.integers(0, rows, n)
    column = np.where(rng.random(n) < 0.3 * (number % 3), row % columns, rng.integers(0, columns, n))
    column[(column == 1) & (number % 5 == 3) & (columns > 2)] = 0  # a class that nobody chose
    return {"rows": [f"r{one:02d}" for one in row], "columns": [f"c{one:02d}" for one in column]}


def _fit(rng: np.random.Generator, number: int, _scale: object) -> Case:
    k = int(rng.integers(2, 22))
    share = np.round(rng.dirichlet(np.full(k, 3.0)), 6) + 1e-3
    share /= share.sum()
    counts = rng.multinomial(int(rng.integers(20, 500)), share)
    return {"counts": counts.tolist(), "expected": None if number % 2 else share.tolist()}


def _agreement(rng: np.random.Generator, number: int, scale: Callable[[Floats], Floats]) -> Case:
    n_units, n_raters = int(rng.integers(4, 20)), int(rng.integers(2, 12))
    ratings = scale(rng.normal(0, 1, (n_units, n_raters)) + rng.normal(0, 1, (n_units, 1)))
    return {"ratings": [_gaps(rng, row, 0.1 * (number % 3 == 1)) for row in ratings]}


def _confusion(rng: np.random.Generator, number: int, _scale: object) -> Case:
    k, n = int(rng.integers(2, 22)), int(rng.choice([20, 100, 300]))
    names = [f"class-{one:02d}" for one in range(k)]
    intended = rng.integers(0, k, n)
    chosen = np.where(rng.random(n) < 0.4, intended, rng.integers(0, k + number % 2, n))
    answers = [*names, "cannot tell"]
    return {
        "classes": names,
        "intended": [names[one] for one in intended],
        "chosen": [answers[one] for one in chosen],
    }


def _adjusted(rng: np.random.Generator, number: int, _scale: object) -> Case:
    p_values = np.round(rng.random(int(rng.integers(1, 40))) ** rng.integers(1, 6), 3 if number % 2 else 12)
    return {"p_values": _gaps(rng, p_values, 0.1)}


def _mixed(rng: np.random.Generator, number: int, _scale: object) -> Case:
    term = TERMS[number % len(TERMS)]
    n_listeners, n_sounds, n_conditions = int(rng.integers(8, 20)), int(rng.integers(6, 13)), 2 + number % 2
    n_categories = int(rng.integers(3, 12 if number % 4 == 0 else 7))
    axes = np.meshgrid(np.arange(n_listeners), np.arange(n_sounds), np.arange(n_conditions), indexing="ij")
    heard = rng.random(axes[0].size) < (1.0, 0.6, 0.4)[number % 3]  # not every listener hears every sound
    listener, sound, condition = (axis.ravel()[heard] for axis in axes)
    of_listener = 0.0 if number % 6 == 5 else 0.9  # a variance of zero
    number_column = np.round(rng.normal(size=len(listener)), 6)
    eta = 0.6 * condition + 0.4 * number_column
    eta = eta + rng.normal(0, of_listener, n_listeners)[listener] + rng.normal(0, 0.7, n_sounds)[sound]
    eta = eta + rng.normal(0, 0.5 * ("L" in term), (n_listeners, n_conditions))[listener, condition]
    eta = eta + rng.normal(0, 0.5 * ("S" in term), (n_sounds, n_conditions))[sound, condition]
    latent = eta + rng.logistic(size=len(eta))
    cuts = np.quantile(latent, np.linspace(0, 1, n_categories + 1)[1:-1])
    return {
        "values": (np.searchsorted(cuts, latent) + 1).tolist(),
        "fixed": {"condition": [f"c{one}" for one in condition], "x": number_column.tolist()},
        "listeners": [f"L{one}" for one in listener] if term.lower().count("l") else None,
        "stimuli": [f"S{one}" for one in sound] if term.lower().count("s") else None,
        "listener_slopes": ["condition"] if "L" in term else [],
        "stimulus_slopes": ["condition"] if "S" in term else [],
    }


def _gaps(rng: np.random.Generator, column: NDArray[Any], share: float) -> list[Any]:
    return [None if rng.random() < share else cell for cell in column.tolist()]
