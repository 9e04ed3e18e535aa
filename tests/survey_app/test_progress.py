from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from survey_app.models import ListeningSession
from survey_app.progress import Balance, progress_of_runs
from survey_app.survey import Survey
from survey_app.walker import Walk


def test_progress_counts_sessions_answers_and_balance(
    survey: Survey, walk: Callable[..., Walk], participant: Any
) -> None:
    """Two who finished and one who left: states and answers add up, and balance counts who finished."""
    for leaves_after in (None, None, 5):
        walk(leaves_after=leaves_after)
    live, try_out, rehearsal = progress_of_runs(survey)

    assert ("live", 1, 0, 1, 0) == (live.origin, live.n_started, live.n_completed, live.n_there, live.n_answers)
    assert ("try-out", 0) == (try_out.origin, try_out.n_started)
    assert (3, 2, 1, 0) == (rehearsal.n_started, rehearsal.n_completed, rehearsal.n_there, rehearsal.n_left)
    assert 34 + 34 + 10 == rehearsal.n_answers
    # Two slots hear 2 x 4 of 8, 2 x 3 of 6 and 2 x 3 of 6 stimuli: each stimulus once.
    assert (Balance("singles", 8, 1, 1), Balance("sweeps", 6, 1, 1), Balance("instruments", 6, 1, 1)) == (
        rehearsal.balance
    )
    assert {0} == {one.most for one in live.balance}


def test_who_was_not_heard_of_for_an_hour_has_left(survey: Survey, walk: Callable[..., Walk]) -> None:
    """Somebody in the middle becomes somebody who left; minutes are those of who finished; versions stay apart."""
    for leaves_after in (None, 5):
        walk(leaves_after=leaves_after)
    with survey.database.writing() as transaction:
        finished, left = transaction.scalars(select(ListeningSession).order_by(ListeningSession.id))
        finished.opened_at = finished.completed_at - timedelta(minutes=9)
        left.seen_at -= timedelta(minutes=61)
    rehearsal = progress_of_runs(survey)[2]
    later = progress_of_runs(replace(survey, version_id=survey.version_id + 1))[2]

    assert (0, 1, 9.0) == (rehearsal.n_there, rehearsal.n_left, rehearsal.median_minutes)
    assert (0, 2, None) == (later.n_started, later.n_earlier, later.median_minutes)
