"""Where a study stands: draft, rehearsal, live, closed. What each state allows is decided here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

State = Literal["draft", "rehearsal", "live", "closed"]
Run = Literal["live", "rehearsal"]

# Longer than the longest survey that `ascolto check` lets pass by default, with its break.
GRACE = timedelta(minutes=60)
"""How long participants who are in the middle may go on after the study was closed."""


@dataclass(frozen=True)
class Standing:
    """Where the study stands.

    Parameters
    ----------
    state : {"draft", "rehearsal", "live", "closed"}
        A draft has never been served.
    version_id : int or None
        Study version that was opened; None before the first opening.
    since : datetime or None
        When the state began; None for a draft.
    """

    state: State
    version_id: int | None = None
    since: datetime | None = None

    def run_of(self, version_id: int) -> Run | None:
        """Return the run that a new participant of a study version belongs to; None where nobody may begin.

        Examples
        --------
        >>> Standing("rehearsal").run_of(3), Standing("live", version_id=3).run_of(3)
        ('rehearsal', 'live')
        >>> Standing("live", version_id=3).run_of(4) is None  # version 4 was served, but not opened
        True
        """
        if self.state == "rehearsal":
            return "rehearsal"
        return "live" if self.state == "live" and self.version_id == version_id else None

    def may_become(self, state: str, version_id: int) -> bool:
        """Say whether the researcher may open the study with a version, or close it.

        Examples
        --------
        >>> Standing("rehearsal").may_become("live", 3), Standing("rehearsal").may_become("closed", 3)
        (True, False)
        >>> Standing("live", version_id=3).may_become("live", 3)  # it is
        False
        """
        if state == "live":
            return self.state in ("rehearsal", "closed") or (self.state == "live" and self.version_id != version_id)
        return state == "closed" and self.state == "live"

    def may_go_on(self, run: str, now: datetime) -> bool:
        """Say whether who has begun may go on: always, but for live ones after the study was closed for a while."""
        if run != "live" or self.state != "closed" or self.since is None:
            return True
        return now < self.since + GRACE
