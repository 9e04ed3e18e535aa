"""The report on any table: one offline HTML file and `results.json`, in the form of a study's report."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from analysis.answer_table import Columns
from analysis.figures import confusion_matrix, rating_bars
from analysis.language import gettext as _
from analysis.language import speaking
from analysis.one_way import analyse_table
from analysis.page import PageFiles, render_page, write_page
from analysis.rating_groups import Scale
from analysis.results_file import Results
from analysis.table_figures import group_boxes, group_means, shortened
from analysis.table_methods import table_methods, table_provenance
from analysis.text_table import read_text_table


def analyse_file(path: Path, columns: Columns, seed: int, language: str = "en") -> Results:
    """Analyse a CSV file.

    Parameters
    ----------
    path : pathlib.Path
        The file, as :func:`analysis.text_table.read_text_table` reads it.
    columns : Columns
        What its columns mean.
    seed : int
        Of the permutations.
    language : {"en", "it"}
        Of every sentence.

    Returns
    -------
    dict
        As :func:`analysis.one_way.analyse_table` returns it, with `methods` and `provenance`.

    Raises
    ------
    study.errors.TableError
        The file is no table, or the columns cannot be analysed.
    """
    with speaking(language):
        found = analyse_table(read_text_table(path), columns, np.random.default_rng(seed))
        return found | {"methods": table_methods(found), "provenance": table_provenance(path, seed)}


def write_table_report(found: Results, out: Path) -> PageFiles:
    """Write report.html and results.json; the same results give the same bytes."""
    return write_page(render(found), found, out)


def render(found: Results) -> str:
    """Render results as the report; nothing but the results enters, so every number stands in both."""
    with speaking(found["language"]):
        return render_page("table.html", found, figures(found), {"p_of": _adjusted_p})


def figures(found: Results) -> Iterator[tuple[str, str]]:
    """Yield every figure of the report with its id."""
    question, is_simulated = found["questions"][0], found["is_simulated"]
    if question["kind"] == "rating":
        groups, scale = question["by_condition"][""], Scale(**question["scale"])
        title = _("{value}: shares of answers").format(value=question["id"])
        if scale.points:
            named = [one | {"name": shortened(one["name"], f"n = {one['n']}")} for one in groups]
            yield "figure-spread", rating_bars("figure-spread", title, named, question["labels"], is_simulated)
        else:
            title = _("{value}: spread").format(value=question["id"])
            yield "figure-spread", group_boxes("figure-spread", title, groups, scale, question["id"], is_simulated)
        title = _("{value}: means").format(value=question["id"])
        yield "figure-means", group_means("figure-means", title, groups, scale, question["id"], is_simulated)
    for one in question["by_section"]:
        names = [line["name"] for line in one["recall"]]
        title = _("{value}: groups and chosen classes").format(value=question["id"])
        counts = one["matrix"][: len(names)]
        yield (
            "figure-confusion",
            confusion_matrix("figure-confusion", title, names, one["columns"], counts, is_simulated),
        )


def _adjusted_p(pairs: list[dict[str, Any]], what: str, effect: dict[str, Any]) -> float | None:
    """Return the adjusted p-value of the two groups of an effect, in whichever order a test names them."""
    wanted = {effect["group_a"], effect["group_b"]}
    return next((one["p_adjusted"] for one in pairs if {one[f"{what}_a"], one[f"{what}_b"]} == wanted), None)
