"""Participants with the checks they failed; the researcher accepts them or not."""

from typing import get_args

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from survey_app.errors import NotAllowed
from survey_app.operations.decisions import decide
from survey_app.participants import Group, participants_of
from survey_app.survey import current_survey
from survey_app.views.research.origin import shown_origin

blueprint = Blueprint("participants", __name__)

PER_PAGE = 50

_DECISIONS = {"accept": True, "refuse": False, "checks": None}


@blueprint.get("/participants")
def page() -> ResponseReturnValue:
    """List the participants of a group."""
    survey = current_survey()
    shown = shown_origin()
    listed = participants_of(survey, shown.origin)
    groups = {group: [one for one in listed if one.group == group] for group in get_args(Group)}
    asked = request.args.get("group", "doubtful")
    group = asked if asked in groups else "doubtful"
    start = PER_PAGE * max(request.args.get("page", 1, type=int) - 1, 0)
    return render_template(
        "research/participants.html",
        shown=shown,
        group=group,
        n_in_group={name: len(members) for name, members in groups.items()},
        participants=groups[group][start : start + PER_PAGE],
        page_number=start // PER_PAGE + 1,
        has_more=len(groups[group]) > start + PER_PAGE,
        languages=survey.languages,
    )


@blueprint.post("/participants/<public_id>")
def store_decision(public_id: str) -> ResponseReturnValue:
    """Store the researcher's decision, and go back to where it was made."""
    decision = request.form.get("decision")
    if decision not in _DECISIONS or not public_id.isalnum():
        raise NotAllowed(_("Choose to accept or not."))
    decide(current_survey().database, public_id, _DECISIONS[decision])
    origin, group, number = (request.form.get(key) for key in ("origin", "group", "page"))
    place = url_for("research.participants.page", origin=origin, group=group, page=number, _anchor=public_id)
    return redirect(place, 303)
