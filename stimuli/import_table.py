"""What to import: the rows of a researcher's table, or the audio files of a folder."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import cast, get_args

from stimuli.errors import StimulusError
from stimuli.manifest import Role
from study.errors import did_you_mean
from study.faults import Fault, error_of

COLUMNS = {
    "file": "Audio file, relative to the folder; the only column that must be there.",
    "condition": "What is compared, such as the name of the system.",
    "source": "What the stimulus was made from, where several conditions share it.",
    "role": "test, reference, anchor, practice, or example (of what its class sounds like); test where blank.",
    "class_start": "Class the sound is, or starts as.",
    "class_end": "Class the sound ends as, for morphs.",
    "weight": "Position along a morph, from 0 to 1.",
}
"""Columns of the table, and what they mean."""

SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif", ".aiff", ".au", ".caf", ".w64"})
"""Files that are taken from a folder without a table: the formats of libsndfile that researchers use."""

Cells = dict[str, str]
"""The cells of a row by column, every column there, blank where the table has none."""


@dataclass(frozen=True)
class ImportRow:
    """One stimulus to import; the texts are the columns of the table."""

    place: str
    """Where it is asked for: the row of the table, or the file."""
    path: Path
    file: str
    condition: str = ""
    source: str = ""
    role: Role = "test"
    class_start: str = ""
    class_end: str = ""
    weight: float | None = None


def rows_of_table(table: Path, folder: Path) -> list[ImportRow]:
    """Read the table (CSV; commas, semicolons or tabs) and check every cell.

    Parameters
    ----------
    table : pathlib.Path
        The table, with the columns of :data:`COLUMNS`.
    folder : pathlib.Path
        The folder its files lie in.

    Returns
    -------
    list of ImportRow
        In the order of the table.

    Raises
    ------
    StimulusError
        All problems at once, each with its row, column and value.
    """
    cells_by_line = _read_cells(table)
    faults: list[Fault] = []
    rows: list[ImportRow] = []
    for line, cells in cells_by_line:
        place = f"{table}: row {line}"
        faults_of_row = list(_cell_faults(place, cells, folder))
        faults += faults_of_row
        if not faults_of_row:
            rows.append(_row(place, cells, folder))
    faults += _repeated_files(table, cells_by_line, folder)
    if faults:
        raise error_of(faults, StimulusError)
    return rows


def rows_of_folder(folder: Path) -> tuple[list[ImportRow], int]:
    """Take every audio file of a folder; its sub-folder is the condition.

    Where files in several sub-folders have one name, they are the same sound in several conditions: the
    name is their source.

    Returns
    -------
    rows : list of ImportRow
        In the order of the names.
    n_others : int
        How many other files there are.

    Raises
    ------
    StimulusError
        The folder is missing or has no audio file.
    """
    if not folder.is_dir():
        raise StimulusError(folder, "there is no such folder", "Name the folder the sounds are in.")
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    sounds = [path for path in files if path.suffix.lower() in SUFFIXES]
    if not sounds:
        raise StimulusError(folder, "has no audio file", f"Known suffixes: {', '.join(sorted(SUFFIXES))}.")
    n_with_stem = Counter(path.stem for path in sounds)
    rows = [
        ImportRow(
            place=str(path),
            path=path,
            file=path.relative_to(folder).as_posix(),
            condition="" if path.parent == folder else path.parent.relative_to(folder).as_posix(),
            source=path.stem if n_with_stem[path.stem] > 1 else "",
        )
        for path in sounds
    ]
    return rows, len(files) - len(sounds)


def _read_cells(table: Path) -> list[tuple[int, Cells]]:
    try:
        text = table.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise StimulusError(table, "there is no such table", "Correct the name after --table.") from None
    except UnicodeDecodeError as error:
        raise StimulusError(table, f"byte {error.start} is not UTF-8", "Save the table as CSV, UTF-8.") from None
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader if any(map(str.strip, cells))]
    columns = lines[0][1] if lines else []
    faults = list(_column_faults(str(table), columns))
    for line, cells in lines[1:]:
        if len(cells) > len(columns):
            problem = f"has {len(cells)} cells, the header {len(columns)}, got '{cells[len(columns)]}' beyond it"
            faults.append(Fault("row", f"{table}: row {line}", problem, "Quote cells that hold the separator."))
    if faults:
        raise error_of(faults, StimulusError)
    if len(lines) == 1:
        raise StimulusError(table, "has no rows", "Write one row for each file.")
    blank = dict.fromkeys(COLUMNS, "")
    return [(line, blank | dict(zip(columns, cells, strict=False))) for line, cells in lines[1:]]


def _column_faults(table: str, columns: list[str]) -> Iterator[Fault]:
    for name in dict.fromkeys(columns):
        if name not in COLUMNS:
            yield Fault("column", table, f"unknown column '{name}'", did_you_mean(name, list(COLUMNS)))
        if columns.count(name) > 1:
            yield Fault("column", table, f"column '{name}' stands {columns.count(name)} times", "Keep one.")
    if "file" not in columns:
        cure = f"Columns: {', '.join(COLUMNS)}; only 'file' must be there."
        yield Fault("column", table, "column 'file' is missing", cure)


def _cell_faults(place: str, cells: Cells, folder: Path) -> Iterator[Fault]:
    if not cells["file"]:
        yield Fault("missing", place, "column 'file' is empty", "Name the file, or take the row out.")
    elif not (folder / cells["file"]).is_file():
        cure = f"Correct the name: files are looked up in {folder}."
        yield Fault("missing", place, f"column 'file': there is no such file, got '{cells['file']}'", cure)
    role = cells["role"]
    if role and role not in get_args(Role):
        yield Fault("role", place, f"column 'role': unknown role '{role}'", did_you_mean(role, get_args(Role)))
    weight = cells["weight"]
    if weight and not _is_weight(weight):
        yield Fault("weight", place, f"column 'weight' is a number from 0 to 1, got '{weight}'", "Write it like 0.5.")
    if cells["class_end"] and not cells["class_start"]:
        problem = f"column 'class_start' is empty, but class_end is '{cells['class_end']}'"
        yield Fault("class", place, problem, "Say what the sound starts as.")


def _is_weight(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


def _repeated_files(table: Path, cells_by_line: list[tuple[int, Cells]], folder: Path) -> Iterator[Fault]:
    first_lines: dict[Path, int] = {}
    for line, cells in cells_by_line:
        if cells["file"]:
            first = first_lines.setdefault((folder / cells["file"]).resolve(), line)
            if first != line:
                problem = f"column 'file': '{cells['file']}' stands in row {first} already"
                yield Fault("duplicate", f"{table}: row {line}", problem, "Take one of the rows out.")


def _row(place: str, cells: Cells, folder: Path) -> ImportRow:
    return ImportRow(
        place=place,
        path=folder / cells["file"],
        file=cells["file"],
        condition=cells["condition"],
        source=cells["source"],
        role=cast(Role, cells["role"] or "test"),
        class_start=cells["class_start"],
        class_end=cells["class_end"],
        weight=float(cells["weight"]) if cells["weight"] else None,
    )
