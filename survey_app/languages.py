"""The language of a page: what the participant chose, else what the browser asks for, among those of the study."""

from urllib.parse import urlencode

from flask import Flask, g, request
from flask_babel import Babel

from survey_app.survey import current_survey


def configure(app: Flask) -> None:
    """Translate pages, and tell templates the language and what else all of them show."""
    Babel(app, locale_selector=page_language)

    @app.context_processor
    def common() -> dict[str, object]:
        g.lang = page_language()
        listening_session = g.get("listening_session")
        return {
            "lang": g.lang,
            "study_title": current_survey().material.study.study.title,
            "is_rehearsal": listening_session is not None and listening_session.run == "rehearsal",
            "address_in": _address_in,
            "token": (request.view_args or {}).get("token"),
        }


def _address_in(language: str) -> str:
    """Return the address of this page in another language; what else is asked for stays, such as the id of a panel."""
    return f"?{urlencode({**request.args, 'lang': language})}"


def page_language() -> str:
    """Return the language of this request's page."""
    languages = current_survey().languages
    if asked_language() is not None:
        return str(asked_language())
    listening_session = g.get("listening_session")
    if listening_session is not None:
        return str(listening_session.language)
    if g.get("researcher_language") in languages:
        return str(g.researcher_language)
    return request.accept_languages.best_match(languages) or languages[0]


def asked_language() -> str | None:
    """Return the language of the study that `?lang=` asks for; None where it asks for none."""
    asked = request.args.get("lang")
    return asked if asked in current_survey().languages else None
