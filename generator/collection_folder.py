"""Write a collection into a folder: the sounds at one peak level, their table, their classes, their notice.

`recipe.json` says how the folder was made. The table comes last, so a folder with a table is whole;
one without is finished by the same command.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from generator.audio import SAMPLE_RATE_HZ, Audio
from generator.collection import CLASSES_NAME, SOUND_CLASSES, TABLE_NAME
from generator.errors import GeneratorError
from stimuli.audio import write_flac
from stimuli.manifest import SoundClass
from study.files import write_whole

RECIPE_NAME = "recipe.json"
NOTICE_NAME = "NOTICE"

PEAK_DBFS = -12.0
"""Peak of every sound written. Sets are levelled when they are rendered; a low peak makes smaller
files, and 16 bits still reach 86 dB under it, more than the 80 dB range of the models."""

Row = Mapping[str, object]


def begin_collection(folder: Path, recipe: Mapping[str, object]) -> bool:
    """Claim a folder for a collection; return whether it is there already, made by the same recipe.

    Raises
    ------
    GeneratorError
        The folder holds something else.
    """
    wanted = json.dumps(recipe, indent=1) + "\n"
    place = folder / RECIPE_NAME
    if place.exists() and place.read_text(encoding="utf-8") == wanted:
        return (folder / TABLE_NAME).exists()
    if folder.exists() and not folder.is_dir():
        raise GeneratorError(folder, "is a file, not a folder", "Name another place with --out.")
    if folder.exists() and any(folder.iterdir()):
        what = "another collection" if place.exists() else "other files"
        raise GeneratorError(folder, f"holds {what}", "Remove it, or name another folder with --out.")
    with write_whole(place) as partial:
        partial.write_text(wanted, encoding="utf-8")
    return False


def write_sound(path: Path, y: Audio, peak_dbfs: float = PEAK_DBFS) -> Path:
    """Write one sound at the common peak level, 16 bits, 22050 Hz."""
    levelled = y.astype(np.float64) * (10 ** (peak_dbfs / 20) / np.abs(y).max())
    return write_flac(path, levelled, SAMPLE_RATE_HZ)


def finish_collection(folder: Path, rows: Sequence[Row], classes: Sequence[SoundClass], notice: str) -> None:
    """Write notice, classes and, last, the table, each whole or not at all."""
    with write_whole(folder / NOTICE_NAME) as partial:
        partial.write_text(notice, encoding="utf-8")
    with write_whole(folder / CLASSES_NAME) as partial:
        partial.write_bytes(SOUND_CLASSES.dump_json(tuple(classes), indent=1) + b"\n")
    with write_whole(folder / TABLE_NAME) as partial, partial.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
