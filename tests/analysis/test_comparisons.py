"""The default comparisons are those of the slides: by section, condition and experience."""

from analysis.comparisons import default_comparisons
from analysis.ratings import read_tables


def comparisons(report):
    """Return the default comparisons of a report by id."""
    ratings = read_tables(report.data, report.study, "rehearsal", report.manifests)
    return {one.id: one for one in default_comparisons(report.study, ratings)}


def test_each_rating_question_is_compared_by_section_condition_and_experience(simulated_report):
    """Quality in three sections, smoothness in two."""
    assert [
        "quality-by-section",
        "quality-by-condition-non-harmonic-singles",
        "quality-by-condition-non-harmonic-morphs",
        "quality-by-condition-harmonic-morphs",
        "quality-by-experience",
        "smoothness-by-section",
        "smoothness-by-condition-non-harmonic-morphs",
        "smoothness-by-condition-harmonic-morphs",
        "smoothness-by-experience",
    ] == list(comparisons(simulated_report))


def test_sections_are_compared_on_test_stimuli(simulated_report):
    """References and anchors would make sections differ by what they hold."""
    rows = comparisons(simulated_report)["quality-by-section"].rows
    stimuli = {one.id for manifest in simulated_report.manifests.values() for one in manifest.with_role("test")}

    assert set(rows["stimulus"]) <= stimuli


def test_groups_have_an_order_that_means_something(simulated_report):
    """Experience goes from none to professional, sections as in the study."""
    found = comparisons(simulated_report)

    assert ["none", "amateur", "professional"] == found["quality-by-experience"].groups
    assert ["non-harmonic-singles", "non-harmonic-morphs", "harmonic-morphs"] == found["quality-by-section"].groups


def test_who_did_not_say_is_not_a_group(simulated_report):
    """Blank experience is left out of that comparison alone."""
    silent = {one.participant for one in simulated_report.listeners if one.experience == ""}
    rows = comparisons(simulated_report)["quality-by-experience"].rows

    assert silent
    assert silent.isdisjoint(rows["participant"])
