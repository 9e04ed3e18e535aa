"""What the statistics promise to those who call them: names, arguments, fields, kinds of columns, bad data."""

import importlib
import inspect
from dataclasses import FrozenInstanceError
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from analysis.agreement import icc, krippendorff_alpha
from analysis.assumptions import levene, shapiro_wilk
from analysis.cell_statistics import Mean
from analysis.companions import generator_scope, listener_groups, over_units, recognition, smoothness_law
from analysis.contingency import chi_square_goodness_of_fit, chi_square_independence
from analysis.effect_sizes import cliffs_delta
from analysis.identification import confusion
from analysis.intervals import mean_opinion_score, two_way_bootstrap
from analysis.mixed_models import cumulative_link_mixed
from analysis.rank_tests import conover, dunn, friedman, kruskal_wallis
from analysis.results import Result

SIGNATURES = {
    "assumptions.shapiro_wilk": "(values)",
    "assumptions.levene": "(values, groups, center='median')",
    "rank_tests.kruskal_wallis": "(values, groups)",
    "rank_tests.dunn": "(values, groups, adjust='holm')",
    "rank_tests.friedman": "(values, conditions, blocks)",
    "rank_tests.conover": "(values, conditions, blocks, adjust='holm')",
    "contingency.chi_square_independence": "(rows, columns, correction=False)",
    "contingency.chi_square_goodness_of_fit": "(counts, expected=None)",
    "identification.confusion": "(intended, chosen, classes, n_options=None)",
    "companions.over_units": "(values, labels, units, n_resamples=9999, rng=None)",
    "companions.recognition": "(intended, chosen, units, n_resamples=9999, rng=None)",
    "companions.generator_scope": "(values, conditions, listeners, stimuli, rng=None)",
    "companions.listener_groups": "(values, groups, listeners, stimuli=None)",
    "companions.smoothness_law": "(values, distances, morphs, endpoints, rng=None)",
    "effect_sizes.cliffs_delta": "(a, b, level=0.95)",
    "agreement.krippendorff_alpha": "(ratings, level='ordinal')",
    "agreement.icc": "(ratings, level=0.95)",
    "intervals.mean_opinion_score": "(values, listeners, stimuli, level=0.95)",
    "intervals.two_way_bootstrap": "(statistic, table, listeners, stimuli, n_resamples=2000, rng=None, level=0.95)",
    "mixed_models.cumulative_link_mixed": "(values, fixed, listeners=None, stimuli=None, listener_slopes=(), "
    "stimulus_slopes=())",
    "corrections.adjust": "(p_values, method='holm')",
    "screening.bs1534": "(ratings, reference, anchor=None, threshold=90, share=0.15)",
    "verdicts.verdict": "(low, high, criterion)",
}

FIELDS = {
    "ShapiroWilkResult": "statistic p_value n status reason",
    "LeveneResult": "statistic df1 df2 p_value",
    "KruskalWallisResult": "statistic df p_value epsilon_squared eta_squared n n_missing",
    "DunnResult": "pairs letters",
    "FriedmanResult": "statistic df p_value kendalls_w n_blocks dropped",
    "ConoverResult": "pairs n_blocks dropped",
    "ChiSquareResult": "statistic df p_value cramers_v cramers_v_corrected expected residuals dropped",
    "GoodnessOfFitResult": "statistic df p_value residuals",
    "ConfusionResult": "matrix accuracy kappa information_bits recall wilson hu",
    "OverUnitsResult": "statistic p_value n_units",
    "RecognitionResult": "accuracy p_value n_units",
    "GeneratorScopeResult": "p_by_listener p_by_stimulus p_value",
    "ListenerGroupsResult": "p_value",
    "SmoothnessLawResult": "rho p_value n_morphs unit",
    "CliffsDeltaResult": "estimate low high",
    "KrippendorffResult": "estimate",
    "IccResult": "forms",
    "MeanOpinionScoreResult": "mean low high df",
    "TwoWayBootstrapResult": "estimate low high",
    "CumulativeLinkMixedResult": "thresholds coefficients standard_errors log_likelihood variances",
}

N = 60
_rng = np.random.default_rng(0)
RATINGS = [float(value) for value in _rng.integers(1, 6, N)]
CONDITIONS = ["abc"[i % 3] for i in range(N)]
LISTENERS = [f"L{i // 6}" for i in range(N)]
SOUNDS = [f"S{i % 6}" for i in range(N)]
GROUPS = [f"G{i // 6 % 2}" for i in range(N)]
COLUMNS = (RATINGS, CONDITIONS, LISTENERS, SOUNDS, GROUPS)


