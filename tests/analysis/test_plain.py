"""Whatever a test returns becomes JSON."""

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.plain import plain


@dataclass(frozen=True)
class Found:
    """A result with everything that JSON does not know."""

    matrix: np.ndarray
    table: pd.DataFrame
    pair: tuple[float, float]
    count: np.int64


def test_results_become_plain_values():
    """Arrays, frames, tuples and numpy numbers; NaN and infinity are null."""
    found = Found(np.eye(2), pd.DataFrame({"a": [1.5, np.nan]}), (float("inf"), 2.0), np.int64(3))

    assert {
        "matrix": [[1.0, 0.0], [0.0, 1.0]],
        "table": [{"a": 1.5}, {"a": None}],
        "pair": [None, 2.0],
        "count": 3,
    } == plain(found)


def test_what_is_plain_is_json():
    """No NaN slips through."""
    assert '{"x": [null, true, "a"]}' == json.dumps(plain({"x": (np.float64("nan"), True, "a")}), allow_nan=False)
