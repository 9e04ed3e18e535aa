"""All tests of a report: the slides' five, and beside each what respects the design."""

from collections.abc import Callable, Sequence

import numpy as np

from analysis.class_tests import class_tests
from analysis.comparisons import Comparison
from analysis.effect_intervals import add_rating_effects
from analysis.experience_tests import experience_tests
from analysis.listener_blocks import listener_blocks
from analysis.model_tests import model_tests
from analysis.rating_tests import Test, adjust_families, rating_tests
from analysis.ratings import Ratings
from study.study_file import StudyFile


def study_tests(
    study: StudyFile,
    ratings: Ratings,
    comparisons: Sequence[Comparison],
    rng_for: Callable[[str], np.random.Generator],
) -> list[Test]:
    """Run every test of a study.

    Returns
    -------
    list of dict
        Every test has id, comparison, question, section, by, test, role, unit, scope, effect, the fields of its
        result, and a sentence. Roles: `slides` (these very ratings, rows taken as independent), `blocks`
        (these very sounds and listeners, each compared with themselves), `companion` (which carries the
        verdict), `model` (the cumulative link mixed model). Omnibus tests have p_holm and p_holm_all.
    """
    tests: list[Test] = []
    for one in comparisons:
        of_ratings = rating_tests(one.rows, one.groups, one.about, rng_for(f"{one.id}-companion"), one.names)
        add_rating_effects(of_ratings, one.rows, rng_for)
        tests += of_ratings + listener_blocks(one.rows, one.about, one.names)
    tests += model_tests(comparisons)
    for question in study.questions:
        if question.kind == "class":
            tests += class_tests(study, question, ratings, rng_for)
            tests += experience_tests(study, question, ratings)
    adjust_families(tests)
    return tests
