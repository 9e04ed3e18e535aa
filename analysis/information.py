"""Information that answers carry about what was played, in bits.

Pure guessing over 21 classes seems to transmit about one bit in 300 answers, because few answers fill
many cells unevenly. What guessing would give with the same margins is therefore taken off.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from analysis.columns import Floats


@dataclass(frozen=True)
class Information:
    """Transmitted information.

    Attributes
    ----------
    bits : float
        Corrected: 0 for guessing on average, and all there was to transmit for perfect answers.
    raw_bits, guessed_bits : float
        As counted, and its exact mean when answers are dealt at random with the same margins.
    """

    bits: float | None
    raw_bits: float
    guessed_bits: float


def transmitted(matrix: NDArray[np.intp]) -> Information:
    """Return the information in a table of counts (played x answered) [1]_, adjusted for chance [2]_.

    The correction is ``H (I - E) / (H - E)`` with H the entropy of what was played and E the mean of
    I over all tables with the same margins, so that it is right at both ends of the scale. (Subtracting
    ``(r - 1)(c - 1) / (2 n ln 2)`` would take a bit off perfect answers to 21 classes.)

    References
    ----------
    .. [1] Miller, G. A., & Nicely, P. E. (1955). Journal of the Acoustical Society of America 27(2), 338-352.
    .. [2] Vinh, N. X., Epps, J., & Bailey, J. (2010). Journal of Machine Learning Research 11, 2837-2854.

    Examples
    --------
    >>> import numpy as np
    >>> round(transmitted(np.diag([10, 10, 10, 10])).bits, 6)
    2.0
    """
    table = matrix[:, matrix.sum(axis=0) > 0][matrix.sum(axis=1) > 0]
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    n = int(table.sum())
    if n == 0:
        return Information(None, 0.0, 0.0)
    raw = raw_bits(table)
    guessed = _expected(rows, columns, n)
    entropy = _entropy(rows, n)
    bits = entropy * (raw - guessed) / (entropy - guessed) if entropy - guessed > 1e-12 else None
    return Information(bits, raw, guessed)


def raw_bits(matrix: NDArray[np.intp]) -> float:
    """Return the transmitted information as counted, without correction: for guesses as well more than zero.

    Examples
    --------
    >>> import numpy as np
    >>> raw_bits(np.diag([10, 10, 10, 10]))
    2.0
    """
    n = int(matrix.sum())
    if n == 0:
        return 0.0
    found = _entropy(matrix.sum(axis=1), n) + _entropy(matrix.sum(axis=0), n) - _entropy(matrix.ravel(), n)
    return max(0.0, found)


def _entropy(counts: NDArray[np.intp], n: int) -> float:
    share = counts[counts > 0] / n
    return float(-np.sum(share * np.log2(share)))


def _expected(rows: NDArray[np.intp], columns: NDArray[np.intp], n: int) -> float:
    # Each cell is hypergeometric when answers are dealt at random; equal margins give equal terms.
    total = 0.0
    row_sizes, row_times = np.unique(rows, return_counts=True)
    column_sizes, column_times = np.unique(columns, return_counts=True)
    for a, a_times in zip(row_sizes.tolist(), row_times.tolist(), strict=True):
        for b, b_times in zip(column_sizes.tolist(), column_times.tolist(), strict=True):
            k = np.arange(max(1, a + b - n), min(a, b) + 1)
            terms = k / n * np.log2(n * k / (a * b)) * np.exp(_log_hypergeometric(k, a, b, n))
            total += a_times * b_times * float(terms.sum())
    return total


def _log_hypergeometric(k: NDArray[np.intp], a: int, b: int, n: int) -> Floats:
    def log_choose(m: int, r: NDArray[np.intp] | int) -> Floats:
        return gammaln(m + 1) - gammaln(np.asarray(r) + 1) - gammaln(m - np.asarray(r) + 1)

    return log_choose(a, k) + log_choose(n - a, b - k) - log_choose(n, b)
