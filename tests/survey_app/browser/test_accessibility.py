"""Everybody can use every page: axe finds nothing, nothing is too small for a thumb or too wide for a phone."""

import re
import time
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Page, expect

from study.folder import StudyFolder
from survey_app.export import open_database
from survey_app.listening import TOLERANCE_S
from survey_app.operations.study_states import begin_rehearsal
from survey_app.operations.study_versions import mark_checked
from survey_app.passwords import make_password
from survey_app.server import prepare, running_server

AXE = Path(__file__).parents[2] / "data" / "axe" / "axe.min.js"
TOUCH_TARGET_PX = 44  # WCAG 2.2, 2.5.5
SMALLEST_WIDTH_PX = 320

HABITS = """
title = { en = "How you listen", it = "Come ascolta" }
labels.en = ["Not at all", "A little", "Partly", "Mostly", "Completely"]
labels.it = ["Per niente", "Poco", "In parte", "Abbastanza", "Del tutto"]
items = [
  { id = "one", text = { en = "An invented sentence.", it = "Una frase inventata." } },
  { id = "two", text = { en = "Another.", it = "Un'altra." }, labels = { en = ["0", "1", "2"], it = ["0", "1", "2"] } },
]
scales = [{ id = "all", items = ["one", "two"] }]
"""

PANEL = """
[profile.screen_out]
hearing = ["yes"]
[panel]
name = "panel"
participant = "id"
parameters = { id = "x" }
screened_out_link = "https://panel.example.org/?who={id}"
screened_out_code = "OUT"
"""

VIOLATIONS = """
async rules => (await axe.run(rules)).violations.map(one => `${one.id}: ${one.nodes.map(node => node.html).join(' ')}`)
"""
ALL_RULES: dict[str, object] = {}
ONLY_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}  # all that differs in the dark
TOO_SMALL = """
smallest => [...document.querySelectorAll('main button, main label.option, main input:not([type=radio]), nav a')]
  .map(element => [element, element.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && Math.min(box.width, box.height) < smallest - 0.5)
  .map(([element, box]) => `${element.textContent.trim()}: ${box.width} x ${box.height}`)
"""

PAGES_WITHOUT_A_SESSION = (
    ("/withdraw", "withdraw"),
    ("/withdrawn", "withdrawn"),
    ("/no-such-page", "error"),
    ("/research/login", "login"),
)
RESEARCHERS_PAGES = (
    "state?to=live",
    "links",
    "preview",
    "stimuli",
    "participants?group=unfinished",
    "drop-out",
    "download",
    "withdrawal",
)
SPECTRUM = """
async () => {
  const { src } = document.querySelector("script[src*=stimuli]");
  const { frequencyOf, levels } = await import(src.replace("stimuli.js", "spectrogram.js"));
  const rate = 44100;
  const tone = Float32Array.from({ length: rate }, (_, n) => Math.sin((2 * Math.PI * 1000 * n) / rate));
  const found = levels(tone, rate / 2);
  return [found.indexOf(Math.max(...found)) * rate / 2048, frequencyOf(0, 120), Math.round(frequencyOf(119, 120))];
}
"""
BRIGHT = """
canvas => {
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const green = row => pixels[4 * (row * canvas.width + canvas.width / 2) + 1];
  const rows = [...Array(canvas.height).keys()];
  return rows.reduce((best, row) => (green(row) > green(best) ? row : best), 0) / canvas.height;
}
"""


def problems(page: Page, name: str, both_ways: bool = False) -> list[str]:
    """Return what is wrong with the page as it stands, in light and in dark, at the width of a small phone.

    With `both_ways` it is looked at as languages are shown that are written from right to left, too: none of ours
    is, but a translation shall find the pages ready.
    """
    size = page.viewport_size
    assert size is not None
    found = []
    for scheme, rules in (("light", ALL_RULES), ("dark", ONLY_COLOURS)):
        page.emulate_media(color_scheme=scheme)
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        found += [f"{name}, {scheme}: {violation}" for violation in page.evaluate(VIOLATIONS, rules)]
    page.set_viewport_size({"width": SMALLEST_WIDTH_PX, "height": size["height"]})
    found += [f"{name}: too small: {target}" for target in page.evaluate(TOO_SMALL, TOUCH_TARGET_PX)]
    for direction in ("ltr", "rtl") if both_ways else ("ltr",):
        page.evaluate("direction => (document.documentElement.dir = direction)", direction)
        width = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{name}, {direction}: {width} px wide"] if width > SMALLEST_WIDTH_PX else []
    if both_ways:
        found += [f"{name}, rtl: {violation}" for violation in page.evaluate(VIOLATIONS, ALL_RULES)]
        page.evaluate("document.documentElement.dir = 'ltr'")
    page.set_viewport_size(size)
    return found


