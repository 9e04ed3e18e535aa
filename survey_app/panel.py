"""What goes between the survey and a panel: the link it is given, the id it sends, and the way back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from flask_babel import lazy_gettext as _

from study.panel import Panel
from study.study_file import StudyFile
from survey_app.bodies import plain_text
from survey_app.errors import NotAllowed

Ending = Literal["completed", "screened out", "full"]
"""How it ended for a participant: with the last page, by the study's choice, or before it began."""

MAX_ID_LENGTH = 254  # that of an e-mail address (RFC 5321); ids of panels are shorter


@dataclass(frozen=True)
class WayBack:
    """Where a panel's participant goes at the end, and the code to show there; None for what the panel does not use."""

    link: str | None
    code: str | None


@dataclass(frozen=True)
class PanelLinks:
    """What a researcher copies into the panel's form, and what the panel gave."""

    participants: str
    """The address of the study, with the panel's placeholders."""
    completed: WayBack
    screened_out: WayBack
    full: WayBack


def panel_links(study: StudyFile, base_url: str) -> PanelLinks | None:
    """Return the links of a study's panel; None where it has none.

    Parameters
    ----------
    study : StudyFile
        The study.
    base_url : str
        Address of the survey as participants see it, with or without a slash at the end.
    """
    panel = study.panel
    if panel is None:
        return None
    # Placeholders stay as they are: panels look for them letter by letter.
    query = "&".join(f"{name}={placeholder}" for name, placeholder in panel.parameters.items())
    return PanelLinks(
        f"{base_url.rstrip('/')}/?{query}",
        WayBack(panel.completed_link, panel.completed_code),
        WayBack(panel.screened_out_link, panel.screened_out_code),
        WayBack(panel.full_link, panel.full_code),
    )


def way_back(panel: Panel | None, external_id: str, ending: Ending) -> WayBack | None:
    """Return where to send a participant; None where no panel wants them back.

    Parameters
    ----------
    external_id : str
        The panel's id of the participant; blank where it is not known.
    ending : str
        How it ended for them.

    Examples
    --------
    >>> panel = Panel(name="p", participant="id", parameters={"id": "x"}, completed_link="https://p.org/?who={id}&ok=1")
    >>> way_back(panel, "a&b=c/é", "completed")
    WayBack(link='https://p.org/?who=a%26b%3Dc%2F%C3%A9&ok=1', code=None)
    >>> way_back(panel, "a", "full") is None
    True
    """
    if panel is None:
        return None
    screened_out = (panel.screened_out_link, panel.screened_out_code)
    full = (panel.full_link, panel.full_code)
    link, code = {
        "completed": (panel.completed_link, panel.completed_code),
        "screened out": screened_out,
        "full": full if any(full) else screened_out,
    }[ending]
    if link is None and code is None:
        return None
    return WayBack(link and link.replace("{id}", quote(external_id, safe="")), code)


def external_id_in(panel: Panel | None, parameters: Mapping[str, str]) -> str:
    """Return the panel's id of who opens a link; blank where there is none. Other parameters are not looked at.

    Raises
    ------
    NotAllowed
        The id is too long to be one.
    """
    if panel is None:
        return ""
    found = plain_text(parameters.get(panel.participant, ""))
    if len(found) > MAX_ID_LENGTH:
        raise NotAllowed(_("The link to this survey is not complete."), _("Please open it again where you found it."))
    return found
