"""Orders in which no two sounds of one kind follow each other, as far as that can be avoided."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import pairwise
from random import Random
from typing import TypeVar

from stimuli.manifest import Stimulus

T = TypeVar("T")

N_DRAWS = 10
"""Of 300 small cases that were tried out, all had their fewest neighbours of one kind by then."""


def kind_of(stimulus: Stimulus) -> str:
    """Return what should not come twice in a row: the class, else the recording, else the sound itself."""
    return stimulus.intended_start or stimulus.source or stimulus.id


def arrange(things: Sequence[T], kinds: Sequence[Hashable], rng: Random) -> list[T]:
    """Shuffle so that no two neighbours are of one kind, as far as that can be avoided.

    Each step draws among the things after which the rest can still be arranged: a kind may
    have at most half of the remaining places, rounded up, and rounded down if it stands last.

    Parameters
    ----------
    things, kinds : sequence of shape (n,)
        What to order, and the kind of each.
    rng : random.Random
        Where chance comes from.

    Returns
    -------
    list of shape (n,)
    """
    rest = list(zip(things, kinds, strict=True))
    rng.shuffle(rest)
    counts = Counter(kinds)
    arranged: list[T] = []
    last: Hashable = object()
    while rest:
        fitting = (at for at, (_, kind) in enumerate(rest) if kind != last and _can_go_on(counts, kind))
        at = next(fitting, None)
        if at is None:  # unavoidable: the kind that is left most often comes next
            at = max(range(len(rest)), key=lambda one: (counts[rest[one][1]], rest[one][1] != last))
        thing, last = rest.pop(at)
        counts[last] -= 1
        arranged.append(thing)
    return arranged


def _can_go_on(counts: Counter[Hashable], chosen: Hashable) -> bool:
    n_rest = counts.total() - 1
    return all(
        count - 1 <= n_rest // 2 if kind == chosen else count <= (n_rest + 1) // 2 for kind, count in counts.items()
    )


def insert_apart(
    order: Sequence[T], more: Sequence[tuple[T, T]], kind: Callable[[T], Hashable], rng: Random
) -> list[T]:
    """Put more things at random places among others, which keep their order; kinds stay apart as far as they can.

    Parameters
    ----------
    order : sequence of shape (n,)
        What keeps its order; all of it differs.
    more : sequence of tuple of shape (m,)
        What to put among it, and after which of `order`.
    kind : callable
        The kind of a thing.
    rng : random.Random
        Where chance comes from.

    Returns
    -------
    list of shape (n + m,)
    """

    def draw() -> list[T]:
        arranged = list(order)
        for thing, other in rng.sample(more, len(more)):
            places = range(arranged.index(other) + 1, len(arranged) + 1)
            possible = [[*arranged[:at], thing, *arranged[at:]] for at in places]
            fewest = min(map(n_alike, possible))
            arranged = rng.choice([one for one in possible if n_alike(one) == fewest])
        return arranged

    def n_alike(arranged: Sequence[T]) -> int:
        return sum(first == second for first, second in pairwise(map(kind, arranged)))

    arranged = draw()
    for _ in range(N_DRAWS):  # what is put first may stand in the way of the next
        if n_alike(arranged) == 0:
            break
        arranged = min(arranged, draw(), key=n_alike)
    return arranged
