"""The report is one offline file whose numbers stand in results.json, reproducible and marked where simulated."""

import json
import re
from html.parser import HTMLParser

import pytest

from analysis.report import render
from analysis.results_file import SCHEMA


class Page(HTMLParser):
    """Collects ids, links, addresses of resources and visible text."""

    def __init__(self, html):
        super().__init__()
        self.ids, self.links, self.resources, self.tags, self.words = [], [], [], [], []
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Note what a tag brings."""
        given = dict(attrs)
        self.tags.append(tag)
        self._hidden += tag in ("style", "script")
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        self.resources += [value for key, value in attrs if key in ("src", "srcset", "data", "xlink:href")]

    def handle_endtag(self, tag):
        """Note the end of what is not seen."""
        self._hidden -= tag in ("style", "script")

    def handle_data(self, data):
        """Note what is seen."""
        if not self._hidden:
            self.words.append(data)


@pytest.fixture(scope="module")
def html(simulated_report):
    """Give the text of the report."""
    return simulated_report.files.html.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html):
    """Give the parsed report."""
    return Page(html)


def test_the_report_is_one_offline_file(html, page):
    """No script, no resource from elsewhere; links lead within the page or hold a table themselves."""
    assert "script" not in page.tags
    assert [] == page.resources
    assert not re.search(r"url\(|@import|https?://", html)
    assert {"#", "data:text/csv"} == {re.match(r"#|data:text/csv", link)[0] for link in page.links}


def test_links_lead_somewhere_and_ids_are_unique(page):
    """Every anchor exists, once."""
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_the_parts_have_stable_ids(page):
    """What others link to and tests look for."""
    assert {
        "simulated",
        "answer",
        "verdict-good-quality",
        "verdict-recognizable",
        "verdict-good-choice",
        "verdict-explorable",
        "seal",
        "hypothesis-quality-above-fair",
        "participants",
        "screening",
        "question-quality",
        "question-class",
        "question-starts-as",
        "question-ends-as",
        "question-smoothness",
        "conclusions",
        "methods",
        "provenance",
    } <= set(page.ids)


def test_findings_come_first(page):
    """Verdicts and findings stand before participants, methods and provenance."""
    order = ["answer", "participants", "question-quality", "conclusions", "methods", "provenance"]

    assert order == sorted(order, key=page.ids.index)


def test_every_number_of_the_page_stands_in_the_results(simulated_report, page, unknown_numbers):
    """Rounded, as a percentage, or within a sentence, but for the few in fixed words of the page."""
    found = json.loads(simulated_report.files.json.read_text(encoding="utf-8"))

    assert set() == unknown_numbers(" ".join(page.words), found)


def test_the_page_is_made_of_the_results_alone(simulated_report, html):
    """Rendering results.json again gives the same page: nothing else enters."""
    assert html == render(json.loads(simulated_report.files.json.read_text(encoding="utf-8")))


def test_the_same_input_gives_the_same_bytes(simulated_report, write_again):
    """No clock time, no random id."""
    again = write_again(simulated_report.ratings)

    assert simulated_report.files.html.read_bytes() == again.html.read_bytes()
    assert simulated_report.files.json.read_bytes() == again.json.read_bytes()


def test_simulated_data_are_marked_in_page_and_results(simulated_report, page):
    """In the title, in a banner, on every printed page, and in JSON."""
    assert simulated_report.files.results["is_simulated"] is True
    assert any(words.startswith("Simulated: ") for words in page.words)
    assert "SIMULATED" in page.words
    assert "Simulated data." in page.words


def test_live_answers_are_not_called_simulated(simulated_report, write_again):
    """The same rows from real participants carry no mark."""
    as_live = {"run": "live", "is_simulated": False, "study_version": "0123456789ab"}
    live = [row.model_copy(update=as_live) for row in simulated_report.ratings]
    files = write_again(live, run="live", has_models=False)

    assert files.results["is_simulated"] is False
    assert "simulated" not in " ".join(Page(files.html.read_text(encoding="utf-8")).words).lower()


def test_answers_of_another_study_version_are_told(simulated_report, write_again):
    """The report names both versions, and keeps silent where they agree."""
    old = [row.model_copy(update={"study_version": "ba9876543210"}) for row in simulated_report.ratings]

    assert 'id="other-versions"' not in simulated_report.files.html.read_text(encoding="utf-8")
    assert "study version ba9876543210; the study folder now holds version 0123456789ab" in write_again(
        old
    ).html.read_text(encoding="utf-8")


FEW = {
    "one listener": lambda rows: [row for row in rows if row.participant == rows[0].participant],
    "one answer": lambda rows: [row for row in rows if row.role == "test"][:1],
    "anchors alone": lambda rows: [row for row in rows if row.role == "anchor"],
    "one section": lambda rows: [row for row in rows if row.section == "harmonic-morphs"],
    "classes alone": lambda rows: [row for row in rows if row.kind == "class"],
    "one sound": lambda rows: [row for row in rows if row.stimulus == rows[-1].stimulus],
    "ratings all alike": lambda rows: [
        row.model_copy(update={"value": "3"}) if row.kind == "rating" else row for row in rows
    ],
    "nobody could tell": lambda rows: [
        row.model_copy(update={"value": "cannot tell"}) if row.question == "class" else row for row in rows
    ],
}


@pytest.mark.parametrize("few", FEW)
def test_little_data_makes_a_report_that_says_so(simulated_report, write_again, few):
    """Whatever is left, the page is whole, and what is not computable has a reason."""
    files = write_again(FEW[few](simulated_report.ratings), has_models=False)

    assert files.html.read_text(encoding="utf-8").endswith("</html>\n")
    assert all(test["reason"] for test in files.results["tests"] if test["status"] == "not computable")


def test_results_have_the_agreed_parts(simulated_report):
    """Schema, study, participants, screening, tests, verdicts, provenance; a test has its result's fields."""
    found = simulated_report.files.results

    assert SCHEMA == found["schema"]
    assert {"study", "is_simulated", "participants", "screening", "tests", "verdicts", "provenance"} <= set(found)
    agreed = {"id", "question", "unit", "role", "effect", "p_value", "statistic", "scope", "sentence"}
    assert all(agreed - {"p_value", "statistic"} <= set(test) for test in found["tests"])
    assert {"slides", "blocks", "companion", "model"} == {test["role"] for test in found["tests"]}
    assert len(found["tests"]) == len({test["id"] for test in found["tests"]})


