"""The companion of a comparison: the same question asked of sounds and of listeners, the larger p-value of both.

A result for other sounds and other listeners must hold over the sounds and over the listeners
that were drawn; so both are asked, each as the design has it. Where each sound (or listener)
belongs to one group, labels are permuted over sounds (or listeners). Where each meets several
groups, Friedman's test compares the groups within sounds (or within listeners).
"""

from typing import Any

import numpy as np
import pandas as pd

from analysis.blocked_rank_tests import FriedmanResult, friedman
from analysis.companions import OverUnitsResult, over_units
from analysis.plain import plain

OTHER_SOUNDS = "other sounds, heard by these listeners"
OTHER_LISTENERS = "other listeners, hearing these sounds"
OTHER_SOUNDS_AND_LISTENERS = "other sounds and other listeners"

SMALLEST_SHARE = 0.5
"""Share of listeners (or sounds) that must have met every group for Friedman's p-value to count.

Friedman drops the others. With few left it says next to nothing, and the larger of two
p-values would be this one whatever the data; it is then shown but does not decide.
"""

_SIDES = {"unit": ("independent sound", OTHER_SOUNDS), "participant": ("participant", OTHER_LISTENERS)}


def companion_test(rows: pd.DataFrame, rng: np.random.Generator) -> dict[str, Any]:
    """Ask whether groups of ratings differ beyond these very sounds and listeners.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns `score` and `group`, and `unit` (independent sound), `participant`, or both.
    rng : numpy.random.Generator
        For permutations.

    Returns
    -------
    dict
        test, unit, scope, p_value (the larger of the sides that count), statistic and n_units
        of the side that decides, p_by_stimulus, p_by_listener, sides (each with its own test,
        fields and sentence), status, reason, sentence.
    """
    sides = [_side(rows, column, rng) for column in _SIDES if column in rows]
    counting = [side for side in sides if side["counts"]]
    p_by = {side["column"]: side["p_value"] for side in sides}
    found: dict[str, Any] = {
        "test": "; ".join(dict.fromkeys(f"{side['test']} of each {side['unit']}" for side in counting or sides)),
        "role": "companion",
        "scope": OTHER_SOUNDS_AND_LISTENERS if len(counting) == 2 else (counting or sides)[0]["scope"],
        "effect": None,
        "p_by_stimulus": p_by.get("unit"),
        "p_by_listener": p_by.get("participant"),
        "sides": sides,
        "sentence": " ".join(_sentence(side) for side in sides),
    }
    if not counting:
        first = sides[0]
        return found | {
            "unit": first["unit"],
            "p_value": None,
            "statistic": None,
            "n_units": first["n_units"],
            "status": "not computable",
            "reason": first["reason"],
        }
    deciding = max(counting, key=lambda side: side["p_value"])
    return found | {key: deciding[key] for key in ("unit", "p_value", "statistic", "n_units", "status", "reason")}


def _side(rows: pd.DataFrame, column: str, rng: np.random.Generator) -> dict[str, Any]:
    unit, scope = _SIDES[column]
    is_nested = bool((rows.groupby(column)["group"].nunique() == 1).all())
    if is_nested:
        result: OverUnitsResult | FriedmanResult = over_units(rows["score"], rows["group"], rows[column], rng=rng)
        n_dropped = 0
    else:
        result = friedman(rows["score"], rows["group"], rows[column])
        n_dropped = len(result.dropped)
    n_units = result.n_units if isinstance(result, OverUnitsResult) else result.n_blocks
    is_enough = n_units >= SMALLEST_SHARE * (n_units + n_dropped)
    fields = {
        "test": "labels permuted over means" if is_nested else "Friedman on means",
        "n_units": n_units,
        "n_dropped": n_dropped,
    }
    return fields | {
        "column": column,
        "unit": unit,
        "scope": scope,
        **{key: value for key, value in plain(result).items() if key not in ("n_units", "dropped")},
        "counts": result.p_value is not None and is_enough,
        "sentence": result.sentence(),
    }


def _sentence(side: dict[str, Any]) -> str:
    words = f"Over {side['unit']}s: {side['sentence']}"
    if side["p_value"] is not None and not side["counts"]:
        words += (
            f" Only {side['n_units']} of {side['n_units'] + side['n_dropped']} met every group: this does not decide."
        )
    return words