def answer_the_rest(person) -> None:
    """Answer over HTTP all that is left of somebody's listening session, to see the pages after it."""
    with httpx.Client(base_url=f"{person.server_url}/s/{person.token}/") as client:
        while (step := client.get("trial").json())["step"] != "done":
            if step["step"] == "section":
                client.post("continue", json={})
                continue
            time.sleep(step["duration_s"] - TOLERANCE_S)
            answers = [
                {
                    "uuid": uuid4().hex,
                    "question": question["id"],
                    "value": question["options"][0]["value"] if question["kind"] == "class" else "3",
                    "response_time_s": 1,
                }
                for question in step["questions"]
            ]
            facts = {"trial": step["trial"], "heard": [[0, step["duration_s"]]], "n_plays": 1}
            client.post("answers", json={**facts, "answers": answers})


@pytest.mark.parametrize("language", ["en", "it"])
def test_pages_before_the_end(new_person, language: str) -> None:
    """From consent to a trial in each of its states, nothing is in anybody's way."""
    person = new_person(width=375, touch=True, language=language)
    page = person.page
    found = []
    page.goto(person.base_url)
    found += problems(page, "consent", both_ways=language == "it")
    person.agree()
    found += problems(page, "profile", both_ways=language == "it")
    page.goto(person.base_url)
    expect(page.locator("#begun")).to_be_visible()
    found += problems(page, "consent, begun already", both_ways=language == "it")
    page.locator("#begun a").tap()
    page.wait_for_url("**/profile")
    person.tell_about_myself()
    page.locator(".play").tap()
    page.locator("button[value=no]").tap()
    page.wait_for_url("**heard=no")
    page.locator(".play").tap()
    expect(page.locator("#can-you-hear")).to_be_visible()
    found += problems(page, "sound check", both_ways=language == "it")
    page.locator("button[value=yes]").tap()
    page.wait_for_selector(".intro")
    found += problems(page, "introduction", both_ways=language == "it")
    page.locator(".intro button.go").tap()
    page.wait_for_selector(".trial")
    found += problems(page, "trial, before listening", both_ways=language == "it")
    person.listen()
    page.locator(".trial .go").tap()
    found += problems(page, "trial, an answer missing", both_ways=language == "it")
    person.choose()
    person.context.set_offline(True)
    person.may_fail_to_load = True
    page.locator(".trial .go").tap()
    expect(page.locator("#connection")).to_be_visible()
    found += problems(page, "trial, no connection", both_ways=language == "it")
    person.context.set_offline(False)
    expect(page.locator("#connection")).to_be_hidden()

    assert [] == found


def test_last_pages(new_person) -> None:
    """The comment and the end, in both languages."""
    person = new_person(width=375, touch=True)
    page = person.page
    person.begin_listening()
    answer_the_rest(person)
    found = []
    for language in ("it", "en"):
        page.goto(f"{page.url.rpartition('/')[0]}/comment?lang={language}")
        found += problems(page, f"comment, {language}", both_ways=language == "it")
    person.finish()
    expect(page.locator("main")).to_contain_text("How you listened")
    for language in ("it", "en"):
        page.goto(f"{page.url.partition('?')[0]}?lang={language}")
        found += problems(page, f"debrief, {language}", both_ways=language == "it")

    assert [] == found


def test_other_pages(new_person) -> None:
    """Withdrawal, errors and the researcher's login are as good."""
    person = new_person(width=375, touch=True)
    person.may_fail_to_load = True
    page = person.page
    found = []
    for path, name in PAGES_WITHOUT_A_SESSION:
        page.goto(person.base_url + path)
        found += problems(page, name)
    page.fill("input[type=password]", "wrong")
    page.locator("main form button").tap()
    page.wait_for_selector(".missing")
    found += problems(page, "login, wrong password")
    page.goto(person.base_url + "/withdraw")
    page.fill("#code", "wrong")
    page.locator("main form button").tap()
    page.wait_for_selector(".missing")
    found += problems(page, "withdraw, unknown code")

    assert [] == found


def test_researchers_pages(new_person, rehearsed_study) -> None:
    """Every page opens, sounds and draws; nothing is in anybody's way; the study goes live while the page looks on."""
    password = make_password(rehearsed_study.path)
    with running_server(rehearsed_study) as server:
        person = new_person(width=375, touch=True, at=server.url)
        page, base = person.page, f"{person.base_url}/research/"
        httpx.post(f"{server.url}/consent", data={"language": "en", "agree": "yes"})
        page.goto(f"{base}login")
        page.fill("input[type=password]", password)
        page.locator("main form button").tap()
        expect(page.locator("dd").first).to_have_text("1")
        found = problems(page, "overview")
        for path in (*RESEARCHERS_PAGES, "?lang=it", *RESEARCHERS_PAGES):
            page.goto(base + path)
            found += problems(page, f"{path}, {page.locator('html').get_attribute('lang')}")
        listen_to_a_stimulus(page, base)
        database = open_database(rehearsed_study)
        mark_checked(database, version_id=1)
        database.close()
        open_the_study(page, base)
        page.goto(f"{base}download")
        with page.expect_download() as download:
            page.locator("main button[name=origin]").first.tap()
        page.locator("footer button").tap()
        expect(page.locator("input[type=password]")).to_be_visible()

    assert [] == found
    assert download.value.suggested_filename.endswith(".zip")


