"""`ascolto analyse` works on any table, says what it understood, and prints the same numbers as JSON."""

import json

import pytest

from analysis.rank_tests import kruskal_wallis
from ascolto.__main__ import main


@pytest.fixture
def table(tmp_path):
    """Give a table of ratings of two systems by five listeners."""
    path = tmp_path / "ratings.csv"
    rows = [(f"00{who}", f"s{what}", "AB"[what % 2], 1 + (who + 2 * what) % 5) for who in range(5) for what in range(8)]
    path.write_text("who,sound,system,rating\n" + "".join(",".join(map(str, row)) + "\n" for row in rows))
    return path


def test_it_says_what_it_understood_and_what_it_found(table, capsys):
    """Columns in words, then every test with whom it speaks about."""
    status = main(["analyse", str(table), "--value", "rating", "--group", "system", "--stimulus", "sound"])
    shown = capsys.readouterr().out

    assert 0 == status
    assert "40 ratings from 1 to 5 in 2 groups of 'system': A (20) and B (20)." in shown
    assert all(name in shown for name in ("Shapiro-Wilk, A", "Levene", "Kruskal-Wallis", "Dunn", "Companion"))
    assert "(other sounds, heard by these listeners)" in shown


def test_json_holds_the_numbers(table, capsys):
    """The numbers are those of the public function, unrounded."""
    main(["analyse", str(table), "--value", "rating", "--group", "system", "--json"])
    found = json.loads(capsys.readouterr().out)
    rows = [line.split(",") for line in table.read_text().splitlines()[1:]]
    expected = kruskal_wallis([float(row[3]) for row in rows], [row[2] for row in rows])
    test = next(test for test in found["tests"] if test["test"] == "Kruskal-Wallis")

    assert (expected.statistic, expected.p_value) == (test["statistic"], test["p_value"])


def test_the_same_table_gives_the_same_numbers(table, capsys):
    """Permutations are seeded."""
    arguments = ["analyse", str(table), "--value", "rating", "--group", "system", "--stimulus", "sound", "--json"]
    main(arguments)
    first = capsys.readouterr().out
    main(arguments)

    assert first == capsys.readouterr().out


def test_text_among_numbers_is_one_line(table, capsys):
    """File, column, row, value and cure; exit status 2."""
    table.write_text(table.read_text().replace(",4\n", ",3a\n", 1))
    status = main(["analyse", str(table), "--value", "rating", "--group", "system"])
    error = capsys.readouterr().err

    assert 2 == status
    assert "column 'rating' has 1 entry that is not a number: row " in error
    assert error.endswith("'3a'. Correct them, or name another column with --value.\n")
    assert 1 == error.count("\n")


def test_a_wide_table_needs_no_group(tmp_path, capsys):
    """Several value columns are the groups; the finding is said before the tests."""
    path = tmp_path / "wide.csv"
    path.write_text("who;original;mp3\n" + "".join(f"P{row};{4 + row % 2};{1 + row % 3},5\n" for row in range(8)))
    status = main(["analyse", str(path), "--value", "original", "mp3", "--listener", "who"])
    shown = capsys.readouterr().out

    assert 0 == status
    assert "16 ratings from 1.5 to 5 in 2 columns, each taken as a group: original (8) and mp3 (8)." in shown
    assert "- There is evidence of a difference that holds for other listeners, hearing these sounds too." in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ["--value", "rating"],
        ["--value", "raing", "--group", "system"],
        ["--value", "rating", "--group", "system", "--where", "sound=none"],
        ["--value", "rating", "--group", "system", "--scale", "1", "4"],
    ],
)
def test_what_cannot_be_analysed_is_one_line(table, capsys, arguments):
    """Exit status 2, one line, no traceback."""
    status = main(["analyse", str(table), *arguments])
    error = capsys.readouterr().err

    assert 2 == status
    assert error.startswith(f"error: {table}: ")
    assert 1 == error.count("\n")


def test_the_report_holds_the_numbers_that_json_prints(table, tmp_path, capsys):
    """results.json is what --json prints; the page lies beside it."""
    main(["analyse", str(table), "--value", "rating", "--group", "system", "--report", str(tmp_path / "out"), "--json"])

    assert (tmp_path / "out" / "results.json").read_text(encoding="utf-8") == capsys.readouterr().out
    assert (tmp_path / "out" / "report.html").exists()
