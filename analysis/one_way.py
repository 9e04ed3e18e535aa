"""The one-way route on any table: a column of values, a column of groups, and what is known of listeners and sounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.cells import is_number, numbers_in
from analysis.companion_test import OTHER_SOUNDS
from analysis.companions import recognition
from analysis.contingency import chi_square_independence
from analysis.plain import plain
from analysis.rating_tests import SLIDES_SCOPE, Test, rating_tests
from analysis.text_table import TextTable
from analysis.wording import count, listed
from study.errors import TableError

SCHEMA = "ascolto-analyse/1"
CURE = "Correct them, or name another column with --value."
_N_LABELS_SHOWN = 8


@dataclass(frozen=True)
class Columns:
    """Names of the columns to analyse; listener and stimulus may be unknown."""

    value: str
    group: str
    listener: str | None = None
    stimulus: str | None = None


def analyse_table(table: TextTable, columns: Columns, rng: np.random.Generator) -> dict[str, Any]:
    """Compare groups of ratings, or associate groups with chosen classes.

    Parameters
    ----------
    table : TextTable
        One row per rating or choice.
    columns : Columns
        What the columns mean. Values are ratings where they are numbers, else classes; blank
        cells are missing. Everything else is text.
    rng : numpy.random.Generator
        For permutations.

    Returns
    -------
    dict
        schema, file, understood (sentences), value_kind, n, n_missing, groups (with n each),
        tests.

    Raises
    ------
    study.errors.TableError
        A column is missing, or text stands among numbers, by row and value.
    """
    values, groups = table.column(columns.value, "--value"), table.column(columns.group, "--group")
    is_rating = _is_rating(table, columns.value, values)
    frame = pd.DataFrame({"group": pd.Series(list(groups.values()), dtype=object)})
    frame["value"] = _ratings(table, columns.value, values) if is_rating else list(values.values())
    if columns.stimulus:
        frame["unit"] = list(table.column(columns.stimulus, "--stimulus").values())
    if columns.listener:
        frame["participant"] = list(table.column(columns.listener, "--listener").values())
    is_missing = frame.isna().any(axis=1) | (frame == "").any(axis=1)
    kept = frame[~is_missing]
    levels = {str(name): int(n) for name, n in kept["group"].value_counts().sort_index().items()}
    about = {"comparison": f"{columns.value}-by-{columns.group}", "question": columns.value, "by": columns.group}
    tests = _rating_tests(kept, levels, about, rng) if is_rating else _class_tests(kept, about, rng)
    return plain(
        {
            "schema": SCHEMA,
            "file": table.path.name,
            "understood": _understood(table, columns, kept, is_rating, levels, int(is_missing.sum())),
            "value_kind": "rating" if is_rating else "class",
            "n": len(kept),
            "n_missing": int(is_missing.sum()),
            "groups": levels,
            "tests": tests,
        }
    )


def _rating_tests(
    rows: pd.DataFrame, levels: Mapping[str, int], about: dict[str, str], rng: np.random.Generator
) -> list[Test]:
    return rating_tests(rows.rename(columns={"value": "score"}), list(levels), about, rng)


def _class_tests(rows: pd.DataFrame, about: dict[str, str], rng: np.random.Generator) -> list[Test]:
    found = chi_square_independence(rows["group"], rows["value"])
    effect = {"name": "Cramér's V, bias-corrected", "value": found.cramers_v_corrected}
    described = {"test": "chi-square", "role": "slides", "unit": "answer", "scope": SLIDES_SCOPE, "effect": effect}
    tests = [
        {"id": f"{about['comparison']}-chi-square", **about} | described | plain(found) | {"sentence": found.sentence()}
    ]
    # Recognition asks whether the group was named; it has a meaning where groups and values are the same classes.
    if "unit" in rows and set(rows["group"]) & set(rows["value"]):
        companion = recognition(rows["group"], rows["value"], rows["unit"], rng=rng)
        described = {"test": "accuracy, groups permuted over sounds", "role": "companion", "unit": "independent sound"}
        tests.append(
            {"id": f"{about['comparison']}-companion", **about}
            | described
            | {"scope": OTHER_SOUNDS, "effect": None}
            | plain(companion)
            | {"sentence": companion.sentence()}
        )
    return tests


def _is_rating(table: TextTable, name: str, cells: Mapping[int, str]) -> bool:
    """Whether a column holds numbers, blanks apart; text among numbers is refused by name."""
    filled = [text for text in cells.values() if text.strip()]
    if not filled:
        raise TableError(table.path, f"column '{name}' is empty", "Name another column with --value.")
    n_numbers = sum(is_number(_decimal_point(table, text)) for text in filled)
    if 0 < n_numbers < len(filled):
        numbers_in(table.path, name, {row: _decimal_point(table, text) for row, text in cells.items()}, CURE)
    return n_numbers > 0


def _ratings(table: TextTable, name: str, cells: Mapping[int, str]) -> pd.Series:
    filled = {row: _decimal_point(table, text) for row, text in cells.items() if text.strip()}
    scores = dict(zip(filled, numbers_in(table.path, name, filled, CURE), strict=True))
    return pd.Series([scores.get(row, float("nan")) for row in cells], dtype=float)


def _decimal_point(table: TextTable, text: str) -> str:
    """Read "3,5" as 3.5 where semicolons separate the cells, as spreadsheets write in Italian and German."""
    return text.replace(",", ".") if table.delimiter == ";" and text.count(",") == 1 else text


def _understood(
    table: TextTable, columns: Columns, rows: pd.DataFrame, is_rating: bool, levels: Mapping[str, int], n_missing: int
) -> list[str]:
    """Say what the columns were taken for, so that a wrong guess is seen."""
    if is_rating:
        lowest, highest = rows["value"].min(), rows["value"].max()
        value = f"ratings from {lowest:g} to {highest:g}"
    else:
        value = f"classes: {_shown(sorted(set(rows['value'])))}"
    sentences = [
        f"{table.path.name}: {count(len(table), 'row')} and {count(len(table.columns), 'column')}.",
        f"'{columns.value}' holds {value}.",
        f"'{columns.group}' holds {count(len(levels), 'group')}: "
        f"{_shown([f'{name} ({n})' for name, n in levels.items()])}.",
    ]
    if columns.listener:
        sentences.append(f"'{columns.listener}' names {count(rows['participant'].nunique(), 'listener')}.")
    if columns.stimulus:
        sentences.append(f"'{columns.stimulus}' names {count(rows['unit'].nunique(), 'sound')}.")
    if n_missing:
        sentences.append(f"{count(n_missing, 'row')} with a blank cell among these columns left out.")
    if not (columns.listener or columns.stimulus):
        sentences.append("Rows are taken as independent; name --listener and --stimulus for the companion test.")
    return sentences


def _shown(words: list[str]) -> str:
    if len(words) <= _N_LABELS_SHOWN:
        return listed(words)
    return f"{', '.join(words[:_N_LABELS_SHOWN])} and {len(words) - _N_LABELS_SHOWN} more"
