"""What a table was taken for is said in lines, so that a wrong guess is seen."""

from pathlib import Path

import numpy as np

from analysis.answer_table import Columns
from analysis.one_way import analyse_table
from analysis.text_table import TextTable


def lines(columns, delimiter=",", encoding="utf-8", **cells):
    """Return what is said of a table."""
    table = TextTable(
        Path("t.csv"), {name: list(map(str, column)) for name, column in cells.items()}, delimiter, (), encoding
    )
    return analyse_table(table, columns, np.random.default_rng(0))["understood"]


def test_ratings_groups_listeners_and_sounds_are_counted():
    """Who met what decides which companion stands there."""
    rng = np.random.default_rng(1)
    sounds = [f"s{number}" for number in range(6)] * 4
    said = lines(
        Columns(("v",), "g", "who", "what"),
        v=rng.integers(1, 6, 24),
        g=["ab"[number % 2] for number in range(24)],
        who=np.repeat(list("wxyz"), 6),
        what=sounds,
    )

    assert [
        "t.csv: 24 rows and 4 columns.",
        "24 ratings from 1 to 5 in 2 groups of 'g': a (12) and b (12).",
        "4 listeners in 'who', each in every group.",
        "6 sounds in 'what', each in one group.",
        "The companion's p-value speaks about other sounds and other listeners; "
        "the others take the rows as independent.",
    ] == said


def test_what_is_unusual_is_said():
    """Separator, encoding, conditions, labels alike, sounds too few."""
    said = lines(
        Columns(("v",), "g", None, "s", where=(("x", "y"),)),
        ";",
        "cp1252",
        v=[1, 2, 3, 4, 5],
        g=["a", "A ", "a", "A ", "b"],
        s=list("klmno"),
        x=list("yyyyn"),
    )

    assert "Cells are separated by semicolons; 3,5 is read as 3.5." in said
    assert "The file is not in UTF-8; it was read as Windows-1252 (Latin-1)." in said
    assert "4 rows are analysed, where x = y." in said
    assert "'A ' and 'a' differ in blanks or capitals alone and are taken as groups of their own." in said
    assert any(line.startswith("The smallest group has 2 sounds:") for line in said)


def test_without_listeners_and_sounds_the_reader_is_told():
    """Every p-value then takes the rows as independent."""
    assert lines(Columns(("v",), "g"), v=[1, 2, 3, 4], g=list("abab"))[-1].startswith(
        "Every p-value takes the rows as independent. If one listener or one sound gave several rows, name them"
    )


def test_one_sided_companions_say_why():
    """Sounds alone are known."""
    said = lines(Columns(("v",), "g", None, "s"), v=[1, 2, 3, 4, 5, 6], g=list("ababab"), s=list("klmnop"))

    assert said[-1].endswith("Only one side is asked: the other side is not known.")
