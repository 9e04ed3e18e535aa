"""What the listening page's script asks: what comes now, and to store answers and facts about listening.

Every reply that takes the participant further says what comes `next`, so that one request brings a
trial's answers and fetches the next trial. Where `next` is null, the script asks: the listening
is over, or the study.
"""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, g, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from survey_app.admission import way_on_refused
from survey_app.bodies import ListeningFacts, SentAnswers, sent
from survey_app.errors import NotFound
from survey_app.operations import answers, listening_sessions, trials
from survey_app.queries import find_listening_session, read_standing
from survey_app.steps import Standing, next_step, standing_of
from survey_app.survey import current_survey
from survey_app.way import page_of

blueprint = Blueprint("listening", __name__)


@blueprint.get("/s/<token>/trial")
def trial(token: str) -> ResponseReturnValue:
    """Say what comes now, and issue the trial on its first time."""
    survey = current_survey()
    with survey.database.reading() as transaction:
        g.listening_session = found = find_listening_session(transaction, token)
        refusal = way_on_refused(found, survey.version_id, read_standing(transaction), datetime.now(UTC))
        if refusal is not None:
            raise refusal
        if page_of(survey.material, found) != "listen":
            return jsonify({"step": "done", "next": url_for("participant.page", token=token)})
        standing = standing_of(transaction, found)
    assert standing is not None  # the last answer leaves the state "listen"
    if not standing.needs_introduction and standing.trial.issued_at is None:
        trials.issue_trial(survey.database, token, standing.trial.public_id)
    return jsonify(_step(token, standing))


@blueprint.post("/s/<token>/answers")
def store_answers(token: str) -> ResponseReturnValue:
    """Store the answers to a trial, and say so only when they are on the disk."""
    survey, body = current_survey(), sent(SentAnswers)
    coming = answers.store_answers(survey.database, survey.material, survey.version_id, token, body)
    return jsonify({"stored": [answer.uuid for answer in body.answers], "next": _step(token, coming)})


@blueprint.post("/s/<token>/trials/<trial>/plays")
def store_plays(token: str, trial: str) -> ResponseReturnValue:
    """Store how a trial was listened to so far, when the page is left before its answers."""
    _refuse_wrong_id(trial)
    trials.store_listening(current_survey().database, token, trial, sent(ListeningFacts))
    return jsonify({"stored": trial})


@blueprint.post("/s/<token>/trials/<trial>/not-heard")
def store_not_heard(token: str, trial: str) -> ResponseReturnValue:
    """Store that the sound of a trial could not be had, so that the participant goes on without it."""
    _refuse_wrong_id(trial)
    survey = current_survey()
    coming = trials.store_not_heard(survey.database, survey.material, survey.version_id, token, trial)
    return jsonify({"stored": trial, "next": _step(token, coming)})


@blueprint.post("/s/<token>/continue")
def go_on(token: str) -> ResponseReturnValue:
    """Store that the introduction of the next part was read."""
    survey = current_survey()
    coming = listening_sessions.begin_part(survey.database, survey.material, survey.version_id, token)
    return jsonify({"next": _step(token, coming)})


def _refuse_wrong_id(trial: str) -> None:
    if not trial.isalnum():  # a NUL byte would be an error in PostgreSQL
        raise NotFound(_("This address is not in use, or its answers were deleted."))


def _step(token: str, standing: Standing | None) -> dict[str, Any] | None:
    """Describe what comes next; None where the script has to ask."""
    if standing is None:
        return None
    survey, g.listening_session = current_survey(), standing.found
    base = url_for("participant.page", token=token)  # once: building each address takes a tenth of the whole reply
    return next_step(
        survey.material,
        survey.seconds_by_page,
        survey.seconds_by_section,
        standing,
        sound_url=lambda name: f"{base}sounds/{name}.flac",
        example_url=lambda name, number: f"{base}classes/{name}/{number}.flac",
    )
