"""What can go wrong in the survey; see `study.errors` for the whole tree.

Tree::

    AscoltoError
    └── SurveyError          database, server, export: one line for the researcher
    Refusal                  a request the survey does not carry out: one sentence for the participant
    ├── NotFound             404, also for what belongs to another participant
    ├── NotAllowed           400, a value the study does not know
    ├── NotOpen              403, nobody can begin now: a draft, a closed or a full study
    ├── VersionChanged       410, the study was changed since this listening session began
    ├── SurveyOver           410, the study was closed a while ago
    ├── NotListened          409, an answer before the whole sound was heard
    └── AlreadyAnswered      409, another answer stands

A refusal is no bug and no blame: views turn it into a page or into JSON.
"""

from typing import TYPE_CHECKING, TypeAlias

from flask_babel.speaklater import LazyString

from study.errors import AscoltoError

if TYPE_CHECKING:
    from survey_app.panel import WayBack

Text: TypeAlias = str | LazyString


class SurveyError(AscoltoError):
    """Database, server or export cannot do what was asked."""


class Refusal(Exception):  # noqa: N818 - no error: the survey says no, kindly
    """A participant's request that is not carried out, said in one sentence.

    Parameters
    ----------
    message : str or lazy string
        What the participant reads; a lazy string is translated when it is shown.
    advice : str or lazy string
        What to do about it; blank where the message says it.
    way_back : WayBack, optional
        Where to send somebody whom a panel has sent.
    """

    status = 400
    name = "refused"
    has_way_on = True
    """False where no other page helps, so that none is offered."""

    def __init__(self, message: Text, advice: Text = "", way_back: "WayBack | None" = None) -> None:
        self.message, self.advice, self.way_back = message, advice, way_back
        super().__init__(message)

    def facts(self) -> dict[str, str]:
        """Return what the page's script needs to go on."""
        return {"error": self.name, "message": str(self.message)}


class NotFound(Refusal):
    """There is nothing at this address, or not for this participant."""

    status = 404
    name = "not found"


class NotAllowed(Refusal):
    """A value, a question or a form that the study does not know."""

    name = "not allowed"


class NotOpen(Refusal):
    """Nobody can begin: the study is a draft, closed, full, or being changed."""

    status = 403
    name = "not open"
    has_way_on = False


class VersionChanged(Refusal):
    """The listening session belongs to an earlier version of the study; there is no way on."""

    status = 410
    name = "changed"
    has_way_on = False


class SurveyOver(Refusal):
    """The study was closed so long ago that nobody goes on any more."""

    status = 410
    name = "over"
    has_way_on = False


class NotListened(Refusal):
    """The sound was not heard in full before the answer."""

    status = 409
    name = "listen"


class AlreadyAnswered(Refusal):
    """The question has an answer already; the first one stands."""

    status = 409
    name = "answered"

    def __init__(self, message: Text, stored: str, value: str) -> None:
        self.stored, self.value = stored, value
        super().__init__(message)

    def facts(self) -> dict[str, str]:
        """Return which answer stands."""
        return super().facts() | {"stored": self.stored, "value": self.value}
