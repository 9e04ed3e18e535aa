import re
from collections.abc import Callable

from survey_app.export import rows_of
from survey_app.survey import Survey
from survey_app.walker import Walk


def test_reasons_are_said_and_no_ratings(researcher, walk: Callable[..., Walk]) -> None:
    """Who always gives the lowest rating shows with that reason, not with the rating; who left is in another group."""
    walk()
    walk(leaves_after=3)
    doubtful, good, unfinished = (researcher.get(f"participants?group={group}").text for group in GROUPS)

    assert "gave the same rating every time" in doubtful
    assert "times 1" not in doubtful
    assert [1, 0, 1] == [len(re.findall("<article", page)) for page in (doubtful, good, unfinished)]
    assert "Accept" not in unfinished[unfinished.index("<article") :].replace("Accepting", "")


GROUPS = ("doubtful", "good", "unfinished")


def test_the_researcher_accepts_apart_from_the_checks(
    researcher, survey: Survey, walk: Callable[..., Walk], audited: Callable[[], list[str]]
) -> None:
    """A decision changes `accepted` and is among the reasons, can be taken back, and is audited without a name."""
    walk()
    listeners = []
    for decision in ("refuse", "checks", "accept"):
        name = re.search(r'<article[^>]* id="(\w+)"', researcher.get("participants").text)
        assert name
        reply = researcher.post(f"participants/{name[1]}", decision=decision, origin="rehearsal", group="doubtful")
        assert (303, True) == (reply.status_code, reply.headers["location"].endswith(f"#{name[1]}"))
        listeners.append(rows_of(survey.database, "rehearsal").listeners[0])

    assert [False, True, True] == [one.accepted for one in listeners]
    assert ["refused by the researcher", listeners[1].reasons[-1], "accepted by the researcher"] == [
        one.reasons[-1] for one in listeners
    ]
    assert "researcher" not in listeners[1].reasons[-1]
    assert ["login", "participant refused", "decision taken back", "participant accepted"] == audited()


def test_only_who_finished_is_decided_on(researcher, survey: Survey, walk: Callable[..., Walk]) -> None:
    """Nobody decides on somebody who left, on nobody, or in other words."""
    walk(leaves_after=3)
    name = rows_of(survey.database, "rehearsal").listeners[0].participant
    left, nobody, otherwise = (
        researcher.post(f"participants/{who}", decision=decision)
        for who, decision in ((name, "accept"), ("p23456789a", "accept"), (name, "maybe"))
    )

    assert (400, 404, 400) == (left.status_code, nobody.status_code, otherwise.status_code)
    assert "Only who has finished" in left.text
    assert 'href="/research/"' in left.text  # and not to the first page of the survey
