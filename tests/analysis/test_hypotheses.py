"""A hypothesis takes the verdict of its worst part; tests decide by p after Holm and never speak against."""

from dataclasses import replace

import pytest

from analysis.corrections import adjust
from analysis.hypotheses import claim_of, held_hypotheses
from analysis.hypothesis_parts import Evidence
from analysis.language import speaking
from analysis.ratings import read_tables
from analysis.results_file import _rng_of
from study.hypotheses import RULES, Hypothesis
from study.plan import Plan
from study.seal import SealState


@pytest.fixture(scope="module")
def evidence(simulated_report):
    """Return what hypotheses are held against."""
    ratings = read_tables(simulated_report.data, simulated_report.study, "rehearsal", simulated_report.manifests)
    return Evidence(simulated_report.study, ratings, simulated_report.manifests, _rng_of(2026))


@pytest.fixture(scope="module")
def held(simulated_report):
    """Return the hypotheses of the report by id."""
    return {one["id"]: one for one in simulated_report.files.results["hypotheses"]}


def hold(evidence, *hypotheses, is_declared=True):
    """Hold hypotheses against the answers."""
    return held_hypotheses(Plan({}, hypotheses, is_declared), evidence, SealState())


def quality(criterion, **fields):
    """Claim a mean of quality."""
    return Hypothesis(
        **{"id": "q", "question": "quality", "test": "mean", "criterion": criterion, "unit": "listener"} | fields
    )


def test_every_planned_hypothesis_is_held(simulated_report, held):
    """None is lost, and each has a verdict and a sentence."""
    assert [one.id for one in simulated_report.study.hypotheses] == list(held)
    assert {"SUPPORTED", "NOT SUPPORTED", "INCONCLUSIVE"} >= {one["verdict"] for one in held.values()}
    assert all(one["sentence"] for one in held.values())


def test_an_interval_supports_speaks_against_or_neither(evidence):
    """The same mean is supported, inconclusive and not supported as the criterion moves through its interval."""
    found = hold(evidence, quality(1.0))[0]
    low, high = found["low"], found["high"]
    verdicts = [
        hold(evidence, quality(criterion, section=found["parts"][0]["section"]))[0]["verdict"]
        for criterion in (low - 1, (low + high) / 2, high + 0.9)
    ]

    assert ["SUPPORTED", "INCONCLUSIVE", "NOT SUPPORTED"] == verdicts


def test_one_bad_section_spoils_the_claim(evidence):
    """A claim about every section is as good as its worst, whose numbers it shows, and its p is the largest."""
    found = hold(evidence, quality(3.0))[0]
    worst = min(found["parts"], key=lambda part: part["low"])

    assert 3 == len(found["parts"])
    assert (worst["value"], worst["low"]) == (found["value"], found["low"])
    assert found["sentence"].startswith(worst["sentence"])
    assert found["sentence"].endswith("This is the weakest of 3 parts. It speaks about these very sounds alone.")
    assert max(part["p_value"] for part in found["parts"]) == found["p_value"]


def test_holm_within_families_and_over_all(held):
    """Both corrections are Holm's, over the hypotheses of a family and over all of them."""
    everything = list(held.values())
    family = [one for one in everything if one["family"] == "comparisons"]

    assert adjust([one["p_value"] for one in everything]) == [one["p_over_all"] for one in everything]
    assert adjust([one["p_value"] for one in family]) == [one["p_within_family"] for one in family]


def test_a_test_never_speaks_against(held):
    """Where p after Holm is .05 or more there is no evidence: inconclusive, never not supported."""
    tested = [one for one in held.values() if not one["has_interval"]]

    assert 6 == len(tested)
    assert [one["p_within_family"] < 0.05 for one in tested] == [one["verdict"] == "SUPPORTED" for one in tested]
    assert {"SUPPORTED", "INCONCLUSIVE"} >= {one["verdict"] for one in tested}


def test_the_companion_of_the_report_decides(simulated_report, held):
    """A planned comparison has the p-value that stands in the table of tests."""
    companions = {
        test["comparison"]: test["p_value"]
        for test in simulated_report.files.results["tests"]
        if test["role"] == "companion"
    }
    parts = [part for name in ("quality-by-section", "smoothness-by-condition") for part in held[name]["parts"]]

    assert [companions[part["comparison"]] for part in parts] == [part["p_value"] for part in parts]
    assert 3 == len(parts)


def test_one_scope_needs_no_more_than_it_asks(evidence):
    """A claim about these very sounds, or these very listeners, is not harder than one about both."""
    p_values = {
        unit: hold(
            evidence,
            Hypothesis(id="h", question="smoothness", test="smoothness-law", compare="latent_distance", unit=unit),
        )[0]["parts"][0]["p_value"]
        for unit in ("listener-and-sound", "listener", "sound")
    }

    assert p_values["listener-and-sound"] == max(p_values["listener"], p_values["sound"])


def test_class_answers_need_more_hits_than_chance(evidence):
    """The chi-square hypothesis is about recognition: an association of wrong answers does not support it."""
    answers = evidence.ratings.answers
    shuffled = answers.assign(value=answers["value"].where(answers["question"] != "class", "cannot tell"))
    hypothesis = Hypothesis(id="h", question="class", test="chi-square")
    good = hold(evidence, hypothesis)[0]
    bad = hold(replace(evidence, ratings=replace(evidence.ratings, answers=shuffled)), hypothesis)[0]

    assert "SUPPORTED" == good["verdict"]
    assert ("INCONCLUSIVE", 1.0) == (bad["verdict"], bad["p_value"])


def test_a_floor_below_chance_is_no_floor(evidence):
    """Accuracy has to exceed exact chance even where the plan names less, or nothing."""
    criteria = [
        hold(evidence, Hypothesis(id="h", question="starts-as", test="accuracy", criterion=criterion))[0]["criterion"]
        for criterion in (None, 0.05, 0.4)
    ]

    assert criteria == pytest.approx([1 / 7, 1 / 7, 0.4])


def test_doubt_about_class_and_sound_is_said(held):
    """One or two sounds of a class: the part says that class and sound cannot be told apart."""
    assert "class and sound are confounded" in held["sounds-recognised"]["parts"][0]["reason"]


def test_a_planned_condition_may_be_a_hidden_reference(evidence):
    """A hypothesis that names R0 takes its answers, though they are no test stimuli."""
    found = hold(evidence, quality(1.0, condition="R0"))[0]

    assert ["non-harmonic-singles"] == [part["section"] for part in found["parts"]]
    assert found["value"] > hold(evidence, quality(1.0, section="non-harmonic-singles"))[0]["value"]


def test_what_nobody_answered_is_inconclusive(evidence):
    """A declared hypothesis without answers stays, without a number; a default one is left out."""
    nobody = replace(evidence, ratings=replace(evidence.ratings, answers=evidence.ratings.answers.head(0)))
    found = hold(nobody, quality(3.0))[0]

    assert ("INCONCLUSIVE", None, None) == (found["verdict"], found["value"], found["p_value"])
    assert "no estimate, there are no answers" in found["sentence"]


@pytest.mark.parametrize(("test", "rule"), RULES.items())
def test_every_test_has_a_claim_in_words(test, rule):
    """Where the plan says no claim, the report says one, in every language."""
    words = rule.compare if isinstance(rule.compare, tuple) else ("R0",) if rule.compare else (None,)
    for compare in words:
        hypothesis = Hypothesis(
            id="h", question="quality", test=test, compare=compare, criterion=0.5 if rule.criterion else None
        )
        assert "{" not in claim_of(hypothesis)
        with speaking("it"):
            assert claim_of(hypothesis)
