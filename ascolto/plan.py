"""Simulate what the study can find: power and false alarms of every planned test, and how many it takes.

Planned tests are the hypotheses of the study file; without any, the analysis's default comparisons.
The design comes from the rendered sets, and before rendering from their plans.
"""

import csv
import json
import textwrap
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from ascolto.options import add_json, add_seed, add_study
from ascolto.report import manifests_of
from study.errors import StudyError
from study.folder import StudyFolder
from study.minutes import assumptions, minutes_of, promised_minutes

if TYPE_CHECKING:
    from analysis.simulation import ListenerModel

SIZES = ("listener", "sound", "listener-condition", "sound-condition", "residual")
WIDTH = 100
"""Columns that long lines are wrapped to."""


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_study(parser)
    parser.add_argument("--listeners", metavar="N", type=int, default=50, help="complete listeners (default: 50)")
    parser.add_argument("--studies", metavar="N", type=int, default=2000, help="simulated studies (default: 2000)")
    parser.add_argument(
        "--effect", metavar="POINTS", type=float, default=0.5,
        help="true difference to be found, in points of a five-point scale (default: 0.5)",
    )  # fmt: skip
    parser.add_argument(
        "--sd", metavar="NAME=POINTS", action="append", default=[],
        help=f"another standard deviation of the listener model; names: {', '.join(SIZES)}",
    )  # fmt: skip
    add_seed(parser)
    add_json(parser)


def run(options: Namespace) -> None:
    """Simulate and print."""
    from tqdm import tqdm

    from analysis.planning import n_chunks, plan_study
    from analysis.planning_text import plan_as_data, plan_lines

    folder = StudyFolder(options.study)
    _refuse_numbers(options)
    model = _model(folder.study.study.seed if options.seed is None else options.seed, options.sd)
    manifests = manifests_of(folder)
    with tqdm(total=n_chunks(options.studies), desc="simulating", unit="deal", disable=None, leave=False) as bar:
        found = plan_study(
            folder.study, manifests, options.listeners, options.studies, options.effect, model,
            n_classes=_n_classes(folder), progress=bar.update,
        )  # fmt: skip
    durations_s = {name: [one.duration_s for one in manifest.stimuli] for name, manifest in manifests.items()}
    minutes = minutes_of(folder, durations_s)
    if options.json:
        print(json.dumps(plan_as_data(found) | {"expected_minutes": minutes}, indent=1, ensure_ascii=False))
        return
    for line in plan_lines(found):
        print(
            "\n".join(textwrap.wrap(line, WIDTH, subsequent_indent="  ", break_on_hyphens=False))
            if len(line) > WIDTH
            else line
        )
    allowed = folder.study.study.max_minutes
    promised = f"{promised_minutes(minutes)} of {allowed:g} ({minutes:.1f} expected; {assumptions()})"
    print(textwrap.fill(f"Promised minutes per participant: {promised}.", WIDTH))


def _refuse_numbers(options: Namespace) -> None:
    if options.listeners < 1:
        raise StudyError("--listeners", f"a study needs at least one, got {options.listeners}", "Name a number.")
    if options.studies < 1:
        raise StudyError("--studies", f"at least one is simulated, got {options.studies}", "2000 is the default.")
    if not 0 < options.effect <= 4:
        problem = f"should lie above 0 and up to 4 points, got {options.effect:g}"
        raise StudyError("--effect", problem, "Half a point is the default.")


def _model(seed: int, sizes: list[str]) -> "ListenerModel":
    """Return the listener model with the standard deviations that were named."""
    from analysis.simulation import ListenerModel

    named: dict[str, float] = {}
    for size in sizes:
        name, _, points = size.partition("=")
        try:
            named[f"{name.replace('-', '_')}_sd"] = float(points)
        except ValueError:
            raise StudyError("--sd", f"'{size}' is no size", "Write for example --sd listener=0.6.") from None
        if name not in SIZES or float(points) < 0:
            raise StudyError("--sd", f"'{size}' is no size", f"There are {', '.join(SIZES)}, each at least 0.")
    return replace(ListenerModel(seed), **named)  # type: ignore[arg-type]  # the names are those of its sizes


def _n_classes(folder: StudyFolder) -> dict[str, int]:
    """Return the number of classes of the collections that are built."""
    found: dict[str, int] = {}
    for name, collection in folder.study.collections.items():
        sounds = folder.sounds(name)
        table = sounds / "collection.csv"
        if collection.layout == "folders" and sounds.is_dir():
            found[name] = sum(one.is_dir() for one in sounds.iterdir())
        elif collection.layout == "table" and table.is_file():
            with table.open(encoding="utf-8", newline="") as file:
                found[name] = len({row.get("class") or "" for row in csv.DictReader(file)} - {""})
    return {name: n for name, n in found.items() if n > 1}
