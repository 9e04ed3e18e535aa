from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import delete, select

from study.folder import StudyFolder
from survey_app.export import stored_runs
from survey_app.models import ListeningSession, ProfileAnswer, StudyState, StudyVersion
from survey_app.operations.study_states import close_study, open_study
from survey_app.study_states import GRACE
from survey_app.survey import Survey
from survey_app.tokens import withdrawal_code
from survey_app.walker import Walk


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


@pytest.mark.parametrize(("state", "expected"), [("closed", "This survey is over."), ("changed", "is being changed")])
def test_nobody_begins_unless_the_study_is_open(
    client: httpx.Client, survey: Survey, state: str, expected: str
) -> None:
    """Once closed, or served in another version than the one that was opened, the first page says so in a sentence."""
    with survey.database.writing() as transaction:
        if state == "changed":
            other = StudyVersion(version="other", study="", manifests="", consents={}, made_at=datetime.now(UTC))
            transaction.add(other)
            transaction.flush()
            transaction.get_one(StudyState, 1).study_version_id = other.id
        else:
            transaction.get_one(StudyState, 1).state = state
    first, agreed = client.get("/"), client.post("/consent", data={"agree": "yes", "language": "en"})
    with survey.database.reading() as transaction:
        n = len(transaction.scalars(select(ListeningSession)).all())

    assert (403, 403, 0) == (first.status_code, agreed.status_code, n)
    assert expected in first.text
    assert expected in agreed.text
    assert "/withdraw" in first.text


def test_a_draft_has_no_first_page(client: httpx.Client, survey: Survey) -> None:
    """Before the first 'ascolto serve' nobody can begin, but for synthetic listeners with their key."""
    with survey.database.writing() as transaction:
        transaction.execute(delete(StudyState))

    assert "has not begun yet" in client.get("/").text
    assert 200 == client.get("/", headers={"X-Rehearsal-Key": "any"}).status_code


def test_a_try_out_is_kept_apart_and_says_so(
    new_participant: Callable[[], Any], client: httpx.Client, survey: Survey, small_study: StudyFolder
) -> None:
    """In rehearsal every page says that answers are not counted; opening the study does not make them count."""
    with survey.database.writing() as transaction:
        transaction.get_one(StudyState, 1).state = "rehearsal"
    first = client.get("/")
    trying = new_participant()
    trying.begin()
    open_study(survey.database, survey.version_id)
    stored = stored_runs(small_study)

    assert "try-out" in first.text
    assert "try-out" in trying.get("listen").text
    assert "try-out" not in client.get("/").text
    assert (0, 1) == (stored["live"].n_listeners, stored["try-out"].n_listeners)
    with survey.database.reading() as transaction:
        found = transaction.scalars(select(ListeningSession)).one()
    assert ("rehearsal", False) == (found.run, found.is_simulated)


def test_who_is_in_the_middle_finishes_after_closing(participant: Any, client: httpx.Client, survey: Survey) -> None:
    """Within the hour a trial is given and its answer stored; later the page says thank you and the answers stay."""
    step = participant.begin()
    close_study(survey.database)
    within = participant.get("trial")
    with survey.database.writing() as transaction:
        transaction.get_one(StudyState, 1).changed_at -= GRACE
    later, page = participant.get("trial"), participant.get("listen")

    assert (200, step["trial"]) == (within.status_code, within.json()["trial"])
    assert (410, "over") == (later.status_code, later.json()["error"])
    assert (410, True) == (page.status_code, "What you answered is stored" in page.text)


def test_the_last_page_opens_after_closing(participant: Any, survey: Survey) -> None:
    """Whoever has given every answer gets the withdrawal code, however long ago the study was closed."""
    participant.begin()
    with survey.database.writing() as transaction:
        transaction.scalars(select(ListeningSession)).one().state = "comment"
    close_study(survey.database)
    with survey.database.writing() as transaction:
        transaction.get_one(StudyState, 1).changed_at -= 100 * GRACE
    participant.post("comment", data={"comment": ""})

    assert withdrawal_code(participant.token) in participant.get("debrief").text


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
