"""The companion of a comparison: whether the difference holds beyond these very sounds and listeners.

Where listeners and sounds are known, the larger of two p-values speaks about other sounds and
other listeners. Groups of listeners are compared on listener means. Where only one side is
known, or the other has too few, the companion speaks about that side alone and says so.
"""

from typing import Any

import numpy as np
import pandas as pd

from analysis.blocked_rank_tests import friedman
from analysis.companions import generator_scope, listener_groups, over_units
from analysis.language import gettext as _
from analysis.language import marked
from analysis.plain import plain
from analysis.results import Result

OTHER_SOUNDS = marked("other sounds, heard by these listeners")
OTHER_LISTENERS = marked("other listeners, hearing these sounds")
OTHER_SOUNDS_AND_LISTENERS = marked("other sounds and other listeners")

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
        test, role, unit, scope, effect, every field of the result, n_units, sentence, and
        `one_sided`: why only one side is asked, blank where both are.
    """
    if not {"unit", "participant"} <= set(rows.columns):
        side = "unit" if "unit" in rows else "participant"
        return _one_side(rows, side, rng) | {"one_sided": _("the other side is not known")}
    score, group, listener, unit = (rows[name] for name in ("score", "group", "participant", "unit"))
    if _is_nested(rows, "participant") and not _is_nested(rows, "unit"):
        groups = listener_groups(score, group, listener, unit)
        found = _described(marked("groups of listeners"), "participant", OTHER_LISTENERS, groups, groups.n_listeners)
        return found | {"one_sided": ""}
    both = generator_scope(score, group, listener, unit, rng=rng)
    if both.is_ok:
        name = marked("the larger of a test over listeners and one over sounds")
        found = _described(name, "independent sound", OTHER_SOUNDS_AND_LISTENERS, both, both.n_stimuli)
        return found | {"one_sided": ""}
    return _one_side(rows, "unit", rng) | {"one_sided": both.reason}


def _one_side(rows: pd.DataFrame, column: str, rng: np.random.Generator) -> dict[str, Any]:
    """Permute labels over units of one group each; compare within units that met several groups."""
    unit, scope = _SIDES[column]
    if _is_nested(rows, column):
        nested = over_units(rows["score"], rows["group"], rows[column], rng=rng)
        return _described(marked("Kruskal-Wallis on unit means, labels permuted"), unit, scope, nested, nested.n_units)
    blocked = friedman(rows["score"], rows["group"], rows[column])
    return _described(marked("Friedman on unit means"), unit, scope, blocked, blocked.n_blocks)


def _is_nested(rows: pd.DataFrame, column: str) -> bool:
    """Whether each unit belongs to a single group."""
    return bool((rows.groupby(column)["group"].nunique() == 1).all())


def _described(name: str, unit: str, scope: str, result: Result, n_units: int) -> dict[str, Any]:
    return {
        "test": name,
        "role": "companion",
        "unit": unit,
        "scope": scope,
        "effect": None,
        **plain(result),
        "n_units": n_units,
        "sentence": result.sentence(),
    }
