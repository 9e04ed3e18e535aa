"""The sounds, under names that tell nothing and differ between listening sessions."""

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response
from flask_babel import lazy_gettext as _
from sqlalchemy import Row, Select, bindparam, select

from survey_app.assets import FOLDER
from survey_app.bass_sound import bass_sound, n_tones
from survey_app.errors import NotFound
from survey_app.glossary import example_of
from survey_app.headphone_sounds import headphone_sound, headphone_trials
from survey_app.models import ListeningSession, Trial
from survey_app.queries import find_listening_session
from survey_app.survey import current_survey
from survey_app.tokens import hash_of

blueprint = Blueprint("audio", __name__)

_FIRST_TRIAL = (
    select(Trial.stimulus_set, Trial.stimulus)
    .join(Trial.listening_session)
    .where(ListeningSession.token_hash == bindparam("token_hash"))
    .order_by(Trial.place)
    .limit(1)
)
_FIRST_OF_SOUND = _FIRST_TRIAL.where(Trial.sound_name == bindparam("name"))
_FIRST_OF_PRACTICE = _FIRST_TRIAL.where(Trial.is_practice.is_(True))


@blueprint.get("/s/<token>/sounds/<name>.flac")
def sound(token: str, name: str) -> Response:
    """Give the sound of a trial."""
    # PostgreSQL refuses a NUL byte even in a comparison; names are hexadecimal.
    found = _first_trial(_FIRST_OF_SOUND, token, name=name) if name.isalnum() else None
    if found is None:
        raise NotFound(_("This address is not in use, or its answers were deleted."))
    return _flac(current_survey().material.file(found.stimulus_set, found.stimulus))


@blueprint.get("/s/<token>/sounds/level")
def level(token: str) -> Response:
    """Give the sound to set the level with: the first practice sound, else a noise that comes with Ascolto."""
    if _first_trial(_FIRST_TRIAL, token) is None:
        raise NotFound(_("This address is not in use, or its answers were deleted."))
    found = _first_trial(_FIRST_OF_PRACTICE, token)
    if found is None:
        return _flac(FOLDER / "sounds" / "level.flac")
    return _flac(current_survey().material.file(found.stimulus_set, found.stimulus))


@blueprint.get("/s/<token>/headphones/<int(max=6):number>")
def headphones(token: str, number: int) -> Response:
    """Give the sound of a trial of the headphone check."""
    survey = current_survey()
    check = survey.material.study.checks.headphones
    if check == "none" or number < 1:
        raise NotFound(_("This address is not in use, or its answers were deleted."))
    with survey.database.reading() as transaction:
        found = find_listening_session(transaction, token)
    return _wav(headphone_sound(check, headphone_trials(check, found.token_hash)[number - 1]))


@blueprint.get("/s/<token>/bass/<int(max=9):number>")
def bass(token: str, number: int) -> Response:
    """Give the sound of the bass check, for the next try or an earlier one."""
    with current_survey().database.reading() as transaction:
        found = find_listening_session(transaction, token)
    return _wav(bass_sound(n_tones(found.token_hash, number)))


@blueprint.get("/s/<token>/classes/<stimulus_set>/<int(max=9999):number>.flac")
def example(token: str, stimulus_set: str, number: int) -> Response:
    """Give the sound that shows what a class sounds like."""
    material = current_survey().material
    with current_survey().database.reading() as transaction:
        find_listening_session(transaction, token)
    manifest = material.manifests.get(stimulus_set)
    shown = example_of(manifest, manifest.classes[number].id) if manifest and number < len(manifest.classes) else None
    if shown is None:
        raise NotFound(_("This address is not in use, or its answers were deleted."))
    return _flac(material.file(stimulus_set, shown.id))


def _first_trial(wanted: Select[str, str], token: str, **values: str) -> Row[str, str] | None:
    with current_survey().database.reading() as transaction:
        return transaction.execute(wanted, {"token_hash": hash_of(token), **values}).one_or_none()


def _flac(path: Path) -> Response:
    """Reply with the bytes alone: a date or a tag of the file could tell the order of rendering."""
    response = Response(path.read_bytes(), mimetype="audio/flac")
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


def _wav(sound: bytes) -> Response:
    """Reply with a sound that is synthesised: tones repeat themselves, compressed they are a tenth."""
    response = Response(_compressed(sound), mimetype="audio/wav", headers={"Content-Encoding": "gzip"})
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


@lru_cache(maxsize=32)
def _compressed(sound: bytes) -> bytes:
    """Compress each of the few sounds that are synthesised once: hundreds of participants may ask at a time."""
    return gzip.compress(sound)
