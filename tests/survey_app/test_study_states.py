from datetime import UTC, datetime, timedelta

import pytest

from survey_app.study_states import GRACE, Run, Standing, State

CLOSED_AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "opened", "served", "expected"),
    [
        ("draft", None, 1, None),
        ("rehearsal", None, 1, "rehearsal"),
        ("rehearsal", None, 2, "rehearsal"),
        ("live", 1, 1, "live"),
        ("live", 1, 2, None),
        ("closed", 1, 1, None),
    ],
)
def test_a_new_participant_belongs_to_the_run_of_the_state(
    state: State, opened: int | None, served: int, expected: Run | None
) -> None:
    """Only the version that was opened takes live participants; a draft and a closed study take none."""
    assert expected == Standing(state, opened, CLOSED_AT).run_of(served)


@pytest.mark.parametrize(
    ("state", "run", "after", "expected"),
    [
        ("closed", "live", timedelta(0), True),
        ("closed", "live", GRACE - timedelta(seconds=1), True),
        ("closed", "live", GRACE, False),
        ("closed", "rehearsal", 10 * GRACE, True),
        ("live", "live", 10 * GRACE, True),
    ],
)
def test_who_is_in_the_middle_may_go_on_for_an_hour(state: State, run: Run, after: timedelta, expected: bool) -> None:
    """Closing leaves live participants an hour; it does not concern those who try the survey out."""
    assert expected is Standing(state, 1, CLOSED_AT).may_go_on(run, CLOSED_AT + after)
