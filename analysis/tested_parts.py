"""Hypotheses that a test decides: the p-value of its companion, for the unit that the plan names.

Where the plan asks for other listeners and other sounds, the larger of a p-value over listeners and
one over sounds counts; where one of the two cannot be had, there is none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import stats

from analysis.class_answers import class_rows
from analysis.class_tests import above_chance
from analysis.companion_test import companion_test
from analysis.companions import recognition
from analysis.comparisons import Comparison, default_comparisons
from analysis.contingency import chi_square_independence
from analysis.distances import MEASURES, rows_of_morphs, smoothness_id
from analysis.hypothesis_parts import Evidence, Part
from analysis.language import gettext as _
from analysis.rank_tests import kruskal_wallis
from analysis.ratings import Ratings
from analysis.smoothness_law import smoothness_law
from analysis.wording import id_in_words, within
from study.hypotheses import Hypothesis, Unit
from study.plan import sections_of
from study.study_file import Section

_UNSEEN: Mapping[Unit, list[str]] = {"listener-and-sound": [], "listener": ["unit"], "sound": ["participant"]}
"""What a companion must not know of the answers, to speak about the other side alone."""


def tested_parts(hypothesis: Hypothesis, evidence: Evidence) -> Iterator[Part]:
    """Yield one part for each comparison, section or set of morphs that the hypothesis is about."""
    if hypothesis.test == "kruskal-wallis":
        yield from _comparisons(hypothesis, evidence)
        return
    test = _chi_square if hypothesis.test == "chi-square" else _smoothness_law
    for section in sections_of(evidence.study, hypothesis):
        yield test(hypothesis, section, evidence)


def _comparisons(hypothesis: Hypothesis, evidence: Evidence) -> Iterator[Part]:
    found = False
    for comparison in default_comparisons(evidence.study, _narrowed(evidence.ratings, hypothesis)):
        if (comparison.question, comparison.by) == (hypothesis.question, hypothesis.compare):
            found = True
            yield _kruskal_wallis(hypothesis, comparison, evidence)
    if not found:
        reason = _("fewer than two groups were rated")
        name = id_in_words(hypothesis.question)
        yield Part(
            section=hypothesis.section or "", name=name, measure="epsilon-squared", reason=reason,
            sentence=_("{name}: no test, {reason}.").format(name=name, reason=reason),
        )  # fmt: skip


def _narrowed(ratings: Ratings, hypothesis: Hypothesis) -> Ratings:
    rows = ratings.answers[ratings.answers["question"] == hypothesis.question]
    if hypothesis.section is not None:
        rows = rows[rows["section"] == hypothesis.section]
    if hypothesis.condition is not None:
        rows = rows[rows["condition"] == hypothesis.condition]
    return replace(ratings, answers=rows)


def _kruskal_wallis(hypothesis: Hypothesis, comparison: Comparison, evidence: Evidence) -> Part:
    rows = comparison.rows.drop(columns=_UNSEEN[hypothesis.unit])
    companion = companion_test(rows, evidence.rng_for(f"{comparison.id}-companion"))
    p_value, reason = companion["p_value"], companion["reason"]
    if hypothesis.unit == "listener-and-sound" and companion["one_sided"]:
        p_value, reason = None, companion["one_sided"]
    effect = kruskal_wallis(comparison.rows["score"], comparison.rows["group"]).epsilon_squared
    return _part(
        comparison.section, comparison.title, "epsilon-squared", effect, p_value, comparison.rows,
        comparison.id, reason, companion["sentence"],
    )  # fmt: skip


def _chi_square(hypothesis: Hypothesis, section: Section, evidence: Evidence) -> Part:
    """Ask whether answers go with the intended class: the effect of the slides' test, the p-value of its companions.

    Intended classes permuted over sounds speak about other sounds, where every class is always
    shown; hits against exact chance speak about listeners and sounds. The larger p-value counts.
    """
    question = evidence.study.question(hypothesis.question)
    assert question.kind == "class"  # the study file is refused otherwise
    rows = class_rows(question, section, evidence.ratings)
    is_about = rows["role"] == "test" if hypothesis.condition is None else rows["condition"] == hypothesis.condition
    rows = rows[is_about]
    identifier = f"{question.id}-by-intended-{section.id}"
    name = _("{question}, {section}").format(question=id_in_words(question.id), section=within(id_in_words(section.id)))
    if rows.empty:
        return _part(section.id, name, "Cramér's V", None, None, rows, identifier, _("there are no answers"), "")
    against_chance = above_chance(rows, hypothesis.unit)
    p_values, sentence = [against_chance["p_value"]], against_chance["sentence"]
    if hypothesis.unit != "listener" and rows["options"].map(frozenset).nunique() == 1:
        permuted = recognition(
            rows["intended"], rows["value"], rows["unit"], rng=evidence.rng_for(f"{identifier}-companion")
        )
        if permuted.p_value is not None:
            p_values = [permuted.p_value] if hypothesis.unit == "sound" else [*p_values, permuted.p_value]
            sentence = permuted.sentence()
    effect = chi_square_independence(rows["intended"], rows["value"]).cramers_v_corrected
    p_value = None if None in p_values else max(p_values)
    return _part(
        section.id, name, "Cramér's V", effect, p_value, rows, identifier, against_chance["reason"], sentence
    )  # fmt: skip


def _smoothness_law(hypothesis: Hypothesis, section: Section, evidence: Evidence) -> Part:
    """Ask whether smoothness goes with distance: over morphs, over listeners, or the larger of both."""
    measure = hypothesis.compare or ""
    rows = rows_of_morphs(hypothesis.question, section, evidence.ratings, evidence.manifests.get(section.set))
    if hypothesis.condition is not None:
        rows = rows[rows["condition"] == hypothesis.condition]
    rows = rows[rows[measure].notna()]
    identifier = smoothness_id(measure, section.id)
    name = _("{section}, {measure}").format(section=id_in_words(section.id), measure=_(MEASURES[measure]))
    law = smoothness_law(
        rows["score"], rows[measure], rows["morph"], list(rows["ends"]), rng=evidence.rng_for(identifier)
    )
    by_listener = _slopes_by_listener(rows, measure)
    p_values = {"listener-and-sound": [law.p_value, by_listener], "listener": [by_listener], "sound": [law.p_value]}
    asked = p_values[hypothesis.unit]
    reason = law.reason or ("" if by_listener is not None else _("too few listeners heard morphs of several distances"))
    p_value = None if None in asked else max(one for one in asked if one is not None)
    return _part(section.id, name, "rho", law.rho, p_value, rows, identifier, reason, law.sentence())


def _slopes_by_listener(rows: pd.DataFrame, measure: str) -> float | None:
    """Test whether listeners agree on the sign of the slope: signed ranks of each one's covariance with distance."""
    rank = rows.groupby("participant")[measure].rank()
    distance = rank - rank.groupby(rows["participant"]).transform("mean")
    slopes = (rows["score"] * distance).groupby(rows["participant"]).sum().to_numpy(dtype=float)
    slopes = slopes[np.abs(slopes) > 1e-9]
    if len(slopes) < 2:
        return None
    return float(stats.wilcoxon(slopes).pvalue)


def _part(
    section: str,
    name: str,
    measure: str,
    effect: float | None,
    p_value: float | None,
    rows: pd.DataFrame,
    comparison: str,
    reason: str,
    sentence: str,
) -> Part:
    return Part(
        section=section,
        name=name,
        measure=measure,
        value=effect,
        p_value=p_value,
        n=len(rows),
        n_listeners=int(rows["participant"].nunique()),
        n_sounds=int(rows["unit"].nunique()),
        comparison=comparison,
        reason=reason,
        sentence=sentence or _("{name}: no test, {reason}.").format(name=name, reason=reason),
    )
