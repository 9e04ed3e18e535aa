"""Class answers in depth: kappa and information with their doubt, what is taken for what, experts and others."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.bootstrap import two_way_bootstrap
from analysis.cell_statistics import Kappa
from analysis.class_answers import FEWEST_SOUNDS, accuracy, class_rows
from analysis.comparisons import experience_levels
from analysis.identification import confusion
from analysis.information import raw_bits
from analysis.intervals import mean_opinion_score
from analysis.language import marked
from analysis.ratings import Ratings
from study.study_file import CANNOT_TELL, ClassQuestion, Section

N_RESAMPLES = 500
N_GUESSED = 500
MOST_CONFUSIONS = 10
FEWEST_CONFUSED = 2
"""A single answer is a slip, no confusion."""

SOUNDS_PERMUTED = marked("intended classes exchanged between the sounds")
GUESSED = marked("every answer guessed among the options that were shown")


def class_details(
    question: ClassQuestion,
    section: Section,
    ratings: Ratings,
    classes: Sequence[str],
    rng_for: Callable[[str], np.random.Generator],
) -> dict[str, Any]:
    """Describe the answers of one section to a class question, test stimuli alone.

    Parameters
    ----------
    question, section, ratings
        As in :func:`analysis.class_answers.class_rows`.
    classes : sequence of str
        Ids of all classes, in order.
    rng_for : callable
        Gives each part its random numbers.

    Returns
    -------
    dict
        kappa_low and kappa_high (over listeners and sounds); information: raw_bits, null_bits with null_high
        (mean and upper 95 % bound where nothing is transmitted), null (how that was made), most_bits (all there
        was to transmit), and bits, which is 0 at the null and most_bits for perfect answers, and None where the
        null does not vary; confusions: the commonest that were made more than once, with share, interval and
        number of sounds; by_experience: accuracy and unbiased hit rate of each group of listeners.
    """
    rows = class_rows(question, section, ratings)
    rows = rows[rows["role"] == "test"]
    identifier = f"{question.id}-{section.id}"
    kappa = two_way_bootstrap(
        Kappa("intended", "value", classes), rows, "participant", "unit", N_RESAMPLES, rng_for(f"{identifier}-kappa")
    )
    return {
        "kappa_low": kappa.low,
        "kappa_high": kappa.high,
        "information": _information(rows, classes, rng_for(f"{identifier}-information")),
        "confusions": confusions(rows),
        "by_experience": _by_experience(rows, classes, ratings),
    }


def _information(rows: pd.DataFrame, classes: Sequence[str], rng: np.random.Generator) -> dict[str, Any]:
    """Return the transmitted information beside what there would seem to be if nothing were transmitted."""
    counted = confusion(rows["intended"], rows["value"], classes)
    place = {name: at for at, name in enumerate((*classes, CANNOT_TELL))}
    chosen = rows["value"].map(place).to_numpy()
    intended = rows["intended"].map(place).to_numpy()
    n_units_of_one_class = rows.groupby("unit")["intended"].nunique()
    is_permuted = rows["options"].map(frozenset).nunique() == 1 and bool((n_units_of_one_class == 1).all())
    drawn = np.empty(N_GUESSED)
    units, of_unit = np.unique(rows["unit"].to_numpy(dtype=str), return_inverse=True)
    class_of_unit = np.zeros(len(units), dtype=np.intp)
    class_of_unit[of_unit] = intended
    options = [[place[one] for one in shown if one != CANNOT_TELL] for shown in rows["options"]]
    n_options = np.array([len(shown) for shown in options])
    shown_to = np.array([shown + [0] * (n_options.max() - len(shown)) for shown in options])
    doubts = chosen == place[CANNOT_TELL]
    for at in range(N_GUESSED):
        if is_permuted:
            drawn[at] = raw_bits(_table(rng.permutation(class_of_unit)[of_unit], chosen, len(place)))
        else:
            guessed = shown_to[np.arange(len(rows)), (rng.random(len(rows)) * n_options).astype(np.intp)]
            drawn[at] = raw_bits(_table(intended, np.where(doubts, chosen, guessed), len(place)))
    raw, most, null = (
        counted.information_raw_bits or 0.0,
        raw_bits(_table(intended, intended, len(place))),
        drawn.mean(),
    )
    return {
        # Where every exchange comes out the same, as with one sound of each class, chance cannot be taken off.
        "bits": float(most * (raw - null) / (most - null)) if min(most - null, np.ptp(drawn)) > 1e-9 else None,
        "raw_bits": raw,
        "null_bits": float(null),
        "null_high": float(np.quantile(drawn, 0.95)),
        "most_bits": most,
        "null": SOUNDS_PERMUTED if is_permuted else GUESSED,
    }


def _table(intended: np.ndarray, chosen: np.ndarray, n: int) -> np.ndarray:
    return np.bincount(intended * n + chosen, minlength=n * n).reshape(n, n)


def confusions(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return what is most often taken for what; "cannot tell" is no confusion.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns `intended`, `value`, `participant`, `unit`.

    Returns
    -------
    list of dict
        intended, chosen, n (confusions), n_intended (answers to that class), share, low and high (over
        listeners and sounds; None below three sounds), n_units (sounds of the class), n_confused_units (sounds
        that were confused at least once): one sound that misleads everybody is no confusion of classes.

    Examples
    --------
    >>> rows = pd.DataFrame({"intended": list("aab"), "value": list("bbb"), "participant": list("123"), "unit": "s"})
    >>> [(one["intended"], one["chosen"], one["n"], one["share"]) for one in confusions(rows)]
    [('a', 'b', 2, 1.0)]
    """
    wrong = rows[(rows["intended"] != rows["value"]) & (rows["value"] != CANNOT_TELL)]
    counts = Counter(zip(wrong["intended"], wrong["value"], strict=True))
    repeated = [pair for pair, n in counts.items() if n >= FEWEST_CONFUSED]
    commonest = sorted(repeated, key=lambda pair: (-counts[pair], pair))[:MOST_CONFUSIONS]
    return [_confusion(rows, intended, chosen) for intended, chosen in commonest]


