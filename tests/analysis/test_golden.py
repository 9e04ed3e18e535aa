"""Every case that R computed (tests/data/golden), within the tolerances its file states."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.agreement import icc, krippendorff_alpha
from analysis.assumptions import levene, shapiro_wilk
from analysis.contingency import chi_square_goodness_of_fit, chi_square_independence
from analysis.corrections import METHODS, adjust
from analysis.effect_sizes import cliffs_delta
from analysis.intervals import wilson
from analysis.krippendorff import LEVELS
from analysis.mixed_models import cumulative_link_mixed
from analysis.rank_tests import conover, dunn, friedman, kruskal_wallis

GOLDEN = Path(__file__).parents[1] / "data" / "golden"
CASES = {case["id"]: case for case in json.loads((GOLDEN / "golden.json").read_text(encoding="utf-8"))["cases"]}


def like_r(expected, rel=1e-9, abs_=1e-12):
    """Return the expected value with the file's default tolerance; None stays None."""
    return None if expected is None else pytest.approx(expected, rel=rel, abs=abs_)


def case_and_rows(case_id: str):
    """Return a case and its rows, averaged where the case says so."""
    case = CASES[case_id]
    rows = pd.read_csv(GOLDEN / case["file"])
    if "average_over" in case:
        rows = rows.groupby(case["average_over"], as_index=False)[case["value"]].mean()
    return case, rows


def of_kind(*kinds: str) -> list[str]:
    """Return the ids of the cases of some kinds."""
    return [case_id for case_id, case in CASES.items() if case["kind"] in kinds]


@pytest.mark.parametrize("case_id", of_kind("oneway", "oneway_on_means"))
class TestOneWay:
    """Groups of ratings."""

    def test_kruskal_wallis(self, case_id):
        """H, its p-value and both effect sizes are R's."""
        case, rows = case_and_rows(case_id)
        found = kruskal_wallis(rows[case["value"]], rows[case["group"]])
        wanted = case["expected"]

        assert like_r(wanted["kruskal"]["H"]) == found.statistic
        assert wanted["kruskal"]["df"] == found.df
        assert like_r(wanted["kruskal"]["p"], abs_=0) == found.p_value
        assert like_r(wanted["effects"]["epsilon_squared"]) == found.epsilon_squared
        assert like_r(wanted["effects"]["eta_squared_H"]) == found.eta_squared
        assert (wanted["n_used"], wanted["k"]) == (found.n, found.n_groups)

    @pytest.mark.parametrize("center", ["median", "mean"])
    def test_levene(self, case_id, center):
        """F about either centre is that of R's car::leveneTest."""
        case, rows = case_and_rows(case_id)
        found = levene(rows[case["value"]], rows[case["group"]], center=center)
        wanted = case["expected"][f"levene_{center}"]

        assert like_r(wanted["F"]) == found.statistic
        assert (wanted["df1"], wanted["df2"]) == (found.df1, found.df2)
        assert like_r(wanted["p"], abs_=0) == found.p_value

    @pytest.mark.parametrize("method", METHODS)
    def test_dunn(self, case_id, method):
        """Every pair of rstatix::dunn_test, under every adjustment."""
        case, rows = case_and_rows(case_id)
        found = dunn(rows[case["value"]], rows[case["group"]], adjust=method)

        for wanted, pair in zip(case["expected"]["dunn"], found.pairs, strict=True):
            assert (wanted["a"], wanted["b"], wanted["n_a"], wanted["n_b"]) == (
                pair.group_a,
                pair.group_b,
                pair.n_a,
                pair.n_b,
            )
            assert like_r(wanted["mean_rank_a"]) == pair.mean_rank_a
            assert like_r(wanted["mean_rank_b"]) == pair.mean_rank_b
            assert like_r(wanted["z"]) == pair.z
            assert like_r(wanted["p"], abs_=0) == pair.p_value
            assert like_r(wanted[f"p_{method}"], abs_=0) == pair.p_adjusted

    def test_cliffs_delta(self, case_id):
        """The effect of every pair is R's rank-biserial correlation."""
        case, rows = case_and_rows(case_id)
        of_group = rows.groupby(case["group"])[case["value"]]

        for wanted in case["expected"]["dunn"]:
            found = cliffs_delta(of_group.get_group(wanted["a"]), of_group.get_group(wanted["b"]))
            assert like_r(wanted["cliffs_delta"]) == found.estimate

    def test_shapiro_wilk(self, case_id):
        """W and p of every group are R's; a constant group, which R refuses, is not computable."""
        case, rows = case_and_rows(case_id)

        for group in case["expected"]["groups"]:
            found = shapiro_wilk(rows.loc[rows[case["group"]] == group["name"], case["value"]])
            assert_shapiro(group["shapiro"], found)


