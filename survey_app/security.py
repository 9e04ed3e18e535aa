"""Limits and headers of every reply, and the protection of the researcher's forms."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from flask import Blueprint, Flask, Response, request
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

MAX_BODY_BYTES = 64 * 1024

POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors "

HEADERS = {
    "Referrer-Policy": "no-referrer",  # the address carries the participant's token
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def configure(app: Flask, secret_key: str, frame_ancestors: Sequence[str] = ()) -> None:
    """Set limits and cookies, and add the headers.

    Parameters
    ----------
    app : Flask
        The survey.
    secret_key : str
        Signs the researcher's cookie.
    frame_ancestors : sequence of str
        Sites that may show the participants' pages inside their own.
    """
    app.config.update(
        SECRET_KEY=secret_key,
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES,
        MAX_FORM_PARTS=100,
        SESSION_COOKIE_NAME="ascolto_research",
        SESSION_COOKIE_PATH="/research",  # participants get no cookie
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_TIME_LIMIT=None,  # a form left open over lunch still works; the cookie ends
        WTF_CSRF_SSL_STRICT=False,  # it asks for a Referer, which our own policy forbids browsers to send
    )
    app.after_request(lambda response: _add_headers(response, frame_ancestors))


def trust_proxy(app: Flask) -> None:
    """Believe the proxy before us which scheme the browser used, and keep the researcher's cookie to HTTPS.

    Addresses of browsers are not read: nothing here needs them. The prefix `__Host-` makes
    browsers refuse a cookie that another host of the domain, or plain HTTP, tries to set; it
    asks for the path `/`.
    """
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=0, x_proto=1)  # type: ignore[method-assign]
    app.config.update(
        SESSION_COOKIE_NAME="__Host-ascolto_research", SESSION_COOKIE_PATH="/", SESSION_COOKIE_SECURE=True
    )


def protect_forms(app: Flask, without: Iterable[Blueprint]) -> None:
    """Protect forms against requests forged by other sites, where a cookie carries the authority.

    Participants' requests carry theirs in the address, which no other site knows.
    """
    protection = CSRFProtect(app)
    for blueprint in without:
        protection.exempt(blueprint)


def _add_headers(response: Response, frame_ancestors: Sequence[str]) -> Response:
    is_for_participants = (request.blueprint or "research").split(".")[0] != "research"
    allowed = " ".join(frame_ancestors) if is_for_participants else ""
    response.headers.setdefault("Content-Security-Policy", POLICY + (allowed or "'none'"))
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if "Cache-Control" not in response.headers and request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response
