"""Do the hypotheses fit the study? Questions of the right kind, conditions that exist, criteria that make sense."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from study.errors import did_you_mean
from study.hypotheses import Hypothesis
from study.plan import conditions_of, sections_of

if TYPE_CHECKING:
    from study.study_file import Section, StudyFile


def broken_hypotheses(study: "StudyFile") -> Iterator[str]:
    """Yield one line per problem of the plan; the rest of the study file is taken as right."""
    for number, hypothesis in enumerate(study.hypotheses, start=1):
        place = f'hypothesis {number} "{hypothesis.id}"'
        yield from (f"{place}: {problem}" for problem in _problems(study, hypothesis))
    taken = {hypothesis.conclusion for hypothesis in study.hypotheses}
    for identifier in study.conclusions:
        if identifier not in taken:
            yield (
                f"[conclusions]: '{identifier}' has no hypothesis, so it could get no verdict. "
                "Name it in a hypothesis, or take it out."
            )


def _problems(study: "StudyFile", hypothesis: Hypothesis) -> Iterator[str]:
    if hypothesis.conclusion is not None and hypothesis.conclusion not in study.conclusions:
        yield _unknown("conclusion", hypothesis.conclusion, list(study.conclusions))
    kinds = {question.id: question.kind for question in study.questions}
    if hypothesis.question not in kinds:
        yield _unknown("question", hypothesis.question, list(kinds))
        return
    rule = hypothesis.rule
    if kinds[hypothesis.question] != rule.question:
        yield (
            f"'test' {hypothesis.test} needs a {rule.question} question, '{hypothesis.question}' is a "
            f"{kinds[hypothesis.question]}. Name another question or test."
        )
        return
    asking = [section for section in study.sections if hypothesis.question in section.questions]
    about = [section for section in asking if hypothesis.section in (None, section.id)]
    if not asking:
        yield f"no section asks '{hypothesis.question}'. Ask it, or name another question."
        return
    if not about:
        yield _unknown("section", str(hypothesis.section), [section.id for section in asking])
        return
    yield from _wrong_criterion(study, hypothesis)
    problems = list(_wrong_conditions(study, hypothesis, about))
    yield from problems
    if not problems and not sections_of(study, hypothesis):
        yield f"no section plays both '{hypothesis.condition}' and '{hypothesis.compare}'. Name conditions of one set."


def _wrong_criterion(study: "StudyFile", hypothesis: Hypothesis) -> Iterator[str]:
    rule, criterion = hypothesis.rule, hypothesis.criterion
    if not rule.criterion:
        if criterion is not None:
            yield f"'criterion' has no meaning, a p-value decides '{hypothesis.test}'. Take it out."
        return
    if criterion is None:
        if rule.needs_criterion:
            yield f"key 'criterion' is missing, '{hypothesis.test}' has to exceed it. Add it."
        return
    low, high = _limits(study, hypothesis)
    if not low <= criterion < high:
        yield f"'criterion' should be at least {low:g} and less than {high:g}, got {criterion:g}. Correct it."


def _limits(study: "StudyFile", hypothesis: Hypothesis) -> tuple[float, float]:
    if hypothesis.rule.criterion == "share":
        return 0, 1
    if hypothesis.rule.criterion == "kappa":
        return -1, 1
    question = study.question(hypothesis.question)
    assert question.kind == "rating"
    highest = question.n_points
    return (1, highest) if hypothesis.test == "mean" else (1 - highest, highest - 1)


def _wrong_conditions(study: "StudyFile", hypothesis: Hypothesis, about: Sequence["Section"]) -> Iterator[str]:
    known = [condition for section in about for condition in conditions_of(study, section)]
    are_known = all(study.sets[section.set].kind != "imported" for section in about)
    if hypothesis.condition is not None and are_known and hypothesis.condition not in known:
        yield _unknown("condition", hypothesis.condition, known)
    if hypothesis.compare == "section" and hypothesis.section is not None:
        yield f"'section' has no meaning where sections are compared, got '{hypothesis.section}'. Take it out."
    if hypothesis.compare == "condition" and hypothesis.condition is not None:
        yield f"'condition' has no meaning where conditions are compared, got '{hypothesis.condition}'. Take it out."
    if hypothesis.compare is not None and hypothesis.compare == hypothesis.condition:
        yield f"'compare' and 'condition' are both '{hypothesis.compare}'. Name two."
    allowed = hypothesis.rule.compare
    if not allowed:
        if hypothesis.compare is not None:
            yield f"'compare' has no meaning for '{hypothesis.test}', got '{hypothesis.compare}'. Take it out."
    elif hypothesis.compare is None:
        choice = "a condition" if isinstance(allowed, str) else f"one of {', '.join(allowed)}"
        yield f"key 'compare' is missing. Add {choice}."
    elif isinstance(allowed, tuple):
        if hypothesis.compare not in allowed:
            yield _unknown("compare", hypothesis.compare, allowed)
    elif are_known and hypothesis.compare not in known:
        yield _unknown("compare", hypothesis.compare, known)


def _unknown(key: str, name: str, known: Sequence[str]) -> str:
    return f"'{key}' names '{name}', which does not exist there. {did_you_mean(name, list(dict.fromkeys(known)))}"