def morphs_of(sounds) -> tuple[list[float], list[tuple[str, str]]]:
    """Return a distance and two recordings for each sound, rows without a sound among them."""
    names = ["" if pd.isna(name) else str(name) for name in sounds]
    return [float(len(name) + sum(map(ord, name))) for name in names], [(f"{n}-0", f"{n}-1") for n in names]


CALLS = {
    "shapiro_wilk": lambda v, c, p, s, g: shapiro_wilk(v),
    "levene": lambda v, c, p, s, g: levene(v, c),
    "kruskal_wallis": lambda v, c, p, s, g: kruskal_wallis(v, c),
    "dunn": lambda v, c, p, s, g: dunn(v, c),
    "friedman": lambda v, c, p, s, g: friedman(v, c, p),
    "conover": lambda v, c, p, s, g: conover(v, c, p),
    "chi_square_independence": lambda v, c, p, s, g: chi_square_independence(c, g),
    "chi_square_goodness_of_fit": lambda v, c, p, s, g: chi_square_goodness_of_fit(v),
    "confusion": lambda v, c, p, s, g: confusion(c, c, [*dict.fromkeys(x for x in c if not pd.isna(x) and x != "")]),
    "over_units": lambda v, c, p, s, g: over_units(v, g, p, n_resamples=99),
    "recognition": lambda v, c, p, s, g: recognition(g, g, p, n_resamples=99),
    "generator_scope": lambda v, c, p, s, g: generator_scope(v, c, p, s),
    "listener_groups": lambda v, c, p, s, g: listener_groups(v, g, p, s),
    "listener_groups without sounds": lambda v, c, p, s, g: listener_groups(v, g, p),
    "smoothness_law": lambda v, c, p, s, g: smoothness_law(v, morphs_of(s)[0], s, morphs_of(s)[1]),
    "cliffs_delta": lambda v, c, p, s, g: cliffs_delta(v, v),
    "krippendorff_alpha": lambda v, c, p, s, g: krippendorff_alpha(
        pd.DataFrame({0: list(v), 1: list(v)}, dtype=object)
    ),
    "icc": lambda v, c, p, s, g: icc(pd.DataFrame({0: list(v), 1: list(v)[::-1]}, dtype=object)),
    "mean_opinion_score": lambda v, c, p, s, g: mean_opinion_score(v, p, s),
    "two_way_bootstrap": lambda v, c, p, s, g: two_way_bootstrap(
        Mean("v"), pd.DataFrame({"v": list(v)}, dtype=object), p, s, n_resamples=20
    ),
    "cumulative_link_mixed": lambda v, c, p, s, g: cumulative_link_mixed(v, {"c": c}, p, s),
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_signature(name):
    """Every public name stands in its module, with its arguments in their order and its defaults."""
    module, function = name.split(".")
    found = inspect.signature(getattr(importlib.import_module(f"analysis.{module}"), function))
    bare = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in found.parameters.values()]

    assert SIGNATURES[name] == str(inspect.Signature(bare))


@pytest.mark.parametrize("name", CALLS)
def test_result(name):
    """Every result has its fields, a table, a sentence that ends, and cannot be changed."""
    found = CALLS[name](*COLUMNS)

    assert isinstance(found, Result)
    assert "ok" == found.status, found.reason
    assert "" == found.reason
    assert [] == [field for field in FIELDS[type(found).__name__].split() if not hasattr(found, field)]
    assert len(found.table())
    assert found.sentence().endswith(".")
    with pytest.raises(FrozenInstanceError):
        found.status = "changed"


def as_category(column):
    """Return a categorical in which one category has no row."""
    return pd.Series(pd.Categorical(column, categories=[*sorted(set(column), reverse=True)]))


KINDS = {
    "tuples": (tuple, tuple),
    "arrays": (np.array, np.array),
    "arrays of objects": (lambda x: np.array(x, dtype=object), lambda x: np.array(x, dtype=object)),
    "another index": (
        lambda x: pd.Series(x, index=range(1000, 1000 + len(x))),
        lambda x: pd.Series(x, index=range(len(x), 0, -1)),
    ),
    "an index that repeats": (lambda x: pd.Series(x, index=[0] * len(x)), lambda x: pd.Series(x, index=[7] * len(x))),
    "nullable": (lambda x: pd.Series(x).astype("Int64"), lambda x: pd.Series(x, dtype="string")),
    "categorical": (lambda x: pd.Series(x).astype("category"), as_category),
    "ordered": (lambda x: pd.Categorical(x, ordered=True), lambda x: pd.Categorical(x, ordered=True)),
    "small": (lambda x: np.array(x, dtype=np.int8), lambda x: np.array(x, dtype="U2")),
    "decimal": (lambda x: [Decimal(int(value)) for value in x], lambda x: [np.str_(value) for value in x]),
    "pandas arrays": (lambda x: pd.array(x, dtype="Int64"), lambda x: pd.array(x, dtype="string")),
    "an index": (pd.Index, pd.Index),
}


