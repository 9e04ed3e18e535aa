"""Withdrawal by code: everything of a participant is deleted."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from survey_app.errors import NotAllowed
from survey_app.operations import withdrawals
from survey_app.survey import current_survey

blueprint = Blueprint("withdrawal", __name__)


@blueprint.route("/withdraw", methods=["GET", "POST"])
def withdraw() -> ResponseReturnValue:
    """Ask for the code, and delete."""
    survey = current_survey()
    code, problem, deleted = request.form.get("code", ""), None, False
    if request.method == "POST":
        try:
            withdrawals.withdraw(survey.database, code)
            code, deleted = "", True
        except NotAllowed as refusal:
            problem = str(refusal.message)
    page = render_template("withdraw.html", languages=survey.languages, code=code, problem=problem, deleted=deleted)
    return page, 400 if problem else 200
