"""Planned tests come from the hypotheses of the study file, or are the analysis's own; a design may not carry them."""

from analysis.planning_design import planned_sections
from analysis.planning_tests import planned_tests

SINGLES = {"kind": "single", "n_sounds": 24, "rungs": ["R0", "R2"]}
MORPHS = {"kind": "morph", "n_morphs": 12}


def of_study(study):
    """Return the planned tests of a study without manifests."""
    return planned_tests(study, planned_sections(study, {}))


def hypothesis(test, question="quality", **more):
    """Return a hypothesis of the study file."""
    return {"id": test, "question": question, "test": test} | more


def test_hypotheses_become_a_test_for_each_section_that_can(planned_study):
    """One per section that asks the question and has the conditions named; comparisons over sections are one."""
    study = planned_study(
        {"a": SINGLES, "b": MORPHS},
        6,
        ("quality",),
        hypotheses=[
            hypothesis("mean", criterion=3.0),
            hypothesis("difference", condition="R2", compare="R0", criterion=-1.0),
            hypothesis("kruskal-wallis", compare="section"),
        ],
    )

    assert ["mean-a", "mean-b", "difference-a", "kruskal-wallis"] == [one.id for one in of_study(study)]
    assert [
        "Quality mean above 3: A",
        "Quality mean above 3: B",
        "Quality of R2 above R0 −1: A",
        "Quality by section",
    ] == [one.name for one in of_study(study)]


def test_study_without_a_plan_has_the_default_comparisons(planned_study):
    """Ascolto's own criteria, comparisons by section, condition and experience, and classes by intended class."""
    study = planned_study({"a": SINGLES, "b": MORPHS}, 6, ("quality", "smoothness", "class"))

    names = {one.hypothesis.id for one in of_study(study)}
    assert {
        "quality-above-middle",
        "quality-by-section",
        "quality-by-condition",
        "quality-by-experience",
        "smoothness-above-middle",
        "smoothness-above-hard-switch",
        "smoothness-by-section",
        "smoothness-by-condition",
        "smoothness-by-experience",
        "smoothness-by-distance",
        "class-above-chance",
        "class-by-intended",
    } == names
    assert ["b"] == [one.sections[0] for one in of_study(study) if one.hypothesis.test == "smoothness-law"]


def test_roles_decide_which_stimuli_a_test_uses(planned_study):
    """Hidden references take part in comparisons of conditions, and nowhere else unless they are named."""
    study = planned_study(
        {"a": SINGLES}, 6, ("quality",),
        hypotheses=[
            hypothesis("kruskal-wallis", compare="condition"),
            hypothesis("mean", criterion=3.0),
            hypothesis("difference", compare="R0", criterion=0.0),
        ],
    )  # fmt: skip
    (section,) = planned_sections(study, {})
    by_condition, mean, difference = of_study(study)

    used = [{one.condition for one in section.stimuli if test.concerns(one)} for test in of_study(study)]
    assert [{"R0", "R2"}, {"R2"}, {"R0", "R2"}] == used
    assert ("", "", "") == (by_condition.refusal, mean.refusal, difference.refusal)


def test_designs_that_cannot_carry_a_test_say_why(planned_study):
    """A single sound, a single condition, too few morphs: each has its reason."""
    one_sound = planned_study(
        {"a": SINGLES | {"n_sounds": 1, "rungs": ["R2"]}}, 1, ("quality",),
        hypotheses=[hypothesis("mean", criterion=3.0), hypothesis("kruskal-wallis", compare="condition")],
    )  # fmt: skip
    few_morphs = planned_study(
        {"b": MORPHS | {"n_morphs": 3}}, 3, ("smoothness",),
        hypotheses=[hypothesis("smoothness-law", "smoothness", compare="bump")],
    )  # fmt: skip

    assert [
        "a single independent sound: nothing can be said of other sounds",
        "a single condition is heard: there is nothing to compare",
        "3 morphs are too few: it needs 4",
    ] == [one.refusal for study in (one_sound, few_morphs) for one in of_study(study)]


def test_few_sounds_per_class_are_a_caution(planned_study):
    """14 sounds of 7 classes are two of each: class and sound are confounded, though a number can be had."""
    study = planned_study({"a": SINGLES | {"n_sounds": 14}}, 6, ("class",))

    assert {("", "2 sounds of a class, fewer than 3: class and sound are confounded")} == {
        (one.refusal, one.caution) for one in of_study(study)
    }
