"""The researcher's pages: login, progress, opening and closing, export."""

import io
import tempfile
import zipfile
from pathlib import Path

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from study.dataset import write_dataset
from study.errors import AscoltoError
from study.folder import StudyFolder
from survey_app.errors import NotAllowed
from survey_app.export import ORIGINS, rows_of
from survey_app.opening import go_live
from survey_app.operations import audit
from survey_app.operations.study_states import close_study
from survey_app.passwords import is_password
from survey_app.progress import n_failed_logins, progress_of_runs, standing_of_study
from survey_app.survey import current_survey
from survey_app.tokens import hash_of

blueprint = Blueprint("research", __name__, url_prefix="/research")

# OWASP's authentication cheat sheet asks for a limit that makes guessing useless; with a
# generated password of 77 bits a few tries a minute, over all workers and addresses, are plenty.
MAX_FAILED_LOGINS_PER_MINUTE = 5


def _fingerprint() -> str | None:
    """Name the password without telling it, so that a new password ends all logins; None where there is none."""
    password_hash = current_survey().secrets.password_hash
    return None if password_hash is None else hash_of(password_hash)


@blueprint.before_request
def require_login() -> ResponseReturnValue | None:
    """Send everybody who is not logged in to the login."""
    if request.endpoint == "research.login":
        return None
    if _fingerprint() is None or session.get("researcher") != _fingerprint():  # the cookie is signed
        return redirect(url_for("research.login"), 303)
    return None


@blueprint.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Log in with the generated password."""
    survey = current_survey()
    if request.method == "GET":
        return render_template("research/login.html", problem=None, languages=survey.languages)
    if n_failed_logins(survey.database) >= MAX_FAILED_LOGINS_PER_MINUTE:
        problem, status = gettext("Too many attempts. Please wait a minute."), 429
    elif is_password(survey.secrets.password_hash, request.form.get("password", "")):
        session.clear()
        session.permanent = True
        session["researcher"] = _fingerprint()
        audit.record(survey.database, "login")
        return redirect(url_for("research.progress"), 303)
    else:
        audit.record(survey.database, "login failed")
        problem, status = gettext("This is not the password."), 401
    return render_template("research/login.html", problem=problem, languages=survey.languages), status


@blueprint.post("/logout")
def logout() -> ResponseReturnValue:
    """Log out."""
    session.clear()
    return redirect(url_for("research.login"), 303)


@blueprint.get("/")
def progress() -> ResponseReturnValue:
    """Show where the study stands and how far it has come."""
    return _progress_page()


def _progress_page(problem: str | None = None) -> ResponseReturnValue:
    survey = current_survey()
    standing = standing_of_study(survey.database)
    is_this_version = standing.version_id == survey.version_id
    page = render_template(
        "research/progress.html",
        standing=standing,
        is_served_version=standing.state != "live" or is_this_version,
        problem=problem,
        origins=progress_of_runs(survey),
        languages=survey.languages,
    )
    return page, 409 if problem else 200


@blueprint.post("/state")
def move() -> ResponseReturnValue:
    """Open the study, or close it."""
    survey = current_survey()
    try:
        if request.form.get("to") == "live":
            go_live(StudyFolder(survey.material.folder.path), survey.database, survey.version_id)
        elif request.form.get("to") == "closed":
            close_study(survey.database)
        else:
            raise NotAllowed(_("Choose live or closed."))
    except AscoltoError as refused:
        return _progress_page(str(refused))
    return redirect(url_for("research.progress"), 303)


@blueprint.post("/export")
def export() -> ResponseReturnValue:
    """Download the data set of answers of one origin."""
    survey = current_survey()
    origin = next((one for one in ORIGINS if one == request.form.get("origin")), None)
    if origin is None:
        raise NotAllowed(_("Choose which answers to download."))
    audit.record(survey.database, "export", origin)
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        rows = rows_of(survey.database, origin, "download")
        study, version = survey.material.study, survey.material.version
        write_dataset(Path(folder), study, version, origin, rows.ratings, rows.listeners)
        for path in sorted(path for path in Path(folder).rglob("*") if path.is_file()):
            archive.write(path, path.relative_to(folder))
    name = f"ascolto-{origin}-{survey.material.version}.zip"
    return Response(
        packed.getvalue(),
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
