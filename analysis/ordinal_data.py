"""Ratings and columns made ready for a cumulative link model."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.columns import Column, Floats, as_series, labels, numbers, same_length
from analysis.grouping import Grouping
from analysis.language import gettext as _
from analysis.laplace import LaplaceModel
from analysis.treatment_coding import Coded, coded


@dataclass(frozen=True, eq=False)
class OrdinalData:
    """Complete rows, ready to fit.

    Attributes
    ----------
    values : numpy.ndarray of shape (n,)
    columns : dict of str to Coded
    units : dict of str to (codes, number of levels)
        "listeners" and "stimuli", where given.
    n_missing : int
    """

    values: Floats
    columns: dict[str, Coded]
    units: dict[str, tuple[np.ndarray, int]]
    n_missing: int

    @property
    def levels(self) -> Floats:
        """Categories of the ratings."""
        return np.unique(self.values)

    @property
    def names(self) -> list[str]:
        """Names of the coefficients."""
        return [name for one in self.columns.values() for name in one.names]

    @property
    def design(self) -> Floats:
        """Return the fixed columns side by side (n, n_coefficients)."""
        return np.column_stack([np.empty((len(self.values), 0)), *(one.columns for one in self.columns.values())])

    def n_units(self, name: str) -> int:
        """Return the number of listeners or stimuli, 0 where they are not in the model."""
        return self.units[name][1] if name in self.units else 0


def read_ordinal(values: Column, fixed: Mapping[str, Column], given: Mapping[str, Column | None]) -> OrdinalData:
    """Read ratings, fixed columns and units; rows with a gap are taken out before levels are coded."""
    rating = numbers(values, "values")
    series = {str(name): as_series(column, str(name)) for name, column in fixed.items()}
    unit = {name: labels(column, name) for name, column in given.items() if column is not None}
    same_length(
        values=rating,
        **{f"fixed '{name}'": column.to_numpy() for name, column in series.items()},
        **{name: one.codes for name, one in unit.items()},
    )
    keep = ~np.isnan(rating)
    for one in coded(series).values():
        keep &= ~np.isnan(one.columns).any(axis=1)
    for label in unit.values():
        keep &= label.codes >= 0
    kept = {name: label.kept(keep) for name, label in unit.items()}
    return OrdinalData(
        values=rating[keep],
        columns=coded({name: column[keep] for name, column in series.items()}),
        units={name: (label.codes, len(label.names)) for name, label in kept.items()},
        n_missing=int((~keep).sum()),
    )


def refusal(data: OrdinalData) -> str:
    """Say why the model cannot be fitted; blank where it can be tried."""
    if len(data.levels) < 2:
        return _("it needs two categories of ratings, got {n}").format(n=len(data.levels))
    if data.n_units("listeners") == 1:
        return _("it needs two listeners, got 1")
    if data.n_units("stimuli") == 1:
        return _("it needs two stimuli, got 1")
    for name, one in data.columns.items():
        if not one.names:
            return _("'{name}' has a single level").format(name=name)
    design = np.column_stack([np.ones(len(data.values)), data.design])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return _("the columns of {names} depend on each other, or one does not vary").format(
            names=", ".join(data.columns)
        )
    return ""


def build_model(data: OrdinalData, slopes: dict[str, tuple[str, ...]]) -> tuple[LaplaceModel, list[str]]:
    """Return the model, and its units in the order of its groupings."""
    groupings = {}
    for name, (codes, n_levels) in data.units.items():
        varying = [data.columns[slope].columns for slope in slopes[name]]
        groupings[name] = Grouping(codes, n_levels, np.column_stack([np.ones(len(codes)), *varying]))
    # The larger one is eliminated in blocks, so that what is left to invert is small.
    order = sorted(groupings, key=lambda name: -groupings[name].size)
    categories = np.searchsorted(data.levels, data.values).astype(np.intp)
    return LaplaceModel(categories, data.design, tuple(groupings[name] for name in order)), order


def holds_for_others(data: OrdinalData, unit: str, slopes: tuple[str, ...]) -> bool:
    """Whether every column either has slopes over a unit or does not vary within it."""
    codes = data.units[unit][0]
    order = np.argsort(codes, kind="stable")
    is_same_unit = np.diff(codes[order]) == 0
    return all(
        name in slopes or not np.diff(one.columns[order], axis=0)[is_same_unit].any()
        for name, one in data.columns.items()
    )
