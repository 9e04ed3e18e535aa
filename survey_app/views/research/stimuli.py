"""The stimuli, with what no participant may know: condition, role, intended class, and how often each was heard."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from survey_app.errors import NotFound
from survey_app.origins import belongs_to
from survey_app.progress import times_heard
from survey_app.survey import current_survey
from survey_app.views.research.origin import shown_origin

blueprint = Blueprint("stimuli", __name__)


@blueprint.get("/stimuli")
def page() -> ResponseReturnValue:
    """Show the stimuli of one section."""
    survey = current_survey()
    sections = survey.material.study.sections
    section = next((one for one in sections if one.id == request.args.get("section")), sections[0])
    shown = shown_origin()
    with survey.database.reading() as transaction:
        heard = times_heard(transaction, survey, section.id, belongs_to(transaction, shown.origin))
    return render_template(
        "research/stimuli.html",
        shown=shown,
        sections=sections,
        section=section,
        stimuli=sorted(survey.material.manifests[section.set].stimuli, key=lambda one: one.id not in heard),
        heard=heard,
        languages=survey.languages,
    )


@blueprint.get("/stimuli/<stimulus_set>/<stimulus>")
def sound(stimulus_set: str, stimulus: str) -> Response:
    """Give the sound of a stimulus."""
    material = current_survey().material
    manifest = material.manifests.get(stimulus_set)
    if manifest is None or all(one.id != stimulus for one in manifest.stimuli):
        raise NotFound(_("There is no such stimulus."))
    reply = Response(material.file(stimulus_set, stimulus).read_bytes(), mimetype="audio/flac")
    reply.headers["Cache-Control"] = "private, max-age=3600"
    return reply
