"""The plan of a study: the hypotheses it declares, or Ascolto's own where it declares none."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from study.hypotheses import Conclusion, Hypothesis
from study.part import Translated

if TYPE_CHECKING:
    from study.study_file import RatingQuestion, Section, StudyFile

MIDDLE_OF_SCALE = 3.0
"""Criterion of a mean opinion score on five points: above "fair" (ITU-T P.800's third point) or "in between"."""
HARD_SWITCH = "hard-switch"


@dataclass(frozen=True)
class Plan:
    """What is claimed about a study and how it is tested.

    Parameters
    ----------
    conclusions : mapping of id to Conclusion
    hypotheses : tuple of Hypothesis
    is_declared : bool
        Whether the study file declares them; Ascolto's own are exploratory, always.
    """

    conclusions: Mapping[str, Conclusion]
    hypotheses: tuple[Hypothesis, ...]
    is_declared: bool


def plan_of(study: "StudyFile") -> Plan:
    """Return the plan of a study file, or Ascolto's default criteria for what it asks."""
    if study.hypotheses:
        return Plan(study.conclusions, study.hypotheses, is_declared=True)
    hypotheses = tuple(_default_hypotheses(study))
    used = {hypothesis.conclusion for hypothesis in hypotheses}
    conclusions = {name: one for name, one in _DEFAULT_CONCLUSIONS.items() if name in used}
    return Plan(conclusions, hypotheses, is_declared=False)


def sections_of(study: "StudyFile", hypothesis: Hypothesis) -> tuple["Section", ...]:
    """Return the sections a hypothesis is about.

    They ask its question and play the conditions it names; of imported sets nobody knows
    the conditions before the manifest is there, so that they count.
    """
    named = {hypothesis.condition} | ({hypothesis.compare} if hypothesis.rule.compare == "condition" else set())
    return tuple(
        section
        for section in study.sections
        if hypothesis.question in section.questions
        and hypothesis.section in (None, section.id)
        and (study.sets[section.set].kind == "imported" or named - {None} <= set(conditions_of(study, section)))
    )


def conditions_of(study: "StudyFile", section: "Section") -> tuple[str, ...]:
    """Return what can be compared in a section; blank for an imported set, whose manifest alone knows."""
    plan = study.sets[section.set]
    return () if plan.kind == "imported" else tuple(dict.fromkeys(plan.conditions))


_DEFAULT_CONCLUSIONS = {
    "good-quality": Conclusion(en="The sounds have good quality", it="I suoni sono di buona qualità"),
    "recognizable": Conclusion(
        en="The sounds are recognizable and classifiable", it="I suoni sono riconoscibili e classificabili"
    ),
    "smooth-morphs": Conclusion(en="Morphs are smooth", it="Le trasformazioni sono graduali"),
}
"""Those of the slides' conclusions that every study with their questions can speak about."""


def _default_hypotheses(study: "StudyFile") -> Iterator[Hypothesis]:
    for question in study.questions:
        if question.kind == "class":
            claim = Translated(
                en="More answers are right than by chance", it="Le risposte giuste sono più di quelle dovute al caso"
            )
            yield Hypothesis(
                id=f"{question.id}-above-chance",
                claim=claim,
                question=question.id,
                test="accuracy",
                conclusion="recognizable",
            )
        elif question.id == "quality":
            yield _above_middle(question, "good-quality")
        elif question.id == "smoothness":
            yield _above_middle(question, "smooth-morphs")
            switched = Hypothesis(
                id="smoothness-above-hard-switch",
                claim=Translated(
                    en="Paths are smoother than the hard switch", it="I percorsi sono più graduali del cambio netto"
                ),
                question=question.id,
                test="difference",
                compare=HARD_SWITCH,
                criterion=0.0,
                conclusion="smooth-morphs",
            )
            if sections_of(study, switched):
                yield switched


def _above_middle(question: "RatingQuestion", conclusion: str) -> Hypothesis:
    return Hypothesis(
        id=f"{question.id}-above-middle",
        claim=Translated(
            en=f"The mean of {question.id} is above the middle of its scale",
            it=f"La media di {question.id} supera il punto medio della scala",
        ),
        question=question.id,
        test="mean",
        criterion=1 + (question.n_points - 1) * (MIDDLE_OF_SCALE - 1) / 4,  # the same place on a scale of other length
        conclusion=conclusion,
    )
