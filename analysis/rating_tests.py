"""The slides' tests on one comparison of ratings, and beside them the companion that carries the verdict."""

from collections.abc import Callable
from typing import Any

import numpy as np

from analysis.assumptions import levene, shapiro_wilk
from analysis.blocked_rank_tests import friedman
from analysis.companions import over_units
from analysis.comparisons import BETWEEN_LISTENERS, SAME_SOUNDS, Comparison
from analysis.corrections import adjust
from analysis.plain import plain
from analysis.rank_tests import dunn, kruskal_wallis
from analysis.results import is_evidence

Test = dict[str, Any]

SLIDES_SCOPE = "these very sounds and listeners, rows taken as independent"
OTHER_SOUNDS = "other sounds, heard by these listeners"
OTHER_LISTENERS = "other listeners, hearing these sounds"
OTHER_SOUNDS_AND_LISTENERS = "other sounds and other listeners"


def rating_tests(comparison: Comparison, rng_for: Callable[[str], np.random.Generator]) -> list[Test]:
    """Run the tests of one comparison.

    Parameters
    ----------
    comparison : Comparison
        Ratings in groups.
    rng_for : callable
        Gives a random generator for the id of a test, so that each is reproducible on its own.

    Returns
    -------
    list of dict
        Shapiro-Wilk per group, Levene, Kruskal-Wallis and Dunn with role "slides", then the
        companion: every field of its result and id, question, section, by, test, role, unit,
        scope, effect, sentence.
    """
    rows, group = comparison.rows, comparison.rows["group"]
    tests = [
        _test(
            comparison,
            f"shapiro-wilk-{name}",
            "Shapiro-Wilk",
            shapiro_wilk(rows.loc[group == name, "score"]),
            group=name,
        )
        for name in comparison.groups
    ]
    tests.append(_test(comparison, "levene", "Levene", levene(rows["score"], group)))
    omnibus = kruskal_wallis(rows["score"], group)
    effect = {"name": "epsilon-squared", "value": omnibus.epsilon_squared}
    tests.append(_test(comparison, "kruskal-wallis", "Kruskal-Wallis", omnibus, effect=effect))
    tests.append(_test(comparison, "dunn", "Dunn", dunn(rows["score"], group)))
    tests.append(_companion(comparison, rng_for(f"{comparison.id}-companion")))
    return tests


def reading(p_slides: float | None, p_companion: float | None, beyond: str) -> str:
    """Say what both p-values mean together; `beyond` is what the companion speaks about.

    Examples
    --------
    >>> reading(0.001, 0.3, "other sounds")
    'These very ratings differ, but there is no evidence that it would be so with other sounds.'
    """
    if p_companion is None:
        return "These very ratings differ." if is_evidence(p_slides) else "There is no evidence of a difference."
    if is_evidence(p_companion):
        return f"There is evidence of a difference that holds for {beyond} too."
    if is_evidence(p_slides):
        return f"These very ratings differ, but there is no evidence that it would be so with {beyond}."
    return "There is no evidence of a difference."


def adjust_families(tests: list[Test]) -> None:
    """Add `p_holm` to the omnibus tests: Holm over each question's slides' tests, and over its companions."""
    for question in dict.fromkeys(test["question"] for test in tests):
        for names in (("Kruskal-Wallis", "chi-square"), ("companion",)):
            family = [
                test
                for test in tests
                if test["question"] == question and (test["test"] in names or test["role"] in names)
            ]
            for test, p_holm in zip(family, adjust([test["p_value"] for test in family]), strict=True):
                test["p_holm"] = p_holm


def _companion(comparison: Comparison, rng: np.random.Generator) -> Test:
    if comparison.design == SAME_SOUNDS:
        return _same_sounds(comparison)
    rows = comparison.rows
    unit = "participant" if comparison.design == BETWEEN_LISTENERS else "unit"
    result = over_units(rows["score"], rows["group"], rows[unit], rng=rng)
    return _test(
        comparison,
        "companion",
        "Kruskal-Wallis on unit means, labels permuted",
        result,
        role="companion",
        unit="participant" if unit == "participant" else "independent sound",
        scope=OTHER_LISTENERS if unit == "participant" else OTHER_SOUNDS,
    )


def _same_sounds(comparison: Comparison) -> Test:
    """Compare versions of the same sounds: Friedman on the means of each sound, and of each listener; the larger p."""
    rows = comparison.rows
    by = {column: friedman(rows["score"], rows["group"], rows[column]) for column in ("unit", "participant")}
    p_values = [result.p_value for result in by.values() if result.p_value is not None]
    test = _test(
        comparison,
        "companion",
        "Friedman on the means of sounds and of listeners, the larger p",
        by["unit"],
        role="companion",
        unit="independent sound",
        scope=OTHER_SOUNDS_AND_LISTENERS,
    )
    return test | {
        "p_value": max(p_values, default=None),
        "p_by_stimulus": by["unit"].p_value,
        "p_by_listener": by["participant"].p_value,
        "n_units": by["unit"].n_blocks,
        "n_listeners": by["participant"].n_blocks,
    }


def _test(
    comparison: Comparison,
    suffix: str,
    name: str,
    result: Any,
    role: str = "slides",
    unit: str = "rating",
    scope: str = SLIDES_SCOPE,
    effect: Any = None,
    **more: Any,
) -> Test:
    return {
        "id": f"{comparison.id}-{suffix}",
        "question": comparison.question,
        "section": comparison.section,
        "by": comparison.by,
        "comparison": comparison.id,
        "test": name,
        "role": role,
        "unit": unit,
        "scope": scope,
        "effect": effect,
        **plain(result),
        "sentence": result.sentence(),
        **more,
    }
