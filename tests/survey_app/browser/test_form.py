"""Nothing is lost on the pages with forms, whatever the network does; and without scripts they work as well."""

import httpx
import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import func, select

from study.folder import StudyFolder
from survey_app.database import Database, database_url
from survey_app.models import ListeningSession
from survey_app.tokens import withdrawal_code

NOTICE = "#connection"


@pytest.fixture
def n_people(served_folder: StudyFolder):
    """Give a function that counts the listening sessions of the served study."""
    database = Database(database_url(served_folder))

    def count() -> int:
        with database.reading() as transaction:
            return transaction.scalar(select(func.count(ListeningSession.id))) or 0

    yield count
    database.close()


def checked(person) -> list[str | None]:
    """Return what is chosen on the page, in its order."""
    return [one.get_attribute("value") for one in person.page.locator("input:checked").all()]


def test_offline_for_a_while(new_person, n_people) -> None:
    """Consent and profile wait for the network, with what was chosen over a reload, and go on by themselves."""
    person, before = new_person(), n_people()
    person.may_fail_to_load = True
    page, context = person.page, person.context
    page.goto(person.base_url)
    context.set_offline(True)
    person.press("button[name=agree]")
    expect(page.locator(NOTICE)).to_contain_text("Not sent yet")
    person.press(f"{NOTICE} button")  # in vain, and harmless
    context.set_offline(False)
    page.wait_for_url("**/profile")

    for question in page.locator("fieldset").all():
        question.locator("label").nth(1).click()
    chosen = checked(person)
    page.route("**/profile", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    person.press("main button.go")
    expect(page.locator(NOTICE)).to_be_visible()
    page.reload()
    expect(page.locator("input:checked")).to_have_count(len(chosen))
    assert chosen == checked(person)
    assert "" not in chosen

    context.set_offline(True)
    page.unroute("**/profile")
    person.press("main button.go")
    expect(page.locator(NOTICE)).to_be_visible()
    context.set_offline(False)
    page.wait_for_url("**/sound-check")
    assert before + 1 == n_people()
    assert 0 == page.evaluate("sessionStorage.length")


def test_a_lost_reply_to_the_consent_makes_one_participant(new_person, n_people) -> None:
    """The server has the consent, but its reply is lost: sent again, after a reload too, it opens the same address."""
    person, before = new_person(), n_people()
    person.may_fail_to_load = True
    page = person.page
    opened: list[str] = []

    def lose_two_replies(route: Route) -> None:
        if len(opened) == 2:
            route.continue_()
            return
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        reply = httpx.post(f"{person.server_url}/consent", content=route.request.post_data, headers=headers)
        opened.append(reply.headers["location"])
        route.abort()

    page.route("**/consent", lose_two_replies)
    page.goto(person.base_url)
    for _ in range(2):
        person.press("button[name=agree]")
        expect(page.locator(NOTICE)).to_be_visible()
        page.reload()
    person.press("button[name=agree]")
    page.wait_for_url("**/profile")

    assert [f"/s/{person.token}/"] * 2 == opened
    assert before + 1 == n_people()


@pytest.mark.parametrize(
    "instead",
    [
        {"status": 503, "json": {"error": "unavailable", "message": "later"}},
        {"status": 200, "body": "<h1>Log in to this hotspot</h1>", "content_type": "text/html"},
    ],
    ids=["database busy", "hotspot"],
)
def test_somebody_else_replies(new_person, instead) -> None:
    """Whoever replies without having stored, the same form is sent again; a double click sends it once at a time."""
    person = new_person()
    person.may_fail_to_load = True
    person.agree()
    sent: list[str | None] = []

    def first_in_vain(route: Route) -> None:
        sent.append(route.request.post_data)
        if len(sent) == 1:
            route.fulfill(**instead)
        else:
            route.continue_()

    person.page.route("**/profile", first_in_vain)
    for question in person.page.locator("fieldset").all():
        question.locator("label").last.click()
    person.page.locator("main button.go").dblclick()
    person.press(f"{NOTICE} button")
    person.page.wait_for_url("**/sound-check")

    assert 2 == len(sent)
    assert sent[0] == sent[1]


def test_what_the_server_does_not_take_is_said_on_the_page(new_person) -> None:
    """A form that is not right comes back as it does without the script, with what was typed."""
    person = new_person()
    person.may_fail_to_load = True  # the console calls that a failure
    person.page.goto(f"{person.base_url}/withdraw")
    person.page.fill("#code", "AAAA-BBBB-CCCC")
    person.press("main form button")

    expect(person.page.locator("#problem")).to_contain_text("Nobody has this code.")
    expect(person.page.locator("#code")).to_have_value("AAAA-BBBB-CCCC")


def test_who_opens_the_link_again_goes_on(new_person, n_people) -> None:
    """Back button, or a closed tab and the link once more: the first page leads back, until one withdraws."""
    person = new_person()
    person.may_fail_to_load = True  # an address that was withdrawn is asked for once more
    person.agree()
    person.page.go_back()
    person.press("#begun a")
    person.page.wait_for_url("**/profile")
    person.tell_about_myself()
    token, before = person.token, n_people()
    person.page.close()
    person.page = person.context.new_page()
    person.page.goto(person.base_url)
    person.press("#begun a")
    person.page.wait_for_url("**/sound-check")
    assert (token, before) == (person.token, n_people())

    httpx.post(f"{person.server_url}/withdraw", data={"code": withdrawal_code(token)})
    with person.page.expect_response(lambda reply: token in reply.url):
        person.page.goto(person.base_url)
    expect(person.page.locator("#begun")).to_be_hidden()


def test_without_scripts_the_browser_sends_the_forms(new_person) -> None:
    """Consent and profile lead on where scripts are switched off."""
    person = new_person(java_script_enabled=False)
    person.agree()
    person.tell_about_myself()

    assert "Sound check" == person.heading
