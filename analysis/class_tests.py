"""The chi-square test of intended by chosen class, and beside it the companion."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.class_answers import class_rows
from analysis.companion_test import OTHER_SOUNDS, OTHER_SOUNDS_AND_LISTENERS
from analysis.companions import recognition
from analysis.contingency import chi_square_independence
from analysis.effect_intervals import add_class_effect
from analysis.estimates import estimate
from analysis.language import gettext as _
from analysis.language import marked
from analysis.plain import plain
from analysis.rating_tests import SLIDES_SCOPE, Test
from analysis.ratings import Ratings
from analysis.results import NOT_COMPUTABLE, OK, interval_text, is_evidence, p_text, percent
from study.hypotheses import Unit
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


def above_chance(rows: pd.DataFrame, unit: Unit = "listener-and-sound") -> Test:
    """Ask whether more answers are right than exact chance gives, over listeners and independent sounds.

    Only more right answers than by chance are evidence, so that the test is one-sided. Hits are held
    against chance on log odds, as a hypothesis of accuracy is (:func:`analysis.estimates.estimate`).
    Simulated where nobody knows anything but each sound attracts its own answer (2 to 21 classes, 7 to
    63 sounds, 10 or 50 listeners): 1 to 5 % false alarms. On the scale of the shares themselves, two-sided,
    there are 3 to 35 %, nearly all of them below chance, and less power.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns `is_hit`, `chance`, `participant`, `unit`.
    unit : {"listener-and-sound", "listener", "sound"}
        Whose independence carries the test.

    Returns
    -------
    dict
        accuracy, chance, difference with low and high, df, statistic (Student's t on log odds), p_value
        (one-sided), n_units, status, reason, sentence.
    """
    by_chance = float(rows["chance"].mean())
    found = estimate(rows["is_hit"] - rows["chance"] + by_chance, rows, by_chance, unit, scale="share")
    accuracy = float(rows["is_hit"].mean())
    p_value, reason = found.p_above, found.reason
    if accuracy == 0 and found.high is not None:
        p_value, reason = 1.0, ""  # without a right answer there is no spread, and nothing speaks for recognition
    low, high = (None if bound is None else bound - by_chance for bound in (found.low, found.high))
    if p_value is None:
        sentence = _("{accuracy} right, exact chance {chance}; the test is not computable: {reason}.").format(
            accuracy=percent(accuracy), chance=percent(by_chance), reason=reason
        )
    else:
        shown = _(
            "{accuracy} right, exact chance {chance}, {interval} percentage points above chance, "
            "one-sided {p}, {n_units} independent sounds"
        ).format(
            accuracy=percent(accuracy),
            chance=percent(by_chance),
            interval=interval_text(100 * (low or 0.0), 100 * (high or 0.0), places=0),
            p=p_text(p_value),
            n_units=found.n_sounds,
        )
        sentence = _("There is no evidence that listeners recognise the intended classes ({shown}).")
        if is_evidence(p_value):
            sentence = _("Listeners recognise the intended classes ({shown}).")
        sentence = sentence.format(shown=shown)
    return {
        "accuracy": accuracy,
        "chance": by_chance,
        "difference": accuracy - by_chance,
        "low": low,
        "high": high,
        "df": found.df,
        "statistic": found.t,
        "p_value": p_value,
        "n_units": found.n_sounds,
        "status": NOT_COMPUTABLE if p_value is None else OK,
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
