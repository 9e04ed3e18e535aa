"""Statistics of counts."""

import numpy as np
import pandas as pd
import pytest

from analysis.cell_statistics import CellStatistic, CramersV, EpsilonSquared, GroupDelta, GroupDifference, Kappa, Mean
from analysis.contingency import chi_square_independence
from analysis.effect_sizes import cliffs_delta
from analysis.identification import confusion
from analysis.rank_tests import kruskal_wallis

RNG = np.random.default_rng(0)
TABLE = pd.DataFrame(
    {
        "rating": RNG.integers(1, 6, 80),
        "group": RNG.choice(list("abc"), 80),
        "intended": RNG.choice(["x", "y"], 80),
        "chosen": RNG.choice(["x", "y", "cannot tell"], 80),
    }
)
OF_GROUP = {name: TABLE.loc[TABLE["group"] == name, "rating"] for name in "ab"}


@pytest.mark.parametrize(
    ("statistic", "wanted"),
    [
        (Mean("rating"), TABLE["rating"].mean()),
        (GroupDelta("rating", "group", "a", "b"), cliffs_delta(OF_GROUP["a"], OF_GROUP["b"]).estimate),
        (GroupDifference("rating", "group", "a", "b"), OF_GROUP["a"].mean() - OF_GROUP["b"].mean()),
        (Kappa("intended", "chosen", ["x", "y"]), confusion(TABLE["intended"], TABLE["chosen"], ["x", "y"]).kappa),
    ],
)
def test_counts_give_what_the_rows_give(statistic, wanted):
    """Each statistic of counts equals the one computed from rows, and rows that count twice count twice."""
    cells = statistic.cells(TABLE)
    counts = np.bincount(cells.codes[cells.codes >= 0], minlength=cells.n_cells)[None, :].astype(float)

    assert isinstance(statistic, CellStatistic)
    assert pytest.approx(wanted) == cells.of_counts(counts)[0]
    assert pytest.approx([wanted, wanted]) == cells.of_counts(np.vstack([counts, 2 * counts]))


@pytest.mark.parametrize(
    ("statistic", "wanted"),
    [
        (EpsilonSquared("rating", "group"), kruskal_wallis(TABLE["rating"], TABLE["group"]).epsilon_squared),
        (
            CramersV("intended", "chosen"),
            chi_square_independence(TABLE["intended"], TABLE["chosen"]).cramers_v_corrected,
        ),
    ],
)
def test_counts_give_the_effect_of_the_test(statistic, wanted):
    """Epsilon-squared and Cramer's V from counts are those that the tests report."""
    cells = statistic.cells(TABLE)
    counts = np.bincount(cells.codes[cells.codes >= 0], minlength=cells.n_cells)[None, :].astype(float)

    assert isinstance(statistic, CellStatistic)
    assert pytest.approx(wanted) == cells.of_counts(counts)[0]


def test_an_empty_group_has_no_statistic():
    """Without ratings in a group the statistic is NaN, not zero."""
    cells = GroupDelta("rating", "group", "a", "nobody").cells(TABLE)
    counts = np.bincount(cells.codes[cells.codes >= 0], minlength=cells.n_cells)[None, :].astype(float)

    assert np.isnan(cells.of_counts(counts)[0])
