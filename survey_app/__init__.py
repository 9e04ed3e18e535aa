"""The web survey, its database and the walker that takes it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from study.folder import StudyFolder


def create_app(folder: "StudyFolder", is_behind_proxy: bool = False, address: str | None = None) -> "Flask":
    """Make the survey of a study folder as a WSGI application.

    Parameters
    ----------
    folder : StudyFolder
        A study whose stimulus sets are there and whose database is upgraded
        (`survey_app.server.prepare` does that).
    is_behind_proxy : bool
        Whether a proxy stands before the survey that speaks HTTPS to the world and says so in
        `X-Forwarded-Proto`; else browsers reach the survey itself, and nobody is believed.
    address : str, optional
        Address by which participants reach the survey, for the researcher to hand out; where it
        is not known, that by which the researcher does.

    Raises
    ------
    StudyError, StimulusError, SurveyError
        Study file, manifests or database are missing or wrong.
    """
    from flask import Flask

    from survey_app import assets, failures, form_replies, languages, security, survey
    from survey_app.views import audio, health, listening, participant, research, withdrawal

    app = Flask(__name__, static_folder=None)
    opened = survey.open_survey(folder)
    survey.attach(app, opened)

    panel = opened.material.study.panel
    security.configure(app, opened.secrets.secret_key, panel.frame_ancestors if panel else ())
    if is_behind_proxy:
        security.trust_proxy(app)
    app.config["ADDRESS"] = address
    assets.configure(app)
    languages.configure(app)
    failures.configure(app)
    form_replies.configure(app)

    for view in (participant, listening, audio, withdrawal, health, research):
        app.register_blueprint(view.blueprint)
    security.protect_forms(app, without=(participant.blueprint, listening.blueprint, withdrawal.blueprint))
    return app