def listen_to_a_stimulus(page: Page, base: str) -> None:
    """See that a stimulus sounds, and that its picture has the tone where it belongs."""
    page.goto(f"{base}stimuli")
    first = page.locator(".stimulus").first
    first.locator("button").tap()
    expect(first.locator("button")).to_have_attribute("data-state", "playing")
    page.wait_for_function("levelNow() > 0.001")
    expect(first.locator("button")).to_have_attribute("data-state", "ready")
    expect(first.locator(".cursor")).to_be_hidden()

    assert [pytest.approx(1000, abs=22), 12000, 50] == page.evaluate(SPECTRUM)
    # The tones of the small study begin at 220 Hz: low in a picture from 50 Hz to 12 kHz.
    assert 0.6 < first.locator("canvas").evaluate(BRIGHT) < 0.9


def open_the_study(page: Page, base: str) -> None:
    """Open the study, after reading what that does, while another window shows the overview."""
    watching = page.context.new_page()
    watching.clock.install()
    watching.goto(base)
    page.goto(base)
    page.locator("main a[role=button]").tap()
    page.locator("main button[name=to]").tap()
    expect(page.locator("h1")).to_have_text(re.compile("è aperto|is live"))
    with watching.expect_response("**/research/progress"):
        watching.clock.fast_forward(10_000)
    watching.close()


def screened_out(server: str, language: str) -> str:
    """Let somebody give an answer with which the study lets nobody go on; return their address."""
    address = httpx.post(f"{server}/consent", data={"language": language, "agree": "yes"}).headers["location"]
    httpx.post(f"{server}{address}profile", data={"hearing": "yes"})
    return str(address)


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("it", 375)])
def test_questionnaire_and_checks_of_the_equipment(new_person, small_study, language: str, width: int) -> None:
    """By keyboard: nothing is left out by mistake; answers open when the sound was heard, and lead on to the sounds."""
    path = small_study.path / "study.toml"
    text = path.read_text(encoding="utf-8").replace('headphones = "none"', 'headphones = "antiphase"')
    text += '[[questionnaires]]\nid = "habits"\nfile = "habits.toml"\n' + PANEL
    path.write_text(text.replace("bass = false", "bass = true"), encoding="utf-8")
    (small_study.path / "habits.toml").write_text(HABITS, encoding="utf-8")
    folder = StudyFolder(small_study.path)
    prepare(folder)
    database = open_database(folder)
    begin_rehearsal(database)
    database.close()
    with running_server(folder) as server:
        person = new_person(width=width, language=language, at=server.url)
        page = person.page
        person.agree()
        person.tell_about_myself(next_page="questionnaire")
        found = problems(page, f"questionnaire, {language}", both_ways=True)
        page.locator("fieldset input").first.press("Space")
        person.may_fail_to_load = True  # the console calls a form that is sent back a failure
        page.keyboard.press("Enter")
        page.wait_for_selector("#missing")
        expect(page.locator("input:checked")).to_have_count(1)
        found += problems(page, f"questionnaire, an answer missing, {language}", both_ways=True)
        page.locator("fieldset").nth(1).locator("input").last.press("Space")
        person.context.set_offline(True)
        page.keyboard.press("Enter")
        expect(page.locator("#connection")).to_be_visible()
        found += problems(page, f"questionnaire, no connection, {language}", both_ways=True)
        person.context.set_offline(False)
        page.wait_for_url("**/sound-check")
        person.press(".play")
        person.press("button[value=yes]")
        page.wait_for_url("**/headphones")
        expect(page.locator(".three button").first).to_be_disabled()
        found += problems(page, f"headphones, {language}")
        for number in range(1, 7):
            expect(page.locator("input[name=number]")).to_have_value(str(number))
            page.locator(".play").press("Enter")
            expect(page.locator(".three button").nth(2)).to_be_enabled()
            if number == 1:
                found += problems(page, f"headphones, heard, {language}")
            page.locator(".three button").nth(number % 3).press("Enter")
        page.wait_for_url("**/bass")
        found += problems(page, f"bass, {language}", both_ways=True)
        page.locator(".play").press("Enter")
        expect(page.locator(".three button").last).to_be_enabled()
        found += problems(page, f"bass, heard, {language}", both_ways=True)
        page.locator(".three button").nth(3).press("Enter")
        page.wait_for_url("**/listen")
        example = page.locator(".glossary .example-play").first
        example.press("Enter")
        expect(example).to_have_attribute("data-state", "playing")
        page.wait_for_function("levelNow() > 0.01")  # the example is heard; under load not at once
        found += problems(page, f"introduction with examples, {language}", both_ways=True)
        page.locator(".intro button.go").press("Enter")
        page.locator(".trial .play").press("Enter")
        page.wait_for_selector(".trial:not(.locked)")
        page.locator(".trial .play").press("Enter")
        page.locator(".trial .example-play").first.press("Enter")
        expect(page.locator(".player")).to_have_attribute("data-state", "ready")  # the example silenced the sound
        found += problems(page, f"trial with examples, {language}", both_ways=True)
        page.goto(person.base_url + screened_out(server.url, language))
        expect(page.locator("main a[role=button]")).to_be_visible()
        found += problems(page, f"thanks, {language}", both_ways=True)

    assert [] == found
