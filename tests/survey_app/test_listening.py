from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.listening import had_time, heard_s, merge_intervals, was_heard

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
seconds = st.integers(0, 40).map(lambda quarter: quarter / 4)  # exact in binary
intervals = st.lists(st.tuples(seconds, seconds), max_size=12)


@given(intervals)
def test_merged_intervals_cover_the_same_quarters_of_seconds(heard: list[tuple[float, float]]) -> None:
    """Merging keeps every heard moment, adds none, and leaves no overlap (by counting quarters one by one)."""
    merged = merge_intervals(heard)
    quarters = {quarter for start, end in heard for quarter in range(int(start * 4), int(end * 4))}

    assert len(quarters) / 4 == sum(end - start for start, end in merged)
    assert all(first[1] < second[0] for first, second in pairwise(merged))


@given(intervals, st.floats(0.25, 10))
def test_nobody_hears_more_than_there_is(heard: list[tuple[float, float]], duration_s: float) -> None:
    """Heard seconds lie between nothing and the duration, whatever the page claims."""
    assert 0 <= heard_s(heard, duration_s) <= duration_s


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ([(0.0, 4.0)], True),
        ([(0.0, 3.75)], True),  # a quarter of a second may be missing
        ([(0.0, 3.7)], False),
        ([(2.0, 4.0), (0.0, 2.0)], True),
        ([(0.0, 2.0), (0.0, 2.0)], False),  # the first half twice is not the whole
        ([], False),
    ],
)
def test_a_sound_is_heard_when_its_parts_are(heard: list[tuple[float, float]], expected: bool) -> None:
    """Each second counts once."""
    assert expected == was_heard(heard, duration_s=4.0)


@pytest.mark.parametrize(
    ("elapsed_s", "expected"), [(4.0, True), (3.8, True), (3.0, False), (0.0, False), (-3600, True)]
)
def test_time_since_issue_must_suffice_unless_the_clock_was_set_back(elapsed_s: float, expected: bool) -> None:
    """An answer that comes too early is refused; a clock that was set back holds nobody up."""
    assert expected == had_time(NOW - timedelta(seconds=elapsed_s), NOW, duration_s=4.0)
