"""The visible text of a whole report, in both languages, as it was last read and found good."""

import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from analysis.language import LANGUAGES
from analysis.report import write_report

SNAPSHOTS = Path(__file__).parents[1] / "data" / "report"
RENEW = "RENEW=1 python -m pytest tests/analysis/test_report_text.py"
LINES = {"p", "li", "h1", "h2", "h3", "tr", "caption", "figcaption", "summary", "dt", "dd", "header", "nav", "title"}
CELLS = {"th", "td"}


class VisibleText(HTMLParser):
    """Collects what a reader sees or a screen reader says: a line for a paragraph, a row, a figure."""

    def __init__(self, html):
        super().__init__()
        self.lines, self._unseen = [""], 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Begin a line, or skip what is not seen."""
        self._unseen += tag == "style"
        if tag in LINES or tag == "svg":
            self.lines.append("figure: " if tag == "svg" else "")

    def handle_endtag(self, tag):
        """End a line, a cell, or what is not seen."""
        self._unseen -= tag == "style"
        if tag in CELLS or tag == "desc":
            self.lines[-1] += " | "
        if tag in LINES or tag == "svg":
            self.lines.append("")

    def handle_data(self, data):
        """Add what is seen to the line."""
        if not self._unseen:
            self.lines[-1] += data


def visible_text(html):
    """Return the visible text, a line for each paragraph; hashes and versions of libraries are left out."""
    lines = (re.sub(r"\s+", " ", line).strip(" |") for line in VisibleText(html).lines)
    text = "\n".join(line for line in lines if line) + "\n"
    text = re.sub(r"\b[0-9a-f]{64}\b", "(hash)", text)
    return re.sub(r"ascolto [\w.+]+, python .*", "(versions)", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_is_the_one_that_was_read(spoken_reports, language):
    """Whoever changes the text of the report reads the change once more, in both languages."""
    snapshot = SNAPSHOTS / f"report.{language}.txt"
    shown = visible_text(spoken_reports[language].html.read_text(encoding="utf-8"))
    if os.environ.get("RENEW"):
        snapshot.parent.mkdir(exist_ok=True)
        snapshot.write_text(shown, encoding="utf-8")

    assert snapshot.read_text(encoding="utf-8") == shown, f"If the new text is right: {RENEW}"


def test_the_page_names_its_language(spoken_reports):
    """Screen readers pronounce it by that, and results.json says it."""
    for language, files in spoken_reports.items():
        assert f'<html lang="{language}">' in files.html.read_text(encoding="utf-8")
        assert language == json.loads(files.json.read_text(encoding="utf-8"))["language"]


def test_the_same_input_gives_the_same_bytes_in_italian(simulated_report, spoken_reports, tmp_path):
    """As it does in English."""
    again = write_report(
        simulated_report.study,
        "0123456789ab",
        simulated_report.data,
        tmp_path,
        "rehearsal",
        simulated_report.manifests,
        language="it",
    )

    assert spoken_reports["it"].html.read_bytes() == again.html.read_bytes()
    assert spoken_reports["it"].json.read_bytes() == again.json.read_bytes()


def leaves(value, path=()):
    """Yield every leaf of the results with its path."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, (*path, key))
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from leaves(one, (*path, place))
    else:
        yield path, value


CODES = {"id", "status", "verdict", "kind", "section", "question", "comparison", "test", "unit", "by", "schema"}


def test_the_language_changes_words_alone(spoken_reports):
    """Every number and every code is the same in both languages, so that programs need not know which was spoken."""
    english, italian = (dict(leaves(spoken_reports[language].results)) for language in ("en", "it"))

    assert english.keys() == italian.keys()
    assert [] == [
        path
        for path, value in english.items()
        if (not isinstance(value, str) or path[-1] in CODES) and value != italian[path]
    ]


def test_no_sentence_stays_english(spoken_reports):
    """Sentences, readings, claims and reasons differ between the languages."""
    english, italian = (dict(leaves(spoken_reports[language].results)) for language in ("en", "it"))
    words = {"sentence", "reading", "claim", "reason", "caution", "title", "criteria_source"}

    assert [] == [
        (path, value)
        for path, value in english.items()
        if path[-1] in words and path[0] != "study" and value and value == italian[path]
    ]


def test_italian_writes_decimal_commas(spoken_reports):
    """No decimal point is left in the text of the page, and no number begins with its comma."""
    text = visible_text(spoken_reports["it"].html.read_text(encoding="utf-8"))

    assert [] == re.findall(r"\S*\d\.\d{1,2}\b(?!\.?\d)\S*", text)
    assert [] == re.findall(r"(?<!\d),\d", text)
