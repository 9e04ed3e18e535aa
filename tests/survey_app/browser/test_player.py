"""The player: it sounds after a click and not before, and the audio clock says what was heard."""

import re
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Route, expect

AUDIO = re.compile(r"/sounds/[0-9a-f]+\.flac$")


def look(cdp: CDPSession, expression: str) -> Any:
    """Return what an expression of the page is, without what Chromium would take for a gesture."""
    return cdp.send("Runtime.evaluate", {"expression": expression, "returnByValue": True})["result"].get("value")


def wait(cdp: CDPSession, expression: str) -> None:
    """Wait until an expression of the page is true."""
    deadline = time.monotonic() + 10
    while not look(cdp, expression):
        assert time.monotonic() < deadline, expression
        time.sleep(0.05)


def test_autoplay_gate_opens_with_a_real_click(new_person) -> None:
    """In a fresh tab nothing may sound by itself; one click on Play opens the gate and a level is heard."""
    person = new_person()
    person.begin_listening()
    # All that follows goes past Playwright, whose own look at a page counts as a gesture and opens the gate.
    cdp = person.context.new_cdp_session(person.context.new_page())
    cdp.send("Page.navigate", {"url": person.page.url})
    wait(cdp, "document.querySelector('.play') !== null")
    before = look(cdp, "new AudioContext().state")
    x, y = look(
        cdp,
        "(box => [box.x + box.width / 2, box.y + box.height / 2])"
        "(document.querySelector('.play').getBoundingClientRect())",
    )
    for kind in ("mousePressed", "mouseReleased"):
        cdp.send("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1})

    assert "suspended" == before
    wait(cdp, "levelNow() > 0.05")


def test_sound_and_facts(new_person, heard) -> None:
    """A level reaches the loudspeaker while the bar moves, and silence after it; the server gets the facts."""
    person = new_person()
    person.begin_listening()
    token = person.token
    quiet = person.page.evaluate("levelNow()")
    person.press(".play")
    person.page.wait_for_function("() => levelNow() > 0.05 && document.querySelector('.player progress').value > 0.1")
    person.page.wait_for_selector(".trial:not(.locked)")
    person.page.wait_for_function("() => levelNow() < 0.001")
    person.choose()
    person.go_on()

    first = heard(token)[0]
    assert 0 == quiet
    assert 1 == first.n_plays
    assert [[0.0, 0.6]] == [[start_s, round(end_s, 3)] for start_s, end_s in first.heard]
    assert first.context_rate_hz >= 8000
    assert 0 < first.start_delay_s < 5


def test_stopped_early_keeps_the_questions_closed(new_person) -> None:
    """Stopping fires the browser's "ended" too; the audio clock knows better, and the page says what to do."""
    person = new_person()
    person.begin_listening()
    person.press(".play")
    person.page.wait_for_selector(".player[data-state=playing]")
    person.press(".play")

    expect(person.page.locator(".player-status")).to_have_text("Stopped early. Please play it again to the end.")
    assert person.trial.locator("fieldset:disabled").count() == person.trial.locator("fieldset").count()


def test_tap_on_closed_questions_says_why(new_person) -> None:
    """Who answers before listening is told kindly, by tap, by digit and by Next."""
    person = new_person(width=375, touch=True)
    person.begin_listening()
    status = person.page.locator(".player-status")
    gestures = [
        lambda: person.page.locator("label.option").first.tap(force=True),
        lambda: person.page.keyboard.press("3"),
        lambda: person.page.locator(".trial .go").tap(),
    ]
    for gesture in gestures:
        person.page.evaluate("document.querySelector('.player-status').textContent = ''")
        gesture()
        expect(status).to_have_text("First, please listen to the whole sound.")
    assert 0 == person.trial.locator("input:checked").count()


def test_click_on_play_is_not_lost_while_the_sound_loads(new_person) -> None:
    """On a slow link the sound starts by itself once it is there."""
    person = new_person()
    held: list[Route] = []
    person.page.route(AUDIO, lambda route: held.append(route))
    person.begin_listening()
    person.press(".play")
    expect(person.page.locator(".play-label")).to_have_text("Loading…")

    for route in held:
        route.continue_()
    person.page.wait_for_selector(".trial:not(.locked)")


def test_failing_file_is_named_and_tried_again(new_person) -> None:
    """A sound that cannot be loaded is named; the same button tries again, and succeeds when the file is back."""
    person = new_person()
    person.may_fail_to_load = True
    asked: list[str] = []

    def fail(route: Route) -> None:
        asked.append(Path(route.request.url).name)
        route.abort()

    person.page.route(AUDIO, fail)
    person.begin_listening()
    person.press(".play")
    status = person.page.locator(".player-status")
    expect(status).to_contain_text("This sound could not be loaded")
    expect(status).to_contain_text(asked[0])
    expect(person.page.locator(".play-label")).to_have_text("Try again")
    person.press(".play")
    expect(status).to_contain_text("your answers are kept.")
    expect(person.page.locator(".skip")).to_be_visible()

    person.page.unroute(AUDIO)
    person.press(".play")
    person.page.wait_for_selector(".trial:not(.locked)")


def test_a_sound_that_never_comes_can_be_left_behind(new_person, heard) -> None:
    """After the second failure, and not before, one may go on without the sound; the next one plays."""
    person = new_person(width=375, touch=True)
    person.may_fail_to_load = True
    person.page.route(AUDIO, lambda route: route.abort())
    person.begin_listening()
    first = person.heading
    for is_offered in (False, True):
        person.press(".play")
        expect(person.page.locator(".play-label")).to_have_text("Try again")
        expect(person.page.locator(".skip")).to_be_visible(visible=is_offered)
    person.press(".skip")
    person.page.wait_for_function("before => document.querySelector('h1')?.textContent !== before", arg=first)
    person.page.unroute(AUDIO)
    person.listen()
    left, _, *_ = heard(person.token)

    assert left.finished_at is not None
    assert [] == left.answers


def test_broken_file_is_told_from_a_missing_one(new_person) -> None:
    """Bytes that are no audio get a message of their own."""
    person = new_person()
    person.page.route(AUDIO, lambda route: route.fulfill(body=b"no audio", content_type="audio/flac"))
    person.begin_listening()
    person.press(".play")

    expect(person.page.locator(".player-status")).to_contain_text("Your browser cannot play this sound")


def test_next_sound_is_fetched_ahead(new_person) -> None:
    """While one sound is judged the next is there already."""
    person = new_person()
    fetched: list[str] = []
    person.page.on("request", lambda request: fetched.append(request.url) if AUDIO.search(request.url) else None)
    person.begin_listening()
    step = person.page.evaluate("fetch('trial').then(reply => reply.json())")
    person.page.wait_for_function(
        "() => performance.getEntriesByType('resource').filter(entry => /flac$/.test(entry.name)).length > 1"
    )

    assert step["next_sound_url"] is not None
    assert [step["sound_url"], step["next_sound_url"]] == [url.removeprefix(person.base_url) for url in fetched]
