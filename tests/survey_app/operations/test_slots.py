from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text

from study.folder import StudyFolder
from survey_app.errors import NotOpen
from survey_app.models import ListeningSession
from survey_app.operations.listening_sessions import _use_rehearsal_key
from survey_app.operations.rehearsals import make_rehearsal_key
from survey_app.operations.slots import n_places_taken, take_turns
from survey_app.survey import Survey


@pytest.fixture
def small_study(small_study: StudyFolder) -> StudyFolder:
    """Give the small study with seven places, before anything reads it."""
    path = small_study.path / "study.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("[study]", "[study]\nmax_participants = 7"), "utf-8")
    return StudyFolder(small_study.path)


@pytest.fixture
def begin(opened: Callable[..., str]) -> Callable[..., bool]:
    """Give a function that lets one more person begin; it says whether there was a place."""

    def begin(key: str | None = None) -> bool:
        try:
            opened(key)
        except NotOpen:
            return False
        return True

    return begin


def test_places_are_never_given_twice(survey: Survey, begin: Callable[..., bool]) -> None:
    """Of twenty who start at once seven begin; who has been away for an hour gives the place back, and may return.

    Two who finished and one who is listening keep theirs, so that four more begin; one of those
    who were away finishes late, as a surplus.
    """
    with ThreadPoolExecutor(8) as threads:
        first = list(threads.map(lambda _: begin(), range(20)))
    with survey.database.writing() as transaction:
        found = transaction.scalars(select(ListeningSession).order_by(ListeningSession.id)).all()
        for one in found[1:]:
            one.seen_at -= timedelta(minutes=61)
        found[0].state = found[1].state = "completed"
        found[0].seen_at -= timedelta(days=30)
        found[2].seen_at = datetime.now(UTC)
    with ThreadPoolExecutor(8) as threads:
        second = list(threads.map(lambda _: begin(), range(20)))
    with survey.database.writing() as transaction:
        transaction.scalars(select(ListeningSession).order_by(ListeningSession.id)).all()[3].state = "completed"
        n_taken = n_places_taken(transaction, datetime.now(UTC))

    assert (7, 4) == (first.count(True), second.count(True))
    assert 8 == n_taken


@pytest.mark.parametrize("kept_study", ["postgresql"], indirect=True)
def test_who_is_listening_waits_for_nobody_who_begins(survey: Survey, opened: Callable[..., str]) -> None:
    """While a start holds its turn and its key, rows that refer to both are written: else the two could deadlock."""
    key = make_rehearsal_key(survey.database, 2)
    opened(key)
    with survey.database.writing() as start, survey.database.writing() as listening:
        take_turns(start, survey.version_id)
        _use_rehearsal_key(start, key)
        listening.execute(text("SET LOCAL lock_timeout = '1s'"))
        found = listening.scalars(select(ListeningSession)).one()
        for state in ("sound-check", "listen"):  # the second time PostgreSQL looks at what the row refers to
            found.state = state
            listening.flush()


def test_a_late_returner_goes_on_in_a_full_study(
    survey: Survey, begin: Callable[..., bool], new_participant: Callable[[], Any], client: httpx.Client
) -> None:
    """Whose slot and place were given to somebody else meanwhile goes on, as a surplus; a newcomer does not begin."""
    late = new_participant()
    with survey.database.writing() as transaction:
        transaction.scalars(select(ListeningSession)).one().seen_at -= timedelta(minutes=61)
    began = [begin() for _ in range(8)]
    page = late.post("profile", data={}, follow_redirects=True)
    with survey.database.writing() as transaction:
        slots = transaction.execute(select(ListeningSession.slot, ListeningSession.holds_slot)).all()
        n_taken = n_places_taken(transaction, datetime.now(UTC))

    assert [True] * 7 + [False] == began
    assert (200, True) == (page.status_code, page.url.path.endswith("/sound-check"))
    assert [(0, False), (0, True)] == sorted((slot, holds) for slot, holds in slots if slot == 0)
    assert (8, 403) == (n_taken, client.get("/").status_code)


def test_rehearsals_take_no_place(survey: Survey, begin: Callable[..., bool]) -> None:
    """Synthetic listeners begin in a full study, and leave all places to people."""
    key = make_rehearsal_key(survey.database, 9)

    assert [True] * 9 + [True] * 7 + [False] == [begin(key) for _ in range(9)] + [begin() for _ in range(8)]
