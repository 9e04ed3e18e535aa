"""Whether experts name classes better than others: right answers by musical experience."""

from analysis.class_answers import class_rows
from analysis.class_details import with_experience
from analysis.companion_test import OTHER_LISTENERS
from analysis.companions import listener_groups
from analysis.contingency import chi_square_independence
from analysis.plain import plain
from analysis.rating_tests import SLIDES_SCOPE, Test
from analysis.ratings import Ratings
from study.study_file import ClassQuestion, StudyFile


def experience_tests(study: StudyFile, question: ClassQuestion, ratings: Ratings) -> list[Test]:
    """Compare groups of listeners in each section that asks a class question; test stimuli alone.

    Returns
    -------
    list of dict
        The slides' chi-square of right and wrong answers by experience, and the companion: right answers above
        exact chance on listener means, and paired by sound; the larger p-value counts. Empty where fewer than
        two levels of experience were said.
    """
    tests: list[Test] = []
    for section in study.sections:
        if question.id not in section.questions:
            continue
        rows = with_experience(class_rows(question, section, ratings), ratings)
        rows = rows[(rows["role"] == "test") & (rows["experience"] != "")]
        if rows["experience"].nunique() < 2:
            continue
        about = {"question": question.id, "section": section.id, "by": "experience"}
        about["comparison"] = f"{question.id}-by-experience-{section.id}"
        is_right = rows["is_hit"].map({1.0: "right", 0.0: "wrong"})
        table = chi_square_independence(rows["experience"], is_right)
        effect = {"name": "Cramér's V, bias-corrected", "value": table.cramers_v_corrected}
        tests.append(
            {**about, "id": f"{about['comparison']}-chi-square", "test": "chi-square", "role": "slides"}
            | {"unit": "answer", "scope": SLIDES_SCOPE, "effect": effect}
            | plain(table)
            | {"sentence": table.sentence()}
        )
        groups = listener_groups(rows["is_hit"] - rows["chance"], rows["experience"], rows["participant"], rows["unit"])
        tests.append(
            {**about, "id": f"{about['comparison']}-companion", "test": "groups of listeners", "role": "companion"}
            | {"unit": "participant", "scope": OTHER_LISTENERS, "effect": None}
            | plain(groups)
            | {"n_units": groups.n_listeners, "sentence": groups.sentence()}
        )
    return tests
