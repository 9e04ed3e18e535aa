"""Listening sessions: opened with consent, a slot and a plan; then moved from state to state."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from flask_babel import lazy_gettext as _
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from survey_app.admission import live_begin_refused, not_open
from survey_app.database import Database
from survey_app.errors import NotAllowed
from survey_app.material import Material
from survey_app.models import (
    CheckResult,
    Consent,
    ListeningSession,
    Participant,
    ProfileAnswer,
    RehearsalKey,
)
from survey_app.operations.external_ids import keep_external_id, token_of_external_id
from survey_app.operations.slots import is_full, screen_out, take_slot, take_turns
from survey_app.operations.trials import go_on
from survey_app.order import plan_slot
from survey_app.queries import find_listening_session, read_standing
from survey_app.rows import TRIAL
from survey_app.steps import Standing, standing_of
from survey_app.tokens import (
    form_token,
    hash_of,
    new_participant_id,
    new_token,
    sound_name,
    typed_code,
    withdrawal_code,
)

_STORE_TRIALS = insert(TRIAL)


def open_listening_session(
    database: Database,
    material: Material,
    version_id: int,
    secret_key: str,
    *,
    language: str,
    device_class: str,
    rehearsal_key: str | None = None,
    is_preview: bool = False,
    external_id: str = "",
    form_uuid: str | None = None,
) -> str:
    """Store a new participant with consent, slot and all trials; return the token.

    The same form sent again, because its reply was lost, is the same participant.

    With a rehearsal key the listening session is simulated for ever. A preview by the researcher
    is a try-out in every state of the study. Else the state says which run it belongs to; for
    ever as well.

    Whom a panel calls by the same id gets the same live listening session again. Of try-outs and
    rehearsals no id is kept, so that researchers can come as often as they like.

    Raises
    ------
    NotAllowed
        The rehearsal key is unknown or used up.
    NotOpen
        Nobody can begin in this state, or the study is full, or wants the id of a panel.
    """
    token = new_token() if form_uuid is None else form_token(secret_key, form_uuid)
    now = datetime.now(UTC)
    panel = material.study.panel
    with database.writing() as transaction:
        take_turns(transaction, version_id)
        if form_uuid is not None and _is_open(transaction, token):
            return token
        key_id = None if rehearsal_key is None else _use_rehearsal_key(transaction, rehearsal_key)
        standing = read_standing(transaction)
        run = "rehearsal" if key_id is not None or is_preview else standing.run_of(version_id)
        if run is None:
            raise not_open(material.study, standing, external_id)
        if run == "live":
            known = token_of_external_id(transaction, secret_key, panel, external_id)
            if known is not None:
                return known
            refusal = live_begin_refused(material.study, external_id, is_full(transaction, material.study, now))
            if refusal is not None:
                raise refusal
        slot = take_slot(transaction, version_id, run, key_id, now)
        participant = Participant(public_id=new_participant_id(), made_at=now)
        transaction.add(participant)
        transaction.flush()
        if run == "live" and panel is not None and external_id:
            token = keep_external_id(transaction, secret_key, participant, panel, external_id)
        transaction.add(
            Consent(participant_id=participant.id, study_version_id=version_id, language=language, agreed_at=now)
        )
        opened = ListeningSession(
            participant_id=participant.id,
            study_version_id=version_id,
            rehearsal_key_id=key_id,
            token_hash=hash_of(token),
            withdrawal_hash=hash_of(typed_code(withdrawal_code(token))),
            run=run,
            is_simulated=key_id is not None,
            language=language,
            device_class=device_class,
            seed=str(material.study.study.seed),
            slot=slot,
            state="profile" if material.study.profile.ask else "sound-check",
            opened_at=now,
            seen_at=now,
        )
        transaction.add(opened)
        transaction.flush()
        transaction.execute(_STORE_TRIALS, _trials(material, opened, participant.public_id, secret_key))
    return token


def _is_open(transaction: Session, token: str) -> bool:
    found = select(ListeningSession.id).where(ListeningSession.token_hash == hash_of(token))
    return transaction.scalar(found) is not None


def _use_rehearsal_key(transaction: Session, key: str) -> int:
    known = select(RehearsalKey).where(RehearsalKey.key_hash == hash_of(key))
    found = transaction.scalar(known.with_for_update(key_share=True))  # as in take_turns
    if found is None or found.n_left == 0:
        raise NotAllowed(_("This rehearsal key is not valid any more."))
    found.n_left -= 1
    return found.id


def _trials(material: Material, opened: ListeningSession, participant: str, secret_key: str) -> list[dict[str, object]]:
    return [
        {
            "public_id": uuid4().hex,
            "listening_session_id": opened.id,
            "place": place,
            "part": planned.part,
            "section": planned.section,
            "position": planned.position,
            "is_practice": planned.is_practice,
            "stimulus_set": planned.stimulus_set,
            "stimulus": planned.stimulus,
            "sound_name": sound_name(secret_key, participant, planned.stimulus_set, planned.stimulus),
            "options": planned.options,
            "repeat": planned.repeat,
            "check_name": planned.check_name,
            "expected": planned.expected,
        }
        for place, planned in enumerate(plan_slot(material, opened.slot))
    ]


def store_profile(
    database: Database, token: str, answers: Mapping[str, str], screen_out_by: Mapping[Any, Sequence[str]] | None = None
) -> None:
    """Store what a participant says about themselves, once; blank answers leave no row.

    Parameters
    ----------
    answers : mapping of str to str
        Answers by question.
    screen_out_by : mapping of str to sequence of str, optional
        Answers with which the study lets nobody go on, by question.
    """
    with database.writing() as transaction:
        found = find_listening_session(transaction, token, for_update=True)
        if found.state != "profile" or found.screened_out_by is not None:
            return  # a double click, or the back button: the first answers stand
        for question, value in answers.items():
            if value:
                transaction.add(ProfileAnswer(participant_id=found.participant_id, question=question, value=value))
        for question, values in (screen_out_by or {}).items():
            if answers.get(question) in values:
                screen_out(found, question)
        _move_on(found, "sound-check" if found.screened_out_by is None else "profile")


def store_sound_check(database: Database, token: str, is_heard: bool) -> None:
    """Store whether the sound was heard; who hears it goes on."""
    with database.writing() as transaction:
        found = find_listening_session(transaction, token, for_update=True)
        if found.state != "sound-check":
            return
        transaction.add(
            CheckResult(
                listening_session_id=found.id, name="sound-check", is_passed=is_heard, checked_at=datetime.now(UTC)
            )
        )
        _move_on(found, "listen" if is_heard else "sound-check")


def begin_part(database: Database, material: Material, version_id: int, token: str) -> Standing | None:
    """Store that the introduction before the next trial was read; a double click changes nothing.

    Returns
    -------
    Standing or None
        As :func:`survey_app.operations.trials.go_on`.
    """
    with database.writing() as transaction:
        found = find_listening_session(transaction, token)
        standing = standing_of(transaction, found)
        if standing is not None:
            found.n_parts_begun = standing.trial.part + 1
        _move_on(found, found.state)
        return go_on(transaction, material, version_id, read_standing(transaction), found, found.seen_at)


def store_comment(database: Database, token: str, comment: str) -> None:
    """Store the comment and complete the listening session; the first comment stands."""
    with database.writing() as transaction:
        found = find_listening_session(transaction, token, for_update=True)
        if found.state != "comment":
            return
        found.comment = comment or None
        found.completed_at = datetime.now(UTC)
        _move_on(found, "completed")


def change_language(database: Database, token: str, language: str) -> None:
    """Go on in another language of the study."""
    with database.writing() as transaction:
        found = find_listening_session(transaction, token)
        found.language = language
        _move_on(found, found.state)


def _move_on(found: ListeningSession, state: str) -> None:
    found.state = state
    found.seen_at = datetime.now(UTC)
