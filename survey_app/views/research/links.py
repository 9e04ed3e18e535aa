"""The links to hand out."""

from urllib.parse import urlsplit

import segno
from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from survey_app.survey import current_survey

blueprint = Blueprint("links", __name__)

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@blueprint.get("/links")
def page() -> ResponseReturnValue:
    """Show the participants' link, as text and as a picture for a phone's camera."""
    address = participants_address()
    return render_template(
        "research/links.html",
        address=address,
        # Made by segno from an address: nothing in it comes from a visitor.
        picture=Markup(segno.make(address, error="l").svg_inline(omitsize=True, border=4)),  # noqa: S704
        port=urlsplit(address).port or 80,
        is_for_this_machine=urlsplit(address).hostname in _LOOPBACK,
        languages=current_survey().languages,
    )


def participants_address() -> str:
    """Return the address that 'ascolto serve' printed; without one, that by which this page was reached."""
    return str(current_app.config.get("PARTICIPANTS_ADDRESS") or request.host_url)
