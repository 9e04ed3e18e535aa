"""The cumulative link mixed model: R's fits with slopes, refusals, and what it recovers."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.errors import AnalysisError
from analysis.mixed_models import cumulative_link_mixed

DATA = Path(__file__).parents[1] / "data"
FITS = json.loads((DATA / "clmm" / "expected.json").read_text(encoding="utf-8"))


def fitted(name: str):
    """Fit one of the models of tests/data/clmm; return it with the names of its groupings in R."""
    if name.startswith("wine"):
        rows = pd.read_csv(DATA / "golden" / "csv" / "wine.csv")
        fixed = {"temp": rows["temp"], "contact": rows["contact"]}
        if name == "wine_slope":
            return cumulative_link_mixed(rows["rating"], fixed, rows["judge"], listener_slopes=["temp"]), ("judge",)
        return cumulative_link_mixed(rows["rating"], fixed, rows["judge"], rows["bottle"]), ("judge", "bottle")
    rows = pd.read_csv(DATA / "clmm" / "simulated.csv")
    slopes = {"int": ((), ()), "ls": (("cond",), ()), "both": (("cond",), ("cond",))}[name]
    return cumulative_link_mixed(rows["y"], {"cond": rows["cond"]}, rows["l"], rows["s"], *slopes), ("l", "s")


@pytest.mark.parametrize("name", FITS)
def test_agrees_with_clmm(name):
    """Crossed intercepts, a variance of zero, and slopes of listeners and sounds: R's ordinal::clmm to 1e-3."""
    found, groupings = fitted(name)
    wanted = FITS[name]
    shown = found.thresholds | found.coefficients

    assert list(wanted["estimate"]) == list(shown)
    assert pytest.approx(wanted["estimate"], rel=1e-3) == shown
    assert pytest.approx(wanted["se"], rel=1e-3) == found.standard_errors
    assert pytest.approx(wanted["logLik"], abs=1e-5) == found.log_likelihood
    for grouping, covariance in zip(groupings, found.covariances.values(), strict=True):
        assert pytest.approx(np.array(wanted["covariance"][grouping]), rel=1e-2, abs=1e-4) == covariance


def test_names_of_variances():
    """Intercepts have the name of their unit, slopes the name of their column after it."""
    found, _ = fitted("ls")

    assert ["listeners", "listeners:condc2", "listeners:condc3", "stimuli"] == list(found.variances)


def ratings(seed: int, n_listeners: int = 20, n_sounds: int = 12, effect: float = 1.0):
    """Return values, conditions, listeners and sounds with known effects on the logit scale."""
    rng = np.random.default_rng(seed)
    listener, sound = (axis.ravel() for axis in np.meshgrid(np.arange(n_listeners), np.arange(n_sounds), indexing="ij"))
    condition = (listener + sound) % 2
    eta = effect * condition + rng.normal(0, 1, n_listeners)[listener] + rng.normal(0, 0.7, n_sounds)[sound]
    values = np.digitize(eta + rng.logistic(size=len(eta)), [-2, -0.5, 0.7, 2]) + 1
    return values, np.where(condition, "new", "base"), listener, sound


def test_recovers_what_was_planted():
    """Over 20 simulated studies the mean estimate is the planted effect, and so is its standard error."""
    found = []
    for seed in range(20):
        values, condition, listeners, sounds = ratings(seed)
        result = cumulative_link_mixed(values, {"condition": condition}, listeners, sounds)
        found.append((result.coefficients["conditionnew"], result.standard_errors["conditionnew"]))
    estimates, errors = np.array(found).T

    assert pytest.approx(1.0, abs=3 * estimates.std() / np.sqrt(20)) == estimates.mean()
    assert pytest.approx(estimates.std(ddof=1), rel=0.5) == errors.mean()


@pytest.mark.parametrize(
    ("values", "fixed", "listeners", "reason"),
    [
        ([3] * 6, {"g": list("ababab")}, None, "two categories of ratings, got 1"),
        ([], {"g": []}, None, "two categories of ratings, got 0"),
        ([1, 2, 3, 1, 2, 3], {"g": list("aaaaaa")}, None, "'g' has a single level"),
        ([1, 2, 3, 1, 2, 3], {"g": list("ababab"), "h": list("xyxyxy")}, None, "depend on each other"),
        ([1, 2, 3, 1, 2, 3], {"g": list("ababab")}, ["one"] * 6, "it needs two listeners, got 1"),
        ([1, 1, 1, 2, 2, 2, 3, 3, 3], {"g": list("aaabbbccc")}, None, "separates the ratings completely"),
    ],
)
def test_refusals(values, fixed, listeners, reason):
    """What cannot be fitted has no numbers; separation is called by its name."""
    found = cumulative_link_mixed(values, fixed, listeners)

    assert ("not computable", None, None) == (found.status, found.coefficients, found.log_likelihood)
    assert reason in found.sentence()
    assert found.table().empty


def test_column_names_are_never_evaluated():
    """A name that looks like code is a name, in table and sentence (a formula interface would run it)."""
    values, condition, _, _ = ratings(0)
    name = "__import__('os').abort() + 1"
    found = cumulative_link_mixed(values, {name: condition})

    assert [f"{name}new"] == list(found.coefficients)


