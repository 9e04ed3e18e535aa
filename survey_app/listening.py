"""Was the sound heard in full? Decided on the server, from heard intervals and the time since the trial was issued."""

from collections.abc import Iterable
from datetime import datetime

# Half of this is the time an audio clock may be ahead of the speaker (Web Audio output latency on
# phones reaches about 0.2 s); a listener who misses so little has heard the sound.
TOLERANCE_S = 0.25

Interval = tuple[float, float]


def merge_intervals(intervals: Iterable[Interval]) -> list[Interval]:
    """Merge intervals of a sound that were heard, so that each second counts once.

    Parameters
    ----------
    intervals : iterable of (float, float)
        Beginnings and ends in seconds from the start of the sound, in any order; empty or
        reversed ones count as nothing.

    Returns
    -------
    list of (float, float)
        Disjoint intervals in order.

    Examples
    --------
    >>> merge_intervals([(2.0, 4.0), (0.0, 1.0), (0.5, 1.5)])
    [(0.0, 1.5), (2.0, 4.0)]
    """
    merged: list[Interval] = []
    for start_s, end_s in sorted((max(start_s, 0.0), end_s) for start_s, end_s in intervals):
        if end_s <= start_s:
            continue
        if merged and start_s <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end_s))
        else:
            merged.append((start_s, end_s))
    return merged


def heard_s(intervals: Iterable[Interval], duration_s: float) -> float:
    """Return how many seconds of a sound were heard, each counted once.

    Examples
    --------
    >>> heard_s([(0.0, 1.0), (0.5, 9.0)], duration_s=4.0)
    4.0
    """
    return sum(
        min(end_s, duration_s) - start_s for start_s, end_s in merge_intervals(intervals) if start_s < duration_s
    )


def was_heard(intervals: Iterable[Interval], duration_s: float) -> bool:
    """Say whether the heard intervals cover the sound, but for :data:`TOLERANCE_S`."""
    return heard_s(intervals, duration_s) >= duration_s - TOLERANCE_S


def had_time(issued_at: datetime, now: datetime, duration_s: float) -> bool:
    """Say whether the sound can have been heard since the trial was issued.

    A clock that was set back to before the trial was issued proves nothing, and must not
    hold a participant up: then the heard intervals alone decide.
    """
    elapsed_s = (now - issued_at).total_seconds()
    return elapsed_s < 0 or elapsed_s >= duration_s - TOLERANCE_S
