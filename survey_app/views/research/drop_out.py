"""Where participants leave."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from survey_app.drop_out import drop_out, stages_of
from survey_app.operations.withdrawals import n_withdrawals
from survey_app.survey import current_survey
from survey_app.views.research.origin import shown_origin

blueprint = Blueprint("drop_out", __name__)


@blueprint.get("/drop-out")
def page() -> ResponseReturnValue:
    """Show how many reached each step of the way."""
    survey = current_survey()
    shown = shown_origin()
    steps = drop_out(survey, shown.origin)
    return render_template(
        "research/drop_out.html",
        shown=shown,
        steps=steps,
        stages=stages_of(steps),
        sections={section.id: section.title for section in survey.material.study.sections},
        n_withdrawals=n_withdrawals(survey.database),
        languages=survey.languages,
    )
