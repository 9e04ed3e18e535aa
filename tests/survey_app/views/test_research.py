import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from flask import Flask
from sqlalchemy import select

from study.folder import StudyFolder
from study.tables import read_ratings, table_path
from survey_app.export import export_tables
from survey_app.models import AuditEntry, StudyState
from survey_app.operations.study_states import close_study
from survey_app.operations.study_versions import mark_checked
from survey_app.passwords import make_password
from survey_app.progress import standing_of_study
from survey_app.survey import Survey
from survey_app.walker import Walk

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # the same code on both


@pytest.fixture
def researcher(client: httpx.Client, password: str) -> httpx.Client:
    """Give a client that is logged in."""
    assert 303 == log_in(client, password).status_code
    return client


def csrf_token(page: httpx.Response) -> str:
    """Return the token in a page's form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, page.text
    return found.group(1)


def log_in(client: httpx.Client, password: str) -> httpx.Response:
    """Send the login form."""
    return client.post(
        "/research/login", data={"password": password, "csrf_token": csrf_token(client.get("/research/login"))}
    )


def move(researcher: httpx.Client, page: httpx.Response, to: str) -> httpx.Response:
    """Press a button that changes the state of the study."""
    return researcher.post("/research/state", data={"to": to, "csrf_token": csrf_token(page)})


def actions(survey: Survey) -> list[str]:
    """Return what the audit says after rehearsal and opening, in order."""
    with survey.database.reading() as transaction:
        return list(transaction.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))[2:]


def test_strangers_are_sent_to_the_login(client: httpx.Client) -> None:
    """No page for researchers opens without the password."""
    replies = [client.get("/research/"), client.get("/research/nothing")]
    forged = [client.post("/research/export", data={"origin": "live"}), client.post("/research/logout")]

    assert [(303, "/research/login"), 404] == [
        (replies[0].status_code, replies[0].headers["location"]),
        replies[1].status_code,
    ]
    assert {400, 303} >= {reply.status_code for reply in forged}


def test_the_password_opens_and_logging_out_closes(researcher: httpx.Client, survey: Survey) -> None:
    """With the password the progress page opens; after logging out it does not."""
    page = researcher.get("/research/")
    researcher.post("/research/logout", data={"csrf_token": csrf_token(page)})

    assert 200 == page.status_code
    assert 303 == researcher.get("/research/").status_code
    assert ["login"] == actions(survey)


def test_participants_get_no_cookie_and_researchers_a_guarded_one(client: httpx.Client, password: str) -> None:
    """Only the researcher pages set a cookie: not for scripts, not for other sites, not for other paths."""
    assert "set-cookie" not in client.get("/").headers
    cookie = log_in(client, password).headers["set-cookie"]

    assert {"HttpOnly", "Path=/research", "SameSite=Strict"} <= {part.strip() for part in cookie.split(";")}


def test_guessing_is_throttled(client: httpx.Client, survey: Survey, password: str) -> None:
    """After five wrong passwords in a minute even the right one has to wait."""
    wrong = [log_in(client, f"guess {number}") for number in range(5)]
    right = log_in(client, password)

    assert [401] * 5 == [reply.status_code for reply in wrong]
    assert 429 == right.status_code
    assert ["login failed"] * 5 == actions(survey)


@pytest.mark.parametrize("typed", ["", "\x00", "é" * 1000, "' OR 1=1 --"])
def test_wrong_passwords_are_no_bug(client: httpx.Client, typed: str) -> None:
    """Whatever is typed as a password, the answer is a sentence."""
    reply = log_in(client, typed)

    assert 401 == reply.status_code
    assert "not the password" in reply.text


def test_forms_need_their_token(researcher: httpx.Client, survey: Survey) -> None:
    """A form that another site sends in the researcher's name is refused."""
    assert 400 == researcher.post("/research/export", data={"origin": "live"}).status_code
    assert 400 == researcher.post("/research/logout").status_code
    assert ["login"] == actions(survey)