def assert_shapiro(wanted, found):
    """Compare with the tolerances of the file."""
    if "error" in wanted:
        assert ("not computable", None, None) == (found.status, found.statistic, found.p_value)
        assert found.reason
    else:
        assert pytest.approx(wanted["W"], abs=1e-8) == found.statistic
        assert pytest.approx(wanted["p"], rel=1e-5, abs=1e-10) == found.p_value


@pytest.mark.parametrize("vector", CASES["shapiro_edges"]["expected"])
def test_shapiro_wilk_at_its_edges(vector):
    """Sizes 1 to 5001, constant, nearly constant, tied and offset vectors behave as in R."""
    case, rows = case_and_rows("shapiro_edges")

    assert_shapiro(case["expected"][vector], shapiro_wilk(rows.loc[rows["vector"] == vector, "x"]))


@pytest.mark.parametrize("case_id", of_kind("friedman"))
def test_friedman_and_conover(case_id):
    """Q, Kendall's W and every pair of Conover's test are R's."""
    case, rows = case_and_rows(case_id)
    columns = rows[case["value"]], rows[case["condition"]], rows[case["block"]]
    whole, pairs, wanted = friedman(*columns), conover(*columns), case["expected"]

    assert like_r(wanted["Q"]) == whole.statistic
    assert (wanted["df"], wanted["n_blocks"], wanted["k"]) == (whole.df, whole.n_blocks, whole.n_conditions)
    assert like_r(wanted["p"], abs_=0) == whole.p_value
    assert like_r(wanted["kendalls_W"]) == whole.kendalls_w
    for pair_wanted, pair in zip(wanted["pairs"], pairs.pairs, strict=True):
        assert (pair_wanted["a"], pair_wanted["b"]) == (pair.condition_a, pair.condition_b)
        assert like_r(pair_wanted["conover_t"]) == pair.t
        assert like_r(pair_wanted["conover_p"], abs_=0) == pair.p_value
        assert like_r(pair_wanted["conover_p_holm"], abs_=0) == pair.p_adjusted


def table_case(case_id: str):
    """Return a case of counts and its answers, one row each."""
    case, counts = case_and_rows(case_id)
    rows = counts.loc[counts.index.repeat(counts[case["count"]])]
    return case, rows[case["rows"]], rows[case["cols"]]


@pytest.mark.parametrize("case_id", of_kind("chi2_independence"))
def test_chi_square_independence(case_id):
    """Statistic, V, expected counts, adjusted residuals and their Holm-adjusted p-values are R's."""
    case, rows, columns = table_case(case_id)
    found, wanted = chi_square_independence(rows, columns), case["expected"]
    order = np.ix_(
        [found.row_names.index(name) for name in case["row_order"]],
        [found.column_names.index(name) for name in case["col_order"]],
    )

    assert like_r(wanted["chi2"]) == found.statistic
    assert wanted["df"] == found.df
    assert like_r(wanted["p"], abs_=0) == found.p_value
    assert like_r(wanted["cramers_v"]) == found.cramers_v
    assert like_r(wanted["cramers_v_bias_corrected"]) == found.cramers_v_corrected
    assert pytest.approx(np.array(wanted["expected"]), rel=1e-9) == found.expected[order]
    assert pytest.approx(np.array(wanted["residuals_adjusted"]), rel=1e-9) == found.residuals[order]
    p_adjusted = found.table()["p_adjusted"].to_numpy().reshape(found.observed.shape)
    assert pytest.approx(np.array(wanted["residual_p_holm"]), rel=1e-9, abs=1e-15) == p_adjusted[order]


def test_yates_correction():
    """Yates's correction gives R's statistic and p-value and leaves V alone."""
    case, rows, columns = table_case("ucb_2x2")
    found, wanted = chi_square_independence(rows, columns, correction=True), case["expected"]

    assert like_r(wanted["yates"]["chi2"]) == found.statistic
    assert like_r(wanted["yates"]["p"], abs_=0) == found.p_value
    assert like_r(wanted["cramers_v"]) == found.cramers_v
    assert like_r(wanted["cramers_v_bias_corrected"]) == found.cramers_v_corrected


@pytest.mark.parametrize("question", ["equal", "stated"])
def test_chi_square_goodness_of_fit(question):
    """Counts against equal and against stated probabilities, with R's standardised residuals."""
    expected = CASES["haireye_gof"]["expected"]
    wanted = expected[question]
    found = chi_square_goodness_of_fit(list(expected["observed"].values()), wanted.get("probs"))

    assert like_r(wanted["chi2"]) == found.statistic
    assert wanted["df"] == found.df
    assert like_r(wanted["p"], abs_=0) == found.p_value
    assert like_r(wanted["cohens_w"]) == found.cohens_w
    assert pytest.approx(wanted["stdres"], rel=1e-9) == found.residuals


def test_cliffs_delta_interval():
    """The interval is that of R's effectsize::rank_biserial."""
    case, rows = case_and_rows("two_groups")
    found = cliffs_delta(*(rows.loc[rows["system"] == name, "rating"] for name in ("baseline", "vae")))

    assert like_r(case["expected"]["two_sample"]["cliffs_delta_ci95_effectsize"]) == [found.low, found.high]