def test_numbers_enter_as_they_are():
    """A column of numbers has one coefficient, and missing entries take their rows out."""
    values, condition, _, _ = ratings(0)
    as_number = [None, *np.where(condition == "new", 1.0, 0.0)]
    found = cumulative_link_mixed([3, *values], {"x": as_number})

    assert (
        pytest.approx(cumulative_link_mixed(values, {"g": condition}).coefficients["gnew"]) == found.coefficients["x"]
    )
    assert (1, len(values)) == (found.n_missing, found.n)


def test_misuse():
    """Slopes need a known column and units to vary over."""
    with pytest.raises(AnalysisError, match="slopes: is not known, got 'temp'"):
        cumulative_link_mixed([1, 2], {"g": ["a", "b"]}, listeners=["x", "y"], listener_slopes=["temp"])
    with pytest.raises(AnalysisError, match="vary over units that are not given"):
        cumulative_link_mixed([1, 2], {"g": ["a", "b"]}, stimulus_slopes=["g"])


def test_the_sentence_says_for_whom_it_holds():
    """A coefficient holds for other units where it has slopes over them, or does not vary within them."""
    values, condition, listeners, sounds = ratings(1)

    def holds_for(*slopes: tuple[str, ...], groups: object = condition) -> tuple[str, ...]:
        return cumulative_link_mixed(values, {"g": groups}, listeners, sounds, *slopes).holds_for

    assert () == holds_for()
    assert ("listeners",) == holds_for(("g",))
    assert ("listeners", "stimuli") == holds_for(("g",), ("g",))
    assert ("stimuli",) == holds_for(groups=np.where(sounds % 2, "a", "b"))
    sentence = cumulative_link_mixed(values, {"g": condition}, listeners, sounds, ("g",), ("g",)).sentence()
    assert "logits (p" in sentence
    assert "which holds for other listeners and sounds too" in sentence
    sentence = cumulative_link_mixed(values, {"g": condition}, listeners, sounds).sentence()
    assert "which holds for these very listeners and sounds" in sentence


def test_five_thousand_ratings_converge():
    """100 listeners and 50 sounds, with slopes of both (benchmarks/analysis.py times it)."""
    values, condition, listeners, sounds = ratings(0, n_listeners=100, n_sounds=50)
    found = cumulative_link_mixed(values, {"g": condition}, listeners, sounds, ("g",), ("g",))

    assert "ok" == found.status
    assert pytest.approx(1.0, abs=3 * found.standard_errors["gnew"]) == found.coefficients["gnew"]


def test_levels_that_lose_their_rows_vanish():
    """A level whose ratings are all missing has no coefficient, even when it was the reference."""
    values, condition, _, _ = ratings(0)
    found = cumulative_link_mixed([None, None, *values], {"values": ["aaa", "zzz", *condition]})

    assert ["valuesnew"] == list(found.coefficients)
    assert 2 == found.n_missing


@pytest.mark.parametrize(("factor", "offset"), [(1000.0, 0.0), (0.001, 0.0), (1.0, 1000.0), (1e-6, 5.0)])
def test_numbers_in_any_unit(factor, offset):
    """A column of numbers in thousands or thousandths, far from zero, and with slopes: the same model."""
    values, _, listeners, sounds = ratings(2)
    x = np.random.default_rng(3).normal(size=len(values))
    plain = cumulative_link_mixed(values, {"x": x}, listeners, sounds, ["x"])
    found = cumulative_link_mixed(values, {"x": factor * x + offset}, listeners, sounds, ["x"])

    assert pytest.approx(plain.log_likelihood, abs=1e-6) == found.log_likelihood
    assert pytest.approx(plain.coefficients["x"], rel=1e-4) == factor * found.coefficients["x"]
    assert pytest.approx(plain.standard_errors["x"], rel=1e-3) == factor * found.standard_errors["x"]
    assert pytest.approx(plain.thresholds["2|3"], abs=1e-3) == (
        found.thresholds["2|3"] - offset * found.coefficients["x"]
    )
    assert pytest.approx(plain.variances["listeners:x"], rel=1e-3) == factor**2 * found.variances["listeners:x"]


def test_slopes_beside_a_variance_of_zero_converge():
    """Listeners who differ in their slope alone: R's clmm reaches the same estimates, but no standard errors."""
    values = [int(value) for value in "415254512352545331424414525343533424245131324353155135115254455315331"]
    listeners = list("aaabbbcccccccccdddddeeeeeefffffffffggggggghhhhhhiiijjkkkkkklllllmmmmm")
    sounds = list("bcfafgaabdeefghadehhabcffhbcddfgghhccefghhabdfghdehbfabegghccdfgadegh")
    condition = list("000110011001000001010010110101101010100101100101101110110100100010001")
    found = cumulative_link_mixed(values, {"c": condition}, listeners, sounds, ["c"])

    # ordinal::clmm, ordinal 2022.11.16: log-likelihood and coefficient.
    assert "ok" == found.status
    assert pytest.approx(-92.9166, abs=1e-3) == found.log_likelihood
    assert pytest.approx(-3.1088, rel=1e-3) == found.coefficients["c1"]
    assert found.standard_errors["c1"] < 1
