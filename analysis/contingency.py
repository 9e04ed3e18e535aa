"""Chi-square on counts: do two columns of labels belong together, do counts fit proportions.

Rows are taken as independent answers; `companions.recognition` is what speaks about the sounds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from analysis.columns import Column, Floats, Labels, labels, numbers, same_length
from analysis.corrections import adjust
from analysis.effect_sizes import cramers_v, cramers_v_corrected
from analysis.language import gettext as _
from analysis.language import numeral
from analysis.results import NOT_COMPUTABLE, Result, decimals, is_evidence, missing_text, p_text, proportion

SMALL_EXPECTED, SMALL_SHARE = 5.0, 0.2
"""Cochran (1954, Biometrics 10, 417-451): at most a fifth of the expected counts below five, none below one."""

N_TABLES, TABLE_SEED = 9999, 0
"""Random tables with the same margins; a fixed seed, so that the same data give the same p-value."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ChiSquareResult(Result):
    """Association between rows and columns; `residuals` are adjusted (standardised)."""

    statistic: float | None
    df: int | None
    p_value: float | None
    p_monte_carlo: float | None
    cramers_v: float | None
    cramers_v_corrected: float | None
    observed: NDArray[np.intp]
    expected: Floats | None
    residuals: Floats | None
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]
    dropped: tuple[str, ...]
    n: int
    n_missing: int
    correction: bool

    def table(self) -> pd.DataFrame:
        """Return one row per cell: observed, expected, adjusted residual and its Holm-adjusted p-value."""
        cells = pd.MultiIndex.from_product([self.row_names, self.column_names], names=["row", "column"])
        table = pd.DataFrame({"observed": self.observed.ravel()}, index=cells).reset_index()
        if self.expected is not None and self.residuals is not None:
            p_values = 2 * stats.norm.sf(np.abs(self.residuals.ravel()))
            table = table.assign(expected=self.expected.ravel(), residual=self.residuals.ravel())
            table["p_adjusted"] = adjust(p_values.tolist())
        return table

    def _name(self) -> str:
        return _("Chi-square")

    def _finding(self) -> str:
        p_value = self.p_value if self.p_monte_carlo is None else self.p_monte_carlo
        statistic = _("chi-square({df}) = {statistic}")
        if self.correction and self.df == 1:
            statistic = _("chi-square({df}) = {statistic}, Yates-corrected")
        p = p_text(p_value)
        if self.p_monte_carlo is not None:
            p = _("{p} from {n} random tables, because expected counts are low").format(p=p, n=N_TABLES)
        shown = _("V = {effect}, corrected for bias; {chi_square}, {p}, n = {n}, answers taken as independent").format(
            effect=proportion(self.cramers_v_corrected),
            chi_square=statistic.format(df=self.df, statistic=decimals(self.statistic)),
            p=p,
            n=self.n,
        )
        if self.dropped:
            shown += "; " + _("empty and left out: {names}").format(names=", ".join(self.dropped))
        shown += missing_text(self.n_missing)
        if is_evidence(p_value):
            return _("Rows and columns are associated ({shown}).").format(shown=shown)
        return _("There is no evidence of an association between rows and columns ({shown}).").format(shown=shown)


def chi_square_independence(rows: Column, columns: Column, correction: bool = False) -> ChiSquareResult:
    """Test whether two columns of labels are associated [1]_.

    Parameters
    ----------
    rows, columns : sequence of str of shape (n,)
        Two labels per answer, such as the intended and the chosen class; None and NaN are counted
        as missing. Categories of a pandas categorical without an answer are dropped by name.
    correction : bool
        Yates's correction of a 2 x 2 table. It changes the statistic and the p-value, never V.

    Returns
    -------
    ChiSquareResult
        ``cramers_v_corrected`` is Bergsma's [2]_; ``expected`` and ``residuals`` have the classes in
        the order of the C locale. ``p_monte_carlo`` is there when expected counts are low.

    References
    ----------
    .. [1] Pearson, K. (1900). Philosophical Magazine 50(302), 157-175; residuals: Haberman, S. J. (1973),
       Biometrics 29, 205-220.
    .. [2] Bergsma, W. (2013). Journal of the Korean Statistical Society 42(3), 323-328.

    Examples
    --------
    >>> result = chi_square_independence(["a"] * 40 + ["b"] * 40, ["x"] * 30 + ["y"] * 30 + ["x"] * 20)
    >>> round(result.statistic, 3), result.df, round(result.cramers_v, 3)
    (5.333, 1, 0.258)
    """
    row, column = labels(rows, "rows"), labels(columns, "columns")
    same_length(rows=row.codes, columns=column.codes)
    keep = (row.codes >= 0) & (column.codes >= 0)
    left, right = row.kept(keep), column.kept(keep)
    dropped = _vanished(row, left) + _vanished(column, right)
    shape = (len(left.names), len(right.names))
    flat = np.bincount(left.codes * shape[1] + right.codes, minlength=shape[0] * shape[1])
    observed = flat.reshape(shape)
    n, n_missing = int(observed.sum()), int((~keep).sum())
    reason = ""
    if min(shape) < 2:
        reason = _("it needs two rows and two columns with answers, got {n_rows} x {n_columns}").format(
            n_rows=shape[0], n_columns=shape[1]
        )
    if reason:
        return ChiSquareResult(
            statistic=None, df=None, p_value=None, p_monte_carlo=None, cramers_v=None, cramers_v_corrected=None,
            observed=observed, expected=None, residuals=None, row_names=left.names, column_names=right.names,
            dropped=dropped, n=n, n_missing=n_missing, correction=correction, status=NOT_COMPUTABLE, reason=reason,
        )  # fmt: skip
    pearson = stats.chi2_contingency(observed, correction=False)
    shown = stats.chi2_contingency(observed, correction=correction)
    expected = np.asarray(pearson.expected_freq)
    is_low = bool(np.mean(expected < SMALL_EXPECTED) > SMALL_SHARE or expected.min() < 1)
    return ChiSquareResult(
        statistic=float(shown.statistic),
        df=int(shown.dof),
        p_value=float(shown.pvalue),
        p_monte_carlo=_monte_carlo(observed, expected, float(pearson.statistic)) if is_low else None,
        cramers_v=cramers_v(float(pearson.statistic), n, shape),
        cramers_v_corrected=cramers_v_corrected(float(pearson.statistic), n, shape),
        observed=observed,
        expected=expected,
        residuals=_adjusted_residuals(observed, expected),
        row_names=left.names,
        column_names=right.names,
        dropped=dropped,
        n=n,
        n_missing=n_missing,
        correction=correction,
    )


