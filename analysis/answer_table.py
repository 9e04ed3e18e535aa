"""Answers from any table, long or wide: one row per answer, with its group and, where known, listener and sound.

In a long table every row is an answer. In a wide one every row is a listener (or a sound) and
several columns hold the answers: each of these columns is a group, or, where a group is named
for the rows, a sound.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.cells import is_number, numbers_in
from analysis.table_scores import hold_numbers, scores_of
from analysis.text_table import TextTable
from study.errors import TableError, did_you_mean

MOST_GROUPS = 200
"""More groups make 20,000 pairs and more, which nobody reads: the column is hardly what is compared."""

_SIMULATED = "is_simulated"
"""Column in which Ascolto's own export says that a synthetic listener answered."""

_N_KNOWN = 8

LONG, WIDE_BY_GROUP, WIDE_BY_SOUND = "long", "wide by group", "wide by sound"


@dataclass(frozen=True)
class Columns:
    """Names of the columns to analyse, and how to read them.

    Parameters
    ----------
    values : tuple of str
        Columns of ratings or chosen classes. Several make the table wide; "q_*" stands for
        every column whose name fits, "a,b" for two columns.
    group : str, optional
        Column of what is compared; left out where each value column is a group.
    listener, stimulus : str, optional
        Columns that name who answered about what.
    count : str, optional
        Column that says how many answers a row stands for.
    where : tuple of (str, str)
        Columns and the text they must hold; other rows are left out.
    missing : frozenset of str
        Words that mean "no answer", besides blank cells.
    are_classes : bool
        Whether values are classes even if they are numbers.
    scale : (float, float), optional
        Ends of the scale; the lowest and the highest rating where left out.
    """

    values: tuple[str, ...]
    group: str | None = None
    listener: str | None = None
    stimulus: str | None = None
    count: str | None = None
    where: tuple[tuple[str, str], ...] = ()
    missing: frozenset[str] = frozenset()
    are_classes: bool = False
    scale: tuple[float, float] | None = None


@dataclass(frozen=True)
class Answers:
    """What a table was taken for.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row per answer: `group`, `score` (ratings, float) or `value` (classes), and
        `participant` and `unit` (independent sound) where they are known.
    layout : {"long", "wide by group", "wide by sound"}
        How the answers lay in the table.
    levels : list of str
        The groups in the order in which they are shown.
    n_missing : int
        Answers left out because a cell was blank.
    n_table_rows, n_chosen_rows : int
        Rows of the table, and those that `where` kept.
    is_simulated : bool
        Whether the table says that synthetic listeners answered.
    """

    rows: pd.DataFrame
    layout: str
    levels: list[str]
    n_missing: int
    n_table_rows: int
    n_chosen_rows: int
    is_simulated: bool

    @property
    def are_ratings(self) -> bool:
        """Whether the values are numbers."""
        return "score" in self.rows


def read_answers(table: TextTable, columns: Columns) -> Answers:
    """Return the answers of a table.

    Raises
    ------
    study.errors.TableError
        A column is missing, columns contradict each other, or text stands among numbers.
    """
    value_columns = list(dict.fromkeys(_value_columns(table, columns.values)))
    layout = _layout(table, columns, value_columns)
    chosen = _chosen(table, columns.where)
    rows = _answers(table, columns, value_columns, layout, _repeated(table, columns.count, chosen))
    blank = {name: _is_blank(rows[name], columns.missing) for name in rows if name != "place"}
    is_missing = np.any(list(blank.values()), axis=0)
    for name in value_columns:
        if blank["value"][rows["column"] == name].all():
            raise TableError(table.path, f"column '{name}' is empty", "Name another column with --value.")
    if not columns.are_classes and hold_numbers(table, rows["value"][~blank["value"]]):
        rows["score"] = scores_of(table, rows, blank["value"])
        rows = rows.drop(columns="value")
    kept = rows[~is_missing].drop(columns=["place", "column"]).reset_index(drop=True)
    if kept.empty:
        raise TableError(table.path, "no row has all the cells that are asked for", "Name other columns.")
    for name in {"group", "participant", "unit"} & set(kept.columns):
        kept[name] = pd.Categorical(kept[name])  # counted once, used by every test
    return Answers(
        rows=kept,
        layout=layout,
        levels=_levels(table, columns, set(kept["group"]), value_columns if layout == WIDE_BY_GROUP else []),
        n_missing=int(is_missing.sum()),
        n_table_rows=len(table),
        n_chosen_rows=len(chosen),
        is_simulated=_is_simulated(table, chosen),
    )


