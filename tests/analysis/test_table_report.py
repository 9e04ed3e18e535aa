"""The report on any table is one offline file whose numbers stand in results.json, the same bytes every time."""

import json
import os
import re
import shutil
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from analysis.answer_table import Columns
from analysis.table_figures import ticks
from analysis.table_report import analyse_file, render, write_table_report

DATA = Path(__file__).parents[1] / "data"
WINE = DATA / "golden" / "csv" / "wine.csv", Columns(("rating",), "treatment", "judge", "bottle")
MUSHRA = (
    DATA / "tables" / "webmushra.csv",
    Columns(("rating_score",), "rating_stimulus", "session_uuid", "trial_id", scale=(0, 100)),
)
HEARD = "sound;played;heard\n" + "".join(
    f"s{row % 6};{'oboe' if row % 2 else 'flute'};{'oboe' if row % 5 else 'cannot tell'}\n" for row in range(36)
)


@pytest.fixture
def heard(tmp_path):
    """Give a table of chosen classes and what its columns mean."""
    (tmp_path / "heard.csv").write_text(HEARD, encoding="utf-8")
    return tmp_path / "heard.csv", Columns(("heard",), "played", None, "sound")


def test_the_same_table_gives_the_same_bytes(tmp_path):
    """Both files, written twice."""
    written = [write_table_report(analyse_file(*WINE, seed=0), tmp_path / name) for name in ("a", "b")]

    assert written[0].html.read_bytes() == written[1].html.read_bytes()
    assert written[0].json.read_bytes() == written[1].json.read_bytes()


def test_the_page_is_one_offline_file_made_of_the_results_alone(tmp_path):
    """No address but a table's own; rendered again from results.json it is the same page."""
    files = write_table_report(analyse_file(*WINE, seed=0), tmp_path)
    html = files.html.read_text(encoding="utf-8")

    links = re.findall(r'href="(.*?)"', html)
    assert [] == [link for link in links if not link.startswith(("#", "data:text/csv"))]
    assert "<script" not in html
    assert html == render(json.loads(files.json.read_text(encoding="utf-8")))


def test_the_page_shows_answer_groups_differences_and_tests():
    """The finding first; means as in the results; every test with whom it speaks about."""
    found = analyse_file(*WINE, seed=0)
    html = render(found)
    group = found["questions"][0]["by_condition"][""][0]

    assert (
        html.index('id="answer"') < html.index('id="understood"') < html.index('id="groups"') < html.index('id="tests"')
    )
    assert f"<td>{group['mean']:.2f}</td>" in html
    assert "Companion: the larger of a test over listeners and one over sounds" in html
    assert all(
        f'id="table-{name}"' in html for name in ("companion", "friedman", "conover", "kruskal-wallis", "levene")
    )


@pytest.mark.parametrize("given", ["wine", "mushra", "heard"])
def test_every_number_of_the_page_stands_in_the_results(given, heard, unknown_numbers):
    """Rounded, as a percentage, or within a sentence, but for fixed words of the page and the marks of an axis."""
    case = {"wine": WINE, "mushra": MUSHRA, "heard": heard}[given]
    found = json.loads(json.dumps(analyse_file(*case, seed=0), ensure_ascii=False))
    words = unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", render(found), flags=re.DOTALL))

    assert set() == unknown_numbers(words, found) - {f"{mark:g}" for mark in ticks(0, 100)}


def test_classes_have_a_matrix_and_residuals(heard):
    """The confusion matrix where labels are shared, and the cells of chi-square."""
    html = render(analyse_file(*heard, seed=0))

    assert 'id="figure-confusion"' in html
    assert "How often each group was named" in html
    assert "adjusted residuals" in html


def test_what_the_table_says_is_escaped(tmp_path):
    """Labels are text, in the page and in its tables."""
    path = tmp_path / "t.csv"
    path.write_text('v,g\n1,<b>x</b>\n2,<b>x</b>\n3,"=SUM(A1)"\n4,"=SUM(A1)"\n', encoding="utf-8")
    html = render(analyse_file(path, Columns(("v",), "g"), seed=0))

    assert "<b>x" not in html
    assert "%27%3DSUM%28A1%29" in html


def test_simulated_answers_are_marked(tmp_path):
    """A table that says so gets the banner, the mark on every figure, and marked downloads."""
    path = tmp_path / "t.csv"
    path.write_text("v,g,is_simulated\n" + "".join(f"{row % 5},{'ab'[row % 2]},true\n" for row in range(20)))
    html = render(analyse_file(path, Columns(("v",), "g"), seed=0))

    assert "Synthetic listeners gave these answers." in html
    assert html.count("<svg") == html.count('class="watermark"')
    assert 'download="simulated-scores.csv"' in html


def test_one_answer_more_changes_what_depends_on_it(tmp_path):
    """The hash, the counts and the means; nothing of it is kept from another run."""
    path = tmp_path / "wine.csv"
    path.write_text(WINE[0].read_text() + '"J1","B1","cold","no",5,"cold:no"\n')
    before, after = analyse_file(*WINE, seed=0), analyse_file(path, WINE[1], seed=0)

    assert before["provenance"]["data"] != after["provenance"]["data"]
    assert 73 == after["n"]
    assert {"cold:yes", "warm:no", "warm:yes"} == {
        one["name"]
        for one, other in zip(
            before["questions"][0]["by_condition"][""], after["questions"][0]["by_condition"][""], strict=True
        )
        if one["mean"] == other["mean"]
    }


def test_the_report_speaks_italian():
    """Page and sentences are in the language that is asked for."""
    found = analyse_file(*WINE, seed=0, language="it")
    html = render(found)

    assert '<html lang="it">' in html
    assert "Metodi" in html
    assert "There is" not in html


@pytest.mark.browser
@pytest.mark.parametrize("given", ["wine", "mushra", "heard"])
def test_everybody_can_read_it(given, heard, tmp_path):
    """On a phone it scrolls down only, and axe finds nothing, in the light and in the dark."""
    case = {"wine": WINE, "mushra": MUSHRA, "heard": heard}[given]
    files = write_table_report(analyse_file(*case, seed=0), tmp_path)
    names = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    path = os.environ.get("CHROMIUM") or next(filter(None, names), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=("--no-sandbox", "--disable-quic"))
        page = browser.new_page(viewport={"width": 375, "height": 800})
        page.goto(files.html.as_uri())
        page.evaluate((DATA / "axe" / "axe.min.js").read_text(encoding="utf-8"))
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        width = page.evaluate("document.documentElement.scrollWidth")
        found = []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += page.evaluate("async () => (await axe.run()).violations.map(one => one.id + one.nodes[0].html)")
        browser.close()

    assert (375, []) == (width, found)
