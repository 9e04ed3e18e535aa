"""Withdrawal for somebody who writes to the researcher: by their code, after a look at what would be deleted."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from survey_app.errors import NotAllowed
from survey_app.operations import withdrawals
from survey_app.survey import current_survey

blueprint = Blueprint("withdrawal", __name__)


@blueprint.route("/withdrawal", methods=["GET", "POST"])
def page() -> ResponseReturnValue:
    """Ask for the code, say what belongs to it, and delete that when it is confirmed."""
    survey = current_survey()
    code, found, deleted, problem = request.form.get("code", ""), None, False, None
    try:
        if request.form.get("confirmed") == "yes":
            withdrawals.withdraw(survey.database, code, by="researcher")
            deleted = True
        elif request.method == "POST":
            found = withdrawals.belongings(survey.database, code)
    except NotAllowed as refusal:
        problem = str(refusal.message)
    shown = {"code": code, "found": found, "deleted": deleted, "problem": problem}
    return render_template("research/withdrawal.html", languages=survey.languages, **shown), 400 if problem else 200
