from collections import Counter
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from survey_app.arrangement import arrange, insert_apart

Thing = tuple[int, str]
"""A number, which makes it differ from all others, and its kind."""


@given(st.lists(st.integers(0, 4), max_size=14), st.integers(0, 5))
def test_neighbours_differ_wherever_that_can_be(kinds: list[int], seed: int) -> None:
    """Kinds stand side by side only where one fills more than half of the places, and then as rarely as can be."""
    order = arrange(kinds, kinds, Random(seed))
    n_same = sum(first == second for first, second in pairwise(order))
    most = max(Counter(kinds).values(), default=0)
    unavoidable = max(0, most - 1 - (len(kinds) - most))  # gaps of the largest kind that nothing can fill

    assert sorted(kinds) == sorted(order)
    assert unavoidable == n_same


def test_arrangements_are_spread_over_all_orders() -> None:
    """Without kinds to keep apart, all six orders of three things come equally often (four standard errors)."""
    n = 3000
    orders = Counter(tuple(arrange("abc", "abc", Random(seed))) for seed in range(n))

    assert 6 == len(orders)
    assert all(abs(count - n / 6) < 4 * (n * (1 / 6) * (5 / 6)) ** 0.5 for count in orders.values())


def n_alike(things: list[Thing]) -> int:
    """Count neighbours of one kind."""
    return sum(first[1] == second[1] for first, second in pairwise(things))


def every_insertion(order: list[Thing], more: list[tuple[Thing, Thing]]) -> list[list[Thing]]:
    """Return all ways to put more things among others, each after what it has to come after."""
    if not more:
        return [order]
    (thing, other), *rest = more
    return [
        found
        for at in range(order.index(other) + 1, len(order) + 1)
        for found in every_insertion([*order[:at], thing, *order[at:]], rest)
    ]


@given(st.text("abc", min_size=1, max_size=5), st.text("abc", max_size=3), st.data())
def test_more_is_put_where_fewest_neighbours_are_alike(kinds: str, kinds_of_more: str, data: st.DataObject) -> None:
    """Against all ways there are: the order stays, each comes after what it has to, and no way has fewer alike."""
    order = list(enumerate(kinds))
    more = [
        ((len(order) + number, kind), data.draw(st.sampled_from(order))) for number, kind in enumerate(kinds_of_more)
    ]
    arranged = insert_apart(order, more, lambda one: one[1], Random(data.draw(st.integers(0, 5))))

    assert order == [one for one in arranged if one in order]
    assert sorted([*order, *(thing for thing, _ in more)]) == sorted(arranged)
    assert all(arranged.index(other) < arranged.index(thing) for thing, other in more)
    assert min(map(n_alike, every_insertion(order, more))) == n_alike(arranged)


def test_insertions_are_spread_over_all_places() -> None:
    """Where nothing is alike, each place comes equally often (four standard errors)."""
    n, order = 3000, list(enumerate("abc"))
    places = Counter(
        insert_apart(order, [((3, "d"), (0, "a"))], lambda one: one[1], Random(seed)).index((3, "d"))
        for seed in range(n)
    )

    assert {1, 2, 3} == set(places)
    assert all(abs(count - n / 3) < 4 * (n * (1 / 3) * (2 / 3)) ** 0.5 for count in places.values())
