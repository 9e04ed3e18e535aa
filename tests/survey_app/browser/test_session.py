"""Whole listening sessions, and what the database has of them."""

import pytest
from playwright.sync_api import Locator, Page, Route

N_ANSWERS = 4 * 2 + 4 * 2 + 3 * 2 + 3 * 4  # practice, and the three sections of the small study


@pytest.mark.parametrize(("width", "touch"), [(1280, False), (375, True)], ids=["mouse", "touch"])
def test_whole_session_in_italian(new_person, stored, width: int, touch: bool) -> None:
    """By mouse and by touch, what was chosen on the page is what the database has, and the code comes at the end."""
    person = new_person(width=width, touch=touch, language="it-IT")
    person.agree()
    token = person.token

    person.tell_about_myself()
    person.check_sound()
    person.take_all_trials()
    person.finish()

    answers = stored(token)
    assert N_ANSWERS == len(person.chosen)
    assert person.chosen == answers
    assert "Grazie!" == person.heading
    assert person.page.locator(".code").inner_text().strip() != ""


def focus(page: Page, selector: str) -> None:
    """Press Tab until the focus is on what the selector names."""
    for _ in range(40):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {selector}")


def is_shown(page: Page, *choices: str) -> Locator:
    """Wait until one of the selectors is on the page."""
    page.wait_for_selector(", ".join(choices))
    return page.locator(", ".join(choices))


def test_whole_session_by_keyboard(new_person, stored) -> None:
    """With Tab, Space, Enter, P and digits alone a session gets to its end; each trial takes the first digits."""
    person = new_person(language="en")
    page, keyboard = person.page, person.page.keyboard
    page.goto(person.base_url)
    focus(page, "button[name=agree]")
    keyboard.press("Enter")
    page.wait_for_url("**/profile")
    token = person.token
    for question in page.locator("fieldset").all():
        name = question.locator("input").first.get_attribute("name")
        focus(page, f"input[name={name}]")
        keyboard.press("Space")
    keyboard.press("Enter")
    page.wait_for_url("**/sound-check")
    focus(page, ".play")
    keyboard.press("Enter")
    page.wait_for_selector("#can-you-hear:not([hidden])")
    focus(page, "button[value=yes]")
    keyboard.press("Enter")

    expected = []
    while not is_shown(page, ".intro", ".trial", "textarea").and_(page.locator("textarea")).count():
        before = person.heading
        if page.locator(".intro").count():
            keyboard.press("Enter")
        else:
            keyboard.press("p")
            page.wait_for_selector(".trial:not(.locked)")
            for digit, question in enumerate(page.locator("fieldset").all(), start=1):
                options = question.locator("input[type=radio]")
                digit = min(digit, options.count())
                expected.append((options.first.get_attribute("name"), options.nth(digit - 1).get_attribute("value")))
                keyboard.press(str(digit))
            keyboard.press("Enter")
        page.wait_for_function("before => document.querySelector('h1')?.textContent !== before", arg=before)
    focus(page, "main button.go")
    keyboard.press("Enter")
    page.wait_for_url("**/debrief")

    answers = stored(token)
    assert N_ANSWERS == len(answers)
    assert expected == answers


def test_double_click_agrees_once(new_person) -> None:
    """Two quick clicks on the first page make one participant."""
    person = new_person()
    held: list[Route] = []
    person.page.route("**/consent", lambda route: held.append(route))
    person.page.goto(person.base_url)
    box = person.page.locator("button[name=agree]").bounding_box()
    assert box
    for _ in range(2):  # the reply is slow
        person.page.mouse.click(box["x"] + 5, box["y"] + 5)
        person.page.wait_for_timeout(200)
    held[-1].continue_()
    person.page.wait_for_url("**/profile")

    assert 1 == len(held)
