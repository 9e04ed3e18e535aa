"""No answer is lost or doubled, whatever the network does."""

import httpx
import pytest
from playwright.sync_api import Route, expect

ANSWERS = "**/answers"


def answered_trial(new_person):
    """Return somebody who has chosen all answers of the first trial but not pressed Next."""
    person = new_person()
    person.may_fail_to_load = True
    person.begin_listening()
    person.listen()
    person.choose()
    return person


def test_reload_returns_to_the_same_trial(new_person, stored) -> None:
    """A reload before Next keeps the trial, what was heard and what was chosen; nothing was sent."""
    person = answered_trial(new_person)
    before = person.heading
    person.page.reload()
    person.page.wait_for_selector(".trial:not(.locked)")

    assert before == person.heading
    assert [value for _, value in person.chosen] == [
        person.trial.locator("fieldset").nth(n).locator("input:checked").get_attribute("value") for n in range(2)
    ]
    assert [] == stored(person.token)

    person.go_on()
    assert person.chosen == stored(person.token)


def test_offline_for_a_while(new_person, stored) -> None:
    """Without a network the page says how many answers wait, and sends them, as they were, when it is back."""
    person = answered_trial(new_person)
    before = person.heading
    person.context.set_offline(True)
    person.press(".trial .go")
    expect(person.page.locator("#connection")).to_contain_text("2 answers not sent yet.")
    assert [] == stored(person.token)
    assert 0 == person.trial.locator("input:enabled").count()

    person.context.set_offline(False)
    person.page.wait_for_function("before => document.querySelector('h1').textContent !== before", arg=before)
    expect(person.page.locator("#connection")).to_be_hidden()
    assert person.chosen == stored(person.token)


def test_tab_closed_without_a_network(new_person, stored) -> None:
    """Answers that could not be sent before the tab was closed are sent when the address is opened again."""
    person = answered_trial(new_person)
    address, token = person.page.url, person.token
    person.context.set_offline(True)
    person.press(".trial .go")
    expect(person.page.locator("#connection")).to_contain_text("2 answers not sent yet.")
    person.page.close()
    person.context.set_offline(False)

    person.page = person.context.new_page()
    person.page.goto(address)
    expect(person.page.locator("h1")).to_have_text("Practice sound 2 of 4")
    assert person.chosen == stored(token)


def test_tab_closed_after_listening(new_person, stored) -> None:
    """What was heard is told when the page goes out of sight: whoever opens it in a new tab need not hear it again."""
    person = answered_trial(new_person)
    address, before = person.page.url, person.heading
    person.page.goto("about:blank")
    person.page.close()
    person.page = person.context.new_page()
    person.page.goto(address)
    person.page.wait_for_selector(".trial:not(.locked)")

    assert before == person.heading
    assert [] == stored(person.token)


@pytest.mark.parametrize(
    "instead",
    [
        {"status": 503, "json": {"error": "unavailable", "message": "later"}},
        {"status": 502, "body": "<h1>Bad gateway</h1>", "content_type": "text/html"},
        {"status": 200, "body": "<h1>Log in to this hotspot</h1>", "content_type": "text/html"},
    ],
    ids=["database busy", "proxy alone", "hotspot"],
)
def test_somebody_else_replies(new_person, stored, instead) -> None:
    """Whoever replies without having stored, the same answers are sent again under the same ids."""
    person = answered_trial(new_person)
    sent: list[str] = []

    def first_in_vain(route: Route) -> None:
        sent.append(route.request.post_data_json["answers"][0]["uuid"])
        if len(sent) == 1:
            route.fulfill(**instead)
        else:
            route.continue_()

    person.page.route(ANSWERS, first_in_vain)
    person.press(".trial .go")
    person.press("#connection button")
    expect(person.page.locator("h1")).to_have_text("Practice sound 2 of 4")

    assert sent[0] == sent[1]
    assert person.chosen == stored(person.token)


def test_lost_reply_stores_once(new_person, stored) -> None:
    """The server has stored, but its reply is lost: sent again, the answer is there once."""
    person = answered_trial(new_person)
    n_lost = 0

    def lose_first_reply(route: Route) -> None:
        nonlocal n_lost
        if n_lost:
            route.continue_()
        else:
            n_lost += 1
            sent = route.request
            own = sent.url.replace(person.base_url, person.server_url)
            httpx.post(own, content=sent.post_data, headers={"Content-Type": "application/json"}).raise_for_status()
            route.abort()

    person.page.route(ANSWERS, lose_first_reply)
    person.press(".trial .go")
    person.press("#connection button")
    expect(person.page.locator("h1")).to_have_text("Practice sound 2 of 4")

    assert 1 == n_lost
    assert person.chosen == stored(person.token)


def test_double_click_sends_once(new_person, stored) -> None:
    """An impatient finger on Next does not answer the following sound."""
    person = answered_trial(new_person)
    person.page.locator(".trial .go").dblclick()
    expect(person.page.locator("h1")).to_have_text("Practice sound 2 of 4")

    assert person.chosen == stored(person.token)
    assert "" == person.page.locator(".missing").inner_text()


def test_two_tabs(new_person, stored) -> None:
    """Where two tabs show one trial, the first answer stands and the other tab goes on."""
    person = answered_trial(new_person)
    other = person.context.new_page()
    other.goto(person.page.url)
    other.locator(".play").click()
    other.wait_for_selector(".trial:not(.locked)")
    person.go_on()
    for question in other.locator("fieldset").all():
        question.locator("label.option").last.click()
    other.locator(".trial .go").click()

    expect(other.locator("h1")).to_have_text("Practice sound 2 of 4")
    assert person.chosen == stored(person.token)


def test_answer_that_the_server_does_not_take(new_person, stored) -> None:
    """A refusal shows the server's sentence and the same trial with its choices; Next sends them anew."""
    person = answered_trial(new_person)
    message = "Please listen to the whole sound before you answer."
    person.page.route(ANSWERS, lambda route: route.fulfill(status=409, json={"error": "listen", "message": message}))
    person.press(".trial .go")
    expect(person.page.locator(".missing")).to_have_text(message)
    person.page.unroute(ANSWERS)
    person.go_on()

    assert person.chosen == stored(person.token)


def test_deleted_listening_session_ends_kindly(new_person) -> None:
    """Where the address is not known any more the page says so and leads to the beginning."""
    person = new_person()
    person.may_fail_to_load = True
    person.begin_listening()
    person.page.route("**/trial", lambda route: route.fulfill(status=404, json={"error": "not found", "message": ""}))
    person.page.reload()

    expect(person.page.locator("h1")).to_have_text("This address is not in use, or its answers were deleted.")


def test_browser_that_keeps_nothing(new_person, stored) -> None:
    """Where cookies are blocked there is neither IndexedDB nor sessionStorage; the session goes on from memory."""
    person = new_person()
    person.context.add_init_script(
        """
        const refuse = { get() { throw new DOMException("blocked", "SecurityError"); } };
        Object.defineProperty(window, "indexedDB", refuse);
        Object.defineProperty(window, "sessionStorage", refuse);
        """
    )
    person.begin_listening()
    person.listen()
    person.choose()
    person.go_on()

    assert person.chosen == stored(person.token)
