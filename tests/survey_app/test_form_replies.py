from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.parametrize("kept_study", ["sqlite"], indirect=True)  # pages, and no query of their own

BY_SCRIPT = {"Accept": "application/json"}


def test_a_script_is_told_where_to_go_on(participant: Any) -> None:
    """What redirects a browser is an address for the script, and the form is stored as it would be."""
    told = participant.post("profile", data={"gender": "woman"}, headers=BY_SCRIPT)

    assert (200, {"next": participant.address}) == (told.status_code, told.json())
    assert participant.get("", follow_redirects=True).url.path.endswith("/sound-check")


def test_a_script_is_told_that_the_page_has_something_to_say(participant: Any) -> None:
    """A form that is not right has the status that the browser gets, which then shows the page itself."""
    wrong = {"gender": "none of these"}
    told, shown = (participant.post("profile", data=wrong, headers=headers) for headers in (BY_SCRIPT, {}))

    assert (400, {"error": "page"}) == (told.status_code, told.json())
    assert (400, True) == (shown.status_code, "<form" in shown.text)


def test_a_preview_left_open_over_night_is_refused_in_words_of_ours(client: httpx.Client, password: str) -> None:
    """Without login and CSRF token the script gets JSON, and so does not take the refusal for a missing connection."""
    told = client.post("/research/preview/begin", data={"language": "en"}, headers=BY_SCRIPT)

    assert (400, "bad request") == (told.status_code, told.json()["error"])
