"""The report on paper, printed by the browser that is here."""

import shutil

import pytest
from pypdf import PdfReader

from analysis.errors import AnalysisError
from analysis.pdf import write_pdf

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pdf(simulated_report, tmp_path_factory):
    """Print the simulated report."""
    return write_pdf(simulated_report.files.html, tmp_path_factory.mktemp("paper") / "report.pdf")


def test_the_report_has_pages(pdf):
    """More than one, and the file is whole."""
    assert pdf.read_bytes().rstrip().endswith(b"%%EOF")
    assert len(PdfReader(pdf).pages) > 1


def test_the_words_of_a_verdict_can_be_read_and_searched(pdf, simulated_report):
    """Text is text on paper too, not a picture."""
    claim = simulated_report.files.results["verdicts"][0]["claim"]
    words = " ".join(page.extract_text() for page in PdfReader(pdf).pages)

    assert claim in " ".join(words.split())


def test_without_a_browser_one_line_says_what_to_do(simulated_report, tmp_path, monkeypatch):
    """It names the page to print, and leaves no file."""
    monkeypatch.setenv("CHROMIUM", "no-such-browser")

    with pytest.raises(AnalysisError, match=r"neither is on this machine\. .* open .*report\.html"):
        write_pdf(simulated_report.files.html, tmp_path / "report.pdf")
    assert [] == list(tmp_path.iterdir())


def test_a_browser_that_fails_leaves_no_file(simulated_report, tmp_path, monkeypatch):
    """What it said stands in the line; an older report.pdf stays as it was."""
    older = tmp_path / "report.pdf"
    older.write_bytes(b"older")
    monkeypatch.setenv("CHROMIUM", shutil.which("false"))

    with pytest.raises(AnalysisError, match="did not print it"):
        write_pdf(simulated_report.files.html, older)
    assert ([older], b"older") == (list(tmp_path.iterdir()), older.read_bytes())