def plain_text(result: Result) -> str:
    """Return every number and label of a result."""
    return f"{result.table().to_csv()} {result.sentence()} {result.reason}"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", CALLS)
def test_every_kind_of_column(name, kind):
    """Lists, tuples, arrays and pandas columns of any type and index say the same."""
    of_numbers, of_labels = KINDS[kind]
    given = (of_numbers(RATINGS), *(of_labels(column) for column in COLUMNS[1:]))

    assert plain_text(CALLS[name](*COLUMNS)) == plain_text(CALLS[name](*given))


@pytest.mark.parametrize("name", [name for name in CALLS if name != "cumulative_link_mixed"])
def test_numbers_as_labels(name):
    """Groups, listeners and sounds may be numbers (in a mixed model a fixed column of numbers is no label)."""
    as_numbers = (RATINGS, *([float(ord(text[-1])) for text in column] for column in COLUMNS[1:]))
    as_texts = (RATINGS, *([str(ord(text[-1])) for text in column] for column in COLUMNS[1:]))

    assert plain_text(CALLS[name](*as_texts)) == plain_text(CALLS[name](*as_numbers))


BAD = {
    "no rows": ([], [], [], [], []),
    "one row": ([3.0], ["a"], ["L"], ["S"], ["G"]),
    "two rows": tuple(column[:2] for column in COLUMNS),
    "seven rows": tuple(column[:7] for column in COLUMNS),
    "no ratings": ([None] * N, *COLUMNS[1:]),
    "no labels": (RATINGS, *([None] * N for _ in range(4))),
    "gaps of every kind": (
        [None, np.nan, pd.NA, *RATINGS[3:]],
        [None, pd.NA, np.nan, "", *CONDITIONS[4:]],
        *COLUMNS[2:],
    ),
    "equal ratings": ([3] * N, *COLUMNS[1:]),
    "nearly equal ratings": ([3.0] * (N - 1) + [3.0000000001], *COLUMNS[1:]),
    "one infinite rating": ([float("inf"), *RATINGS[1:]], *COLUMNS[1:]),
    "both infinities": ([float("inf"), float("-inf"), *RATINGS[2:]], *COLUMNS[1:]),
    "all infinite": ([float("inf")] * N, *COLUMNS[1:]),
    "one of everything": (RATINGS, ["a"] * N, ["L"] * N, ["S"] * N, ["G"] * N),
    "one listener": (RATINGS, CONDITIONS, ["L"] * N, SOUNDS, GROUPS),
    "one sound": (RATINGS, CONDITIONS, LISTENERS, ["S"] * N, GROUPS),
    "a group for every row": (RATINGS, [f"g{i}" for i in range(N)], LISTENERS, SOUNDS, [f"g{i}" for i in range(N)]),
    "a unit for every row": (RATINGS, CONDITIONS, [f"{i}" for i in range(N)], [f"{i}" for i in range(N)], GROUPS),
    "one cell": ([1.0, 2.0, 3.0, 4.0], list("abab"), ["L"] * 4, ["S"] * 4, ["G"] * 4),
    "tiny": ([1e-300 * value for value in RATINGS], *COLUMNS[1:]),
    "far away": ([1e15 + value for value in RATINGS], *COLUMNS[1:]),
    "truth values": ([value > 3 for value in RATINGS], [value > 3 for value in RATINGS], *COLUMNS[2:]),
    "odd labels": (RATINGS, ["None", "NA", "nan", "007", "=SUM(A1)", "  a"] * 10, *COLUMNS[2:]),
}

NUMBERS = ("statistic", "p_value", "estimate", "low", "high", "rho", "accuracy", "kappa", "mean", "log_likelihood")


@pytest.mark.parametrize("data", BAD)
@pytest.mark.parametrize("name", CALLS)
def test_data_never_raises(name, data):
    """Whatever the data, there is a result: its numbers are finite or None, and a refusal has its reason."""
    found = CALLS[name](*BAD[data])
    shown = [getattr(found, field) for field in NUMBERS if isinstance(getattr(found, field, None), float)]

    assert ("ok" == found.status) == (found.reason == "")
    assert all(map(np.isfinite, shown))
    assert found.sentence().endswith(".")
    assert found.table() is not None
