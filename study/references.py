"""Do the parts of a study file fit together? Names that exist, ids that differ, languages that are there."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from study.errors import did_you_mean
from study.hypothesis_references import broken_hypotheses
from study.profile import PROFILE_VALUES
from study.set_references import broken_sets

if TYPE_CHECKING:
    from study.study_file import StudyFile


def broken_references(study: "StudyFile") -> Iterator[str]:
    """Yield one line per problem: place, what is wrong, got what, what to do.

    The plan is looked at when everything it speaks about is right.
    """
    problems = [*_problems(study)]
    yield from problems or broken_hypotheses(study)


def _problems(study: "StudyFile") -> Iterator[str]:
    yield from _unknown_names(study)
    yield from _repeated_ids("section", [section.id for section in study.sections])
    yield from _repeated_ids("question", [question.id for question in study.questions])
    yield from _repeated_ids("questionnaire", [questionnaire.id for questionnaire in study.questionnaires])
    yield from _repeated_ids("hypothesis", [hypothesis.id for hypothesis in study.hypotheses])
    yield from _repeated_entries(study)
    yield from broken_sets(study.sets)
    yield from _missing_languages(study)
    yield from _screening_out(study)
    if study.panel is not None and study.panel.participant not in study.panel.parameters:
        yield _unknown("[panel]", "participant", study.panel.participant, study.panel.parameters)
    if study.panel is not None and "lang" in study.panel.parameters:
        yield "[panel]: the parameter 'lang' is taken: it changes the language. Give the panel's another name."


def _unknown_names(study: "StudyFile") -> Iterator[str]:
    for name, collection in study.collections.items():
        if collection.model not in study.models:
            yield _unknown(f"[collections.{name}]", "model", collection.model, study.models)
    for name, stimulus_set in study.sets.items():
        if stimulus_set.kind != "imported" and stimulus_set.collection not in study.collections:
            yield _unknown(f"[sets.{name}]", "collection", stimulus_set.collection, study.collections)
    question_ids = [question.id for question in study.questions]
    for number, section in enumerate(study.sections, start=1):
        place = f'section {number} "{section.id}"'
        if section.set not in study.sets:
            yield _unknown(place, "set", section.set, study.sets)
        for question_id in section.questions:
            if question_id not in question_ids:
                yield _unknown(place, "questions", question_id, question_ids)


def _unknown(place: str, key: str, name: str, known: Iterable[str]) -> str:
    return f"{place}: '{key}' names '{name}', which does not exist. {did_you_mean(name, list(known))}"


def _repeated_ids(noun: str, ids: list[str]) -> Iterator[str]:
    for repeated in sorted({one for one in ids if ids.count(one) > 1}):
        yield f"{noun} '{repeated}': the id stands {ids.count(repeated)} times. Give each {noun} its own."


def _repeated_entries(study: "StudyFile") -> Iterator[str]:
    lists: list[tuple[str, str, Sequence[str]]] = [
        ("[study]", "languages", study.study.languages),
        ("[profile]", "ask", study.profile.ask),
        *((f'section {n} "{one.id}"', "questions", one.questions) for n, one in enumerate(study.sections, start=1)),
    ]
    for name, stimulus_set in study.sets.items():
        for key in ("rungs", "path", "controls", "weights"):
            lists.append((f"[sets.{name}]", key, getattr(stimulus_set, key, ())))
    for place, key, entries in lists:
        for repeated in sorted({one for one in entries if entries.count(one) > 1}):
            yield f"{place}: '{key}' names '{repeated}' {entries.count(repeated)} times. Name it once."


def _missing_languages(study: "StudyFile") -> Iterator[str]:
    for question in study.questions:
        for language in study.study.languages:
            place = f"question '{question.id}'"
            if getattr(question.prompt, language) is None:
                yield f"{place}: prompt.{language} is missing. Write the question in every language of the study."
            if question.kind == "rating" and getattr(question.labels, language) is None:
                yield f"{place}: labels.{language} is missing. Label the scale in every language of the study."
        if question.kind == "rating":
            lengths = {len(labels) for labels in (question.labels.en, question.labels.it) if labels}
            if len(lengths) > 1:
                different = " and ".join(map(str, sorted(lengths)))
                yield f"question '{question.id}': the scale has {different} labels. Give as many in each language."


def _screening_out(study: "StudyFile") -> Iterator[str]:
    for question, values in study.profile.screen_out.items():
        place = "[profile.screen_out]"
        if question not in study.profile.ask:
            yield f"{place}: '{question}' is not asked. Add it to 'ask', or take it out here."
        for value in values:
            if value not in PROFILE_VALUES[question]:
                yield _unknown(place, question, value, PROFILE_VALUES[question])