def _confusion(rows: pd.DataFrame, intended: str, chosen: str) -> dict[str, Any]:
    of_class = rows[rows["intended"] == intended]
    is_confused = of_class["value"] == chosen
    n_units = int(of_class["unit"].nunique())
    low = high = None
    if n_units >= FEWEST_SOUNDS:
        score = mean_opinion_score(is_confused.astype(float), of_class["participant"], of_class["unit"])
        low = None if score.low is None else max(score.low, 0.0)
        high = None if score.high is None else min(score.high, 1.0)
    return {
        "intended": intended,
        "chosen": chosen,
        "n": int(is_confused.sum()),
        "n_intended": len(of_class),
        "share": float(is_confused.mean()),
        "low": low,
        "high": high,
        "n_units": n_units,
        "n_confused_units": int(of_class.loc[is_confused, "unit"].nunique()),
    }


def _by_experience(rows: pd.DataFrame, classes: Sequence[str], ratings: Ratings) -> list[dict[str, Any]]:
    """Describe each group of listeners side by side, in the order of their experience."""
    rows = with_experience(rows, ratings)
    found = []
    for level in experience_levels(rows["experience"]):
        of_level = rows[rows["experience"] == level]
        counted = confusion(of_level["intended"], of_level["value"], classes)
        answered = zip(counted.hu, counted.recall, strict=True)
        rates = [hu or 0.0 for hu, recall in answered if recall is not None]
        found.append({"level": level, "hu": float(np.mean(rates)), "kappa": counted.kappa} | accuracy(of_level))
    return found


def with_experience(rows: pd.DataFrame, ratings: Ratings) -> pd.DataFrame:
    """Return answers with the musical experience of who gave them; blank where it was not said."""
    said = dict(zip(ratings.listeners["participant"], ratings.listeners["experience"], strict=True))
    return rows.assign(experience=rows["participant"].map(said).fillna(""))
