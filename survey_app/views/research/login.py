"""The researcher's door: logging in and out, and the language of the pages behind it."""

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from survey_app.languages import asked_language
from survey_app.operations.logins import begin_login, end_login
from survey_app.passwords import is_password
from survey_app.survey import current_survey
from survey_app.tokens import hash_of

blueprint = Blueprint("login", __name__)


def require_login() -> ResponseReturnValue | None:
    """Send everybody who is not logged in to the login; take the language along from page to page."""
    if asked_language() is not None:
        session["language"] = asked_language()
    g.researcher_language = session.get("language")
    if request.endpoint == "research.login.page":
        return None
    if _fingerprint() is None or session.get("researcher") != _fingerprint():  # the cookie is signed
        return redirect(url_for("research.login.page"), 303)
    return None


def _fingerprint() -> str | None:
    """Name the password without telling it, so that a new password ends all logins; None where there is none."""
    password_hash = current_survey().secrets.password_hash
    return None if password_hash is None else hash_of(password_hash)


@blueprint.route("/login", methods=["GET", "POST"])
def page() -> ResponseReturnValue:
    """Log in with the generated password."""
    survey = current_survey()
    if request.method == "GET":
        return render_template("research/login.html", problem=None, languages=survey.languages)
    login = begin_login(survey.database)
    if login is None:
        problem, status = gettext("Too many attempts. Please wait a minute."), 429
    elif is_password(survey.secrets.password_hash, request.form.get("password", "")):
        session.clear()
        session.permanent = True
        session["researcher"], session["language"] = _fingerprint(), g.researcher_language
        end_login(survey.database, login)
        return redirect(url_for("research.overview.page"), 303)
    else:
        problem, status = gettext("This is not the password."), 401
    return render_template("research/login.html", problem=problem, languages=survey.languages), status


@blueprint.post("/logout")
def logout() -> ResponseReturnValue:
    """Log out."""
    session.clear()
    return redirect(url_for("research.login.page"), 303)