def test_progress_counts_and_shows_no_results(researcher: httpx.Client, walk: Callable[..., Walk]) -> None:
    """The page counts who started and who finished; no answer's value is on it."""
    for number in range(3):
        walk(leaves_after=2 if number == 2 else None)
    page = researcher.get("/research/").text

    assert "Mean" not in page
    assert re.search(r"\b3\b", page)
    assert re.search(r"\b2\b", page)
    assert re.search(r"\b72\b", page)  # 2 x 34 answers, and 2 trials of 2 questions


def test_buttons_open_and_close_the_study(researcher: httpx.Client, survey: Survey) -> None:
    """A study that was tried out and checked is opened and closed from the page; the audit has a line each."""
    with survey.database.writing() as transaction:
        transaction.get_one(StudyState, 1).state = "rehearsal"
    mark_checked(survey.database, survey.version_id)
    states = []
    for to in ("live", "closed", "live"):
        assert f"state?to={to}" in researcher.get("/research/").text
        page = researcher.get(f"/research/state?to={to}")
        assert f'value="{to}"' in page.text
        assert 303 == move(researcher, page, to).status_code
        states.append(standing_of_study(survey.database).state)

    assert ["live", "closed", "live"] == states
    assert ["login", "opened", "closed", "reopened"] == actions(survey)


def test_a_study_that_is_not_ready_stays_closed(researcher: httpx.Client, survey: Survey) -> None:
    """What keeps a study from being opened is said on the page, and nothing is changed."""
    with survey.database.writing() as transaction:
        transaction.get_one(StudyState, 1).state = "rehearsal"
    refused = move(researcher, researcher.get("/research/"), "live")

    assert (409, True) == (refused.status_code, "was not checked" in refused.text)
    assert "rehearsal" == standing_of_study(survey.database).state
    assert 400 == move(researcher, refused, "draft").status_code


def test_live_downloads_before_closing_are_counted(
    researcher: httpx.Client, survey: Survey, small_study: StudyFolder, tmp_path: Path
) -> None:
    """Each look at live answers is counted until the study is closed, whichever way it is taken; rehearsals are not."""
    token = csrf_token(researcher.get("/research/"))
    for origin in ("live", "rehearsal"):
        researcher.post("/research/export", data={"origin": origin, "csrf_token": token})
    looks = [export_tables(small_study, tmp_path, "live").n_looks]
    close_study(survey.database)
    looks += [export_tables(small_study, tmp_path, origin).n_looks for origin in ("live", "rehearsal")]

    assert [2, 2, 0] == looks


def test_export_gives_the_data_set(
    researcher: httpx.Client, survey: Survey, walk: Callable[..., Walk], tmp_path: Path
) -> None:
    """The download is what 'ascolto export' writes of the run that was asked for; the audit says that it was taken."""
    walk()
    token = csrf_token(researcher.get("/research/"))
    packed = {
        run: researcher.post("/research/export", data={"origin": run, "csrf_token": token})
        for run in ("live", "rehearsal")
    }
    for run, reply in packed.items():
        zipfile.ZipFile(io.BytesIO(reply.content)).extractall(tmp_path / run)
    ratings = {run: read_ratings(table_path(tmp_path / run, "ratings")) for run in packed}

    assert {"live": 0, "rehearsal": 34} == {run: len(rows) for run, rows in ratings.items()}
    assert (tmp_path / "live" / "documentation" / "codebook.html").exists()
    assert "SIMULATED" in (tmp_path / "rehearsal" / "README.md").read_text()
    assert ["login", "export", "look at live answers", "export"] == actions(survey)


def test_only_runs_there_are(researcher: httpx.Client) -> None:
    """A run nobody knows is refused with a sentence."""
    token = csrf_token(researcher.get("/research/"))

    assert 400 == researcher.post("/research/export", data={"origin": "all", "csrf_token": token}).status_code


def test_a_new_password_ends_all_logins(app: Flask, survey: Survey, researcher: httpx.Client) -> None:
    """Whoever was logged in with the old password is a stranger to a server with the new one."""
    from survey_app import create_app
    from survey_app.survey import survey_of

    make_password(survey.material.folder.path)
    renewed = create_app(survey.material.folder)
    with httpx.Client(
        transport=httpx.WSGITransport(app=renewed), base_url="http://survey", cookies=researcher.cookies
    ) as again:
        reply = again.get("/research/")
    survey_of(renewed).database.close()

    assert 303 == reply.status_code
