"""Where the study stands, what it needs next, and how far it has come."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from study.errors import AscoltoError
from study.folder import StudyFolder
from survey_app.errors import NotAllowed
from survey_app.opening import go_live, obstacles
from survey_app.operations.study_states import close_study
from survey_app.progress import n_in_the_middle, progress_of_runs, standing_of_study
from survey_app.served_files import changed_files
from survey_app.survey import current_survey

blueprint = Blueprint("overview", __name__)


@blueprint.get("/")
def page() -> ResponseReturnValue:
    """Show state and progress."""
    survey = current_survey()
    standing = standing_of_study(survey.database)
    return render_template(
        "research/overview.html",
        standing=standing,
        is_served_version=standing.state != "live" or standing.version_id == survey.version_id,
        changed=changed_files(survey.material),
        version=survey.material.version,
        languages=survey.languages,
        **_progress(),
    )


@blueprint.get("/progress")
def progress() -> ResponseReturnValue:
    """Give the numbers alone: the page's script fetches them again and again."""
    return render_template("research/progress.html", **_progress())


def _progress() -> dict[str, object]:
    survey = current_survey()
    return {
        "progress": [one for one in progress_of_runs(survey) if one.n_started or one.n_earlier],
        "sections": {section.id: section.title for section in survey.material.study.sections},
        "minutes": survey.minutes,
        "wanted": survey.material.study.study.max_participants,
    }


@blueprint.get("/state")
def confirm() -> ResponseReturnValue:
    """Say what opening or closing will do, and what keeps the study from it."""
    return _state_page(request.args.get("to"))


@blueprint.post("/state")
def move() -> ResponseReturnValue:
    """Open the study, or close it."""
    survey, to = current_survey(), request.form.get("to")
    try:
        if to == "live":
            go_live(_folder_on_disk(), survey.database, survey.version_id)
        elif to == "closed":
            close_study(survey.database)
        else:
            return _state_page(to)
    except AscoltoError:  # the page says why, in its own language
        return _state_page(to), 409
    return redirect(url_for("research.overview.page"), 303)


def _state_page(to: str | None) -> str:
    survey = current_survey()
    if to not in ("live", "closed"):
        raise NotAllowed(_("Choose live or closed."))
    standing = standing_of_study(survey.database)
    found, problem = [], None
    try:
        if to == "live":
            found = obstacles(_folder_on_disk(), survey.database, survey.version_id)
    except AscoltoError as error:  # a file that cannot be read
        problem = str(error)
    return render_template(
        "research/state.html",
        to=to,
        standing=standing,
        is_possible=standing.may_become(to, survey.version_id),
        obstacles=found,
        problem=problem,
        n_in_the_middle=n_in_the_middle(survey.database),
        languages=survey.languages,
    )


def _folder_on_disk() -> StudyFolder:
    return StudyFolder(current_survey().material.folder.path)
