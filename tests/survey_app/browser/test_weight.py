"""Light enough for a phone with one bar of signal, and honest where scripts are switched off."""

from playwright.sync_api import Page, expect

LIMIT_BYTES = 60_000


def bytes_of(page: Page, address: str) -> int:
    """Return how many bytes the page costs over the network with an empty cache, sounds left out."""
    cdp = page.context.new_cdp_session(page)
    sounds: set[str] = set()
    costs: dict[str, float] = {}
    cdp.on(
        "Network.responseReceived",
        lambda one: sounds.add(one["requestId"]) if "audio" in one["response"]["mimeType"] else None,
    )
    cdp.on("Network.loadingFinished", lambda one: costs.update({one["requestId"]: one["encodedDataLength"]}))
    cdp.send("Network.enable")
    cdp.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return int(sum(cost for request, cost in costs.items() if request not in sounds))


def test_first_page(new_person) -> None:
    """The first page stays under 60 KB, headers included; no request leaves the survey (every test sees to that)."""
    person = new_person()
    cost = bytes_of(person.page, person.base_url)

    assert 1_000 < cost < LIMIT_BYTES


def test_first_trial(new_person) -> None:
    """So does the page of the first trial, its sound left out."""
    person = new_person()
    person.begin_listening()
    cost = bytes_of(person.page, person.page.url)

    assert person.page.locator(".trial").count() == 1
    assert 1_000 < cost < LIMIT_BYTES


def test_notice_without_scripts(new_person) -> None:
    """Without JavaScript the first page says so before anybody agrees to anything."""
    person = new_person(language="it", java_script_enabled=False)
    person.page.goto(person.base_url)

    expect(person.page.locator("noscript .notice")).to_contain_text("ha bisogno di JavaScript")


def test_plain_http_is_where_all_this_is_tried(new_person) -> None:
    """The browser takes the survey's address for insecure, as it does in a local network."""
    person = new_person()
    person.page.goto(person.base_url)

    assert person.page.evaluate("isSecureContext") is False
