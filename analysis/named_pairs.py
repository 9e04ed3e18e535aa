"""What a test of pairs found, said with the names that the report shows."""

from collections.abc import Mapping
from dataclasses import replace

from analysis.blocked_rank_tests import ConoverResult
from analysis.rank_tests import DunnResult

SIDES = ("group_a", "group_b", "condition_a", "condition_b")


def sentence_with_names(found: DunnResult | ConoverResult, names: Mapping[str, str]) -> str:
    """Return the sentence of a result, with each group under the name it is shown by; the result keeps the ids.

    Parameters
    ----------
    found : DunnResult or ConoverResult
    names : mapping of group to name
        A group that is not in it keeps its own.

    Examples
    --------
    >>> from analysis.rank_tests import dunn
    >>> sentence_with_names(dunn([1, 2, 3, 7, 8, 9], ["R0"] * 3 + ["R2"] * 3), {"R2": "R2 rebuilt"})
    "The two groups differ: 'R2 rebuilt' ranks above 'R0' by 3.0 ranks, p = .0495 (Dunn's test, Holm over 1 pair)."
    """
    pairs = tuple(
        replace(pair, **{side: names.get(group, group) for side, group in vars(pair).items() if side in SIDES})
        for pair in found.pairs
    )
    return replace(found, pairs=pairs).sentence()  # type: ignore[arg-type]  # each result holds pairs of its own kind
