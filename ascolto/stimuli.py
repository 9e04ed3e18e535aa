"""Import your own stimuli as a set, or list what is in a set."""

import json
import re
from argparse import ArgumentParser, Namespace
from pathlib import Path

from ascolto.options import add_json, add_study
from stimuli.manifest import Stimulus, read_manifest
from study.errors import StudyError
from study.folder import StudyFolder
from study.part import plain_id
from study.reading import read_toml

LOWEST_LUFS, HIGHEST_LUFS = -40, -14
"""The same limits as a rendered set has in the study file: below, 16 bits get coarse; above, peaks forbid it."""


def configure(parser: ArgumentParser) -> None:
    """Declare `import` and `list`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    importing = actions.add_parser("import", help="make a set of a folder of audio")
    importing.add_argument("folder", metavar="DIR", type=Path, help="folder with the audio files")
    importing.add_argument("--table", metavar="CSV", type=Path, help="columns: file, and what is known of each")
    importing.add_argument("--set", metavar="NAME", dest="name", help="name of the set (default: the folder's)")
    importing.add_argument(
        "--level", metavar="loudness_lufs", type=float, help="give all the same loudness, such as -23"
    )
    add_study(importing)
    listing = actions.add_parser("list", help="list the stimuli of a set, or of all")
    listing.add_argument("name", metavar="SET", nargs="?", help="the set (default: all)")
    add_study(listing)
    add_json(listing)


def run(options: Namespace) -> None:
    """Import or list."""
    if options.action == "import":
        _import(options)
    else:
        _list(options)


def _import(options: Namespace) -> None:
    from stimuli.import_set import import_set
    from stimuli.import_table import rows_of_folder, rows_of_table

    study_file = options.study / "study.toml"
    sets = read_toml(study_file).get("sets", {})  # the rest may still be unfinished
    if options.level is not None and not LOWEST_LUFS <= options.level <= HIGHEST_LUFS:
        problem = f"is a loudness from {LOWEST_LUFS} to {HIGHEST_LUFS} LUFS, got {options.level:g}"
        raise StudyError("--level", problem, "Say for example --level -23.")
    name = _set_name(options)
    n_others = 0
    if options.table:
        rows = rows_of_table(options.table, options.folder)
    else:
        rows, n_others = rows_of_folder(options.folder)
    target = StudyFolder(options.study).stimulus_set(name)
    imported = import_set(rows, target, options.level)
    if n_others:
        print(f"left out: {n_others} files that are not audio")
    for line in (*imported.notes, *(f"warning: {fault}" for fault in imported.warnings)):
        print(line)
    manifest = imported.manifest
    level = "levels as they were" if manifest.loudness_lufs is None else f"{manifest.loudness_lufs:g} LUFS"
    print(f"wrote {target}: {len(manifest.stimuli)} stimuli, {manifest.sample_rate_hz} Hz, {level}")
    if name not in sets:
        print(f'put this into {study_file}:\n\n[sets.{name}]\nkind = "imported"')


def _set_name(options: Namespace) -> str:
    """Return the name asked for, or one made of the folder's."""
    given = options.name or re.sub(r"[^a-z0-9]+", "-", options.folder.resolve().name.lower()).strip("-")
    try:
        return plain_id(given)
    except ValueError as error:
        raise StudyError("--set", f"{error}, got '{given}'", "Give the set such a name, like 'my-sounds'.") from None


def _list(options: Namespace) -> None:
    folder = StudyFolder(options.study)
    names = [options.name] if options.name else _sets_there(folder)
    manifests = {name: read_manifest(folder.manifest(name)) for name in names}
    rows = [_listed(name, one, folder) for name, manifest in manifests.items() for one in manifest.stimuli]
    if options.json:
        print(json.dumps(rows, indent=1))
        return
    _print_table(rows)


def _sets_there(folder: StudyFolder) -> list[str]:
    names = sorted(path.parent.name for path in folder.stimuli.glob("*/manifest.json"))
    if not names:
        make = "Make one with 'ascolto render' or 'ascolto stimuli import'."
        raise StudyError(folder.stimuli, "there is no stimulus set here", make)
    return names


def _listed(set_name: str, stimulus: Stimulus, folder: StudyFolder) -> dict[str, str | float]:
    """Describe a stimulus; its true peak is measured on its file."""
    from stimuli.audio import read_channels
    from stimuli.levels import true_peak_dbtp

    y, _ = read_channels(folder.stimulus_set(set_name) / stimulus.file)
    return {
        "set": set_name,
        "id": stimulus.id,
        "role": stimulus.role,
        "condition": stimulus.condition,
        "intended_start": stimulus.intended_start,
        "intended_end": stimulus.intended_end,
        "duration_s": round(stimulus.duration_s, 3),
        "loudness_lufs": round(stimulus.loudness_lufs, 2),
        "true_peak_dbtp": round(true_peak_dbtp(y), 2),
        "original": stimulus.original,
    }


def _print_table(rows: list[dict[str, str | float]]) -> None:
    """Print rows under their column names."""
    texts = [[f"{value:.2f}" if isinstance(value, float) else value for value in row.values()] for row in rows]
    widths = [max(map(len, column)) for column in zip(rows[0], *texts, strict=True)]
    for line in (list(rows[0]), *texts):
        print("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())
