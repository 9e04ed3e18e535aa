"""The tables that the page carries are those of the results."""

import csv
from io import StringIO
from urllib.parse import unquote

from analysis.downloads import downloads


def table(address):
    """Read the CSV in an address."""
    return list(csv.DictReader(StringIO(unquote(address.removeprefix("data:text/csv;charset=utf-8,")), newline="")))


def test_every_table_has_the_rows_of_the_results(simulated_report):
    """Tests, pairs, scores, recall, conclusions, hypotheses and their parts are all there, unrounded."""
    found = simulated_report.files.results
    tables = {name: table(address) for name, address in downloads(found).items()}

    assert len(found["tests"]) == len(tables["tests.csv"])
    assert len(found["verdicts"]) == len(tables["conclusions.csv"])
    assert [one["id"] for one in found["hypotheses"]] == [row["id"] for row in tables["hypotheses.csv"]]
    assert sum(len(one["parts"]) for one in found["hypotheses"]) == len(tables["parts.csv"])
    assert found["questions"][0]["by_section"][0]["mean"] == float(tables["scores.csv"][0]["mean"])
    assert {"test", "group_a", "z", "p_adjusted"} <= set(tables["pairs.csv"][0])


def test_confusions_are_counts_by_intended_and_chosen_class(simulated_report):
    """Rows are intended classes; their cells add up to the answers."""
    found = simulated_report.files.results["questions"][2]["by_section"][0]
    rows = [
        row
        for row in table(downloads(simulated_report.files.results)["confusions.csv"])
        if row["question"] == "starts-as"
    ]

    assert found["n"] == sum(int(row[one] or 0) for row in rows for one in found["columns"])
