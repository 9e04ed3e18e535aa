"""The methods paragraph and the provenance, written from what ran."""

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis.language import gettext as _
from analysis.language import marked, ngettext
from analysis.ratings import Ratings, sections_in
from analysis.wording import answers_text, id_in_words, listed, number, people_text, whole, within
from stimuli.manifest import Manifest
from study.files import sha256_of
from study.plan import plan_of
from study.study_file import Section, StudyFile
from study.tables import TABLE_PATHS, table_path

LIBRARIES = ("numpy", "scipy", "pandas")

_TESTED = {
    "Shapiro-Wilk": marked("Shapiro-Wilk per group"),
    "Levene": marked("Levene's test (centre: median, after Brown and Forsythe)"),
    "Kruskal-Wallis": marked("the Kruskal-Wallis test with epsilon-squared"),
    "Dunn": marked("Dunn's test with Holm's adjustment over all pairs"),
    "chi-square": marked("the chi-square test of independence without Yates' correction"),
}


def methods(
    study: StudyFile, ratings: Ratings, tests: Sequence[Mapping[str, Any]], manifests: Mapping[str, Manifest]
) -> list[str]:
    """Write the methods paragraph.

    Returns
    -------
    list of str
        Whole sentences, each about something that ran.
    """
    answers = ratings.answers
    sections = sections_in(answers, study)
    heard = listed([f"{section.n_heard} {within(id_in_words(section.id))}" for section in sections])
    n_stimuli, n_sections = answers["stimulus"].nunique(), len(sections)
    stimuli = ngettext("{n} stimulus", "{n} stimuli", n_stimuli).format(n=whole(n_stimuli))
    run = [test["test"] for test in tests]
    tested = [_(words) for name, words in _TESTED.items() if name in run]
    companions = dict.fromkeys(test["test"] for test in tests if test["role"] == "companion")
    sentences = [
        _("{people} gave {answers} to {stimuli} in {sections}; each was to hear {heard}.").format(
            people=people_text(answers["participant"].nunique(), ratings.is_simulated),
            answers=answers_text(len(answers)),
            stimuli=stimuli,
            sections=ngettext("{n} section", "{n} sections", n_sections).format(n=n_sections),
            heard=heard,
        ),
        *_levels(sections, manifests),
        _(
            "Scores of sections and all comparisons between sections use test stimuli alone; hidden references and "
            "anchors are shown beside them and enter comparisons by condition."
        ),
        _(
            "The slides' tests are {tests}; they take the rows as independent and speak about these very sounds and "
            "listeners."
        ).format(tests=listed(tested)),
    ]
    if companions:
        sentences.append(
            _(
                "Beside them stands a companion that respects what belongs together ({companions}); it carries the "
                "verdict. Stimuli that share a recording, a source or a morph count as one independent sound."
            ).format(companions="; ".join(_(name) for name in companions))
        )
    sentences += [
        _(
            "Mean opinion scores and accuracies have intervals (95 %) over listeners and independent sounds: the "
            "variance is the largest of the two-way, the listener-only and the sound-only one."
        ),
        _("Shapiro-Wilk and Levene describe and never choose a test: five-point ratings are never normal."),
        _(
            "p after Holm is adjusted over the comparisons of one question, and over all of the report, for each kind "
            "of test apart."
        ),
        _(
            "Epsilon-squared and kappa have bootstrap intervals that resample listeners and independent sounds; "
            "Cramér's V resamples listeners and speaks about these sounds. Intervals of Cliff's delta are made on "
            "Fisher's scale from the influence of each rating, over listeners and independent sounds."
        ),
    ]
    if "Friedman" in run:
        sentences.append(
            _(
                "Friedman's test and Conover's pairs (Holm over all pairs) compare each listener with themselves and "
                "speak about these very sounds."
            )
        )
    models = [test for test in tests if test["role"] == "model"]
    if models:
        fitted = sum(test["status"] == "ok" for test in models)
        sentences.append(
            _(
                "A cumulative link mixed model (logistic, Laplace approximation; random intercepts for listeners and "
                "sounds, random slopes wherever a unit met several groups) was fitted to {n} of {n_all} comparisons; "
                "its p is that of Wald's test of all group effects, which holds for large samples: with 24 sounds and "
                "50 listeners about 7 false alarms in 100 instead of 5."
            ).format(n=fitted, n_all=len(models))
        )
    if plan_of(study).hypotheses:
        sentences.append(
            _(
                "Intervals of shares are symmetric on log odds, those of kappa on Fisher's z. "
                "A conclusion claims all its hypotheses at once, and a hypothesis all its parts: the largest p counts, "
                "and their number needs no correction (intersection-union test, Berger 1982). Holm's correction is "
                "made over the hypotheses of each family, over all hypotheses, and over conclusions."
            )
        )
    return sentences


def _levels(sections: Sequence[Section], manifests: Mapping[str, Manifest]) -> list[str]:
    """Say how loud the stimuli are, where all of a section have one level."""
    levels = {section.id: manifests[section.set].loudness_lufs for section in sections if section.set in manifests}
    said = [
        _("{lufs} LUFS in {section}").format(lufs=number(lufs, 1), section=within(id_in_words(section)))
        for section, lufs in levels.items()
        if lufs is not None
    ]
    return (
        [_("The stimuli of a section are equally loud (BS.1770): {levels}.").format(levels=listed(said))]
        if said
        else []
    )


def provenance(study: StudyFile, study_version: str, data: Path, ratings: Ratings, run: str) -> dict[str, Any]:
    """Say what the report was made from: hashes, versions, seed; no clock time."""
    return {
        "study_version": study_version,
        "study_versions_in_data": sorted(ratings.answers["study_version"].unique()),
        "run": run,
        "seed": study.study.seed,
        "data": {f"{table}.csv": sha256_of(table_path(data, table)) for table in TABLE_PATHS},
        "versions": {"ascolto": version("ascolto"), "python": platform.python_version()}
        | {name: version(name) for name in LIBRARIES},
        "looks": None,
    }


def looks_before_closing(n_looks: int) -> dict[str, Any]:
    """Say how often live answers were looked at before the study was closed.

    Whoever looks while answers arrive can stop when the result pleases, which makes false alarms more
    frequent than any p-value says (Armitage, McPherson & Rowe, 1969, JRSS A 132, 235-244).

    Examples
    --------
    >>> looks_before_closing(2)["sentence"]
    'The live answers were looked at 2 times before the study was closed.'
    """
    sentence = (
        ngettext(
            "The live answers were looked at {n} time before the study was closed.",
            "The live answers were looked at {n} times before the study was closed.",
            n_looks,
        ).format(n=n_looks)
        if n_looks
        else _("Nobody looked at the live answers before the study was closed.")
    )
    return {"n": n_looks, "sentence": sentence}
