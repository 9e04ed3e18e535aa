from collections.abc import Callable

import httpx
import pytest
from flask import Flask

from survey_app import create_app
from survey_app.passwords import make_password
from survey_app.survey import Survey, survey_of

PAGES = (
    "",
    "progress",
    "state?to=live",
    "links",
    "preview",
    "preview/begin",
    "stimuli",
    "participants",
    "drop-out",
    "download",
    "withdrawal",
    "stimuli/singles/singles-1",
)


def test_strangers_are_sent_to_the_login(stranger) -> None:
    """No page for researchers opens without the password, nor does a form do anything."""
    opened = [stranger.get(path) for path in PAGES]
    forged = [
        stranger.client.post(f"/research/{path}", data={"origin": "live", "to": "closed", "decision": "accept"})
        for path in ("export", "state", "logout", "preview/begin", "participants/p23456789a", "withdrawal")
    ]

    assert {(303, "/research/login")} == {(reply.status_code, reply.headers.get("location")) for reply in opened}
    assert {400} == {reply.status_code for reply in forged}
    assert 404 == stranger.get("nothing").status_code


def test_the_password_opens_and_logging_out_closes(researcher, audited: Callable[[], list[str]]) -> None:
    """With the password the pages open; after logging out they do not."""
    page = researcher.get("")
    researcher.post("logout")

    assert (200, 303) == (page.status_code, researcher.get("").status_code)
    assert ["login"] == audited()


def test_participants_get_no_cookie_and_researchers_a_guarded_one(stranger, password: str) -> None:
    """Only the researcher pages set a cookie: not for scripts, not for other sites, not for other paths."""
    assert "set-cookie" not in stranger.client.get("/").headers
    cookie = stranger.log_in(password).headers["set-cookie"]

    assert {"HttpOnly", "Path=/research", "SameSite=Strict"} <= {part.strip() for part in cookie.split(";")}


def test_guessing_is_throttled(stranger, password: str, audited: Callable[[], list[str]]) -> None:
    """After five wrong passwords in a minute even the right one has to wait."""
    wrong = [stranger.log_in(f"guess {number}") for number in range(5)]
    right = stranger.log_in(password)

    assert [401] * 5 == [reply.status_code for reply in wrong]
    assert 429 == right.status_code
    assert ["login failed"] * 5 == audited()


@pytest.mark.parametrize("typed", ["", "\x00", "é" * 1000, "' OR 1=1 --"])
def test_wrong_passwords_are_no_bug(stranger, typed: str) -> None:
    """Whatever is typed as a password, the answer is a sentence."""
    reply = stranger.log_in(typed)

    assert 401 == reply.status_code
    assert "not the password" in reply.text


def test_forms_need_their_token(researcher, audited: Callable[[], list[str]]) -> None:
    """A form that another site sends in the researcher's name is refused."""
    forged = [researcher.client.post(f"/research/{path}", data={"origin": "live"}) for path in ("export", "logout")]

    assert [400, 400] == [reply.status_code for reply in forged]
    assert ["login"] == audited()


def test_the_language_goes_along(researcher) -> None:
    """Whoever chose a language finds it on the next page."""
    researcher.get("?lang=it")

    assert '<html lang="it">' in researcher.get("links").text


def test_a_new_password_ends_all_logins(researcher, survey: Survey) -> None:
    """Whoever was logged in with the old password is a stranger to a server with the new one."""
    make_password(survey.material.folder.path)
    renewed: Flask = create_app(survey.material.folder)
    transport, cookies = httpx.WSGITransport(app=renewed), researcher.client.cookies
    with httpx.Client(transport=transport, base_url="http://survey", cookies=cookies) as again:
        reply = again.get("/research/")
    survey_of(renewed).database.close()

    assert 303 == reply.status_code
