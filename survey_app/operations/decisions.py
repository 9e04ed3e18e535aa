"""The researcher's decisions on participants, each with its line in the audit."""

from datetime import UTC, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from survey_app.database import Database
from survey_app.errors import NotAllowed, NotFound
from survey_app.models import AuditEntry, ListeningSession, Participant

ACTIONS = {True: "participant accepted", False: "participant refused", None: "decision taken back"}


def decide(database: Database, participant: str, is_accepted: bool | None) -> None:
    """Accept a participant or not, whatever the checks say; None leaves it to the checks again.

    The audit names no participant, so that withdrawal can delete everything.

    Raises
    ------
    NotFound
        There is no such participant.
    NotAllowed
        The participant has not finished.
    """
    with database.writing() as transaction:
        found = transaction.scalar(
            select(ListeningSession).join(Participant).where(Participant.public_id == participant).with_for_update()
        )
        if found is None:
            raise NotFound(_("There is no such participant, or they withdrew."))
        if found.state != "completed":
            raise NotAllowed(_("Only who has finished can be accepted."))
        if found.is_accepted is not is_accepted:
            found.is_accepted = is_accepted
            transaction.add(AuditEntry(at=datetime.now(UTC), action=ACTIONS[is_accepted]))
