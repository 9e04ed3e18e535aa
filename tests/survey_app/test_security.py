from collections.abc import Iterator

import httpx
import pytest
from flask import Flask, request

from study.folder import StudyFolder
from survey_app import create_app
from survey_app.database import Database
from survey_app.security import HEADERS, POLICY
from survey_app.survey import survey_of

pytestmark = pytest.mark.parametrize("kept_study", ["sqlite"], indirect=True)  # pages, and no query of their own


def test_every_reply_has_the_headers(client: httpx.Client) -> None:
    """Pages, scripts, errors and researcher pages: strict policy, no referrer, no sniffing, no frames."""
    static = client.get("/").text.split('rel="stylesheet" href="')[1].split('"')[0]
    for path in ("/", "/nothing", static, "/healthz", "/research/login", "/withdraw", "/s/x/trial"):
        headers = client.get(path).headers

        assert HEADERS == {name: headers.get(name) for name in HEADERS}
        assert f"{POLICY}'none'" == headers["Content-Security-Policy"]
    assert "unsafe" not in POLICY


def test_pages_are_not_stored_and_static_files_are(client: httpx.Client, participant: object) -> None:
    """Pages with answers stay out of caches; versioned files stay in them for a year."""
    static = client.get("/").text.split('rel="stylesheet" href="')[1].split('"')[0]
    pages = [client.get(path).headers["cache-control"] for path in ("/", f"{participant.address}profile")]  # type: ignore[attr-defined]

    assert ["no-store", "no-store"] == pages
    assert "public, max-age=31536000, immutable" == client.get(static).headers["cache-control"]


def test_another_version_of_a_static_file_is_not_kept(client: httpx.Client) -> None:
    """An address from an older page works after an upgrade, but is not kept for ever."""
    assert "no-cache" == client.get("/static/000000000000/icon.svg").headers["cache-control"]


@pytest.mark.parametrize("name", ["../models.py", "..%2Fmodels.py", "%2e%2e/errors.py", "nothing.css", ""])
def test_static_files_come_from_their_folder_alone(client: httpx.Client, name: str) -> None:
    """No path leads out of the folder of static files."""
    assert 404 == client.get(f"/static/x/{name}").status_code


def test_pages_are_compressed(client: httpx.Client) -> None:
    """A browser that takes gzip gets it, one that does not gets plain text of the same content."""
    plain = client.get("/withdraw", headers={"Accept-Encoding": "identity"})
    packed = client.get("/withdraw", headers={"Accept-Encoding": "gzip"})

    assert "content-encoding" not in plain.headers
    assert "gzip" == packed.headers["content-encoding"]
    assert plain.text == packed.text


def test_bodies_are_limited(client: httpx.Client) -> None:
    """More than 64 KB are refused with a sentence."""
    reply = client.post("/consent", data={"language": "en", "agree": "yes", "x": "a" * 70_000})

    assert 413 == reply.status_code
    assert "too long" in reply.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "POST"])
def test_other_methods_are_sentences_too(client: httpx.Client, method: str) -> None:
    """A method a page does not have is 405, as a page of ours."""
    reply = client.request(method, "/")

    assert 405 == reply.status_code
    assert "<h1>" in reply.text


@pytest.fixture
def behind_proxy(small_study: StudyFolder, database: Database, password: str) -> Iterator[Flask]:
    """Give the survey as it is served behind a proxy."""
    app = create_app(small_study, is_behind_proxy=True)
    yield app
    survey_of(app).database.close()


def log_in(app: Flask, password: str, **headers: str) -> httpx.Response:
    """Send the login form, as a browser does that obeys the referrer policy."""
    with httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://survey", headers=headers) as client:
        page = client.get("/research/login")
        cookie = page.headers["set-cookie"].partition(";")[0]  # httpx keeps Secure cookies back on http://survey
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        return client.post(
            "/research/login", data={"password": password, "csrf_token": token}, headers={"Cookie": cookie}
        )


def test_behind_a_proxy_the_cookie_is_bound_to_host_and_https(behind_proxy: Flask, password: str) -> None:
    """The login works without a Referer, and its cookie is one that browsers keep to this host and HTTPS."""
    reply = log_in(behind_proxy, password, **{"X-Forwarded-Proto": "https"})
    name, *parts = (part.strip() for part in reply.headers["set-cookie"].split(";"))

    assert 303 == reply.status_code
    assert name.startswith("__Host-ascolto_research=")
    assert {"Secure", "Path=/", "HttpOnly", "SameSite=Strict"} <= set(parts)
    assert not any(part.startswith("Domain") for part in parts)


@pytest.mark.parametrize(("is_behind", "scheme"), [(True, "https"), (False, "http")])
def test_only_a_proxy_that_was_named_is_believed(
    small_study: StudyFolder, database: Database, password: str, is_behind: bool, scheme: str
) -> None:
    """Without --url nobody tells the survey that a request was HTTPS, nor which host was asked."""
    app = create_app(small_study, is_behind_proxy=is_behind)
    said = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example", "X-Forwarded-For": "192.0.2.7"}
    seen = []

    @app.before_request
    def look() -> None:
        seen.append((request.scheme, request.host, request.remote_addr))

    with httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://survey", headers=said) as client:
        client.get("/healthz")
    survey_of(app).database.close()

    assert [(scheme, "survey", "127.0.0.1")] == seen
