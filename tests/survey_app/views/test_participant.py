from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select

from survey_app.models import ListeningSession, ProfileAnswer
from survey_app.survey import Survey
from survey_app.walker import Walk

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # the same code on both


def test_the_whole_way(survey: Survey, walk: Callable[..., Walk]) -> None:
    """From consent to debrief through every page; all answers are stored, and the code appears only then."""
    done = walk(language="it", comment='Bello! & + % " 🎻\nseconda riga')
    with survey.database.reading() as transaction:
        found = transaction.scalars(select(ListeningSession)).one()

    assert done.is_completed
    assert (14, 34) == (done.n_trials, len(done.stored))  # 4 + 10 trials; 4·2 + 4·2 + 3·2 + 3·4 questions
    assert ("completed", "it", 'Bello! & + % " 🎻\nseconda riga') == (found.state, found.language, found.comment)


@pytest.mark.parametrize(
    ("accepts", "language"), [("it-IT,it;q=0.9", "it"), ("de,en;q=0.5", "en"), ("de", "en"), ("", "en")]
)
def test_the_browser_chooses_the_language(client: httpx.Client, accepts: str, language: str) -> None:
    """The first page comes in the browser's language where the study has it, else in the study's first."""
    page = client.get("/", headers={"Accept-Language": accepts})

    assert f'<html lang="{language}"' in page.text
    assert ("Sentirà suoni" if language == "it" else "You will hear") in page.text


def test_a_link_changes_the_language(participant: Any, survey: Survey) -> None:
    """`?lang=` wins over the browser, is kept for all later pages, and takes only languages of the study."""
    assert '<html lang="it"' in participant.get("profile?lang=it").text
    assert '<html lang="it"' in participant.get("profile?lang=xx").text
    with survey.database.reading() as transaction:
        assert "it" == transaction.scalars(select(ListeningSession.language)).one()


@pytest.mark.parametrize(
    "form",
    [{}, {"agree": "yes"}, {"language": "en"}, {"agree": "no", "language": "en"}, {"agree": "yes", "language": "xx"}],
)
def test_nobody_takes_part_without_agreeing(client: httpx.Client, survey: Survey, form: dict[str, str]) -> None:
    """Without a yes, in a language of the study, no participant is made."""
    reply = client.post("/consent", data=form)
    with survey.database.reading() as transaction:
        n = len(transaction.scalars(select(ListeningSession)).all())

    assert (400, 0) == (reply.status_code, n)


def test_every_page_leads_to_where_one_is(participant: Any) -> None:
    """Back button and bookmarks: each page but the current one leads on to the current one."""
    pages = ("", "profile", "sound-check", "listen", "comment", "debrief")

    assert {"profile"} == places(participant, pages)
    participant.post("profile", data={})
    assert {"sound-check"} == places(participant, pages)
    participant.post("sound-check", data={"heard": "yes"})
    assert {"listen"} == places(participant, pages)


def places(participant: Any, pages: tuple[str, ...]) -> set[str]:
    """Return where these pages lead."""
    return {participant.get(page, follow_redirects=True).url.path.rsplit("/", 1)[-1] for page in pages}


def test_the_debrief_waits_for_every_answer(synthetic: Any) -> None:
    """As long as an answer is missing there is no withdrawal code and no end."""
    trial = synthetic.begin()
    synthetic.answer(trial)

    assert "listen" == synthetic.get("debrief", follow_redirects=True).url.path.rsplit("/", 1)[-1]
    assert (
        "listen" == synthetic.post("comment", data={"comment": "x"}, follow_redirects=True).url.path.rsplit("/", 1)[-1]
    )


@pytest.mark.parametrize(
    "form", [{"gender": "attack helicopter\x00"}, {"age_band": "17"}, {"device": "headphones", "hearing": "maybe"}]
)
def test_only_profile_answers_on_the_page(participant: Any, survey: Survey, form: dict[str, str]) -> None:
    """A value the page did not offer is refused with a sentence, and nothing of the form is stored."""
    reply = participant.post("profile", data=form)
    with survey.database.reading() as transaction:
        stored = transaction.scalars(select(ProfileAnswer)).all()

    assert (400, []) == (reply.status_code, stored)
    assert "<form" in reply.text


def test_a_double_click_stores_once(participant: Any, survey: Survey) -> None:
    """The profile sent twice is stored once, and both clicks lead on."""
    first, second = (participant.post("profile", data={"gender": "woman"}) for _ in range(2))
    with survey.database.reading() as transaction:
        stored = [row.value for row in transaction.scalars(select(ProfileAnswer))]

    assert [303, 303] == [first.status_code, second.status_code]
    assert ["woman"] == stored


def test_an_invented_token_finds_nothing(client: httpx.Client) -> None:
    """Whatever stands in the address: 404, a sentence, and no trace of how the survey is made."""
    tokens = ["x", "A" * 22, "A" * 3000, "%00", "../../etc/passwd", str(uuid4())]
    pages = ["", "profile", "listen", "trial", "sounds/level", "debrief"]
    replies = [client.get(f"/s/{token}/{page}") for token in tokens for page in pages]

    assert {404} == {reply.status_code for reply in replies}
    assert not [reply for reply in replies if "Traceback" in reply.text]


def test_a_changed_study_does_not_mix_versions(participant: Any, survey: Survey) -> None:
    """Who began with another version of the study is thanked; their answers stay with that version."""
    with survey.database.writing() as transaction:
        found = transaction.scalars(select(ListeningSession)).one()
        from survey_app.models import StudyVersion

        old = StudyVersion(version="old", study="{}", manifests="{}", consents={}, made_at=found.opened_at)
        transaction.add(old)
        transaction.flush()
        found.study_version_id = old.id

    page, script = participant.get("profile"), participant.get("trial")
    assert (410, 410) == (page.status_code, script.status_code)
    assert "has changed since you began" in page.text
    assert 'role="button"' not in page.text  # there is no way on
