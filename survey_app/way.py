"""The participant's way: which page somebody is at, and how long the rest takes."""

from collections.abc import Mapping
from typing import Literal

from survey_app.material import Material
from survey_app.models import ListeningSession

Page = Literal[
    "profile", "questionnaire", "sound-check", "headphones", "bass", "listen", "comment", "completed", "screened out"
]


def page_of(material: Material, found: ListeningSession) -> Page:
    """Return the page a listening session is at.

    The state says which; questionnaires and the checks of the equipment stand in the way of the
    next one until they are done.
    """
    checks = material.study.checks
    if found.screened_out_by is not None:
        return "screened out"
    if found.state == "sound-check" and found.n_questionnaires_done < len(material.questionnaires):
        return "questionnaire"
    if found.state == "listen" and checks.headphones != "none" and found.headphone_score is None:
        return "headphones"
    if found.state == "listen" and checks.bass and found.is_bass_heard is None:
        return "bass"
    return found.state  # type: ignore[return-value]  # a constraint of the database knows them


def seconds_left(seconds_by_page: Mapping[str, float], page: str) -> float:
    """Return how many seconds the survey takes from the beginning of a page on.

    Examples
    --------
    >>> seconds_left({"consent": 45, "profile": 25, "listen": 600}, "profile")
    625
    """
    pages = list(seconds_by_page)
    return sum(seconds_by_page[one] for one in pages[pages.index(page) :])
