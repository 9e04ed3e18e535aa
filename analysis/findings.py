"""What the data say, in the fewest sentences: the first thing a reader sees after the verdicts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from analysis.language import gettext as _
from analysis.language import ngettext
from analysis.results import is_evidence, p_text
from analysis.wording import condition_name, id_in_words, interval, listed, number, share, share_interval, within
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
        difference = _section_difference(question, tests)
        yield "mean", f"{name}: {means}; {difference}." if difference else f"{name}: {means}."
    if question == "smoothness":
        for summaries in scores["by_condition"].values():
            ordered = sorted(summaries, key=lambda one: -one["mean"])
            shown = listed([f"{condition_name(one['condition'])} {_score(one)}" for one in ordered])
            section = within(id_in_words(summaries[0]["section"]))
            yield "path", _("{name} by path, {section}: {shown}.").format(name=name, section=section, shown=shown)


def _about_ladder(ladder: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for section in dict.fromkeys(step["name"] for step in ladder):
        losses = [
            _("{points} {interval} points to {lost_to} ({upper} to {lower})").format(
                points=number(step["value"]),
                interval=interval(step["low"], step["high"]),
                lost_to=step["lost_to"],
                upper=step["upper"],
                lower=step["lower"],
            )
            for step in ladder
            if step["name"] == section
        ]
        yield _("From the recording down, quality of {section} loses {losses}.").format(
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


def _section_difference(question: str, tests: Sequence[Mapping[str, Any]]) -> str:
    companions = [
        test for test in tests if test["comparison"] == f"{question}-by-section" and test["role"] == "companion"
    ]
    if not companions or companions[0]["p_holm"] is None:
        return ""
    p_value = companions[0]["p_holm"]
    told = _("no evidence that the sections differ ({p} after Holm, {scope})")
    if is_evidence(p_value):
        told = _("the sections differ ({p} after Holm, {scope})")
    scope = companions[0]["scope"]
    return told.format(p=p_text(p_value), scope=_(scope))


def _about_classes(one: Mapping[str, Any]) -> str:
    told = _("{question}, {section}: {accuracy} of the answers right, {chance} by chance.")
    if one["is_confounded"]:
        told = _(
            "{question}, {section}: {accuracy} of the answers right, {chance} by chance; "
            "class and sound are confounded."
        )
    bounds = "" if one["low"] is None else f" {share_interval(one['low'], one['high'])}"
    return told.format(
        question=id_in_words(one["question"]),
        section=within(one["name"]),
        accuracy=f"{share(one['accuracy'])}{bounds}",
        chance=share(one["chance"]),
    )


def _score(one: Mapping[str, Any]) -> str:
    return f"{number(one['mean'])} {interval(one['low'], one['high'])}"
