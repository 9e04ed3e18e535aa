"""The chi-square test of intended by chosen class, and beside it the companion."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import stats

from analysis.class_answers import class_rows
from analysis.companion_test import OTHER_SOUNDS, OTHER_SOUNDS_AND_LISTENERS
from analysis.companions import recognition
from analysis.contingency import chi_square_independence
from analysis.effect_intervals import add_class_effect
from analysis.intervals import mean_opinion_score
from analysis.language import gettext as _
from analysis.language import marked
from analysis.plain import plain
from analysis.rating_tests import SLIDES_SCOPE, Test
from analysis.ratings import Ratings
from analysis.results import NOT_COMPUTABLE, interval_text, is_evidence, p_text, percent
from study.study_file import ClassQuestion, Section, StudyFile


def class_tests(
    study: StudyFile, question: ClassQuestion, ratings: Ratings, rng_for: Callable[[str], np.random.Generator]
) -> list[Test]:
    """Test in each section that asks a class question whether the answers go with the intended classes.

    Returns
    -------
    list of dict
        As :func:`analysis.rating_tests.rating_tests` returns them; test stimuli alone.
    """
    tests: list[Test] = []
    for section in study.sections:
        if question.id not in section.questions:
            continue
        rows = class_rows(question, section, ratings)
        rows = rows[rows["role"] == "test"]
        if rows.empty:
            continue
        common = _common(question, section)
        chi_square = chi_square_independence(rows["intended"], rows["value"])
        effect = {"name": "Cramér's V, bias-corrected", "value": chi_square.cramers_v_corrected}
        slides = (
            common
            | {"id": f"{common['comparison']}-chi-square", "test": "chi-square", "role": "slides", "unit": "answer"}
            | {"scope": SLIDES_SCOPE, "effect": effect}
            | plain(chi_square)
            | {"sentence": chi_square.sentence()}
        )
        add_class_effect(slides, rows, rng_for(f"{slides['id']}-effect"))
        tests.append(slides)
        tests.append(common | _companion(rows, f"{common['comparison']}-companion", rng_for))
    return tests


def _common(question: ClassQuestion, section: Section) -> Test:
    return {
        "question": question.id,
        "section": section.id,
        "by": "intended class",
        "comparison": f"{question.id}-by-intended-{section.id}",
    }


def _companion(rows: pd.DataFrame, identifier: str, rng_for: Callable[[str], np.random.Generator]) -> Test:
    """Ask whether sounds are recognised.

    Where every class is always shown, intended classes are permuted over sounds. Where the
    intended class stands among drawn distractors, it is shown more often than any other, so
    that exchanged intentions would be no chance level: there accuracy is held against exact
    chance, and likewise where a unit has several intended classes.
    """
    if rows["options"].map(frozenset).nunique() == 1:
        found = recognition(rows["intended"], rows["value"], rows["unit"], rng=rng_for(identifier))
        if found.is_ok:
            return _described(
                identifier,
                marked("accuracy, intended classes permuted over sounds"),
                OTHER_SOUNDS,
                plain(found),
                found.sentence(),
            )
    fields = above_chance(rows)
    return _described(
        identifier, marked("accuracy against exact chance"), OTHER_SOUNDS_AND_LISTENERS, fields, fields["sentence"]
    )


def above_chance(rows: pd.DataFrame) -> Test:
    """Compare hits with exact chance, over listeners and independent sounds.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns `is_hit`, `chance`, `participant`, `unit`.

    Returns
    -------
    dict
        accuracy, chance, difference with low and high, df, statistic (Student's t of the mean
        difference), p_value (two-sided), n_units, status, reason, sentence.
    """
    score = mean_opinion_score(rows["is_hit"] - rows["chance"], rows["participant"], rows["unit"])
    statistic = p_value = None
    status, reason = score.status, score.reason
    if score.mean is not None and score.low is not None and score.high is not None and score.df is not None:
        standard_error = (score.high - score.low) / 2 / stats.t.ppf(0.975, score.df)
        if standard_error > 0:
            statistic = score.mean / standard_error
            p_value = float(2 * stats.t.sf(abs(statistic), score.df))
        else:
            status, reason = NOT_COMPUTABLE, _("all answers are equally far from chance")
    accuracy, chance = float(rows["is_hit"].mean()), float(rows["chance"].mean())
    n_units = int(rows["unit"].nunique())
    if p_value is None:
        sentence = _("{accuracy} right, exact chance {chance}; the test is not computable: {reason}.").format(
            accuracy=percent(accuracy), chance=percent(chance), reason=reason
        )
    else:
        shown = _(
            "{accuracy} right, exact chance {chance}, {interval} percentage points above chance, {p}, "
            "{n_units} independent sounds"
        ).format(
            accuracy=percent(accuracy),
            chance=percent(chance),
            interval=interval_text(100 * (score.low or 0.0), 100 * (score.high or 0.0), places=0),
            p=p_text(p_value),
            n_units=n_units,
        )
        sentence = _("There is no evidence that listeners recognise the intended classes ({shown}).")
        if is_evidence(p_value) and accuracy > chance:
            sentence = _("Listeners recognise the intended classes ({shown}).")
        sentence = sentence.format(shown=shown)
    return {
        "accuracy": accuracy,
        "chance": chance,
        "difference": score.mean,
        "low": score.low,
        "high": score.high,
        "df": score.df,
        "statistic": statistic,
        "p_value": p_value,
        "n_units": n_units,
        "status": status,
        "reason": reason,
        "sentence": sentence,
    }


def _described(identifier: str, name: str, scope: str, fields: Test, sentence: str) -> Test:
    return (
        {
            "id": identifier,
            "test": name,
            "role": "companion",
            "unit": "independent sound",
            "scope": scope,
            "effect": None,
        }
        | fields
        | {"sentence": sentence}
    )
