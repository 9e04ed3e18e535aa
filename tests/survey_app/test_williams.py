from collections import Counter
from itertools import pairwise

import pytest

from survey_app.williams import williams_orders


@pytest.mark.parametrize("n", range(1, 10))
def test_each_is_equally_often_at_each_place_and_after_each_other(n: int) -> None:
    """One square where the number is even, two where it is odd: places and neighbours are balanced exactly."""
    rows = williams_orders(n)
    n_rows = n if n % 2 == 0 or n == 1 else 2 * n
    places = Counter((place, one) for row in rows for place, one in enumerate(row))
    neighbours = Counter(pair for row in rows for pair in pairwise(row))

    assert [list(range(n))] * n_rows == [sorted(row) for row in rows]
    assert {(place, one): n_rows // n for place in range(n) for one in range(n)} == places
    assert {(one, other): n_rows // n for one in range(n) for other in range(n) if one != other} == neighbours
