"""Slots and places: the lowest slot that is free, and how many places of a study are taken; part of other transactions.

Starts take turns (:func:`take_turns`), so that neither a slot nor the last place is given twice.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from study.study_file import StudyFile
from survey_app.models import ListeningSession, StudyVersion
from survey_app.study_states import Run

# Long enough for a pause with a telephone call, short enough to fill a gap on the same day.
ABANDONED_AFTER = timedelta(minutes=60)


def take_turns(transaction: Session, version_id: int) -> None:
    """Let parallel starts wait for each other until their transactions end; SQLite has one writer anyway.

    The lock leaves the key of the row alone: rows of people who are listening refer to it, and wait for nobody.
    """
    found = select(StudyVersion.id).where(StudyVersion.id == version_id)
    transaction.execute(found.with_for_update(key_share=True))


def is_full(transaction: Session, study: StudyFile, now: datetime) -> bool:
    """Say whether all places of a study are taken."""
    n_places = study.study.max_participants
    return n_places is not None and n_places_taken(transaction, now) >= n_places


def n_places_taken(transaction: Session, now: datetime) -> int:
    """Return how many have finished a live listening session, or are in one; whoever left an hour ago is not.

    A late returner may finish all the same, and counts again while they do: whoever gave an hour is not sent away
    because somebody else has the place meanwhile. So a study can end with a few more than it has places.
    """
    is_there = ListeningSession.seen_at >= now - ABANDONED_AFTER
    return (
        transaction.scalar(
            select(func.count()).where(
                ListeningSession.run == "live",
                ListeningSession.screened_out_by.is_(None),
                (ListeningSession.state == "completed") | is_there,
            )
        )
        or 0
    )


def take_slot(transaction: Session, version_id: int, run: Run, key_id: int | None, now: datetime) -> int:
    """Return the lowest slot that nobody holds; whoever left one an hour ago has lost it."""
    same_plan = (
        ListeningSession.rehearsal_key_id.is_(None) if key_id is None else ListeningSession.rehearsal_key_id == key_id
    )
    holders = transaction.execute(
        select(ListeningSession.id, ListeningSession.slot, ListeningSession.state, ListeningSession.seen_at).where(
            ListeningSession.study_version_id == version_id,
            ListeningSession.run == run,
            same_plan,
            ListeningSession.holds_slot,
        )
    ).all()
    held = {holder.slot for holder in holders}
    abandoned = {
        holder.slot: holder.id
        for holder in holders
        if holder.state != "completed" and holder.seen_at < now - ABANDONED_AFTER
    }
    slot = next(slot for slot in range(len(held) + 1) if slot not in held or slot in abandoned)
    if slot in abandoned:
        left_behind = transaction.get_one(ListeningSession, abandoned[slot])
        left_behind.holds_slot = False
        transaction.flush()
    return slot


def screen_out(found: ListeningSession, because_of: str) -> None:
    """Let somebody go no further, for what the study says; their slot is free for the next."""
    found.screened_out_by = because_of
    found.holds_slot = False
