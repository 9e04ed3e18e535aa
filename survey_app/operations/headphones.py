"""The headphone check: one answer after the other, then its score."""

from datetime import UTC, datetime

from survey_app.database import Database
from survey_app.headphone_sounds import N_TRIALS, PASSED_FROM, HeadphoneCheck, headphone_trials
from survey_app.models import CheckResult
from survey_app.operations.slots import screen_out
from survey_app.queries import find_listening_session


def store_headphone_answer(
    database: Database, token: str, check: HeadphoneCheck, *, number: int, place: int, n_tries: int | None
) -> None:
    """Store which of three intervals somebody chose; the last answer makes the score.

    Where headphones are required, a check that was not passed begins anew, and the last one that
    was not ends the survey for who takes it.

    Parameters
    ----------
    number : int
        Which trial is answered, from 1; any but the next is a double click and changes nothing.
    place : int
        Interval that was chosen, 1 to 3.
    n_tries : int or None
        How often the check may be tried; None where headphones are not required.
    """
    with database.writing() as transaction:
        found = find_listening_session(transaction, token, for_update=True)
        answers = list(found.headphone_answers or ())
        if found.headphone_score is not None or number != len(answers) % N_TRIALS + 1:
            return
        answers = [*answers, place]
        now = datetime.now(UTC)
        found.headphone_answers, found.seen_at = answers, now
        if len(answers) % N_TRIALS:
            return
        trials = headphone_trials(check, found.token_hash)
        score = sum(chosen == right for chosen, (right, _) in zip(answers[-N_TRIALS:], trials, strict=True))
        is_passed = score >= PASSED_FROM
        is_last_try = n_tries is None or len(answers) >= n_tries * N_TRIALS
        if not is_passed and not is_last_try:
            return
        found.headphone_score = score
        transaction.add(
            CheckResult(
                listening_session_id=found.id,
                name="headphones",
                is_passed=is_passed,
                detail=f"{check}: {score} of {N_TRIALS}",
                checked_at=now,
            )
        )
        if not is_passed and n_tries is not None:
            screen_out(found, "headphones")
