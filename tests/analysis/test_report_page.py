"""Everybody can read the report: on a phone, in the dark, with a screen reader, on paper."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from analysis.language import LANGUAGES

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[1] / "data" / "axe" / "axe.min.js"
PHONE_PX, LAPTOP_PX = 375, 1280
PAPER_PX = 688  # A4 less its margins, at the 96 dots per inch of a browser
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
VIOLATIONS = """
async () => (await axe.run()).violations.map(one => `${one.id}: ${one.nodes.map(node => node.html).join(' ')}`)
"""


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request, spoken_reports) -> Iterator[Page]:
    """Open the report in each language; refuse it every request beyond the file itself."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    path = os.environ.get("CHROMIUM") or next(filter(None, found), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        opened = browser.new_page(viewport={"width": LAPTOP_PX, "height": 900})
        opened.route(
            "**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort()
        )
        opened.goto(spoken_reports[request.param].html.as_uri())
        opened.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        yield opened
        browser.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page, scheme):
    """Contrast, names, landmarks, tables: no violation in either scheme."""
    page.set_viewport_size({"width": PHONE_PX, "height": 900})
    page.emulate_media(color_scheme=scheme)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))

    assert [] == page.evaluate(VIOLATIONS)


def test_a_phone_scrolls_down_only(page):
    """Broad tables scroll on their own; the page is never wider than the phone."""
    page.set_viewport_size({"width": PHONE_PX, "height": 800})

    assert page.evaluate("document.documentElement.scrollWidth") == PHONE_PX


def test_figures_are_readable_on_a_phone(page):
    """The smallest text of a figure is at least ten pixels high on the screen."""
    page.set_viewport_size({"width": PHONE_PX, "height": 800})
    smallest = page.evaluate("""
        Math.min(...[...document.querySelectorAll('svg.figure')].flatMap(figure => {
          const scale = figure.getBoundingClientRect().width / figure.viewBox.baseVal.width;
          return [...figure.querySelectorAll('text')].map(one => parseFloat(getComputedStyle(one).fontSize) * scale);
        }))
    """)

    assert smallest >= 10


def test_texts_of_a_figure_do_not_overlap(page):
    """Names, numbers and legends stand clear of each other; the watermark lies under them."""
    page.set_viewport_size({"width": LAPTOP_PX, "height": 900})
    overlaps = page.evaluate("""
        [...document.querySelectorAll('svg.figure')].flatMap(figure => {
          const texts = [...figure.querySelectorAll('text:not(.watermark)')]
            .map(one => [one, one.getBoundingClientRect()]);
          const meets = (p, q) => p.left < q.right - 1 && q.left < p.right - 1
            && p.top < q.bottom - 4 && q.top < p.bottom - 4;
          return texts.flatMap(([a, p], at) => texts.slice(at + 1)
            .filter(([, q]) => meets(p, q))
            .map(([b]) => `${figure.id}: ${a.textContent} / ${b.textContent}`));
        })
    """)

    assert [] == overlaps


def test_paper_is_white_and_shows_what_was_folded(page):
    """Printed from a dark screen, the page is light, marked as simulated, and its details are open."""
    page.emulate_media(media="print", color_scheme="dark")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    mark = page.evaluate("getComputedStyle(document.querySelector('.page-mark')).display")
    page.emulate_media(media="screen")

    assert ("rgb(255, 255, 255)", "block") == (paper, mark)


def test_a_word_is_explained_where_it_stands(page):
    """By keyboard and by a tap, within the phone's screen, and it goes away again; no script is needed."""
    page.set_viewport_size({"width": PHONE_PX, "height": 800})
    word = page.locator("button.term").first
    meaning = page.locator(f"#{word.get_attribute('popovertarget')}")
    was_shown = [meaning.is_visible()]
    word.focus()
    page.keyboard.press("Enter")
    was_shown.append(meaning.is_visible())
    box = meaning.bounding_box()
    page.keyboard.press("Escape")
    was_shown.append(meaning.is_visible())
    word.click()
    was_shown.append(meaning.is_visible())
    page.keyboard.press("Escape")

    assert [False, True, False, True] == was_shown
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE_PX


def test_every_word_that_is_underlined_has_a_meaning(page):
    """And each meaning has an id of its own."""
    missing = page.evaluate("""
        [...document.querySelectorAll('button.term')]
          .filter(word => document.querySelectorAll('#' + word.getAttribute('popovertarget')).length !== 1)
          .map(word => word.textContent)
    """)

    assert [] == missing


def test_nothing_is_cut_off_on_paper(page):
    """Paper does not scroll: tables and figures end before the margin."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER_PX, "height": 1000})
    too_broad = page.evaluate("""
        [...document.querySelectorAll('table, svg.figure')]
          .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
          .map(one => one.caption ? one.caption.textContent : one.id)
    """)
    page.emulate_media(media="screen")

    assert [] == too_broad
