"""One grouping of ratings, listeners or sounds, and the effects that vary over its levels."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from analysis.columns import Codes, Floats


@dataclass(frozen=True, eq=False)
class Grouping:
    """Levels of one grouping and the columns whose effects vary over them.

    Attributes
    ----------
    codes : numpy.ndarray of shape (n,)
    n_levels : int
    columns : numpy.ndarray of shape (n, p)
        The first is the intercept.
    """

    codes: Codes
    n_levels: int
    columns: Floats

    @property
    def p(self) -> int:
        """Number of effects per level."""
        return self.columns.shape[1]

    @property
    def size(self) -> int:
        """Number of random effects."""
        return self.n_levels * self.p

    @cached_property
    def places(self) -> Codes:
        """Place of each row's effects among all effects of the grouping, shape (n, p)."""
        return self.codes[:, None] * self.p + np.arange(self.p)

    def sum_over(self, rows: Floats) -> Floats:
        """Sum rows (n, ...) over the levels (n_levels, ...)."""
        sums = self._indicator @ rows.reshape(len(rows), -1)
        return np.asarray(sums, dtype=np.float64).reshape((self.n_levels, *rows.shape[1:]))

    @cached_property
    def _indicator(self) -> sparse.csr_array:
        n = len(self.codes)
        return sparse.csr_array((np.ones(n), (self.codes, np.arange(n))), shape=(self.n_levels, n))
