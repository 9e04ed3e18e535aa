"""The slides' tests on groups of ratings, and beside them the companion that carries the verdict."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.assumptions import levene, shapiro_wilk
from analysis.companion_test import companion_test
from analysis.corrections import adjust
from analysis.language import gettext as _
from analysis.language import marked
from analysis.named_pairs import sentence_with_names
from analysis.plain import plain
from analysis.rank_tests import dunn, kruskal_wallis
from analysis.results import Result, is_evidence

Test = dict[str, Any]

SLIDES_SCOPE = marked("these very sounds and listeners, rows taken as independent")


def rating_tests(
    rows: pd.DataFrame,
    groups: Sequence[str],
    about: Mapping[str, str],
    rng: np.random.Generator,
    names: Mapping[str, str] | None = None,
) -> list[Test]:
    """Run the tests of one comparison.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns `score` (scale points) and `group`, and `unit` (independent sound) and
        `participant` where they are known.
    groups : sequence of str
        The groups in the order in which they are shown.
    about : mapping
        What stands in each test besides its result: `comparison`, which is the beginning of
        its id, question, section, by.
    rng : numpy.random.Generator
        For the companion.
    names : mapping of group to name, optional
        How sentences name groups; by themselves where left out.

    Returns
    -------
    list of dict
        Shapiro-Wilk per group, Levene, Kruskal-Wallis and Dunn with role "slides", then the
        companion where units or participants are known: every field of its result and id,
        test, role, unit, scope, effect, sentence.
    """
    score, group = rows["score"], rows["group"]
    omnibus, pairs = kruskal_wallis(score, group), dunn(score, group)
    tests = [
        _slides(about, f"shapiro-wilk-{name}", "Shapiro-Wilk", shapiro_wilk(score[group == name])) | {"group": name}
        for name in groups
    ]
    tests += [
        _slides(about, "levene", "Levene", levene(score, group)),
        _slides(about, "kruskal-wallis", "Kruskal-Wallis", omnibus)
        | {"effect": {"name": "epsilon-squared", "value": omnibus.epsilon_squared}},
        _slides(about, "dunn", "Dunn", pairs) | {"sentence": sentence_with_names(pairs, names or {})},
    ]
    if {"unit", "participant"} & set(rows.columns):
        tests.append({"id": f"{about['comparison']}-companion", **about} | companion_test(rows, rng))
    return tests


def reading(p_slides: float | None, p_companion: float | None, beyond: str) -> str:
    """Say what both p-values mean together; `beyond` is what the companion speaks about.

    Examples
    --------
    >>> reading(0.001, 0.3, "other sounds")
    'These very ratings differ, but there is no evidence that it would be so with other sounds.'
    """
    if p_companion is None:
        if is_evidence(p_slides):
            return _("These very ratings differ.")
        return _("There is no evidence of a difference.")
    if is_evidence(p_companion):
        return _("There is evidence of a difference that holds for {beyond} too.").format(beyond=_(beyond))
    if is_evidence(p_slides):
        return _("These very ratings differ, but there is no evidence that it would be so with {beyond}.").format(
            beyond=_(beyond)
        )
    return _("There is no evidence of a difference.")


OMNIBUS = {
    "slides": ("Kruskal-Wallis", "chi-square"),
    "blocks": ("Friedman",),
    "companion": (),
    "model": (),
}
"""Which tests of a role answer for a whole comparison and are adjusted together; where none is named, all."""


def adjust_families(tests: list[Test]) -> None:
    """Add p after Holm to the omnibus tests: `p_holm` within their question, `p_holm_all` over the whole report.

    Each role is a family of its own, because each answers another question about the same comparisons.
    """
    for role, names in OMNIBUS.items():
        of_role = [test for test in tests if test["role"] == role and (not names or test["test"] in names)]
        _adjust(of_role, "p_holm_all")
        for question in dict.fromkeys(test["question"] for test in of_role):
            _adjust([test for test in of_role if test["question"] == question], "p_holm")


def p_told(test: Mapping[str, Any]) -> float | None:
    """Return the p-value that a test tells: from random tables where expected counts are too low for chi-square's."""
    drawn: float | None = test.get("p_monte_carlo")
    return test["p_value"] if drawn is None else drawn


def _adjust(family: Sequence[Test], name: str) -> None:
    for test, p_holm in zip(family, adjust([p_told(test) for test in family]), strict=True):
        test[name] = p_holm


def _slides(about: Mapping[str, str], suffix: str, name: str, result: Result) -> Test:
    return {
        "id": f"{about['comparison']}-{suffix}",
        **about,
        "test": name,
        "role": "slides",
        "unit": "rating",
        "scope": SLIDES_SCOPE,
        "effect": None,
        **plain(result),
        "sentence": result.sentence(),
    }
