"""Tests of class answers and of smoothness against distance, for thousands of studies that share a design.

Each function gives what the function of the library gives that it names, study by study. Arrays of answers have
the shape (n_trials, n_studies).
"""

import numpy as np
from scipy import sparse, stats

from analysis.columns import Codes, Floats
from analysis.permutation import TIE
from analysis.planning_rank_tests import N_PERMUTATIONS, chi_square_tail, indicator, ranks_of_columns, signed_rank
from analysis.recording_effects import RecordingEffects


def pooled_chi_square(intended: Codes, chosen: np.ndarray, n_classes: int) -> Floats:
    """Return the p-values of :func:`analysis.contingency.chi_square_independence` on pooled rows.

    Its approximation, also where expected counts are low and the library draws random tables.
    """
    n_studies, k = chosen.shape[1], n_classes + 1
    cells = (intended[:, None] * k + chosen) * n_studies + np.arange(n_studies)
    counts = np.bincount(cells.ravel(), minlength=n_classes * k * n_studies).reshape(n_classes, k, n_studies)
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    expected = rows[:, None] * columns[None] / len(intended)
    share = np.divide(counts**2, expected, out=np.zeros(counts.shape), where=expected > 0)
    df = ((rows > 0).sum(axis=0) - 1) * ((columns > 0).sum(axis=0) - 1)
    return np.where(df > 0, chi_square_tail(share.sum(axis=(0, 1)) - len(intended), np.maximum(df, 1)), 1.0)


def recognised(intended: Codes, chosen: np.ndarray, units: Codes, n_classes: int, rng: np.random.Generator) -> Floats:
    """Return the p-values of :func:`analysis.companions.recognition`: intended classes permuted over sounds.

    Parameters
    ----------
    intended, units : numpy.ndarray of int of shape (n_trials,)
        Every unit has one intended class.
    chosen : numpy.ndarray of int of shape (n_trials, n_studies)
        The number of classes stands for "cannot tell".
    n_classes : int
    rng : numpy.random.Generator
        For the permutations, shared by the studies.
    """
    n_units = int(units.max()) + 1
    of_unit = np.zeros(n_units, dtype=np.intp)
    of_unit[units] = intended
    sums = indicator(units, n_units)
    hits = np.stack([sums @ (chosen == one).astype(np.float64) for one in range(n_classes)], axis=1)
    hits = hits.reshape(n_units * n_classes, -1)
    drawn = rng.permuted(np.broadcast_to(of_unit, (N_PERMUTATIONS, n_units)), axis=1)
    place = np.arange(n_units) * n_classes
    rows = np.repeat(np.arange(N_PERMUTATIONS), n_units)
    taken = sparse.csr_array(
        (np.ones(drawn.size), (rows, (place + drawn).ravel())), shape=(N_PERMUTATIONS, n_units * n_classes)
    )
    n_extreme = np.sum(taken @ hits >= hits[place + of_unit].sum(axis=0), axis=0)
    return np.asarray((1 + n_extreme) / (1 + N_PERMUTATIONS))


class SmoothnessLaw:
    """:func:`analysis.smoothness_law.smoothness_law` of one design, and its test over listeners.

    Parameters
    ----------
    morphs, listeners : numpy.ndarray of int of shape (n_trials,)
    distances : numpy.ndarray of shape (n_morphs,)
    membership : numpy.ndarray of shape (n_morphs, n_recordings) or None
        1 where a recording is an end of a morph; None where no recording ends several.
    """

    def __init__(self, morphs: Codes, listeners: Codes, distances: Floats, membership: Floats | None) -> None:
        self._listeners = indicator(listeners, int(listeners.max()) + 1)
        self._centred = np.concatenate(
            [
                ranks - ranks.mean()
                for listener in range(int(listeners.max()) + 1)
                for ranks in [stats.rankdata(distances[morphs[listeners == listener]])]
            ]
        )[np.argsort(np.argsort(listeners, kind="stable"))][:, None]
        self._sums = indicator(morphs, len(distances))
        self._counts = np.bincount(morphs, minlength=len(distances))[:, None]
        self._x = _standardised(stats.rankdata(distances)[:, None])[:, 0]
        self._model = None if membership is None else RecordingEffects(self._x, membership)
        self._membership = membership
        self._null: dict[float, Floats] = {}

    def by_listener(self, values: Floats) -> Floats:
        """Return the p-value over listeners: signed ranks of each one's covariance with distance.

        The normal approximation, also where the library takes the exact distribution.
        """
        slopes = self._listeners @ (values * self._centred)
        return chi_square_tail(signed_rank(np.where(np.abs(slopes) > 1e-9, slopes, 0.0))[0], 1)

    def over_morphs(self, values: Floats, rng: np.random.Generator) -> Floats:
        """Return the p-value over morphs, or over the recordings they share."""
        y = _standardised(ranks_of_columns(self._sums @ values / self._counts))
        if self._model is None:
            drawn = rng.permuted(np.broadcast_to(self._x, (N_PERMUTATIONS, len(self._x))), axis=1) @ y
            n_extreme = np.sum(np.abs(drawn) >= np.abs(self._x @ y) * (1 - TIE), axis=0)
            return np.asarray((1 + n_extreme) / (1 + N_PERMUTATIONS))
        observed = np.abs(self._model.t(y.T))
        drawn = np.stack([self._drawn(self._model, self._model.null_ratio(one), rng) for one in y.T])
        return np.asarray((1 + np.sum(drawn >= observed[:, None] * (1 - TIE), axis=1)) / (1 + N_PERMUTATIONS))

    def _drawn(self, model: RecordingEffects, ratio: float, rng: np.random.Generator) -> Floats:
        """Return t of redrawn recordings; it depends on the ratio alone, so that studies share it."""
        if ratio not in self._null:
            assert self._membership is not None
            n_morphs, n_recordings = self._membership.shape
            effects = rng.standard_normal((N_PERMUTATIONS, n_recordings)) @ self._membership.T
            noise = rng.standard_normal((N_PERMUTATIONS, n_morphs))
            self._null[ratio] = np.abs(model.t(noise + np.sqrt(ratio) * effects))
        return self._null[ratio]


def _standardised(ranks: Floats) -> Floats:
    spread = ranks.std(axis=0)
    return np.asarray((ranks - ranks.mean(axis=0)) / np.where(spread > 0, spread, 1.0))
