"""Withdrawal by code: everything of a participant is deleted."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey_app.errors import NotAllowed
from survey_app.operations import withdrawals
from survey_app.survey import current_survey

blueprint = Blueprint("withdrawal", __name__)


@blueprint.route("/withdraw", methods=["GET", "POST"])
def withdraw() -> ResponseReturnValue:
    """Ask for the code, and delete."""
    survey = current_survey()
    code, problem = request.form.get("code", ""), None
    if request.method == "POST":
        try:
            withdrawals.withdraw(survey.database, code)
            return redirect(url_for("withdrawal.withdrawn", lang=request.args.get("lang")), 303)
        except NotAllowed as refusal:
            problem = str(refusal.message)
    page = render_template("withdraw.html", languages=survey.languages, code=code, problem=problem)
    return page, 400 if problem else 200


@blueprint.get("/withdrawn")
def withdrawn() -> ResponseReturnValue:
    """Say that everything is deleted."""
    return render_template("withdrawn.html", languages=current_survey().languages)
