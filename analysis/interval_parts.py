"""Hypotheses that an interval decides, section by section: mean, difference, accuracy, kappa, share."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.class_answers import FEWEST_SOUNDS, class_rows
from analysis.differences import difference_per_answer
from analysis.estimates import Estimate, estimate, kappa_per_answer
from analysis.heard_changes import answers_within_own_classes, direction_of_changes
from analysis.hypothesis_parts import Evidence, Part
from analysis.intervals import on_scale
from analysis.language import gettext as _
from analysis.wording import (
    condition_name,
    id_in_words,
    interval,
    number,
    ratio,
    ratio_interval,
    share,
    share_interval,
    whole,
    within,
)
from study.hypotheses import Hypothesis
from study.plan import sections_of
from study.study_file import ClassQuestion, Section


def interval_parts(hypothesis: Hypothesis, evidence: Evidence) -> Iterator[Part]:
    """Yield what each section says that the hypothesis is about.

    A section of an imported set says nothing where it has no answers to compare, unless the
    hypothesis names it; any other such section is a part without a number.
    """
    of_test = {
        "mean": _mean,
        "difference": _difference,
        "accuracy": _accuracy,
        "kappa": _kappa,
        "share": _direction if hypothesis.compare == "direction" else _foreign,
    }[hypothesis.test]
    for section in sections_of(evidence.study, hypothesis):
        part = of_test(hypothesis, section, evidence)
        is_imported = evidence.study.sets[section.set].kind == "imported"
        if part.n or hypothesis.section or not is_imported:
            yield part


def _mean(hypothesis: Hypothesis, section: Section, evidence: Evidence) -> Part:
    rows = _narrowed(_ratings(hypothesis, section, evidence), hypothesis)
    found = estimate(rows["score"], rows, _criterion(hypothesis), hypothesis.unit)
    question = evidence.study.question(hypothesis.question)
    assert question.kind == "rating"
    low, high = on_scale(found.low, question.n_points), on_scale(found.high, question.n_points)
    found = replace(found, low=low, high=high)
    words = _("{name}: mean {value} {interval} of {n} ratings from 1 to {n_points}; criterion: above {criterion}.")
    return _part(hypothesis, section, "points", found, _criterion(hypothesis), words, n_points=str(question.n_points))


def _difference(hypothesis: Hypothesis, section: Section, evidence: Evidence) -> Part:
    rows = _ratings(hypothesis, section, evidence)
    control = rows[rows["condition"] == hypothesis.compare]
    tested = _narrowed(rows[rows["condition"] != hypothesis.compare], hypothesis)
    if control.empty or tested.empty:
        found = Estimate(reason=_("there are no answers to compare"))
    else:
        both = pd.concat([tested, control])
        is_tested = np.repeat([True, False], [len(tested), len(control)])
        per_answer = difference_per_answer(both["score"].to_numpy(float), is_tested)
        found = estimate(pd.Series(per_answer, index=both.index), both, _criterion(hypothesis), hypothesis.unit)
    words = _("{name}: {tested} minus {control} {value} {interval} points; criterion: above {criterion}.")
    names = {
        "tested": condition_name(hypothesis.condition) if hypothesis.condition else _("test sounds"),
        "control": condition_name(hypothesis.compare or ""),
    }
    return _part(hypothesis, section, "difference", found, _criterion(hypothesis), words, **names)


def _accuracy(hypothesis: Hypothesis, section: Section, evidence: Evidence) -> Part:
    """Hold hits against exact chance, answer by answer, or against the floor where that is higher."""
    rows = _classes(hypothesis, section, evidence)
    needed = rows["chance"].clip(lower=hypothesis.criterion)
    criterion = float(needed.mean()) if len(rows) else hypothesis.criterion
    per_answer = rows["is_hit"] - needed + needed.mean()
    found = estimate(per_answer, rows, criterion or 0.0, hypothesis.unit, scale="share")
    words = _("{name}: {value} {interval} of {n} answers right, {chance} by chance; criterion: above {criterion}.")
    chance = share(float(rows["chance"].mean())) if len(rows) else ""
    return _with_doubt(rows, _part(hypothesis, section, "share", found, criterion, words, chance=chance))


def _kappa(hypothesis: Hypothesis, section: Section, evidence: Evidence) -> Part:
    rows = _classes(hypothesis, section, evidence)
    per_answer = kappa_per_answer(rows) if len(rows) else pd.Series(dtype=float)
    if per_answer is None:
        found = Estimate(n=len(rows), reason=_("agreement by chance is complete"))
    else:
        found = estimate(per_answer, rows, _criterion(hypothesis), hypothesis.unit, scale="kappa")
    words = _("{name}: kappa {value} {interval} over {n} answers; criterion: above {criterion}.")
    return _with_doubt(rows, _part(hypothesis, section, "kappa", found, _criterion(hypothesis), words))


def _direction(hypothesis: Hypothesis, section: Section, evidence: Evidence) -> Part:
    rows = direction_of_changes(evidence.study, _class_question(hypothesis, evidence), section, evidence.ratings)
    rows = _narrowed(rows, hypothesis)
    found = estimate(rows["score"], rows, _criterion(hypothesis), hypothesis.unit, scale="share")
    words = _(
        "{name}: {value} {interval} of {n} requested changes heard in the right direction; "
        "criterion: above {criterion}."
    )
    return _part(hypothesis, section, "share", found, _criterion(hypothesis), words)


def _foreign(hypothesis: Hypothesis, section: Section, evidence: Evidence) -> Part:
    rows = answers_within_own_classes(_class_question(hypothesis, evidence), section, evidence.ratings)
    rows = _narrowed(rows, hypothesis)
    found = estimate(rows["score"], rows, _criterion(hypothesis), hypothesis.unit, scale="share")
    words = _(
        "{name}: {value} {interval} of {n} answers name one of the morph's own classes, {chance} by chance; "
        "criterion: above {criterion}."
    )
    chance = share(float(rows["chance"].mean())) if len(rows) else ""
    return _part(hypothesis, section, "share", found, _criterion(hypothesis), words, chance=chance)


def _criterion(hypothesis: Hypothesis) -> float:
    assert hypothesis.criterion is not None  # the study file is refused without it
    return hypothesis.criterion


def _ratings(hypothesis: Hypothesis, section: Section, evidence: Evidence) -> pd.DataFrame:
    rows = evidence.ratings.answers
    return rows[(rows["question"] == hypothesis.question) & (rows["section"] == section.id)]


def _classes(hypothesis: Hypothesis, section: Section, evidence: Evidence) -> pd.DataFrame:
    return _narrowed(class_rows(_class_question(hypothesis, evidence), section, evidence.ratings), hypothesis)


def _class_question(hypothesis: Hypothesis, evidence: Evidence) -> ClassQuestion:
    question = evidence.study.question(hypothesis.question)
    assert question.kind == "class"  # the study file is refused otherwise
    return question


def _narrowed(rows: pd.DataFrame, hypothesis: Hypothesis) -> pd.DataFrame:
    """Keep the condition that the hypothesis names, hidden references and anchors too; else test stimuli alone."""
    if hypothesis.condition is not None:
        return rows[rows["condition"] == hypothesis.condition]
    return rows[rows["role"] == "test"]


def _part(
    hypothesis: Hypothesis,
    section: Section,
    measure: str,
    found: Estimate,
    criterion: float | None,
    words: str,
    **names: str,
) -> Part:
    name = _("{question}, {section}").format(
        question=id_in_words(hypothesis.question), section=within(id_in_words(section.id))
    )
    if hypothesis.condition is not None and hypothesis.test != "difference":  # its sentence names both
        name = _("{name}, {condition}").format(name=name, condition=condition_name(hypothesis.condition))
    if found.value is None:
        sentence = _("{name}: no estimate, {reason}.").format(name=name, reason=found.reason)
    else:
        written: dict[str, Any] = {"share": (share, share_interval), "kappa": (ratio, ratio_interval)}
        write, write_interval = written.get(measure, (number, interval))
        sentence = words.format(
            name=name,
            value=write(found.value),
            interval=write_interval(found.low, found.high),
            criterion=write(criterion),
            n=whole(found.n),
            **names,
        )
    return Part(
        section=section.id,
        name=name,
        measure=measure,
        value=found.value,
        low=found.low,
        high=found.high,
        criterion=criterion,
        p_value=found.p_value,
        n=found.n,
        n_listeners=found.n_listeners,
        n_sounds=found.n_sounds,
        reason=found.reason,
        sentence=sentence,
    )


def _with_doubt(rows: pd.DataFrame, part: Part) -> Part:
    """Say where a class has too few sounds to be told from them."""
    if rows.empty or rows.groupby("intended")["unit"].nunique().min() >= FEWEST_SOUNDS:
        return part
    doubt = _("class and sound are confounded: fewer than {n} sounds of some classes").format(n=FEWEST_SOUNDS)
    return replace(part, reason="; ".join(filter(None, (part.reason, doubt))))
