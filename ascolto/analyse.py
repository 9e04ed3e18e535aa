"""Run the tests on any table: Shapiro-Wilk, Levene, Kruskal-Wallis and Dunn on ratings, chi-square on classes.

A long table has one row per rating: --value rating --group system. A wide one has one row per
listener and one column per condition: --value original mp3 vae, without --group; with --group,
which then says to which group a listener belongs, each value column is a sound. With --listener
and --stimulus a companion stands beside the tests, which respects that ratings of one listener,
and of one sound, belong together.
"""

import json
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ascolto.options import add_json, add_seed

if TYPE_CHECKING:
    from analysis.answer_table import Columns

_MOST_PAIRS = 30
"""Pairs printed; --json and --report hold them all."""


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("file", metavar="FILE.csv", type=Path, help="table with a header; commas, semicolons or tabs")
    parser.add_argument(
        "--value",
        metavar="V",
        nargs="+",
        action="extend",
        required=True,
        help="column of ratings, or of chosen classes; several of a wide table, or a pattern such as 'q_*'",
    )
    parser.add_argument("--group", metavar="G", help="column of what is compared")
    parser.add_argument("--listener", metavar="L", help="column that names who rated")
    parser.add_argument(
        "--stimulus", metavar="S", help="column that names the sound; recordings, where sounds share them"
    )
    parser.add_argument("--count", metavar="N", help="column that says how many answers a row stands for")
    parser.add_argument(
        "--where", metavar="COLUMN=TEXT", type=_condition, action="append", default=[], help="analyse these rows alone"
    )
    parser.add_argument(
        "--missing", metavar="WORD", nargs="+", action="extend", default=[], help="words for no answer, such as NA"
    )
    parser.add_argument("--classes", action="store_true", help="values are classes, even if they are numbers")
    parser.add_argument(
        "--scale",
        metavar=("LOW", "HIGH"),
        nargs=2,
        type=float,
        help="ends of the scale, where ratings do not reach them",
    )
    parser.add_argument(
        "--report", metavar="DIR", type=Path, help="write report.html and results.json into this folder"
    )
    parser.add_argument(
        "--language", choices=("en", "it"), default="en", help="language of every sentence (default: en)"
    )
    add_seed(parser, default=0)
    add_json(parser)


def run(options: Namespace) -> None:
    """Analyse, write the report where one is asked for, and print."""
    from analysis.language import speaking
    from analysis.report_text import file_lines
    from analysis.table_report import analyse_file, write_table_report

    found = analyse_file(options.file, _columns(options), options.seed, options.language)
    files = write_table_report(found, options.report) if options.report else None
    if options.json:
        print(json.dumps(found, indent=1, ensure_ascii=False))
        return
    with speaking(options.language):
        _print_found(found)
        if files:
            print("", *file_lines(files.html, files.json), sep="\n")


def _columns(options: Namespace) -> "Columns":
    from analysis.answer_table import Columns

    return Columns(
        values=tuple(options.value),
        group=options.group,
        listener=options.listener,
        stimulus=options.stimulus,
        count=options.count,
        where=tuple(options.where),
        missing=frozenset(options.missing),
        are_classes=options.classes,
        scale=tuple(options.scale) if options.scale else None,
    )


def _condition(text: str) -> tuple[str, str]:
    name, sign, wanted = text.partition("=")
    if not (name and sign):
        raise ArgumentTypeError(f"'{text}' is not COLUMN=TEXT, such as question=quality")
    return name, wanted


def _print_found(found: dict[str, Any]) -> None:
    from analysis.language import gettext as _

    print("\n".join(found["understood"]))
    print()
    for finding in found["findings"]:
        print(f"- {finding['sentence']}")
    for test in sorted(found["tests"], key=lambda one: one["role"]):  # the companion first
        title = _("Companion") if test["role"] == "companion" else test["test"]
        title += f", {test['group']}" if "group" in test else ""
        print(f"\n{title}  ({_(test['scope'])})\n  {test['sentence']}")
        pairs = test.get("pairs", ()) if test["test"] == "Dunn" else ()
        for pair in pairs[:_MOST_PAIRS]:
            print(f"    {_pair(pair)}")
        if len(pairs) > _MOST_PAIRS:
            print(f"    and {len(pairs) - _MOST_PAIRS:,} pairs more, which --report and --json hold")


def _pair(pair: dict[str, Any]) -> str:
    from analysis.results import decimals, p_text

    ranks = f"mean ranks {decimals(pair['mean_rank_a'], 1)} and {decimals(pair['mean_rank_b'], 1)}"
    shown = f"{pair['group_a']} ({pair['n_a']}) - {pair['group_b']} ({pair['n_b']}): {ranks}"
    return f"{shown}, z = {decimals(pair['z'])}, {p_text(pair['p_value'])}, adjusted {p_text(pair['p_adjusted'])}"
