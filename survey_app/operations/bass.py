"""The bass check: how many low tones somebody heard, and whether that is right."""

from datetime import UTC, datetime

from survey_app.bass_sound import N_TRIES, TONE_HZ, n_tones
from survey_app.database import Database
from survey_app.models import CheckResult
from survey_app.operations.slots import screen_out
from survey_app.queries import find_listening_session


def store_bass_answer(database: Database, token: str, *, n_tried: int, count: int, is_required: bool) -> None:
    """Store how many low tones somebody counted.

    Where bass is required, who counts wrong may try again; the last try that is wrong ends the survey for them.

    Parameters
    ----------
    n_tried : int
        Which try is answered, from 0; any but the present one is a double click and changes nothing.
    count : int
        Low tones that were heard; 0 for none.
    is_required : bool
        Whether the study lets nobody go on without bass.
    """
    with database.writing() as transaction:
        found = find_listening_session(transaction, token, for_update=True)
        counted = list(found.bass_answers or ())
        if found.is_bass_heard is not None or n_tried != len(counted):
            return
        counted.append(count)
        now, n_played = datetime.now(UTC), n_tones(found.token_hash, n_tried)
        found.bass_answers, found.seen_at = counted, now
        is_passed = count == n_played
        if is_required and not is_passed and len(counted) < N_TRIES:
            return
        found.is_bass_heard = is_passed
        transaction.add(
            CheckResult(
                listening_session_id=found.id,
                name="bass",
                is_passed=is_passed,
                detail=f"{TONE_HZ:g} Hz: {count} counted, {n_played} played",
                checked_at=now,
            )
        )
        if is_required and not is_passed:
            screen_out(found, "bass")
