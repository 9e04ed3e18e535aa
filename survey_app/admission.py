"""Who may begin, and who may go on: refusals that follow from the state of the study."""

from datetime import datetime

from flask_babel import lazy_gettext as _

from survey_app.errors import NotOpen, Refusal, SurveyOver, VersionChanged
from survey_app.models import ListeningSession
from survey_app.study_states import Standing

STORED = _("What you answered is stored. Thank you!")


def not_open(standing: Standing) -> NotOpen:
    """Say why nobody can begin."""
    if standing.state == "closed":
        return NotOpen(_("This survey is over."), _("Thank you for your interest!"))
    if standing.state == "draft":
        return NotOpen(_("This survey has not begun yet."), _("Please come back later."))
    return NotOpen(_("This survey is being changed."), _("Please come back later."))


def way_on_refused(found: ListeningSession, version_id: int, standing: Standing, now: datetime) -> Refusal | None:
    """Say why somebody in the middle cannot go on; None where they can.

    Whoever has given every answer may always finish: the withdrawal code is on the last page.
    """
    if found.study_version_id != version_id:
        return VersionChanged(_("This survey has changed since you began."), STORED)
    has_answered = found.state in ("comment", "completed")
    if not has_answered and not standing.may_go_on(found.run, now):
        return SurveyOver(_("This survey is over."), STORED)
    return None
