"""The survey as participants meet it, for the researcher: a try-out in every state of the study, never live data."""

from uuid import uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from markdown_it import MarkdownIt

from survey_app.bodies import form_uuid_in
from survey_app.devices import device_class
from survey_app.errors import NotAllowed
from survey_app.languages import page_language
from survey_app.operations import listening_sessions
from survey_app.survey import current_survey

blueprint = Blueprint("preview", __name__)


@blueprint.get("/preview")
def page() -> ResponseReturnValue:
    """Say what a preview is, and offer the languages."""
    return render_template("research/preview.html", languages=current_survey().languages)


@blueprint.get("/preview/begin")
def consent() -> ResponseReturnValue:
    """Show the first page of the survey, whose form begins a preview."""
    survey = current_survey()
    return render_template(
        "consent.html",
        consent_html=MarkdownIt("commonmark", {"html": False}).render(survey.material.consents[page_language()]),
        languages=survey.languages,
        minutes=survey.minutes,
        is_rehearsal=True,
        begin_url=url_for("research.preview.begin"),
        form_uuid=uuid4().hex,
    )


@blueprint.post("/preview/begin")
def begin() -> ResponseReturnValue:
    """Open a listening session that can never become live."""
    survey = current_survey()
    language = request.form.get("language")
    if language not in survey.languages:
        raise NotAllowed(_("Choose a language of the study."))
    token = listening_sessions.open_listening_session(
        survey.database,
        survey.material,
        survey.version_id,
        survey.secrets.secret_key,
        language=language,
        device_class=device_class(request.user_agent.string),
        is_preview=True,
        form_uuid=form_uuid_in(request.form),
    )
    return redirect(url_for("participant.page", token=token), 303)
