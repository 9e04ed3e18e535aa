"""The researcher's pages, behind a login: one thing to do on each."""

from flask import Blueprint

from survey_app.views.research import (
    download,
    drop_out,
    filters,
    links,
    login,
    overview,
    participants,
    preview,
    stimuli,
    withdrawal,
)

blueprint = Blueprint("research", __name__, url_prefix="/research")
blueprint.before_request(login.require_login)
for page in (login, overview, links, preview, stimuli, participants, drop_out, download, withdrawal, filters):
    blueprint.register_blueprint(page.blueprint)
