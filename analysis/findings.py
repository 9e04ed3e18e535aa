"""What the data say, in the fewest sentences: the first thing a reader sees after the verdicts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.class_answers import FEWEST_SOUNDS
from analysis.language import gettext as _
from analysis.language import ngettext
from analysis.results import is_evidence, p_text
from analysis.verdicts import SUPPORTED
from analysis.wording import condition_name, id_in_words, interval, listed, number, share, share_interval, whole, within
from study.study_file import StudyFile


def research_questions(study: StudyFile) -> dict[str, str]:
    """Return the two research goals of the slides by id; asked where the study has models."""
    if not study.models:
        return {}
    return {
        "good-sound": _("How to generate a good sound using a VAE?"),
        "sound-space": _("Can the sound space be explored using a VAE?"),
    }


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
        in the report), `kind` (a key of :data:`analysis.exploratory.PLANNED_BY`), `sentence`.
    """
    morphs = {section.id for section in study.sections if study.sets[section.set].kind == "morph"}
    found = []
    for question in study.questions:
        if question.kind == "rating":
            about = "sound-space" if question.id == "smoothness" else "good-sound"
            sentences = [(about, *words) for words in _about_ratings(question.id, scores[question.id], tests)]
            if question.id == "quality":
                sentences += [("good-sound", "ladder", words) for words in _about_ladder(ladder)]
            if question.id == "smoothness":
                sentences += [("sound-space", "distance", words) for words in _about_distance(distances)]
        else:
            sentences = [
                ("sound-space" if one["section"] in morphs else "good-sound", "classes", _about_classes(one))
                for one in classes
                if one["question"] == question.id
            ]
        found += [
            {"research_question": about, "question": question.id, "kind": kind, "sentence": words}
            for about, kind, words in sentences
        ]
    return found


def _about_ratings(
    question: str, scores: Mapping[str, Any], tests: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    name = id_in_words(question)
    if scores["by_section"]:
        means = listed(
            [
                _("{score} for {section}").format(score=_score(one), section=within(one["name"]))
                for one in scores["by_section"]
            ]
        )
        n_points = len(scores["by_section"][0]["shares"])
        told = _("{name}, mean rating from 1 to {n_points}: {means}").format(name=name, n_points=n_points, means=means)
        yield "mean", _with_difference(told, f"{question}-by-section", tests)
    if question == "smoothness":
        for summaries in scores["by_condition"].values():
            ordered = sorted(summaries, key=lambda one: -one["mean"])
            shown = listed([f"{condition_name(one['condition'])} {_score(one)}" for one in ordered])
            section = within(id_in_words(summaries[0]["section"]))
            told = _("{name} by path, {section}: {shown}").format(name=name, section=section, shown=shown)
            yield "path", _with_difference(told, f"{question}-by-condition-{summaries[0]['section']}", tests)


def _about_ladder(ladder: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for section in dict.fromkeys(step["name"] for step in ladder):
        losses = [
            (
                _("{points} {interval} points to {lost_to} ({upper} to {lower})")
                if step["verdict"] == SUPPORTED
                else _("{points} {interval} points to {lost_to} ({upper} to {lower}, no evidence of a loss)")
            ).format(
                points=number(step["value"]),
                interval=interval(step["low"], step["high"]),
                lost_to=step["lost_to"],
                upper=step["upper"],
                lower=step["lower"],
            )
            for step in ladder
            if step["name"] == section
        ]
        yield _("Estimated loss of quality from the recording down, {section}: {losses}.").format(
            section=within(section), losses=listed(losses)
        )


def _about_distance(distances: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Answer the slides' open question: whether smoothness depends on the distance in latent space."""
    for one in distances:
        if one["measure"] == "latent_distance" and one["p_value"] is not None:
            yield ngettext(
                "Against latent distance, {section}: {finding}; after Holm over the {n} distance asked {p}.",
                "Against latent distance, {section}: {finding}; after Holm over the {n} distances asked {p}.",
                len(distances),
            ).format(
                section=within(one["name"]),
                finding=within(one["sentence"]).rstrip("."),
                n=len(distances),
                p=p_text(one["p_holm"]),
            )


def _with_difference(told: str, comparison: str, tests: Sequence[Mapping[str, Any]]) -> str:
    """End a sentence about groups with whether they differ, as the companion of their comparison has it."""
    companion = next((test for test in tests if (test["comparison"], test["role"]) == (comparison, "companion")), None)
    if companion is None or companion["p_holm"] is None:
        return f"{told}."
    words = _("{finding}; no evidence of a difference ({p} after Holm, {scope}).")
    if is_evidence(companion["p_holm"]):
        words = _("{finding}; they differ ({p} after Holm, {scope}).")
    return words.format(finding=told, p=p_text(companion["p_holm"]), scope=_(companion["scope"]))


def _about_classes(one: Mapping[str, Any]) -> str:
    told = _("{question}, {section}: {accuracy} of {n} answers right, {chance} by chance.")
    if one["is_confounded"]:
        told = _(
            "{question}, {section}: {accuracy} of {n} answers right, {chance} by chance; "
            "some classes have fewer than {fewest} sounds, so that class and sound cannot be told apart."
        )
    bounds = "" if one["low"] is None else f" {share_interval(one['low'], one['high'])}"
    return told.format(
        question=id_in_words(one["question"]),
        section=within(one["name"]),
        accuracy=f"{share(one['accuracy'])}{bounds}",
        n=whole(one["n"]),
        chance=share(one["chance"]),
        fewest=FEWEST_SOUNDS,
    )


def _score(one: Mapping[str, Any]) -> str:
    return f"{number(one['mean'])} {interval(one['low'], one['high'])}"
