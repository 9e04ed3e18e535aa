"""What a plan says: the answer first, then a table of tests, then what would help."""

import math
from collections.abc import Iterator
from typing import Any

from analysis.class_answers import FEWEST_SOUNDS
from analysis.language import gettext as _
from analysis.language import ngettext
from analysis.planning import FACTORS, GOAL, PlannedPower, PlannedStudy
from analysis.planning_design import ASSUMED_CLASSES, PlannedSection
from analysis.planning_studies import PLANNED_RHO
from analysis.wording import id_in_words, listed, within

RECOMMENDED_SOUNDS = 24
"""Independent sounds per section below which listeners can hardly make up for sounds (simulated, see docs)."""

WIDTH = 100
"""Columns of a terminal that the table fits into."""

_NAME, _RATE, _NUMBER = 50, 6, 9


def plan_lines(plan: PlannedStudy) -> Iterator[str]:
    """Yield the lines of a plan: answer, table, advice, and what the numbers rest on."""
    yield _answer(plan)
    yield ""
    yield from _table(plan)
    advice = list(_advice(plan))
    if advice:
        yield ""
        yield from advice
    yield ""
    yield from _basis(plan)


def plan_as_data(plan: PlannedStudy) -> dict[str, Any]:
    """Return a plan as plain numbers, text, lists and mappings."""
    return {
        "n_listeners": plan.n_listeners,
        "n_studies": plan.n_studies,
        "effect": plan.effect,
        "seed": plan.model.seed,
        "goal": GOAL,
        "sizes": _sizes(plan),
        "sections": [
            {
                "id": one.id,
                "n_stimuli": len(one.stimuli),
                "n_sounds": one.n_sounds,
                "n_heard": one.n_heard,
                "n_classes": len(one.classes),
                "n_classes_is_assumed": one.is_assumed,
                "n_sounds_of_rarest_class": one.fewest_per_class(),
            }
            for one in plan.sections
        ],
        "tests": [_test_as_data(plan, one) for one in plan.tests],
        "mixed_model": "left out of simulated power",
    }


def _test_as_data(plan: PlannedStudy, one: PlannedPower) -> dict[str, Any]:
    hypothesis, rates = one.test.hypothesis, one.rates
    return {
        "id": one.test.id,
        "name": one.test.name,
        "test": hypothesis.test,
        "question": hypothesis.question,
        "compare": hypothesis.compare,
        "criterion": hypothesis.criterion,
        "unit": hypothesis.unit,
        "sections": list(one.test.sections),
        "slides_false_alarms": rates.slides_false_alarms if rates else None,
        "verdict_false_alarms": rates.verdict_false_alarms if rates else None,
        "slides_power": rates.slides_power if rates else None,
        "verdict_power": rates.verdict_power if rates else None,
        "least_power_after_holm": rates.least_power_after_holm if rates else None,
        "n_in_family": one.test.n_in_family,
        "reaches_goal": one.reaches_goal,
        "n_sounds_for_goal": sounds_for_goal(plan, one),
        "n_listeners_for_goal": listeners_for_goal(plan, one),
        "n_of_both_for_goal": both_for_goal(plan, one),
        "refusal": one.test.refusal,
        "caution": one.test.caution,
    }


def sounds_for_goal(plan: PlannedStudy, one: PlannedPower) -> dict[str, int] | None:
    """Return how many independent sounds each section needs for the goal; None where no number tried does."""
    if one.times_sounds is None:
        return None
    return {section.id: math.ceil(one.times_sounds * section.n_sounds) for section in _sections(plan, one)}


def listeners_for_goal(plan: PlannedStudy, one: PlannedPower) -> int | None:
    """Return how many listeners it needs; None where no number tried does."""
    return None if one.times_listeners is None else max(2, math.ceil(one.times_listeners * plan.n_listeners))


def both_for_goal(plan: PlannedStudy, one: PlannedPower) -> dict[str, Any] | None:
    """Return how many sounds and listeners together reach it where neither alone does."""
    if one.times_both is None:
        return None
    sounds = {section.id: math.ceil(one.times_both * section.n_sounds) for section in _sections(plan, one)}
    return {"n_sounds": sounds, "n_listeners": math.ceil(one.times_both * plan.n_listeners)}


