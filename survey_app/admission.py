"""Who may begin, and who may go on: refusals that follow from the state of the study and from what it asks for."""

from datetime import datetime

from flask_babel import lazy_gettext as _

from study.study_file import StudyFile
from survey_app.errors import NotOpen, Refusal, SurveyOver, VersionChanged
from survey_app.models import ListeningSession
from survey_app.panel import WayBack, way_back
from survey_app.study_states import Standing

STORED = _("What you answered is stored. Thank you!")


def not_open(study: StudyFile, standing: Standing, external_id: str) -> NotOpen:
    """Say why nobody can begin; whom a panel has sent to a closed study goes back there."""
    if standing.state == "closed":
        return NotOpen(_("This survey is over."), _("Thank you for your interest!"), _to_panel(study, external_id))
    if standing.state == "draft":
        return NotOpen(_("This survey has not begun yet."), _("Please come back later."))
    return NotOpen(_("This survey is being changed."), _("Please come back later."))


def live_begin_refused(study: StudyFile, external_id: str, is_full: bool) -> NotOpen | None:
    """Say why somebody cannot begin a live listening session; None where they can.

    Parameters
    ----------
    study : StudyFile
        What the study asks for.
    external_id : str
        The panel's id of who comes; blank where there is none.
    is_full : bool
        Whether all places are taken by people who have finished or are listening now.
    """
    if study.panel is not None and study.panel.is_required and not external_id:
        return NotOpen(
            _("The link to this survey is not complete."),
            _("Please open it again where you found it: each has its own."),
        )
    if is_full:
        to_panel = _to_panel(study, external_id)
        thanks = _("Thank you for your interest!")
        may_return = _("Thank you for your interest! Now and then a place becomes free, so you may try again later.")
        message = _("Enough people have taken part: this survey is full.")
        return NotOpen(message, thanks if to_panel else may_return, to_panel)
    return None


def _to_panel(study: StudyFile, external_id: str) -> WayBack | None:
    return way_back(study.panel, external_id, "full") if external_id else None


def way_on_refused(found: ListeningSession, version_id: int, standing: Standing, now: datetime) -> Refusal | None:
    """Say why somebody in the middle cannot go on; None where they can.

    Whoever has given every answer may always finish: the withdrawal code is on the last page.
    """
    if found.study_version_id != version_id:
        return VersionChanged(_("This survey has changed since you began."), STORED)
    is_at_the_end = found.state in ("comment", "completed") or found.screened_out_by is not None
    if not is_at_the_end and not standing.may_go_on(found.run, now):
        return SurveyOver(_("This survey is over."), STORED)
    return None
