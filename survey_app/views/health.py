"""For whoever watches over the server: that it answers, and its database too."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from survey_app.survey import current_survey

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def health() -> ResponseReturnValue:
    """Answer 200 when the database can be read, 503 when not."""
    with current_survey().database.reading() as transaction:
        transaction.execute(text("SELECT 1"))
    return jsonify({"ok": True})