def _sections(plan: PlannedStudy, one: PlannedPower) -> list[PlannedSection]:
    return [section for section in plan.sections if section.id in one.test.sections]


def _answer(plan: PlannedStudy) -> str:
    listeners = ngettext("{n} listener", "{n} listeners", plan.n_listeners).format(n=plan.n_listeners)
    return ngettext(
        "With {listeners}, {n_reaching} of {n} planned test reaches {goal} power to find {effect} points.",
        "With {listeners}, {n_reaching} of {n} planned tests reach {goal} power to find {effect} points.",
        len(plan.tests),
    ).format(
        listeners=listeners,
        n_reaching=sum(one.reaches_goal for one in plan.tests),
        n=len(plan.tests),
        goal=f"{100 * GOAL:.0f} %",
        effect=f"{plan.effect:g}",
    )


def _table(plan: PlannedStudy) -> Iterator[str]:
    goal = f"{100 * GOAL:.0f} %"
    groups = (_("slides' test"), _("the verdict"), _("for {goal} power").format(goal=goal))
    yield " " * _NAME + "".join(
        f"{group:>{width}}" for group, width in zip(groups, (2 * _RATE, 3 * _RATE, 2 * (_NUMBER + 1)), strict=True)
    )
    heads = (_("false"), _("power"), _("false"), _("power"), _("Holm"))
    yield (
        f"{_('planned test'):<{_NAME}} "
        + " ".join(f"{head:>{_RATE - 1}}" for head in heads)
        + f" {_('sounds'):>{_NUMBER}} {_('listeners'):>{_NUMBER}}"
    )
    for one in plan.tests:
        name = one.test.name
        if len(name) > _NAME:
            yield name
            name = ""
        if one.rates is None:
            yield f"{name:<{_NAME}} {_('cannot be carried, see below'):>{5 * _RATE}}"
            continue
        rates = (
            one.rates.slides_false_alarms, one.rates.slides_power, one.rates.verdict_false_alarms,
            one.rates.verdict_power, one.rates.least_power_after_holm,
        )  # fmt: skip
        cells = " ".join(f"{_percent(rate):>{_RATE - 1}}" for rate in rates)
        numbers = f"{_sounds_cell(plan, one):>{_NUMBER}} {_listeners_cell(plan, one):>{_NUMBER}}"
        yield f"{name:<{_NAME}} {cells} {numbers}"


def _percent(rate: float | None) -> str:
    return "–" if rate is None else f"{100 * rate:.0f} %"


def _sounds_cell(plan: PlannedStudy, one: PlannedPower) -> str:
    """Write the sounds that reach the goal, section by section, for class questions in brackets of each class."""
    factor = max(FACTORS) if one.times_sounds is None else one.times_sounds
    sections, bound = _sections(plan, one), _bounded(one.times_sounds)
    counts = [math.ceil(factor * section.n_sounds) for section in sections]
    shown = bound + "/".join(map(str, counts))
    if one.test.hypothesis.rule.question == "class":
        shown += f" ({math.ceil(counts[0] / len(sections[0].classes))})"
    return shown if len(shown) <= _NUMBER else f"{bound}{factor:.2g} ×"


def _listeners_cell(plan: PlannedStudy, one: PlannedPower) -> str:
    factor = max(FACTORS) if one.times_listeners is None else one.times_listeners
    return _bounded(one.times_listeners) + str(max(2, math.ceil(factor * plan.n_listeners)))


def _bounded(factor: float | None) -> str:
    if factor is None:
        return "> "
    return "≤ " if factor <= min(FACTORS) else ""


