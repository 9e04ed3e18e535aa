"""The plan of a study: what is claimed, how each claim is tested, and what it has to exceed.

A hypothesis takes its verdict either from an interval that has to lie wholly beyond a criterion
(`mean`, `accuracy`, `kappa`, `difference`, `share`) or from a test (`kruskal-wallis`, `chi-square`,
`smoothness-law`). One that names no section claims the same of every section that asks its question.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from study.part import Id, StudyPart, Text, Translated

HypothesisTest = Literal[
    "mean", "accuracy", "kappa", "difference", "share", "kruskal-wallis", "chi-square", "smoothness-law"
]
Unit = Literal["listener-and-sound", "listener", "sound"]


class Conclusion(Translated):
    """`[conclusions.X]`: a claim that takes the verdict of the worst of its hypotheses."""


class Hypothesis(StudyPart):
    """`[[hypotheses]]`: one claim of the plan; `ascolto seal` freezes it."""

    id: Id
    """Name of the hypothesis in tables."""
    claim: Translated = Translated()
    """What is claimed, in one sentence; said by the report where it is left out."""
    question: Id
    """Question whose answers decide."""
    test: HypothesisTest
    """How it is decided."""
    compare: Text | None = None
    """What is compared: a control or rung (`difference`), `direction` or `foreign` (`share`), `section`,
    `condition` or `experience` (`kruskal-wallis`), `latent_distance`, `path_length` or `bump`
    (`smoothness-law`)."""
    criterion: float | None = None
    """What the whole interval has to exceed: points of the scale (`mean`, `difference`), a share of answers
    (`accuracy`, beside exact chance; `share`), or kappa."""
    section: Id | None = None
    """Section it is about; every section that asks the question where it is left out."""
    condition: Text | None = None
    """Rung, path or control it is about; all test stimuli where it is left out."""
    unit: Unit = "listener-and-sound"
    """Whose independence carries the verdict: other listeners and other sounds (the generator), other
    listeners with these very sounds, or other sounds with these very listeners."""
    family: Id = "plan"
    """Holm's correction is applied within each family, and over all hypotheses."""
    conclusion: Id | None = None
    """Conclusion it is a part of; a conclusion takes the verdict of its worst part."""

    @property
    def rule(self) -> "Rule":
        """What this kind of test needs."""
        return RULES[self.test]


@dataclass(frozen=True)
class Rule:
    """What one kind of test needs in the study file.

    Parameters
    ----------
    question : {"rating", "class"}
        Kind of question it decides.
    criterion : {"points", "share", "kappa", ""}
        What the criterion is measured in; blank where a test decides, which has none.
    needs_criterion : bool
        Whether the criterion has to be given.
    compare : {"condition", ""} or tuple of str
        The words `compare` may have: one of these, any condition of the section's set, or none.
    """

    question: Literal["rating", "class"]
    criterion: Literal["points", "share", "kappa", ""] = ""
    needs_criterion: bool = True
    compare: Literal["condition", ""] | tuple[str, ...] = ""


RULES: Mapping[HypothesisTest, Rule] = {
    "mean": Rule("rating", "points"),
    "difference": Rule("rating", "points", compare="condition"),
    "accuracy": Rule("class", "share", needs_criterion=False),
    "kappa": Rule("class", "kappa"),
    "share": Rule("class", "share", compare=("direction", "foreign")),
    "kruskal-wallis": Rule("rating", compare=("section", "condition", "experience")),
    "chi-square": Rule("class"),
    "smoothness-law": Rule("rating", compare=("latent_distance", "path_length", "bump")),
}
"""The first five are decided by an interval, the others by a test."""
