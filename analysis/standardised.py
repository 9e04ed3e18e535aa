"""Columns of numbers centred and scaled for the fit, and its estimates in the units they came in.

A distance of thousands, or one of thousandths, makes a likelihood that is steep in one direction and
flat in another; the model is the same in any unit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from analysis.columns import Floats
from analysis.laplace import Parameters
from analysis.laplace_fit import Fit
from analysis.ordinal_data import OrdinalData
from analysis.treatment_coding import Coded

Units = Mapping[str, tuple[float, float]]


def standardised(data: OrdinalData) -> tuple[OrdinalData, Units]:
    """Return the data with columns of numbers centred and scaled, and the middle and spread of every column."""
    units: dict[str, tuple[float, float]] = {}
    columns = {}
    for name, one in data.columns.items():
        middle, spread = 0.0, 1.0
        # A column of numbers carries its own name; a level stands behind the name of a label.
        if one.names == (name,) and np.ptp(one.columns) > 0:
            middle, spread = float(one.columns.mean()), float(one.columns.std())
        columns[name] = Coded(one.names, (one.columns - middle) / spread)
        units |= dict.fromkeys(one.names, (middle, spread))
    return replace(data, columns=columns), units


def in_own_units(fitted: Fit, names: Sequence[str], varying: Sequence[Sequence[str]], units: Units) -> Fit:
    """Return a fit to standardised columns in the units the columns came in.

    Parameters
    ----------
    fitted : Fit
    names : sequence of str
        Coefficients.
    varying : sequence of sequence of str
        Slopes of each grouping, in the order of the roots.
    units : mapping of str to (middle, spread)
    """
    n_thresholds = len(fitted.parameters.thresholds)
    back = np.eye(n_thresholds + len(names))
    for place, name in enumerate(names, start=n_thresholds):
        middle, spread = units[name]
        back[:n_thresholds, place] = middle / spread
        back[place, place] = 1 / spread
    shown = back @ np.concatenate([fitted.parameters.thresholds, fitted.parameters.coefficients])
    roots = tuple(
        _in_own_units(slopes, units) @ root for root, slopes in zip(fitted.parameters.roots, varying, strict=True)
    )
    parameters = Parameters(shown[:n_thresholds], shown[n_thresholds:], roots)
    return replace(fitted, parameters=parameters, covariance=back @ fitted.covariance @ back.T)


def _in_own_units(slopes: Sequence[str], units: Units) -> Floats:
    """Return the matrix that brings an intercept and slopes into the units of the columns."""
    back = np.eye(1 + len(slopes))
    for place, name in enumerate(slopes, start=1):
        middle, spread = units[name]
        back[0, place] = -middle / spread
        back[place, place] = 1 / spread
    return back
