"""What participants and researchers see when something does not work: one sentence, what to do, never a stack trace."""

import logging

from flask import Flask, g, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from survey_app.errors import Refusal
from survey_app.panel import WayBack
from survey_app.survey import current_survey

log = logging.getLogger(__name__)


def configure(app: Flask) -> None:
    """Turn every failure into a page, or into JSON where a script asked."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DBAPIError, _unavailable)
    app.register_error_handler(PoolTimeoutError, _unavailable)
    app.register_error_handler(OSError, _unavailable)
    app.register_error_handler(Exception, _bug)


def _refused(refusal: Refusal) -> ResponseReturnValue:
    if is_for_script():
        return jsonify(refusal.facts()), refusal.status
    return _page(str(refusal.message), str(refusal.advice), refusal.status, refusal.has_way_on, refusal.way_back)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:  # a redirect that werkzeug raises
        return error.get_response()
    message = {
        404: gettext("There is no such page."),
        405: gettext("There is no such page."),
        413: gettext("What was sent is too long. Please shorten it."),
    }.get(status, gettext("The survey did not understand this request. Please go back and try again."))
    return _reply(error.name.lower(), message, "", status)


def _unavailable(error: Exception) -> ResponseReturnValue:
    # The text of a database error may hold values; the log gets its kind alone.
    log.error("%s: %s", type(error).__name__, getattr(error, "orig", error).__class__.__name__)
    message = gettext("The survey cannot be reached right now.")
    return _reply("unavailable", message, gettext("Please try again in a minute. Your answers are kept."), 503)


def _bug(error: Exception) -> ResponseReturnValue:
    log.exception("a bug", exc_info=error)
    message = gettext("Something went wrong on our side.")
    return _reply("bug", message, gettext("Please reload the page. Your answers are kept."), 500)


def _reply(name: str, message: str, advice: str, status: int) -> ResponseReturnValue:
    if is_for_script():
        return jsonify({"error": name, "message": message}), status
    return _page(message, advice, status)


def is_for_script() -> bool:
    """Say whether a script of the page asked, and not the browser itself."""
    return request.blueprint == "listening" or request.accept_mimetypes.best == "application/json"


def _page(
    message: str, advice: str, status: int, has_way_on: bool = True, way_back: WayBack | None = None
) -> ResponseReturnValue:
    token = (request.view_args or {}).get("token")
    is_known = token is not None and g.get("listening_session") is not None
    if (request.blueprint or "").startswith("research"):
        back_url = url_for("research.overview.page")
    else:
        back_url = url_for("participant.page", token=token) if is_known else url_for("participant.consent")
    languages = current_survey().languages if request.method == "GET" else ()  # a form that was sent has no address
    shown = {
        "languages": languages,
        "message": message,
        "advice": advice,
        "back_url": back_url if has_way_on else None,
        "way_back": way_back,
    }
    return render_template("error.html", **shown), status
