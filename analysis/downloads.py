"""The tables of the report as CSV, carried in the page itself."""

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any
from urllib.parse import quote

from study.tables import guarded

Row = Mapping[str, Any]


def downloads(found: Mapping[str, Any]) -> dict[str, str]:
    """Return the tables of a report by file name, each as an address that holds its content.

    Parameters
    ----------
    found : mapping
        The results.
    """
    tables: dict[str, list[Row]] = {
        "scores.csv": list(_scores(found["questions"])),
        "recall.csv": list(_recall(found["questions"])),
        "confusions.csv": list(_confusions(found["questions"])),
        "tests.csv": [_single(test) for test in found["tests"]],
        "pairs.csv": [{"test": test["id"], **pair} for test in found["tests"] for pair in test.get("pairs", ())],
        "hypotheses.csv": [_single(one) for one in found["hypotheses"]],
        "parts.csv": [part for one in found["hypotheses"] for part in one["parts"]],
        "conclusions.csv": [_single(one) for one in found["verdicts"]],
        "effects.csv": found.get("effects", []),
    }
    return {name: f"data:text/csv;charset=utf-8,{quote(csv_text(rows))}" for name, rows in tables.items() if rows}


def csv_text(rows: list[Row]) -> str:
    r"""Write rows as CSV, with every column that any of them has.

    Examples
    --------
    >>> csv_text([{"a": 1}, {"a": None, "b": "=x"}])
    "a,b\r\n1,\r\n,'=x\r\n"
    """
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_cell(row.get(column)) for column in columns] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return guarded(value)
    return "" if value is None else value


def _single(row: Row) -> Row:
    return {key: value for key, value in row.items() if not isinstance(value, (list, dict))}


def _scores(questions: Iterable[Row]) -> Iterable[Row]:
    for question in questions:
        if question["kind"] == "rating":
            for one in question["by_section"] + [one for part in question["by_condition"].values() for one in part]:
                yield {"question": question["id"], "section": one["section"], "condition": "", **_single(one)}


def _recall(questions: Iterable[Row]) -> Iterable[Row]:
    for question in questions:
        if question["kind"] == "class":
            for one in question["by_section"]:
                for line in one["recall"]:
                    yield {"question": question["id"], "section": one["section"], **line}


def _confusions(questions: Iterable[Row]) -> Iterable[Row]:
    for question in questions:
        if question["kind"] == "class":
            for one in question["by_section"]:
                for sound_class, line in zip(one["classes"], one["matrix"], strict=True):
                    if any(line):
                        counts = dict(zip(one["columns"], line, strict=True))
                        yield {
                            "question": question["id"],
                            "section": one["section"],
                            "intended": sound_class["id"],
                        } | counts
