"""Through a panel: its link, one participation per id, the way back; and who is let go no further."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from study.folder import StudyFolder
from study.tables import read_listeners
from survey_app.errors import SurveyError
from survey_app.export import export_tables
from survey_app.models import ExternalId, ListeningSession, StudyState
from survey_app.operations.external_ids import delete_external_ids
from survey_app.operations.study_states import close_study
from survey_app.panel import WayBack, panel_links, way_back
from survey_app.survey import Survey

ID = "5f3a9c0e1b2d4f6a8c7e9d01"
LINK = f"/?PROLIFIC_PID={ID}&STUDY_ID=s&SESSION_ID=t"
PANEL = """
[panel]
name = "prolific"
participant = "PROLIFIC_PID"
parameters = { PROLIFIC_PID = "{{%PROLIFIC_PID%}}", STUDY_ID = "{{%STUDY_ID%}}" }
completed_link = "https://app.prolific.com/submissions/complete?cc=C1DONE&who={id}"
completed_code = "C1DONE"
screened_out_link = "https://app.prolific.com/submissions/complete?cc=C2OUT"
frame_ancestors = ["https://app.prolific.com"]

[profile.screen_out]
hearing = ["yes"]
"""


@pytest.fixture
def small_study(small_study: StudyFolder) -> StudyFolder:
    """Give the small study with a panel, before anything reads it."""
    path = small_study.path / "study.toml"
    text = path.read_text(encoding="utf-8").replace("[study]", "[study]\nmax_participants = 2", 1)
    path.write_text(text + PANEL, encoding="utf-8")
    return StudyFolder(small_study.path)


def agree(client: httpx.Client, link: str) -> str:
    """Come by a link, agree as the page has it, and return the address that one goes on at."""
    page = client.get(link)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    reply = client.post("/consent", data=hidden | {"agree": "yes"})
    assert 303 == reply.status_code, reply.text
    return str(reply.headers["location"])


def stored_ids(survey: Survey) -> list[tuple[str, str]]:
    """Return the ids of panels that are kept."""
    with survey.database.reading() as transaction:
        return [(row.source, row.value) for row in transaction.scalars(select(ExternalId))]


def test_a_panel_gets_its_link_letter_by_letter(survey: Survey) -> None:
    """Placeholders stand in the link as the panel looks for them; a study without a panel has no such links."""
    study = survey.material.study
    links = panel_links(study, "https://survey.example.org/")

    assert links is not None
    assert "https://survey.example.org/?PROLIFIC_PID={{%PROLIFIC_PID%}}&STUDY_ID={{%STUDY_ID%}}" == links.participants
    assert (None, "C1DONE") == (links.screened_out.code, links.completed.code)
    assert None is panel_links(study.model_copy(update={"panel": None}), "https://survey.example.org/")


def test_the_same_id_goes_on_where_it_was(client: httpx.Client, survey: Survey) -> None:
    """Another visit, another tab and another agreement lead to the one participation; only the id itself is kept."""
    address = agree(client, LINK)
    client.post(f"{address}profile", data={})
    again = client.get(LINK)
    agreed_again = client.post("/consent", data={"agree": "yes", "language": "it", "PROLIFIC_PID": ID})
    with survey.database.reading() as transaction:
        kept = [str(value) for row in transaction.execute(select(ExternalId.__table__)) for value in row]
        n = len(transaction.scalars(select(ListeningSession)).all())

    assert (303, address) == (again.status_code, again.headers["location"])
    assert address == agreed_again.headers["location"]
    assert address.split("/")[2] not in kept
    assert ([("prolific", ID)], 1) == (stored_ids(survey), n)


def test_the_language_link_keeps_the_id(client: httpx.Client) -> None:
    """Who changes the language on the first page is still the one whom the panel sent."""
    other = re.search(r'href="(\?[^"]+lang=it)"', client.get(LINK).text)

    assert other is not None
    assert f'name="PROLIFIC_PID" value="{ID}"' in client.get("/" + other[1].replace("&amp;", "&")).text


def test_without_an_id_nobody_begins_live(client: httpx.Client, survey: Survey) -> None:
    """The page says to open the panel's link again; an id longer than any is no id."""
    pages = [client.get("/"), client.get(f"/?PROLIFIC_PID={'x' * 255}")]
    agreed = client.post("/consent", data={"agree": "yes", "language": "en"})

    assert [403, 400, 403] == [reply.status_code for reply in (*pages, agreed)]
    assert ["link to this survey is not complete" in page.text for page in pages] == [True, True]


