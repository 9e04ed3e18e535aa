"""Orders of sections that are balanced after Williams.

A Williams design (Williams, 1949, Australian Journal of Scientific Research A 2(2), 149-168) is a Latin
square in which everything also follows everything else equally often, so that neither place nor what
came before favours any. For an odd number that takes two squares, one the mirror of the other.
"""


def williams_orders(n: int) -> list[tuple[int, ...]]:
    """Return the rows of a Williams design of `n` things: `n` of them, or `2 n` where `n` is odd and above 1.

    Examples
    --------
    >>> williams_orders(2), williams_orders(3)
    ([(0, 1), (1, 0)], [(0, 1, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0), (0, 2, 1), (1, 0, 2)])
    """
    zigzag = [0, *(step // 2 + 1 if step % 2 == 0 else n - step // 2 - 1 for step in range(n - 1))]
    square = [tuple((one + row) % n for one in zigzag) for row in range(n)]
    return square if n % 2 == 0 or n == 1 else square + [row[::-1] for row in square]
