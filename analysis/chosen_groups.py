"""Chosen classes of any table described: what each group was taken for, where groups and answers share labels."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.class_answers import FEWEST_SOUNDS
from analysis.identification import confusion
from analysis.intervals import wilson
from analysis.known_units import mean_over_units


def share_labels(rows: pd.DataFrame) -> bool:
    """Whether groups and chosen classes have labels in common, so that an answer can be right."""
    return bool(set(rows["group"]) & set(rows["value"]))


def chosen_groups(rows: pd.DataFrame, levels: Sequence[str]) -> dict[str, Any]:
    """Describe how often the group was named.

    Parameters
    ----------
    rows : pandas.DataFrame
        Columns `group`, `value`, and `participant` and `unit` where they are known.
    levels : sequence of str
        The groups, each with at least one row.

    Returns
    -------
    dict
        classes (id, name), columns, matrix (group by chosen), n, n_right, accuracy with low and
        high, kappa, recall (per group), is_confounded (None where sounds are not known).
    """
    classes = [*levels, *sorted(set(rows["value"]) - set(levels))]
    found = confusion(rows["group"], rows["value"], classes)
    is_right = (rows["group"] == rows["value"]).to_numpy(dtype=np.float64)
    low, high = _bounds(is_right, rows)
    recall = [_recall(name, rows, found.mistaken_for(name)) for name in levels]
    return {
        "section": "",
        "name": "",
        "classes": [{"id": name, "name": name} for name in classes],
        "columns": found.columns,
        "matrix": found.matrix,
        "n": len(rows),
        "n_right": int(is_right.sum()),
        "accuracy": found.accuracy,
        "low": low,
        "high": high,
        "kappa": found.kappa,
        "recall": recall,
        "is_confounded": any(one["n_units"] < FEWEST_SOUNDS for one in recall) if "unit" in rows else None,
    }


def _recall(name: str, rows: pd.DataFrame, mistaken_for: str) -> dict[str, Any]:
    mine = rows[rows["group"] == name]
    is_right = (mine["value"] == name).to_numpy(dtype=np.float64)
    n_units = int(mine["unit"].nunique()) if "unit" in mine else None
    # With fewer than three sounds of a class nobody can tell the class from its sounds.
    low, high = (None, None) if n_units is not None and n_units < FEWEST_SOUNDS else _bounds(is_right, mine)
    return {
        "id": name,
        "name": name,
        "n": len(mine),
        "n_units": n_units,
        "n_right": int(is_right.sum()),
        "recall": float(is_right.mean()),
        "low": low,
        "high": high,
        "mistaken_for": mistaken_for,
        "n_mistaken_for": int((mine["value"] == mistaken_for).sum()) if mistaken_for else 0,
    }


def _bounds(is_right: np.ndarray, rows: pd.DataFrame) -> tuple[float | None, float | None]:
    """Return a 95 % interval of a share: Wilson's where answers are all that is known."""
    if not {"participant", "unit"} & set(rows.columns):
        return wilson(int(is_right.sum()), len(is_right)) or (None, None)
    share = mean_over_units(is_right, rows)
    if share.low is None or share.high is None:
        return None, None
    return max(share.low, 0.0), min(share.high, 1.0)
