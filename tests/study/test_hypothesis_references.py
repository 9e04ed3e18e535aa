"""A plan that does not fit its study is refused, line by line."""

import pytest

from study.errors import StudyError
from study.folder import StudyFolder

PLAN = """
[conclusions.good]
en = "Good"

[[hypotheses]]
id = "first"
question = "quality"
test = "mean"
criterion = 3.0
conclusion = "good"
"""


def refused(folder: StudyFolder, before: str, after: str) -> str:
    """Return what is said of the plan after one change."""
    path = folder.path / "study.toml"
    assert before in PLAN
    path.write_text(path.read_text(encoding="utf-8") + PLAN.replace(before, after), encoding="utf-8")
    with pytest.raises(StudyError) as refusal:
        _ = StudyFolder(folder.path).study
    return str(refusal.value)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"quality"', '"qality"', "'question' names 'qality', which does not exist there. Did you mean 'quality'?"),
        ('"quality"', '"class"', "'test' mean needs a rating question, 'class' is a class. Name another"),
        ('= "good"', '= "god"', "'conclusion' names 'god', which does not exist there. Did you mean 'good'?"),
        ("criterion = 3.0", "criterion = 5", "'criterion' should be at least 1 and less than 5, got 5. Correct it."),
        ("criterion = 3.0", "", "key 'criterion' is missing, 'mean' has to exceed it. Add it."),
        (
            "criterion = 3.0",
            'criterion = 3\ncompare = "x"',
            "'compare' has no meaning for 'mean', got 'x'. Take it out.",
        ),
        ('"mean"', '"difference"', "key 'compare' is missing. Add a condition."),
        ('"mean"', '"kruskal-wallis"', "'criterion' has no meaning, a p-value decides 'kruskal-wallis'. Take it out."),
        ('"mean"\ncriterion = 3.0', '"kruskal-wallis"', "key 'compare' is missing. Add one of section, condition, "),
        (
            '"mean"\ncriterion = 3.0',
            '"kruskal-wallis"\ncompare = "sections"',
            "'compare' names 'sections', which does not exist there. Did you mean 'section'?",
        ),
        (
            '"mean"\ncriterion = 3.0',
            '"kruskal-wallis"\ncompare = "section"\nsection = "sweeps"',
            "'section' has no meaning where sections are compared, got 'sweeps'. Take it out.",
        ),
        (
            "criterion = 3.0",
            'criterion = 3.0\nsection = "sweep"',
            "'section' names 'sweep', which does not exist there. Did you mean 'sweeps'?",
        ),
        ('"mean"', '"means"', "'test' should be 'mean', 'accuracy', 'kappa', 'difference', 'share', "),
        ('conclusion = "good"', "", "[conclusions]: 'good' has no hypothesis, so it could get no verdict. Name it"),
    ],
)
def test_what_does_not_fit_is_said(small_study, before, after, said):
    """Place, what is wrong, and what to do."""
    line = refused(small_study, before, after)

    assert said in line
    assert 'hypothesis 1 "first": ' in line or "[conclusions]" in said


def test_conditions_of_rendered_sets_are_checked(slides_text, tmp_path):
    """A control that the set does not have is refused; of imported sets it is not known yet."""
    (tmp_path / "study.toml").write_text(slides_text.replace('compare = "hard-switch"', 'compare = "hard-swich"'))

    with pytest.raises(StudyError, match=r"'compare' names 'hard-swich', .* Did you mean 'hard-switch'\?"):
        _ = StudyFolder(tmp_path).study


def test_conditions_that_never_meet_are_refused(slides_text, tmp_path):
    """Two conditions of different sets cannot be compared within a section."""
    (tmp_path / "study.toml").write_text(slides_text.replace('compare = "R0"', 'compare = "crossfade"'))

    with pytest.raises(StudyError, match=r"no section plays both 'R2' and 'crossfade'\. Name conditions of one set\."):
        _ = StudyFolder(tmp_path).study


@pytest.fixture
def slides_text() -> str:
    """Return the slides' study file."""
    from pathlib import Path

    import study.examples

    return (Path(study.examples.__file__).parent / "slides" / "study.toml").read_text(encoding="utf-8")
