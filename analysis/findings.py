"""What the data say, in the fewest sentences: the first thing a reader sees after the verdicts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.results import is_evidence, p_text
from analysis.wording import condition_name, id_in_words, interval, listed, number, share, within
from study.study_file import StudyFile

RESEARCH_QUESTIONS = {
    "good-sound": "How to generate a good sound using a VAE?",
    "sound-space": "Can the sound space be explored using a VAE?",
}
"""The two research goals of the slides; asked where the study has models."""


def findings(
    study: StudyFile,
    scores: Mapping[str, Mapping[str, Any]],
    classes: Sequence[Mapping[str, Any]],
    tests: Sequence[Mapping[str, Any]],
    ladder: Sequence[Mapping[str, Any]],
    distances: Sequence[Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """Return the headline findings, each with the place in the report that shows it.

    Returns
    -------
    list of dict
        `research_question` ("good-sound" or "sound-space"), `question` (id, which is the place
        in the report), `sentence`.
    """
    morphs = {section.id for section in study.sections if study.sets[section.set].kind == "morph"}
    found = []
    for question in study.questions:
        if question.kind == "rating":
            about = "sound-space" if question.id == "smoothness" else "good-sound"
            sentences = [(about, words) for words in _about_ratings(question.id, scores[question.id], tests)]
            if question.id == "quality":
                sentences += [("good-sound", words) for words in _about_ladder(ladder)]
            if question.id == "smoothness":
                sentences += [("sound-space", words) for words in _about_distance(distances)]
        else:
            sentences = [
                ("sound-space" if one["section"] in morphs else "good-sound", _about_classes(one))
                for one in classes
                if one["question"] == question.id
            ]
        found += [
            {"research_question": about, "question": question.id, "sentence": words} for about, words in sentences
        ]
    return found


def _about_ratings(question: str, scores: Mapping[str, Any], tests: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    name = id_in_words(question)
    if scores["by_section"]:
        means = listed([f"{_score(one)} for {within(one['name'])}" for one in scores["by_section"]])
        yield f"{name}: {means}{_section_difference(question, tests)}."
    if question == "smoothness":
        for summaries in scores["by_condition"].values():
            ordered = sorted(summaries, key=lambda one: -one["mean"])
            shown = listed([f"{condition_name(one['condition'])} {_score(one)}" for one in ordered])
            yield f"{name} by path, {within(id_in_words(summaries[0]['section']))}: {shown}."


def _about_ladder(ladder: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for section in dict.fromkeys(step["name"] for step in ladder):
        losses = [
            f"{number(step['value'])} {interval(step['low'], step['high'])} points to {step['lost_to']} "
            f"({step['upper']} to {step['lower']})"
            for step in ladder
            if step["name"] == section
        ]
        yield f"From the recording down, quality of {within(section)} loses {listed(losses)}."


def _about_distance(distances: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Answer the slides' open question: whether smoothness depends on the distance in latent space."""
    for one in distances:
        if one["measure"] == "latent_distance" and one["p_value"] is not None:
            sentence = within(one["sentence"]).rstrip(".")
            after = f"after Holm over the {len(distances)} distances asked {p_text(one['p_holm'])}"
            yield f"Against latent distance, {within(one['name'])}: {sentence}; {after}."


def _section_difference(question: str, tests: Sequence[Mapping[str, Any]]) -> str:
    companions = [
        test for test in tests if test["comparison"] == f"{question}-by-section" and test["role"] == "companion"
    ]
    if not companions or companions[0]["p_value"] is None:
        return ""
    p_value = companions[0]["p_value"]
    what = "the sections differ" if is_evidence(p_value) else "no evidence that the sections differ"
    return f"; {what} ({p_text(p_value)}, {companions[0]['scope']})"


def _about_classes(one: Mapping[str, Any]) -> str:
    doubt = "; class and sound are confounded" if one["is_confounded"] else ""
    bounds = "" if one["low"] is None else f" [{share(one['low'])}, {share(one['high'])}]"
    return (
        f"{id_in_words(one['question'])}, {within(one['name'])}: "
        f"{share(one['accuracy'])}{bounds} of the answers right, {share(one['chance'])} by chance{doubt}."
    )


def _score(one: Mapping[str, Any]) -> str:
    return f"{number(one['mean'])} {interval(one['low'], one['high'])}"
