"""The report on paper: a browser that is on the machine prints the page to a PDF file."""

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.errors import AnalysisError
from study.files import write_whole

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PLACES = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
)
LONGEST_S = 120.0
"""A report prints in seconds; a browser that takes longer hangs."""


def write_pdf(page: Path, pdf: Path) -> Path:
    """Print a page to a PDF file, whole or not at all.

    Parameters
    ----------
    page : pathlib.Path
        The HTML file.
    pdf : pathlib.Path
        The file to write; the page's own style for paper decides how it looks.

    Returns
    -------
    pathlib.Path
        `pdf`.

    Raises
    ------
    analysis.errors.AnalysisError
        There is no Chromium or Chrome, or it did not print.
    """
    browser = find_browser()
    if browser is None:
        raise AnalysisError(
            pdf,
            "it needs Chromium or Chrome, and neither is on this machine",
            f"Install one of them, or open {page} in any browser and print it.",
        )
    with write_whole(pdf) as partial, TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        _print(browser, page, partial, profile)
        if partial.stat().st_size == 0:
            raise AnalysisError(pdf, f"{browser} printed nothing", f"Open {page} in any browser and print it.")
    return pdf


def find_browser() -> str | None:
    """Return the browser that $CHROMIUM names, else the first of the known ones that is there."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    there = [found for found in map(shutil.which, BROWSERS) if found]
    return next(iter(there + [str(place) for place in PLACES if place.exists()]), None)


def _print(browser: str, page: Path, pdf: Path, profile: str) -> None:
    command = [
        browser,
        "--headless",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        f"--user-data-dir={profile}",
        "--no-pdf-header-footer",
        f"--print-to-pdf={pdf}",
        page.resolve().as_uri(),
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.insert(1, "--no-sandbox")  # Chromium refuses to start as root with its sandbox; the page is our own
    cure = f"Open {page} in any browser and print it."
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise AnalysisError(page, f"{browser} took longer than {LONGEST_S:g} s to print it", cure) from error
    except OSError as error:
        raise AnalysisError(page, f"{browser} does not start: {error.strerror}", cure) from error
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise AnalysisError(page, f"{browser} did not print it: {said}", cure)
