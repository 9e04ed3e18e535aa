"""What the listening page's script asks: what comes now, and to store answers and facts about listening."""

from datetime import UTC, datetime

from flask import Blueprint, g, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from survey_app.admission import way_on_refused
from survey_app.bodies import ListeningFacts, SentAnswer, sent
from survey_app.errors import NotFound
from survey_app.operations import answers, listening_sessions, trials
from survey_app.operations.study_states import read_standing
from survey_app.queries import find_listening_session
from survey_app.steps import next_step, standing_of
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
    return jsonify(
        next_step(
            survey.material,
            survey.seconds_by_page,
            survey.seconds_by_section,
            standing,
            sound_url=lambda name: url_for("audio.sound", token=token, name=name),
            example_url=lambda name, number: url_for("audio.example", token=token, stimulus_set=name, number=number),
        )
    )


@blueprint.post("/s/<token>/answers")
def store_answer(token: str) -> ResponseReturnValue:
    """Store one answer, and say so only when it is on the disk."""
    survey = current_survey()
    answer = sent(SentAnswer)
    answers.store_answer(survey.database, survey.material, token, answer)
    return jsonify({"stored": answer.uuid})


@blueprint.post("/s/<token>/trials/<trial>/plays")
def store_plays(token: str, trial: str) -> ResponseReturnValue:
    """Store how a trial was listened to so far."""
    if not trial.isalnum():  # a NUL byte would be an error in PostgreSQL
        raise NotFound(_("This address is not in use, or its answers were deleted."))
    trials.store_listening(current_survey().database, token, trial, sent(ListeningFacts))
    return jsonify({"stored": trial})


@blueprint.post("/s/<token>/trials/<trial>/not-heard")
def store_not_heard(token: str, trial: str) -> ResponseReturnValue:
    """Store that the sound of a trial could not be had, so that the participant goes on without it."""
    if not trial.isalnum():
        raise NotFound(_("This address is not in use, or its answers were deleted."))
    survey = current_survey()
    trials.store_not_heard(survey.database, survey.material, token, trial)
    return jsonify({"stored": trial})


@blueprint.post("/s/<token>/continue")
def go_on(token: str) -> ResponseReturnValue:
    """Store that the introduction of the next part was read."""
    listening_sessions.begin_part(current_survey().database, token)
    return jsonify({"ok": True})
