"""What listeners take a sound for: the confusion matrix and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.columns import Column, labels, same_length
from analysis.errors import AnalysisError
from analysis.information import transmitted
from analysis.intervals import wilson
from analysis.language import gettext as _
from analysis.results import NOT_COMPUTABLE, Result, decimals, missing_text, percent, proportion
from study.errors import did_you_mean
from study.study_file import CANNOT_TELL


@dataclass(frozen=True, kw_only=True, eq=False)
class ConfusionResult(Result):
    """Intended against chosen classes.

    Attributes
    ----------
    matrix : numpy.ndarray of shape (n_classes, n_classes) or (n_classes, n_classes + 1)
        Answers by intended (row) and chosen (column) class; the last column holds "cannot tell" where it occurs.
    accuracy, kappa : float
        Share of right answers; Cohen's kappa (1960).
    information_bits, information_raw_bits, information_guessed_bits : float
        Transmitted information: corrected, as counted, and what guessing would give.
    recall, wilson, hu : tuple
        Per class: share of right answers, its interval, and the unbiased hit rate (Wagner 1993); None
        where a class was never intended, and for `hu` also where it was never chosen.
    """

    matrix: NDArray[np.intp]
    classes: tuple[str, ...]
    columns: tuple[str, ...]
    accuracy: float | None
    chance: float | None
    kappa: float | None
    information_bits: float | None
    information_raw_bits: float | None
    information_guessed_bits: float | None
    recall: tuple[float | None, ...]
    wilson: tuple[tuple[float, float] | None, ...]
    hu: tuple[float | None, ...]
    n: int
    n_missing: int

    def table(self) -> pd.DataFrame:
        """Return one row per class, with what it is most often mistaken for."""
        rows = []
        for i, name in enumerate(self.classes):
            low, high = self.wilson[i] or (None, None)
            rows.append(
                {
                    "class": name,
                    "n": int(self.matrix[i].sum()),
                    "recall": self.recall[i],
                    "low": low,
                    "high": high,
                    "hu": self.hu[i],
                    "n_chosen": int(self.matrix[:, i].sum()),
                    "mistaken_for": self.mistaken_for(name),
                }
            )
        return pd.DataFrame(rows, columns=["class", "n", "recall", "low", "high", "hu", "n_chosen", "mistaken_for"])

    def mistaken_for(self, name: str) -> str:
        """Return the wrong class that was chosen most often for a class; blank where there was none.

        Who cannot tell mistakes it for nothing.
        """
        i = self.classes.index(name)
        wrong = self.matrix[i, : len(self.classes)].copy()
        wrong[i] = 0
        return self.classes[int(wrong.argmax())] if wrong.any() else ""

    def matrix_table(self) -> pd.DataFrame:
        """Return the matrix with its class names."""
        index, columns = pd.Index(self.classes, name="intended"), pd.Index(self.columns, name="chosen")
        return pd.DataFrame(self.matrix, index=index, columns=columns)

    def _name(self) -> str:
        return _("The confusion matrix")

    def _finding(self) -> str:
        shown = _("kappa = {kappa}, {bits} bits transmitted, n = {n}").format(
            kappa=proportion(self.kappa), bits=decimals(self.information_bits), n=self.n
        ) + missing_text(self.n_missing)
        sentence = _(
            "Listeners chose the intended class in {accuracy} of the answers where guessing gives {chance} ({shown})."
        )
        if self.chance is None:
            sentence = _("Listeners chose the intended class in {accuracy} of the answers ({shown}).")
        return sentence.format(accuracy=percent(self.accuracy), chance=percent(self.chance), shown=shown)


def confusion(
    intended: Column, chosen: Column, classes: Sequence[str], n_options: Sequence[int] | None = None
) -> ConfusionResult:
    """Count intended against chosen classes.

    Parameters
    ----------
    intended : sequence of str of shape (n,)
        Class that was played.
    chosen : sequence of str of shape (n,)
        Class that was chosen. An answer that is none of `classes` ("cannot tell") counts as wrong and has
        its own column; None and NaN are counted as missing.
    classes : sequence of str of shape (n_classes,)
        Order of rows and columns; a class without an answer keeps its row and column.
    n_options : sequence of int of shape (n,), optional
        How many classes could be chosen in each answer; gives the exact chance.

    Returns
    -------
    ConfusionResult

    Raises
    ------
    AnalysisError
        A class was intended that is not in `classes`.

    Examples
    --------
    >>> result = confusion(["a", "a", "b", "b"], ["a", "b", "b", "cannot tell"], ["a", "b"])
    >>> result.matrix.tolist(), result.accuracy, result.recall
    ([[1, 1, 0], [0, 1, 1]], 0.5, (0.5, 0.5))
    """
    order = labels(list(classes), "classes")
    if (order.codes < 0).any():
        raise AnalysisError("classes", "a class has no name", "Name every class.")
    names = tuple(order.names[code] for code in order.codes)
    if len(set(names)) < len(names):
        raise AnalysisError("classes", f"a class stands twice in {', '.join(names)}", "Give every class once.")
    place = {name: index for index, name in enumerate(names)}
    played, answered = labels(intended, "intended"), labels(chosen, "chosen")
    same_length(intended=played.codes, chosen=answered.codes)
    keep = (played.codes >= 0) & (answered.codes >= 0)
    played, answered = played.kept(keep), answered.kept(keep)
    unknown = [name for name in played.names if name not in place]
    if unknown:
        raise AnalysisError("intended", f"class '{unknown[0]}' is not in classes", did_you_mean(unknown[0], names))
    k = len(names)
    row = np.array([place[name] for name in played.names], dtype=np.intp)[played.codes]
    column = np.array([place.get(name, k) for name in answered.names], dtype=np.intp)[answered.codes]
    matrix = np.bincount(row * (k + 1) + column, minlength=k * (k + 1)).reshape(k, k + 1)
    has_other = bool(matrix[:, k].any())
    matrix = matrix if has_other else matrix[:, :k]
    n = int(matrix.sum())
    information = transmitted(matrix)
    right, played_n, chosen_n = np.diag(matrix), matrix.sum(axis=1), matrix.sum(axis=0)
    return ConfusionResult(
        matrix=matrix,
        classes=names,
        columns=(*names, CANNOT_TELL) if has_other else names,
        accuracy=float(right.sum() / n) if n else None,
        chance=_chance(n_options, keep),
        kappa=kappa(matrix),
        information_bits=information.bits if n else None,
        information_raw_bits=information.raw_bits if n else None,
        information_guessed_bits=information.guessed_bits if n else None,
        recall=tuple(float(right[i] / played_n[i]) if played_n[i] else None for i in range(k)),
        wilson=tuple(wilson(int(right[i]), int(played_n[i])) for i in range(k)),
        hu=tuple(
            float(right[i] ** 2 / (played_n[i] * chosen_n[i])) if played_n[i] and chosen_n[i] else None
            for i in range(k)
        ),
        n=n,
        n_missing=int((~keep).sum()),
        status="ok" if n else NOT_COMPUTABLE,
        reason="" if n else _("there are no answers"),
    )


def kappa(matrix: NDArray[np.intp]) -> float | None:
    """Return Cohen's kappa [1]_; None where chance agreement is complete.

    Columns beyond the square hold answers that can never agree.

    References
    ----------
    .. [1] Cohen, J. (1960). Educational and Psychological Measurement 20(1), 37-46.
    """
    n, k = int(matrix.sum()), len(matrix)
    if n == 0:
        return None
    agreed = float(np.diag(matrix).sum() / n)
    expected = float(np.sum(matrix.sum(axis=1) / n * (matrix.sum(axis=0)[:k] / n)))
    return (agreed - expected) / (1 - expected) if expected < 1 else None


def _chance(n_options: Sequence[int] | None, keep: NDArray[np.bool_]) -> float | None:
    if n_options is None or not keep.any():
        return None
    same_length(intended=keep, n_options=n_options)
    return float(np.mean(1 / np.asarray(n_options, dtype=np.float64)[keep]))
