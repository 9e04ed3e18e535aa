from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from survey_app.errors import NotAllowed
from survey_app.models import CheckResult, Consent, ListeningSession, ProfileAnswer, StudyVersion, Trial
from survey_app.operations.listening_sessions import store_profile
from survey_app.operations.rehearsals import end_rehearsal, make_rehearsal_key
from survey_app.operations.slots import ABANDONED_AFTER
from survey_app.operations.study_states import close_study
from survey_app.order import plan_slot
from survey_app.queries import find_listening_session
from survey_app.survey import Survey


def slots(survey: Survey) -> list[tuple[int, bool]]:
    """Return slot and whether it is held, in the order of opening."""
    with survey.database.reading() as transaction:
        rows = transaction.execute(
            select(ListeningSession.slot, ListeningSession.holds_slot).order_by(ListeningSession.id)
        )
        return [(row.slot, row.holds_slot) for row in rows]


def leave(survey: Survey, slot: int, minutes: float) -> None:
    """Let the holder of a slot have been away for so many minutes."""
    with survey.database.writing() as transaction:
        found = transaction.scalars(
            select(ListeningSession).where(ListeningSession.slot == slot, ListeningSession.holds_slot)
        ).one()
        found.seen_at -= timedelta(minutes=minutes)


def test_opening_stores_consent_slot_and_plan(survey: Survey, opened: Callable[..., str]) -> None:
    """Who agrees has a consent with version and language, slot 0, and all its trials in the planned order."""
    token = opened()
    with survey.database.reading() as transaction:
        found = find_listening_session(transaction, token)
        consent = transaction.scalars(select(Consent)).one()
        version = transaction.get_one(StudyVersion, consent.study_version_id)
        trials = [(trial.section, trial.stimulus, trial.options) for trial in found.trials]

    plan = plan_slot(survey.material, 0)
    assert (survey.material.version, "en") == (version.version, consent.language)
    assert ("live", False, 0, "profile", "phone") == (
        found.run,
        found.is_simulated,
        found.slot,
        found.state,
        found.device_class,
    )
    assert trials == [
        (one.section, one.stimulus, {key: list(value) for key, value in one.options.items()}) for one in plan
    ]


def test_the_token_is_not_in_the_database(survey: Survey, opened: Callable[..., str]) -> None:
    """Only a hash of the token is kept."""
    token = opened()
    with survey.database.reading() as transaction:
        row = transaction.execute(select(ListeningSession.__table__)).one()

    assert token not in map(str, row)


def test_parallel_starts_get_different_slots(survey: Survey, opened: Callable[..., str]) -> None:
    """Thirty starts from eight threads take the slots 0 to 29, none twice and none left out."""
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: opened(), range(30)))

    assert list(range(30)) == sorted(slot for slot, _ in slots(survey))


def test_one_form_makes_one_participant(survey: Survey, opened: Callable[..., str]) -> None:
    """A consent that is sent eight times at once, and again from a study that is full, opens one listening session.

    With a rehearsal's key for one it is used once; another form is another person, and the id of
    the form is kept nowhere.
    """
    key, form = make_rehearsal_key(survey.database, 1), uuid4().hex
    with ThreadPoolExecutor(8) as threads:
        tokens = set(threads.map(lambda _: opened(key, form), range(8)))
    another = opened(None, uuid4().hex)
    close_study(survey.database)
    with survey.database.reading() as transaction:
        rows = transaction.execute(select(ListeningSession.__table__)).all()

    assert {opened(key, form)} == tokens
    assert another not in tokens
    assert 2 == len(rows)
    assert not {form, *tokens} & {str(value) for row in rows for value in row}


def test_a_profile_that_comes_twice_at_once_is_stored_once(survey: Survey, opened: Callable[..., str]) -> None:
    """A page that asks again while its first request is still on its way gets no error, and changes nothing."""
    token = opened()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: store_profile(survey.database, token, {"gender": f"{n}"}), range(8)))
    with survey.database.reading() as transaction:
        stored = transaction.scalars(select(ProfileAnswer.value)).all()

    assert 1 == len(stored)


def test_an_abandoned_slot_is_given_again(survey: Survey, opened: Callable[..., str]) -> None:
    """After sixty idle minutes a slot goes to the next who starts; the late returner is surplus but keeps the order."""
    first, *_ = [opened() for _ in range(3)]
    leave(survey, slot=0, minutes=61)
    leave(survey, slot=1, minutes=59)
    opened()
    with survey.database.reading() as transaction:
        kept = [trial.stimulus for trial in find_listening_session(transaction, first).trials]

    assert [(0, False), (1, True), (2, True), (0, True)] == slots(survey)
    assert [one.stimulus for one in plan_slot(survey.material, 0)] == kept


