"""Who is accepted: whoever finished and passed the attention checks, unless the researcher decides otherwise.

Accepting says that somebody did what was asked, and is paid where people are paid. Whose answers are
analysed is another question, which the plan answers.
"""

from collections.abc import Sequence

from survey_app.models import ListeningSession

REFUSED_FOR = frozenset({"attention"})
"""What keeps a finished listening session from being accepted; every other reason is for the analysis to weigh."""

LEFT_EARLY = "left early"

DECIDED = {True: "accepted by the researcher", False: "refused by the researcher"}
"""How the tables name a decision that stands above the checks."""


def reasons_of(found: ListeningSession, failed: Sequence[str]) -> tuple[str, ...]:
    """Return the reasons of a listening session: its failed checks, how it ended, who decided.

    Parameters
    ----------
    failed : sequence of str
        Names of its failed checks.
    """
    left = () if found.state == "completed" or found.screened_out_by is not None else (LEFT_EARLY,)
    screened_out = () if found.screened_out_by is None else (f"screened out: {found.screened_out_by}",)
    decided = () if found.is_accepted is None else (DECIDED[found.is_accepted],)
    return (*failed, *left, *screened_out, *decided)


def is_accepted(found: ListeningSession, failed: Sequence[str]) -> bool:
    """Say whether a listening session is accepted: as the researcher decided, else as the checks say."""
    if found.state != "completed":
        return False
    return found.is_accepted if found.is_accepted is not None else REFUSED_FOR.isdisjoint(failed)
