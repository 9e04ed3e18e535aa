"""What a table was taken for, in sentences, so that a wrong guess is seen before a p-value is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.answer_table import LONG, WIDE_BY_GROUP, Answers, Columns
from analysis.class_answers import FEWEST_SOUNDS
from analysis.language import gettext as _
from analysis.language import marked, ngettext
from analysis.rating_groups import Scale
from analysis.text_table import TextTable
from analysis.wording import listed, whole

_N_SHOWN = 8
_SEPARATORS = {",": "", ";": marked("semicolons"), "\t": marked("tabs")}


def understood(table: TextTable, columns: Columns, answers: Answers, scale: Scale | None) -> list[str]:
    """Say what the file, its rows and its columns were taken for.

    Returns
    -------
    list of str
        Whole sentences; what is unusual is said, what is usual is not.
    """
    return [
        *_file(table, columns, answers),
        _answers(answers, columns, scale),
        *_units(answers, columns),
        *_warnings(answers),
    ]


def whose_p_value(tests: Sequence[Mapping[str, Any]]) -> str:
    """Say about whom the p-values speak."""
    companion = next((test for test in tests if test["role"] == "companion"), None)
    if companion is None:
        return _(
            "Every p-value takes the rows as independent. If one listener or one sound gave several rows, name "
            "them with --listener and --stimulus: a companion test then respects it."
        )
    said = _("The companion's p-value speaks about {scope}; the others take the rows as independent.").format(
        scope=_(companion["scope"])
    )
    if companion.get("one_sided"):
        said += " " + _("Only one side is asked: {why}.").format(why=companion["one_sided"])
    return said


def _file(table: TextTable, columns: Columns, answers: Answers) -> Iterator[str]:
    n_rows, n_columns = answers.n_table_rows, len(table.columns)
    yield _("{file}: {rows} and {columns}.").format(
        file=table.path.name,
        rows=ngettext("{n} row", "{n} rows", n_rows).format(n=whole(n_rows)),
        columns=ngettext("{n} column", "{n} columns", n_columns).format(n=n_columns),
    )
    if separator := _SEPARATORS[table.delimiter]:
        yield _("Cells are separated by {separator}; 3,5 is read as 3.5.").format(separator=_(separator))
    if table.encoding == "cp1252":
        yield _("The file is not in UTF-8; it was read as Windows-1252 (Latin-1).")
    if columns.where:
        conditions = listed([f"{name} = {wanted}" for name, wanted in columns.where])
        yield ngettext(
            "{n} row is analysed, where {conditions}.",
            "{n} rows are analysed, where {conditions}.",
            answers.n_chosen_rows,
        ).format(n=whole(answers.n_chosen_rows), conditions=conditions)


def _answers(answers: Answers, columns: Columns, scale: Scale | None) -> str:
    rows = answers.rows
    groups = shown([f"{name} ({whole(n)})" for name, n in group_sizes(answers).items()])
    n = len(rows)
    if scale is None:
        what = ngettext("{n} answer", "{n} answers", n).format(n=whole(n))
        classes = sorted(set(rows["value"]))
        what = _("{answers} of {n} classes ({classes})").format(answers=what, n=len(classes), classes=shown(classes))
    else:
        what = ngettext("{n} rating from {low:g} to {high:g}", "{n} ratings from {low:g} to {high:g}", n).format(
            n=whole(n), low=rows["score"].min(), high=rows["score"].max()
        )
    n_groups = len(answers.levels)
    if answers.layout == WIDE_BY_GROUP:
        return _("{what} in {n_groups} columns, each taken as a group: {groups}.").format(
            what=what, n_groups=n_groups, groups=groups
        )
    return ngettext(
        "{what} in {n_groups} group of '{group}': {groups}.",
        "{what} in {n_groups} groups of '{group}': {groups}.",
        n_groups,
    ).format(what=what, n_groups=n_groups, group=columns.group, groups=groups)


def _units(answers: Answers, columns: Columns) -> Iterator[str]:
    rows, k = answers.rows, len(answers.levels)
    if "participant" in rows:
        n = rows["participant"].nunique()
        where = _met(rows, "participant", k)
        if columns.listener:
            yield ngettext(
                "{n} listener in '{column}', {where}.", "{n} listeners in '{column}', each {where}.", n
            ).format(n=whole(n), column=columns.listener, where=where)
        else:
            yield ngettext(
                "Each row is taken as one listener: {n} listener, {where}.",
                "Each row is taken as one listener: {n} listeners, each {where}.",
                n,
            ).format(n=whole(n), where=where)
    if "unit" in rows:
        n = rows["unit"].nunique()
        where = _met(rows, "unit", k)
        if columns.stimulus:
            yield ngettext("{n} sound in '{column}', {where}.", "{n} sounds in '{column}', each {where}.", n).format(
                n=whole(n), column=columns.stimulus, where=where
            )
        else:
            yield ngettext(
                "Each column is taken as one sound: {n} sound, {where}.",
                "Each column is taken as one sound: {n} sounds, each {where}.",
                n,
            ).format(n=whole(n), where=where)


def _met(rows: pd.DataFrame, side: str, k: int) -> str:
    """Say in how many groups each listener or sound stands."""
    met = rows.groupby(side)["group"].nunique()
    fewest, most = int(met.min()), int(met.max())
    if most == 1:
        return _("in one group")
    if fewest == k:
        return _("in every group")
    return _("in {fewest} to {most} of the groups").format(fewest=fewest, most=most)


def _warnings(answers: Answers) -> Iterator[str]:
    n = answers.n_missing
    if n and answers.layout == LONG:
        yield ngettext(
            "{n} row with a blank cell among these columns left out.",
            "{n} rows with a blank cell among these columns left out.",
            n,
        ).format(n=whole(n))
    elif n:
        yield ngettext("{n} blank cell left out.", "{n} blank cells left out.", n).format(n=whole(n))
    if "unit" in answers.rows:
        fewest = int(answers.rows.groupby("group")["unit"].nunique().min())
        if fewest < FEWEST_SOUNDS:
            yield ngettext(
                "The smallest group has {n} sound: what is said of it may be true of this sound alone.",
                "The smallest group has {n} sounds: what is said of it may be true of these sounds alone, and "
                "intervals over sounds are wide.",
                fewest,
            ).format(n=fewest)
    for alike in _alike(answers.levels):
        yield _("{groups} differ in blanks or capitals alone and are taken as groups of their own.").format(
            groups=listed([f"'{name}'" for name in alike])
        )
    if answers.is_simulated:
        yield _("These answers are simulated: the table says so in 'is_simulated'.")


def _alike(names: Iterable[str]) -> list[list[str]]:
    """Return names that only blanks or capitals tell apart."""
    families: dict[str, list[str]] = defaultdict(list)
    for name in names:
        families[" ".join(name.casefold().split())].append(name)
    return [family for family in families.values() if len(family) > 1]


def group_sizes(answers: Answers) -> dict[str, int]:
    """Return the number of answers in each group, in the order in which groups are shown."""
    sizes = answers.rows["group"].value_counts()
    return {name: int(sizes[name]) for name in answers.levels}


def shown(words: list[str]) -> str:
    """List words, or the first of many.

    Examples
    --------
    >>> shown(["a", "b"]), shown(list("abcdefghij"))
    ('a and b', 'a, b, c, d, e, f, g, h and 2 more')
    """
    if len(words) <= _N_SHOWN:
        return listed(words)
    return _("{words} and {n} more").format(words=", ".join(words[:_N_SHOWN]), n=len(words) - _N_SHOWN)