def _vanished(before: Labels, after: Labels) -> tuple[str, ...]:
    return tuple(name for name in before.names if name not in after.names)


def _adjusted_residuals(observed: NDArray[np.intp], expected: Floats) -> Floats:
    n = observed.sum()
    row_share, column_share = observed.sum(axis=1) / n, observed.sum(axis=0) / n
    return (observed - expected) / np.sqrt(expected * np.outer(1 - row_share, 1 - column_share))


def _monte_carlo(observed: NDArray[np.intp], expected: Floats, statistic: float) -> float:
    tables = stats.random_table(observed.sum(axis=1), observed.sum(axis=0)).rvs(N_TABLES, random_state=TABLE_SEED)
    drawn = np.sum((tables - expected) ** 2 / expected, axis=(1, 2))
    # Tables as extreme as the observed one differ from it by rounding alone.
    return float((1 + np.sum(drawn >= statistic * (1 - 1e-9))) / (N_TABLES + 1))


@dataclass(frozen=True, kw_only=True, eq=False)
class GoodnessOfFitResult(Result):
    """Departure of counts from expected probabilities; `residuals` are standardised."""

    statistic: float | None
    df: int | None
    p_value: float | None
    residuals: Floats | None
    observed: Floats
    expected: Floats | None
    cohens_w: float | None
    n: float

    def table(self) -> pd.DataFrame:
        """Return one row per class."""
        table = pd.DataFrame({"observed": self.observed})
        if self.expected is not None and self.residuals is not None:
            table = table.assign(expected=self.n * self.expected, residual=self.residuals)
        return table

    def _name(self) -> str:
        return _("Chi-square goodness of fit")

    def _finding(self) -> str:
        chi_square = _("chi-square({df}) = {statistic}").format(df=self.df, statistic=decimals(self.statistic))
        shown = f"w = {decimals(self.cohens_w)}, {chi_square}, {p_text(self.p_value)}, n = {numeral(f'{self.n:g}')}"
        if is_evidence(self.p_value):
            return _("The counts depart from the expected proportions ({shown}).").format(shown=shown)
        return _("There is no evidence of a departure from the expected proportions ({shown}).").format(shown=shown)


def chi_square_goodness_of_fit(counts: Column, expected: Sequence[float] | None = None) -> GoodnessOfFitResult:
    """Test whether counts fit expected probabilities.

    Parameters
    ----------
    counts : sequence of int of shape (n_classes,)
    expected : sequence of float of shape (n_classes,), optional
        Probabilities that sum to 1; equal ones where left out.

    Returns
    -------
    GoodnessOfFitResult
        ``residuals`` are ``(O - E) / sqrt(E (1 - p))``; ``cohens_w`` is sqrt(chi-square / n) (Cohen 1988).

    Examples
    --------
    >>> chi_square_goodness_of_fit([10, 20, 30]).sentence()
    'The counts depart from the expected proportions (w = 0.41, chi-square(2) = 10.00, p = .007, n = 60).'
    """
    observed = numbers(counts, "counts")
    k = len(observed)
    share = np.full(k, 1 / max(k, 1)) if expected is None else numbers(expected, "expected")
    same_length(counts=observed, expected=share)
    n = float(observed[np.isfinite(observed)].sum())
    reason = _fit_refusal(observed, share)
    if reason:
        return GoodnessOfFitResult(
            statistic=None, df=None, p_value=None, residuals=None, observed=observed, expected=None, cohens_w=None,
            n=n, status=NOT_COMPUTABLE, reason=reason,
        )  # fmt: skip
    statistic, p_value = stats.chisquare(observed, n * share, sum_check=False)
    return GoodnessOfFitResult(
        statistic=float(statistic),
        df=k - 1,
        p_value=float(p_value),
        residuals=(observed - n * share) / np.sqrt(n * share * (1 - share)),
        observed=observed,
        expected=share,
        cohens_w=float(np.sqrt(statistic / n)),
        n=n,
    )


def _fit_refusal(observed: Floats, share: Floats) -> str:
    if len(observed) < 2:
        return _("it needs two classes, got {n}").format(n=len(observed))
    if np.isnan(observed).any() or np.isnan(share).any():
        return _("a count or a probability is missing")
    if (observed < 0).any() or np.isinf(observed).any():
        return _("counts must be finite and not negative")
    if observed.sum() == 0:
        return _("all counts are zero")
    if (share <= 0).any() or (share >= 1).any():
        return _("every class needs an expected probability between 0 and 1")
    if abs(share.sum() - 1) > 1e-8:
        return _("expected probabilities must sum to 1, got {total}").format(total=numeral(f"{share.sum():.6g}"))
    return ""
