"""A page of results: one offline HTML file made of the results alone, and `results.json` beside it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from analysis import wording
from analysis.downloads import downloads
from analysis.language import gettext as _
from analysis.language import ngettext
from analysis.results_file import Results, write_results
from study.files import write_whole

WORDING = (
    "number",
    "ratio",
    "share",
    "interval",
    "ratio_interval",
    "share_interval",
    "group_name",
    "whole",
    "holm_text",
    "p_cell",
    "p_text",
    "within",
    "answers_text",
    "units_text",
)
"""Functions of :mod:`analysis.wording` that every template knows by name."""


@dataclass(frozen=True)
class PageFiles:
    """What :func:`write_page` wrote, and the results that stand in both files."""

    html: Path
    json: Path
    results: Results


def render_page(template: str, found: Results, figures: Iterable[tuple[str, str]], names: Mapping[str, object]) -> str:
    """Fill a template with results, in the language that is spoken.

    Parameters
    ----------
    template : str
        File in analysis/templates; it knows the results as `r` and the style sheet as `css`.
    found : mapping
        The results.
    figures : iterable of (str, str)
        Id of each drawing, and the drawing.
    names : mapping
        What else the template knows, by name.
    """
    environment = _environment()
    assert environment.loader is not None
    css = environment.loader.get_source(environment, "report.css")[0]
    drawn = {name: Markup(one) for name, one in figures}  # noqa: S704 (own SVG, escaped there)
    known = {"r": found, "figures": drawn, "downloads": downloads(found), **names}
    page = environment.get_template(template).render(known, css=Markup(css))  # noqa: S704 (own style sheet)
    return wording.unbroken(page) + "\n"


@cache
def _environment() -> Environment:
    """Return what compiles the templates, each once."""
    environment = Environment(
        loader=PackageLoader("analysis"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.globals.update({"_": _, "gettext": _, "ngettext": ngettext})
    environment.globals.update({name: getattr(wording, name) for name in WORDING})
    return environment


def write_page(html: str, found: Results, out: Path) -> PageFiles:
    """Write report.html and results.json, each whole or not at all; the same results give the same bytes."""
    files = PageFiles(out / "report.html", out / "results.json", found)
    write_results(files.json, found)
    with write_whole(files.html) as partial:
        partial.write_text(html, encoding="utf-8")
    return files