def test_every_comparison_has_the_five_tests_and_a_companion(simulated_report):
    """Four rank tests or chi-square, and beside them who else they speak about."""
    tests = simulated_report.files.results["tests"]
    run = {
        one: {test["test"] for test in tests if test["comparison"] == one and test["role"] == "slides"}
        for one in {test["comparison"] for test in tests}
    }
    companions = [test["comparison"] for test in tests if test["role"] == "companion"]

    ranks = {"Shapiro-Wilk", "Levene", "Kruskal-Wallis", "Dunn"}
    of_classes = {test["comparison"] for test in tests if test["test"] == "chi-square"}
    assert all(names == ({"chi-square"} if one in of_classes else ranks) for one, names in run.items())
    assert sorted(run) == sorted(companions)


def test_texts_of_the_study_are_escaped(simulated_report):
    """A title with markup stays a title."""
    found = json.loads(simulated_report.files.json.read_text(encoding="utf-8"))
    found["study"]["title"] = "<script>alert(1)</script> & more"

    assert "<script>" not in render(found)


def test_p_values_are_never_zero(page):
    """Not in cells, not in sentences."""
    assert not re.search(r"p = \.?0+\b|= 0\.000", " ".join(page.words))


def test_a_verdict_that_stricter_screening_changes_stands_out(simulated_report):
    """In bold and in colour, with its new verdict; one that stays is no highlight."""
    found = json.loads(simulated_report.files.json.read_text(encoding="utf-8"))
    rule = {"rule": "accepted", "words": "a stricter rule", "n_answers": 3, "n_participants": 1, "reason": ""}
    verdict = {"id": "good-quality", "claim": "It sounds good", "verdict": "INCONCLUSIVE"}
    flipped, kept = (
        found["screening"] | {"stricter": [rule | {"verdicts": [verdict | {"is_changed": is_changed}]}]}
        for is_changed in (True, False)
    )

    assert '<strong class="changed">The verdict on “It sounds good” would change' in render(
        found | {"screening": flipped}
    )
    assert 'class="changed"' not in render(found | {"screening": kept})
