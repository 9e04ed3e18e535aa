"""Run the tests on any table: Shapiro-Wilk, Levene, Kruskal-Wallis and Dunn on ratings, chi-square on classes.

With --stimulus (and --listener) the companion stands beside them, which respects that ratings
of one sound, and of one listener, belong together.
"""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from ascolto.options import add_json, add_seed


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("file", metavar="FILE.csv", type=Path, help="table with one row per rating, and a header")
    parser.add_argument("--value", metavar="V", required=True, help="column of ratings, or of chosen classes")
    parser.add_argument("--group", metavar="G", required=True, help="column of what is compared")
    parser.add_argument("--listener", metavar="L", help="column that names who rated")
    parser.add_argument(
        "--stimulus", metavar="S", help="column that names the sound; recordings, where sounds share them"
    )
    add_seed(parser, default=0)
    add_json(parser)


def run(options: Namespace) -> None:
    """Analyse and print."""
    import numpy as np

    from analysis.one_way import Columns, analyse_table
    from analysis.text_table import read_text_table

    columns = Columns(options.value, options.group, options.listener, options.stimulus)
    found = analyse_table(read_text_table(options.file), columns, np.random.default_rng(options.seed))
    if options.json:
        print(json.dumps(found, indent=1, ensure_ascii=False))
    else:
        _print_found(found)


def _print_found(found: dict[str, Any]) -> None:
    print("\n".join(found["understood"]))
    for test in found["tests"]:
        title = "Companion" if test["role"] == "companion" else test["test"]
        title += f", {test['group']}" if "group" in test else ""
        print(f"\n{title}  ({test['scope']})\n  {test['sentence']}")
        for pair in test.get("pairs", ()):
            print(f"    {_pair(pair)}")


def _pair(pair: dict[str, Any]) -> str:
    from analysis.results import decimals, p_text

    ranks = f"mean ranks {decimals(pair['mean_rank_a'], 1)} and {decimals(pair['mean_rank_b'], 1)}"
    shown = f"{pair['group_a']} ({pair['n_a']}) - {pair['group_b']} ({pair['n_b']}): {ranks}"
    return f"{shown}, z = {decimals(pair['z'])}, {p_text(pair['p_value'])}, adjusted {p_text(pair['p_adjusted'])}"
