"""Results as JSON knows them: plain numbers, text, lists and mappings."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd


def plain(value: Any) -> Any:
    """Turn results, arrays and data frames into what JSON can hold; NaN and infinity become None.

    Examples
    --------
    >>> plain({"low": np.float64("nan"), "counts": np.array([1, 2])})
    {'low': None, 'counts': [1, 2]}
    """
    if isinstance(value, pd.DataFrame):
        return [{str(key): plain(cell) for key, cell in row.items()} for row in value.to_dict("records")]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(cell) for key, cell in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(cell) for cell in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not isfinite(value):
        return None
    return value
