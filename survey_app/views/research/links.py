"""The links to hand out."""

from urllib.parse import urlsplit

import segno
from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from survey_app.panel import panel_links
from survey_app.survey import current_survey

blueprint = Blueprint("links", __name__)

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@blueprint.get("/links")
def page() -> ResponseReturnValue:
    """Show the participants' link, as text and as a picture for a phone's camera; and what a panel is given."""
    # What 'ascolto serve' printed; where the app runs without it, the address by which this page was reached.
    address = str(current_app.config["ADDRESS"] or request.host_url)
    survey = current_survey()
    return render_template(
        "research/links.html",
        address=address,
        # Made by segno from an address: nothing in it comes from a visitor.
        picture=Markup(segno.make(address, error="l").svg_inline(omitsize=True, border=4)),  # noqa: S704
        port=urlsplit(address).port or 80,
        is_for_this_machine=urlsplit(address).hostname in _LOOPBACK,
        panel=survey.material.study.panel,
        panel_links=panel_links(survey.material.study, address),
        languages=survey.languages,
    )