def test_a_completed_slot_is_never_given_again(survey: Survey, opened: Callable[..., str]) -> None:
    """Who finished a month ago still holds their slot."""
    opened()
    with survey.database.writing() as transaction:
        transaction.execute(update(ListeningSession).values(state="completed"))
    leave(survey, slot=0, minutes=60 * 24 * 30)
    opened()

    assert [(0, True), (1, True)] == slots(survey)


@pytest.mark.parametrize("n_wanted", [16, pytest.param(504, marks=pytest.mark.slow)])
def test_balance_holds_with_drop_outs(survey: Survey, opened: Callable[..., str], n_wanted: int) -> None:
    """Of parallel starts a third leave and their slots are given again: completed sessions are balanced."""
    n_completed = everyone = 0  # the largest block of the small study has 2 slots of 8 stimuli, or of 6
    while n_completed < n_wanted:
        missing = n_wanted - n_completed
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda _: opened(), range(missing)))
        with survey.database.writing() as transaction:
            active = transaction.scalars(
                select(ListeningSession).where(ListeningSession.state == "profile", ListeningSession.holds_slot)
            ).all()
            for found in active:
                everyone += 1
                if everyone % 3 == 0:
                    found.seen_at -= ABANDONED_AFTER + timedelta(minutes=1)
                else:
                    found.state = "completed"
                    n_completed += 1
    with survey.database.reading() as transaction:
        heard = transaction.execute(
            select(Trial.section, Trial.stimulus)
            .join(ListeningSession)
            .where(ListeningSession.state == "completed", Trial.is_practice.is_(False))
        )
        counts = Counter((row.section, row.stimulus) for row in heard)

    sections = {section for section, _ in counts}
    spreads = {section: {count for (one, _), count in counts.items() if one == section} for section in sections}
    each = n_wanted // 2  # everybody hears half of each set
    assert {"singles": {each}, "sweeps": {each}, "instruments": {each}} == spreads


def test_rehearsals_have_slots_of_their_own(survey: Survey, opened: Callable[..., str]) -> None:
    """A rehearsal takes no slot away from live participants, nor from another rehearsal."""
    keys = [make_rehearsal_key(survey.database, 2) for _ in range(2)]
    for key in (None, keys[0], keys[0], keys[1], None):
        opened(key)

    assert [0, 0, 1, 0, 1] == [slot for slot, _ in slots(survey)]


def test_a_rehearsal_key_opens_as_many_as_it_says(survey: Survey, opened: Callable[..., str]) -> None:
    """A used-up, an ended and an invented key open nothing, and leave nothing behind."""
    used_up, ended = make_rehearsal_key(survey.database, 1), make_rehearsal_key(survey.database, 5)
    token = opened(used_up)
    end_rehearsal(survey.database, ended)

    for key in (used_up, ended, "invented", ""):
        with pytest.raises(NotAllowed):
            opened(key)
    with survey.database.reading() as transaction:
        found = find_listening_session(transaction, token)
    assert ("rehearsal", True) == (found.run, found.is_simulated)
    assert 1 == len(slots(survey))


def test_profile_answers_are_stored_once(survey: Survey, opened: Callable[..., str]) -> None:
    """The first profile stands, and "prefer not to say" leaves no row."""
    token = opened()
    store_profile(survey.database, token, {"gender": "", "device": "headphones"})
    store_profile(survey.database, token, {"gender": "man", "device": "speakers"})
    with survey.database.reading() as transaction:
        found = [(row.question, row.value) for row in transaction.scalars(select(ProfileAnswer))]

    assert [("device", "headphones")] == found


def test_a_sound_check_that_failed_is_a_fact(survey: Survey, participant: Any) -> None:
    """Who hears nothing stays on the page, and both tries are recorded."""
    participant.post("profile", data={})
    no, yes = (participant.post("sound-check", data={"heard": word}) for word in ("no", "yes"))
    with survey.database.reading() as transaction:
        facts = [(row.name, row.is_passed) for row in transaction.scalars(select(CheckResult).order_by(CheckResult.id))]

    assert [303, 303] == [no.status_code, yes.status_code]
    assert "heard=no" in no.headers["location"]
    assert [("sound-check", False), ("sound-check", True)] == facts
