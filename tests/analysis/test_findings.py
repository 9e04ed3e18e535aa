"""The first sentences of the report hold the numbers of its tables."""

from analysis.wording import interval, number, share


def sentences(report, question):
    """Return the headline findings of one question."""
    return [one["sentence"] for one in report.files.results["findings"] if one["question"] == question]


def test_scores_of_every_section_are_told(simulated_report):
    """Mean and interval of each section stand in the first sentence about quality."""
    quality = simulated_report.files.results["questions"][0]
    first = sentences(simulated_report, "quality")[0]

    assert all(f"{number(one['mean'])} {interval(one['low'], one['high'])}" in first for one in quality["by_section"])


def test_a_difference_is_told_with_the_p_value_of_the_companion(simulated_report):
    """Not with that of the rows."""
    companion = next(
        test for test in simulated_report.files.results["tests"] if test["id"] == "quality-by-section-companion"
    )
    first = sentences(simulated_report, "quality")[0]

    assert companion["scope"] in first
    assert ("no evidence of a difference" in first) == (companion["p_value"] >= 0.05)


def test_the_ladder_is_told_from_the_recording_downwards(simulated_report):
    """Each step with the points it loses."""
    ladder = sentences(simulated_report, "quality")[1]
    steps = simulated_report.files.results["ladder"]

    assert all(f"{number(step['value'])} {interval(step['low'], step['high'])} points" in ladder for step in steps)
    assert ladder.index("(R0 to R2)") < ladder.index("(R2 to R3)")


def test_accuracy_is_told_with_chance_and_doubt(simulated_report):
    """One or two sounds per class: confounded."""
    found = simulated_report.files.results["questions"][1]["by_section"][0]
    (sentence,) = sentences(simulated_report, "class")

    assert f"{share(found['accuracy'])} [" in sentence
    assert (
        "14 % by chance; some classes have fewer than 3 sounds, so that class and sound cannot be told apart."
        in sentence
    )


def test_findings_belong_to_the_research_questions(simulated_report):
    """Quality and single sounds answer the first, smoothness and morphs the second."""
    found = {one["question"]: one["research_question"] for one in simulated_report.files.results["findings"]}

    assert {
        "quality": "good-sound",
        "class": "good-sound",
        "starts-as": "sound-space",
        "ends-as": "sound-space",
        "smoothness": "sound-space",
    } == found


def test_the_open_question_of_the_slides_is_answered(simulated_report):
    """Smoothness against latent distance is told for both collections."""
    told = [one for one in sentences(simulated_report, "smoothness") if one.startswith("Against latent distance")]

    assert 2 == len(told)
