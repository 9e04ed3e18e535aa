"""The report: ratings in, one offline HTML file and `results.json` out."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from analysis import wording
from analysis.boundary_figure import boundary_curve
from analysis.figures import confusion_matrix, mean_scores, rating_bars, scatter
from analysis.glossary import glossary
from analysis.language import gettext as _
from analysis.language import speaking
from analysis.methods import looks_before_closing
from analysis.page import PageFiles, render_page, write_page
from analysis.rating_tests import p_told
from analysis.ratings import read_tables
from analysis.results_file import Results, results
from stimuli.manifest import Manifest
from study.seal import SealState
from study.study_file import CANNOT_TELL, StudyFile


def write_report(
    study: StudyFile,
    version: str,
    data: Path,
    out: Path,
    run: str,
    stimuli: Mapping[str, Manifest],
    language: str | None = None,
    n_looks: int | None = None,
    seal: SealState | None = None,
) -> PageFiles:
    """Analyse both tables of a study and write the report.

    Parameters
    ----------
    study : study.study_file.StudyFile
        What was asked.
    version : str
        Study version, for the provenance.
    data : pathlib.Path
        Folder of ratings.csv and listeners.csv.
    out : pathlib.Path
        Folder for report.html and results.json; the same input gives the same bytes.
    run : {"live", "rehearsal"}
        Whose answers are analysed; the two never mix.
    stimuli : mapping of set name to stimuli.manifest.Manifest
        What was heard.
    language : {"en", "it"}, optional
        Language of page and sentences; the first language of the study where left out.
    n_looks : int, optional
        How often live answers were looked at before the study was closed, where that is known.
    seal : study.seal.SealState, optional
        How the plan stands to its seals; absent where left out.

    Raises
    ------
    study.errors.TableError
        A table is missing, wrong, or has no answers of this run.
    """
    # The blocks of the mixed models are small: threads of BLAS wait for each other, and the last digits of their sums
    # would depend on how many there are.
    with speaking(language or study.study.languages[0]), threadpool_limits(1):
        ratings = read_tables(data, study, run, stimuli)
        found = results(study, version, data, run, ratings, stimuli, seal)
        if n_looks is not None:
            found["provenance"]["looks"] = looks_before_closing(n_looks)
    return write_page(render(found), found, out)


def render(found: Results) -> str:
    """Render results as the report; nothing but the results enters, so every number stands in both."""
    with speaking(found["language"]):
        names: dict[str, object] = {
            "glossary": glossary(),
            "comparisons_of": lambda question: list(_comparisons(found, question)),
            "tests_of": lambda question, section: _tests_of(found, question, section),
            "class_comparisons": lambda question, section: list(_class_comparisons(found, question, section)),
            "p_told": p_told,
            "slopes_text": _slopes_text,
            "class_name": _class_name,
            "names_of": lambda one, ids: ", ".join(_class_name(one, class_id) for class_id in ids),
            "people_text": lambda n: wording.people_text(n, found["is_simulated"]),
            "title_of": wording.id_in_words,
            "slug": lambda words: re.sub(r"\W+", "-", words.lower()),
        }
        return render_page("report.html", found, figures(found), names)


def figures(found: Results) -> Iterator[tuple[str, str]]:
    """Yield every figure of the report with its id."""
    yield from _distance_figures(found)
    yield from _boundary_figures(found)
    for question in found["questions"]:
        if question["kind"] == "rating":
            yield from _rating_figures(found, question)
        else:
            for one in question["by_section"]:
                identifier = f"figure-{question['id']}-{one['section']}"
                yield identifier, _matrix_figure(identifier, found, question, one)


def _distance_figures(found: Results) -> Iterator[tuple[str, str]]:
    labels: list[str] = next((one["labels"] for one in found["questions"] if one["id"] == "smoothness"), [])
    for one in found["distances"]:
        if one["points"]:
            identifier = f"figure-{one['id']}"
            title = _("Smoothness against {measure}, {section}").format(
                measure=one["measure_name"], section=one["name"]
            )
            yield (
                identifier,
                scatter(identifier, title, one["points"], one["measure_name"], labels, found["is_simulated"]),
            )


def _boundary_figures(found: Results) -> Iterator[tuple[str, str]]:
    for one in found["boundaries"]:
        if not one["morph"]:
            identifier = f"figure-{one['id']}"
            title = _("{name}, {condition}: from {start} to {end}").format(
                name=one["name"], condition=one["condition_name"], start=one["start_name"], end=one["end_name"]
            )
            yield identifier, boundary_curve(identifier, title, one, found["is_simulated"])


def _rating_figures(found: Results, question: Results) -> Iterator[tuple[str, str]]:
    name, labels, is_simulated = wording.id_in_words(question["id"]), question["labels"], found["is_simulated"]
    criterion = next(
        (
            hypothesis["criterion"]
            for hypothesis in found["hypotheses"]
            if hypothesis["question"] == question["id"] and hypothesis["measure"] == "points"
        ),
        None,
    )
    drawn = {"by-section": (_("{question} by section").format(question=name), question["by_section"])} | {
        f"by-condition-{section}": (
            _("{question} by condition: {section}").format(question=name, section=wording.id_in_words(section)),
            groups,
        )
        for section, groups in question["by_condition"].items()
    }
    for suffix, (about, groups) in drawn.items():
        if groups:
            bars, means = (f"figure-{question['id']}-{suffix}-{kind}" for kind in ("bars", "means"))
            title = _("{about}: shares of answers").format(about=about)
            yield bars, rating_bars(bars, title, groups, labels, is_simulated)
            title = _("{about}: mean opinion scores").format(about=about)
            yield means, mean_scores(means, title, groups, labels, criterion, is_simulated)


def _matrix_figure(identifier: str, found: Results, question: Results, one: Results) -> str:
    """Draw the intended classes against the classes that were intended or chosen."""
    names = [_class_name(one, class_id) for class_id in one["columns"]]
    rows = [place for place, line in enumerate(one["matrix"]) if any(line)]
    columns = [place for place, class_id in enumerate(one["columns"]) if class_id not in one["unused"]]
    counts = [[one["matrix"][row][column] for column in columns] for row in rows]
    title = _("{question}, {section}: intended and chosen classes").format(
        question=wording.id_in_words(question["id"]), section=one["name"]
    )
    return confusion_matrix(
        identifier,
        title,
        [names[row] for row in rows],
        [names[column] for column in columns],
        counts,
        found["is_simulated"],
    )


def _class_name(one: Results, class_id: str) -> str:
    if class_id == CANNOT_TELL:
        return _("cannot tell")
    return next((known["name"] for known in one["classes"] if known["id"] == class_id), class_id)


def _comparisons(found: Results, question: str) -> Iterator[dict[str, Any]]:
    """Yield the comparisons of one question, each with its tests by name."""
    for comparison in found["comparisons"]:
        if comparison["question"] == question:
            mine = [test for test in found["tests"] if test["comparison"] == comparison["id"]]
            slides = {test["test"]: test for test in mine if test["role"] == "slides"}
            yield comparison | {
                "omnibus": slides["Kruskal-Wallis"],
                "levene": slides["Levene"],
                "dunn": slides["Dunn"],
                "shapiro": [test for test in mine if test["test"] == "Shapiro-Wilk"],
                "companion": next(test for test in mine if test["role"] == "companion"),
                "blocks": {test["test"]: test for test in mine if test["role"] == "blocks"},
                "conover": _conover(mine),
                "model": next(test for test in mine if test["role"] == "model"),
            }


def _conover(tests: list[Any]) -> dict[tuple[str, str], float | None]:
    """Return the adjusted p-values of Conover's pairs by pair, as Dunn's pairs are named."""
    pairs = [pair for test in tests if test["test"] == "Conover" for pair in test["pairs"]]
    return {(pair["condition_a"], pair["condition_b"]): pair["p_adjusted"] for pair in pairs}


def _slopes_text(units: list[str]) -> str:
    words = {"listeners": _("listeners"), "stimuli": _("sounds")}
    return wording.listed([words[unit] for unit in units]) or _("none")


def _class_comparisons(found: Results, question: str, section: str) -> Iterator[dict[str, Any]]:
    """Yield the comparisons of class answers in one section: the slides' test and its companion."""
    tests = _tests_of(found, question, section)
    for slides in (test for test in tests if test["role"] == "slides"):
        mine = [test for test in tests if test["comparison"] == slides["comparison"]]
        companion = next(test for test in mine if test["role"] == "companion")
        yield {"by": slides["by"], "slides": slides, "companion": companion}


def _tests_of(found: Results, question: str, section: str) -> list[dict[str, Any]]:
    return [test for test in found["tests"] if test["question"] == question and test["section"] == section]
