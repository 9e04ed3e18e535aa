from collections.abc import Callable
from typing import Any

from survey_app.progress import n_failed_logins, progress_of_runs
from survey_app.survey import Survey
from survey_app.walker import Walk


def test_progress_counts_sessions_answers_and_balance(
    survey: Survey, walk: Callable[..., Walk], participant: Any
) -> None:
    """Two who finished and one who left: states and answers add up, and balance counts who finished."""
    for leaves_after in (None, None, 5):
        walk(leaves_after=leaves_after)
    live, try_out, rehearsal = progress_of_runs(survey)

    assert ("live", {"started": 1, "completed": 0}, 0) == (live["origin"], live["states"], live["n_answers"])
    assert ("try-out", {"started": 0, "completed": 0}) == (try_out["origin"], try_out["states"])
    assert {"started": 3, "completed": 2} == rehearsal["states"]
    assert 34 + 34 + 10 == rehearsal["n_answers"]
    # Two slots hear 2 x 4 of 8, 2 x 3 of 6 and 2 x 3 of 6 stimuli: each stimulus once.
    assert [("singles", 1, 1, 8), ("sweeps", 1, 1, 6), ("instruments", 1, 1, 6)] == [
        (one["section"], one["fewest"], one["most"], one["n_stimuli"]) for one in rehearsal["stimuli"]
    ]
    assert {0} == {one["most"] for one in live["stimuli"]}


def test_no_login_has_failed_yet(survey: Survey) -> None:
    """A new study begins without failed logins."""
    assert 0 == n_failed_logins(survey.database)