def _value_columns(table: TextTable, named: Iterable[str]) -> Iterator[str]:
    """Yield the value columns; a name that is a column stands for itself, whatever signs it holds."""
    for name in named:
        fitting = [column for column in table.columns if fnmatchcase(column, name)]
        if name in table.columns or name in table.repeated:
            yield name
        elif fitting:
            yield from fitting
        elif "," in name:
            yield from _value_columns(table, [part.strip() for part in name.split(",") if part.strip()])
        else:
            yield name


def _layout(table: TextTable, columns: Columns, value_columns: list[str]) -> str:
    if len(value_columns) == 1 and columns.group is None:
        raise TableError(
            table.path,
            f"what is to be compared is not said; the columns are {', '.join(table.columns)}",
            "Name the column of groups with --group, or several columns with --value where each is a group.",
        )
    if len(value_columns) == 1:
        return LONG
    if columns.group is None:
        return WIDE_BY_GROUP
    if columns.stimulus is not None:
        raise TableError(
            table.path,
            "with --group, each column of --value is a sound, and --stimulus names a column of sounds besides",
            "Leave out --stimulus, or give a table with one row per rating.",
        )
    return WIDE_BY_SOUND


def _chosen(table: TextTable, where: Iterable[tuple[str, str]]) -> NDArray[np.intp]:
    """Return the places of the rows that hold what they must."""
    is_chosen = np.ones(len(table), dtype=bool)
    for name, wanted in where:
        cells = np.array(table.column(name, "--where"), dtype=object)
        if not (cells == wanted).any():
            cure = did_you_mean(wanted, sorted(set(cells))[:_N_KNOWN])
            raise TableError(table.path, f"no row has '{wanted}' in column '{name}'", cure)
        is_chosen &= cells == wanted
    if not is_chosen.any():
        raise TableError(table.path, "no row fits every --where", "Leave one out.")
    return np.flatnonzero(is_chosen)


def _repeated(table: TextTable, count: str | None, chosen: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the place of each row as often as it counts."""
    if count is None:
        return chosen
    cells = table.column(count, "--count")
    texts = {table.row(place): cells[place] for place in chosen}
    numbers = numbers_in(table.path, count, texts, "Correct them, or name another column with --count.")
    wrong = [row for row, n in zip(texts, numbers, strict=True) if n < 0 or n % 1]
    if wrong:
        raise TableError(
            table.path, f"row {wrong[0]} counts {texts[wrong[0]]} answers in '{count}'", "Give whole numbers from 0 on."
        )
    return np.repeat(chosen, numbers.astype(np.intp))


def _answers(
    table: TextTable, columns: Columns, value_columns: list[str], layout: str, chosen: NDArray[np.intp]
) -> pd.DataFrame:
    """Return text: place in the table, column, value, group, and participant and unit where known."""

    def cells(name: str, option: str) -> list[str]:
        found = np.array(table.column(name, option), dtype=object)[chosen]
        return list(found) * len(value_columns)

    headers = [name for name in value_columns for _ in chosen]
    answers: dict[str, list[str]] = {
        "column": headers,
        "value": [cell for name in value_columns for cell in cells(name, "--value")[: len(chosen)]],
        "group": headers if layout == WIDE_BY_GROUP else cells(columns.group or "", "--group"),
    }
    if columns.listener:
        answers["participant"] = cells(columns.listener, "--listener")
    elif layout == WIDE_BY_SOUND or (layout == WIDE_BY_GROUP and not columns.stimulus):
        answers["participant"] = [f"row {table.row(place)}" for place in chosen] * len(value_columns)
    if columns.stimulus:
        answers["unit"] = cells(columns.stimulus, "--stimulus")
    elif layout == WIDE_BY_SOUND:
        answers["unit"] = headers
    rows = pd.DataFrame(answers, dtype=object)
    return rows.assign(place=np.tile(chosen, len(value_columns)))


def _is_blank(cells: pd.Series, missing: frozenset[str]) -> NDArray[np.bool_]:
    codes, words = pd.factorize(cells)
    return np.array([not word.strip() or word in missing for word in words], dtype=bool)[codes]


def _levels(table: TextTable, columns: Columns, groups: set[str], in_order: list[str]) -> list[str]:
    """Return the groups as the columns stand, else numbers by size, else in the order of the C locale."""
    if in_order:
        return [name for name in in_order if name in groups]
    if len(groups) > MOST_GROUPS:
        raise TableError(
            table.path,
            f"column '{columns.group}' holds {len(groups):,} groups, of which at most {MOST_GROUPS} are compared",
            "Name what is compared with --group; sounds and listeners have --stimulus and --listener.",
        )
    return sorted(groups, key=lambda name: (float(name), name)) if all(map(is_number, groups)) else sorted(groups)


def _is_simulated(table: TextTable, chosen: NDArray[np.intp]) -> bool:
    flags = table.columns.get(_SIMULATED)
    return flags is not None and any(flags[place].casefold() in ("true", "1") for place in chosen)