def test_wilson():
    """Wilson's interval at the edges."""
    for wanted in CASES["proportion_ci"]["expected"]:
        assert pytest.approx(wanted["wilson95"], rel=1e-9, abs=1e-12) == wilson(wanted["k"], wanted["n"])


def test_families():
    """Holm within each question, and Holm and BH over all questions, are R's p.adjust."""
    expected = CASES["families"]["expected"]
    everything = [p for name in expected["order_in_global"] for p in expected["families"][name]]

    for name, family in expected["families"].items():
        assert pytest.approx(expected["holm_within"][name], rel=1e-9) == adjust(family, "holm")
    assert pytest.approx(expected["holm_global"], rel=1e-9) == adjust(everything, "holm")
    assert pytest.approx(expected["BH_global"], rel=1e-9) == adjust(everything, "BH")


def assert_model(wanted, found, estimates: float, errors: float, log_likelihood: float):
    """Compare a fitted model within these tolerances."""
    shown = found.thresholds | found.coefficients

    assert list(wanted["coef"]) == list(shown)
    for name, value in wanted["coef"].items():
        assert pytest.approx(value["estimate"], rel=estimates) == shown[name]
        assert pytest.approx(value["se"], rel=errors) == found.standard_errors[name]
    assert pytest.approx(wanted["logLik"], abs=log_likelihood) == found.log_likelihood


def test_cumulative_link_model():
    """Without random effects: R's ordinal::clm."""
    case, rows = case_and_rows("wine_clm")
    found = cumulative_link_mixed(rows["rating"], {"temp": rows["temp"], "contact": rows["contact"]})

    assert_model(case["expected"], found, estimates=1e-5, errors=1e-4, log_likelihood=1e-6)
    p_values = found.table().set_index("name")["p_value"]
    assert pytest.approx(case["expected"]["coef"]["tempwarm"]["p"], rel=1e-3) == p_values["tempwarm"]


def test_cumulative_link_mixed_model_of_one_grouping():
    """A random intercept per judge: R's ordinal::clmm, with the variance and the likelihood ratio test."""
    case, rows = case_and_rows("wine_clmm")
    fixed = {"temp": rows["temp"], "contact": rows["contact"]}
    found = cumulative_link_mixed(rows["rating"], fixed, listeners=rows["judge"])
    less = cumulative_link_mixed(rows["rating"], {"temp": rows["temp"]}, listeners=rows["judge"])
    wanted = case["expected"]

    assert_model(wanted, found, estimates=1e-4, errors=1e-3, log_likelihood=1e-4)
    assert pytest.approx(wanted["sd_judge"] ** 2, rel=1e-3) == found.variances["listeners"]
    assert pytest.approx(wanted["lrt_contact"]["chi2"], abs=1e-3) == 2 * (found.log_likelihood - less.log_likelihood)


def test_cumulative_link_mixed_model_of_two_crossed_groupings():
    """Random intercepts per participant and per stimulus: R's ordinal::clmm."""
    case, rows = case_and_rows("quality_acr_clmm")
    found = cumulative_link_mixed(
        rows["rating"], {"sysf": rows["system"]}, listeners=rows["participant"], stimuli=rows["stimulus"]
    )

    assert_model(case["expected"], found, estimates=1e-4, errors=1e-3, log_likelihood=1e-4)


def test_intraclass_correlations():
    """All six forms of psych::ICC with their bounds, F, degrees of freedom and p."""
    case, rows = case_and_rows("quality_acr_agreement")
    found = icc(rows.pivot_table(index=case["target"], columns=case["rater"], values=case["value"]))

    for form, wanted in case["expected"]["icc"].items():
        assert like_r(wanted["icc"]) == found[form].estimate
        assert like_r(wanted["ci95"]) == [found[form].low, found[form].high]
        assert like_r(wanted["F"]) == found[form].statistic
        assert (wanted["df1"], wanted["df2"]) == (found[form].df1, found[form].df2)
        assert like_r(wanted["p"], abs_=0) == found[form].p_value


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
def test_krippendorff_alpha(level):
    """24 raters and 20 targets."""
    case, rows = case_and_rows("quality_acr_agreement")
    ratings = rows.pivot_table(index=case["target"], columns=case["rater"], values=case["value"])

    assert like_r(case["expected"][f"krippendorff_{level}"]) == krippendorff_alpha(ratings, level).estimate


@pytest.mark.parametrize("level", LEVELS)
def test_krippendorff_textbook(level):
    """Krippendorff's own example with missing ratings (2011, example C)."""
    case, rows = case_and_rows("krippendorff_textbook")
    ratings = rows.pivot(index=case["unit"], columns=case["rater"], values=case["value"])

    assert like_r(case["expected"][level]) == krippendorff_alpha(ratings, level).estimate
