"""A panel: Prolific, SONA, a list of e-mail addresses; whoever sends participants by a link and takes them back."""

from typing import Annotated

from pydantic import Field, StringConstraints

from study.part import Id, StudyPart, Text

ParameterName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
Link = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\"'<>\\]+$")]
Origin = Annotated[str, StringConstraints(pattern=r"^https?://[A-Za-z0-9.:*-]+$")]
"""A scheme and a host, as the header Content-Security-Policy takes it; `*.` stands for any subdomain."""


class Panel(StudyPart):
    """`[panel]`: who sends participants by a link with their id in it, and takes them back at the end."""

    name: Id
    """Which panel. Its ids of participants are kept under this name, apart from the answers, and are in no export."""
    participant: ParameterName
    """Parameter of the link that holds the panel's id of a participant: the only one that is kept."""
    parameters: Annotated[dict[ParameterName, Text], Field(min_length=1)]
    """Parameters of the link that the panel is given, each with the placeholder that the panel fills in."""
    is_required: bool = True
    """Refuse who comes to a live study without the panel's id."""
    completed_link: Link | None = None
    """Where the last page sends back to; `{id}` in it becomes the panel's id of the participant."""
    completed_code: Text | None = None
    """Code that the last page shows."""
    screened_out_link: Link | None = None
    """Where participants are sent back to whom the study lets go no further; `{id}` as above."""
    screened_out_code: Text | None = None
    """Code that is shown to them."""
    full_link: Link | None = None
    """Where newcomers are sent back to when every place is taken, or the study is closed; `{id}` as above.
    Without link and code of their own, they get those of the screened out."""
    full_code: Text | None = None
    """Code that is shown to them."""
    frame_ancestors: tuple[Origin, ...] = ()
    """Sites that may show the survey inside their own pages; without any, none may."""
