import httpx
import pytest

from survey_app.security import HEADERS

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # the same code on both


def test_every_reply_has_the_headers(client: httpx.Client) -> None:
    """Pages, scripts, errors and researcher pages: strict policy, no referrer, no sniffing, no frames."""
    static = client.get("/").text.split('rel="stylesheet" href="')[1].split('"')[0]
    for path in ("/", "/nothing", static, "/healthz", "/research/login", "/withdraw", "/s/x/trial"):
        headers = client.get(path).headers

        assert HEADERS == {name: headers.get(name) for name in HEADERS}
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


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
    plain = client.get("/", headers={"Accept-Encoding": "identity"})
    packed = client.get("/", headers={"Accept-Encoding": "gzip"})

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