def _advice(plan: PlannedStudy) -> Iterator[str]:
    refused: dict[str, list[str]] = {}
    for one in plan.tests:
        if one.test.refusal:
            refused.setdefault(one.test.refusal, []).append(one.test.name)
    for why, names in refused.items():
        yield _("This design cannot carry {tests}. The reason: {why}.").format(tests="; ".join(names), why=why)
    short: dict[str, list[str]] = {}
    for one in plan.tests:
        if one.rates is not None and not one.reaches_goal:
            short.setdefault(_what_helps(one), []).append(one.test.name + _both_in_words(plan, one))
    for help_text, names in short.items():
        yield help_text.format(tests="; ".join(names), n=f"{max(FACTORS):g}")
    for caution, section in dict.fromkeys((one.test.caution, one.test.sections[0]) for one in plan.tests):
        if caution:
            yield _("{section}: {what}.").format(section=id_in_words(section), what=caution)
    few = [section for section in plan.sections if section.n_sounds < RECOMMENDED_SOUNDS]
    if few:
        yield _(
            "Recommended: at least {n} sounds per section and {n_class} of each class. Fewer have: {sections}."
        ).format(
            n=RECOMMENDED_SOUNDS,
            n_class=FEWEST_SOUNDS,
            sections=listed([f"{within(id_in_words(one.id))} ({one.n_sounds})" for one in few]),
        )


def _what_helps(one: PlannedPower) -> str:
    """Say which of more sounds and more listeners reaches the goal, and which asks for less."""
    sounds, listeners = one.times_sounds, one.times_listeners
    if sounds is not None and listeners is not None:
        if sounds <= listeners:
            return _("More sounds help most, listeners less: {tests}.")
        return _("More listeners help most, sounds less: {tests}.")
    if sounds is not None:
        return _("More sounds help, {n} times the listeners alone do not: {tests}.")
    if listeners is not None:
        return _("More listeners help, {n} times the sounds alone do not: {tests}.")
    if one.times_both is not None:
        return _("Only more sounds and more listeners together help: {tests}.")
    return _("Not even {n} times the sounds and the listeners together reach it, let each hear more: {tests}.")


def _both_in_words(plan: PlannedStudy, one: PlannedPower) -> str:
    if one.times_both is None:
        return ""
    counts = [math.ceil(one.times_both * section.n_sounds) for section in _sections(plan, one)]
    return _(" ({sounds} sounds and {listeners} listeners)").format(
        sounds="/".join(map(str, counts)), listeners=math.ceil(one.times_both * plan.n_listeners)
    )


def _basis(plan: PlannedStudy) -> Iterator[str]:
    error = 100 * 0.5 / math.sqrt(plan.n_studies)
    yield _(
        "Shares of {n} simulated studies each (error at most {error} points). 'False' is a difference found, or a "
        "claim supported, where nothing is true or the truth sits at the criterion. Sounds are independent sounds "
        "per section; in brackets, of each class."
    ).format(n=f"{plan.n_studies:,}", error=f"{error:.1f}")
    yield _(
        "Power is for a truth of {effect} points of five, of {share} of the answers, or (distance) rho {rho}. "
        "One group stands above the others."
    ).format(effect=f"{plan.effect:g}", share=f"{100 * plan.effect / 4:.1f} %", rho=PLANNED_RHO)
    yield _(
        "Sizes are priors of published listening tests, no measurement of these sounds (SD in points): {sizes}. "
        "Listeners differ as much in how they take sections, and sounds in how groups of listeners take them."
    ).format(sizes=", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in _sizes(plan).items()))
    yield _(
        "Power stands before Holm's correction, and so do the numbers that reach the goal. 'Holm' is what it leaves at "
        "least, whatever else a family finds: p below .05 over the number of its claims. Verdicts of intervals are "
        "not corrected. The mixed model is left out of simulated power."
    )
    assumed = [section for section in plan.sections if section.is_assumed]
    if assumed:
        yield _("{n} classes are assumed where no sounds are there yet: {sections}.").format(
            n=ASSUMED_CLASSES, sections=listed([within(id_in_words(one.id)) for one in assumed])
        )


def _sizes(plan: PlannedStudy) -> dict[str, float]:
    names = ("listener", "sound", "listener_condition", "sound_condition", "residual")
    return {name: getattr(plan.model, f"{name}_sd") for name in names}