def test_a_full_study_is_said_kindly_and_only_to_newcomers(client: httpx.Client, survey: Survey) -> None:
    """With two places the third who comes reads that it is full, and goes back to the panel; who has one goes on."""
    first = agree(client, LINK)
    agree(client, "/?PROLIFIC_PID=2")
    page = client.get("/?PROLIFIC_PID=3", headers={"Accept-Language": "it"})
    agreed = client.post("/consent", data={"agree": "yes", "language": "en", "PROLIFIC_PID": "3"})

    assert (403, True) == (page.status_code, "al completo" in page.text)
    assert (403, True) == (agreed.status_code, "this survey is full" in agreed.text)
    assert [True, True] == ["/submissions/complete?cc=C2OUT" in reply.text for reply in (page, agreed)]
    assert first == client.get(LINK).headers["location"]


def test_a_panel_may_have_a_link_of_its_own_for_a_full_or_closed_study(survey: Survey, client: httpx.Client) -> None:
    """Who comes too late is sent to the panel's link for that, with their id; without an id nobody is."""
    panel = survey.material.study.panel
    assert panel is not None
    full = panel.model_copy(update={"full_link": "https://panel.example.org/full?who={id}"})
    close_study(survey.database)
    closed, without_id = client.get(LINK), client.get("/")

    assert WayBack("https://panel.example.org/full?who=a%26b", None) == way_back(full, "a&b", "full")
    assert [True, False] == ["cc=C2OUT" in reply.text for reply in (closed, without_id)]


def test_screened_out_by_the_profile(
    client: httpx.Client, survey: Survey, small_study: StudyFolder, tmp_path: Path
) -> None:
    """Whoever gives an answer that the study screens out is thanked and sent back, and their place is free again."""
    for number in range(3):  # of two places; who is let go no further takes none
        address = agree(client, f"/?PROLIFIC_PID={number}")
        page = client.post(f"{address}profile", data={"hearing": "yes"}, follow_redirects=True)
    step = client.get(f"{address}trial").json()
    later = [client.get(f"{address}{page}", follow_redirects=True).url.path for page in ("", "listen", "debrief")]
    listeners = read_listeners(export_tables(small_study, tmp_path, "live").listeners)
    with survey.database.reading() as transaction:
        slots = [(row.slot, row.holds_slot) for row in transaction.scalars(select(ListeningSession))]

    assert "Thank you for your interest!" in page.text
    assert "cc=C2OUT" in page.text
    assert "C1DONE" not in page.text
    assert ("done", [f"{address}thanks"] * 3) == (step["step"], later)
    assert {("screened-out", False, ("screened out: hearing",))} == {
        (one.state, one.accepted, one.reasons) for one in listeners
    }
    assert [(0, False)] * 3 == slots


def test_the_way_back_is_shown_when_all_is_stored(client: httpx.Client, survey: Survey) -> None:
    """Code and link, with the panel's id in it, stand on the last page and on none before."""
    address = agree(client, LINK)
    client.post(f"{address}profile", data={"hearing": "no"})
    before = "".join(client.get(f"{address}{page}", follow_redirects=True).text for page in ("", "debrief"))
    with survey.database.writing() as transaction:
        transaction.scalars(select(ListeningSession)).one().state = "comment"
    end = client.post(f"{address}comment", data={"comment": ""}, follow_redirects=True)

    assert "C1DONE" not in before
    assert f'href="https://app.prolific.com/submissions/complete?cc=C1DONE&amp;who={ID}"' in end.text


def test_once_ids_are_deleted_nobody_is_known(client: httpx.Client, survey: Survey, password: str) -> None:
    """After closing the ids can go: the answers stay, and with the server's key and the id no token is found."""
    address = agree(client, LINK)
    with pytest.raises(SurveyError, match="the study is live"):
        delete_external_ids(survey.database)
    close_study(survey.database)
    n_deleted = delete_external_ids(survey.database)

    assert (1, []) == (n_deleted, stored_ids(survey))
    assert 200 == client.get(address, follow_redirects=True).status_code
    assert "This survey is over" in client.get(LINK).text


def test_a_try_out_keeps_no_id(new_participant: Callable[[], Any], client: httpx.Client, survey: Survey) -> None:
    """While the study is tried out, the researcher comes by the same link as often as they like."""
    with survey.database.writing() as transaction:
        transaction.get_one(StudyState, 1).state = "rehearsal"
    addresses = {agree(client, LINK) for _ in range(3)}

    assert (3, []) == (len(addresses), stored_ids(survey))


def test_only_the_sites_that_are_named_may_embed(client: httpx.Client, survey: Survey) -> None:
    """Participants' pages name the panel's site; the researcher's name none."""
    policies = [client.get(path).headers["Content-Security-Policy"] for path in (LINK, "/research/login")]

    assert [True, True] == [
        policies[0].endswith("frame-ancestors https://app.prolific.com"),
        policies[1].endswith("frame-ancestors 'none'"),
    ]
