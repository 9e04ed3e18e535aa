"""Compact letters: groups that share a letter are not told apart."""

from collections.abc import Collection, Sequence
from string import ascii_lowercase


def compact_letters(names: Sequence[str], told_apart: Collection[tuple[str, str]]) -> dict[str, str]:
    """Give letters so that two groups share one exactly when they are not told apart [1]_.

    Parameters
    ----------
    names : sequence of str
        Groups, the one that gets the first letter first.
    told_apart : collection of (str, str)
        Pairs that differ, in any order.

    Returns
    -------
    dict of str to str

    References
    ----------
    .. [1] Piepho, H.-P. (2004). Journal of Computational and Graphical Statistics 13(2), 456-466.

    Examples
    --------
    >>> compact_letters(["high", "mid", "low"], [("high", "low")])
    {'high': 'a', 'mid': 'ab', 'low': 'b'}
    """
    columns = [frozenset(names)]
    for one, other in told_apart:
        split = []
        for column in columns:
            split += [column - {one}, column - {other}] if {one, other} <= column else [column]
        columns = [c for i, c in enumerate(split) if not any(c < d or (c == d and j < i) for j, d in enumerate(split))]
    place = {name: index for index, name in enumerate(names)}
    columns.sort(key=lambda column: sorted(place[name] for name in column))
    return {name: "".join(_letter(i) for i, column in enumerate(columns) if name in column) for name in names}


def _letter(index: int) -> str:
    rounds, place = divmod(index, len(ascii_lowercase))
    return ascii_lowercase[place] + (str(rounds) if rounds else "")
