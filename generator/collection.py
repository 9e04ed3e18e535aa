"""A sound collection: which sounds there are, of which class, from which recording.

Three layouts. `folders`: one folder per class, every file its own recording. `table`:
`collection.csv` with the columns path, class, recording (others are allowed and kept out of
the way). `good-sounds`: the public data set of that name, as `generator.good_sounds` describes.
In all, `classes.json` may name and define the classes.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from generator.audio import SUFFIXES, Audio, load_sound
from generator.errors import GeneratorError
from generator.good_sounds import is_good_sounds, read_good_sounds
from stimuli.manifest import SoundClass
from study.errors import did_you_mean

TABLE_NAME = "collection.csv"
CLASSES_NAME = "classes.json"

Layout = Literal["folders", "table", "good-sounds"]
SOUND_CLASSES = TypeAdapter(tuple[SoundClass, ...])


@dataclass(frozen=True)
class Sound:
    """One sound file of a collection."""

    path: Path
    sound_class: str
    """Id of its class."""
    recording: str
    """The original recording it comes from, unique in the collection; several sounds may share one."""
    start_s: float = 0.0
    """Where in the file the sound begins; what lies before is no part of it."""

    def audio(self) -> Audio:
        """Read the sound, of shape (n_samples,), as :func:`generator.audio.load_sound` does."""
        return load_sound(self.path, start_s=self.start_s)


@dataclass(frozen=True)
class Collection:
    """The sounds a model learns from."""

    folder: Path
    sounds: tuple[Sound, ...]
    classes: tuple[SoundClass, ...]
    """The classes that have sounds, in the order of classes.json, else of their ids."""
    left_out: Counter[str] = field(default_factory=Counter)
    """How many files of the folder are no part of it, by reason."""

    @property
    def class_ids(self) -> tuple[str, ...]:
        """Ids of the classes, in their order."""
        return tuple(sound_class.id for sound_class in self.classes)

    @property
    def n_sounds(self) -> Counter[str]:
        """How many sounds each class has."""
        return Counter(sound.sound_class for sound in self.sounds)


def read_collection(folder: Path, layout: Layout) -> Collection:
    """Read what is in a sound collection; the audio itself is read by :meth:`Sound.audio`.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the collection.
    layout : {"folders", "table", "good-sounds"}
        How it says which sound is of which class; see the module.

    Raises
    ------
    GeneratorError
        The folder, the table, a column, a file or a class is missing, or a row is wrong, by name.

    Examples
    --------
    >>> folder = getfixture("tmp_path")
    >>> for name in ("flute/a.wav", "oboe/a.wav"):
    ...     (folder / name).parent.mkdir()
    ...     _ = (folder / name).write_bytes(b"")
    >>> collection = read_collection(folder, "folders")
    >>> collection.class_ids, [sound.recording for sound in collection.sounds]
    (('flute', 'oboe'), ['flute/a.wav', 'oboe/a.wav'])
    """
    if not folder.is_dir():
        raise GeneratorError(
            folder, "there is no such folder of sounds", "Make it with 'ascolto sounds build', or name another."
        )
    left_out: Counter[str] = Counter()
    if layout == "good-sounds":
        entries, left_out = read_good_sounds(folder)
        sounds = tuple(Sound(*entry) for entry in entries)
    else:
        sounds = tuple(_folder_sounds(folder) if layout == "folders" else _table_sounds(folder / TABLE_NAME))
    if not sounds:
        raise GeneratorError(folder, "there are no sounds", f"Sound files end in: {', '.join(sorted(SUFFIXES))}.")
    classes = _classes(folder / CLASSES_NAME, {sound.sound_class for sound in sounds})
    return Collection(folder, sounds, classes, left_out)


def layout_of(folder: Path) -> Layout:
    """Tell which layout a folder has: by its collection.csv, by the tables of good-sounds, else `folders`."""
    if (folder / TABLE_NAME).is_file():
        return "table"
    return "good-sounds" if is_good_sounds(folder) else "folders"


def _folder_sounds(folder: Path) -> Iterator[Sound]:
    for class_folder in sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")):
        paths = sorted(
            path
            for path in class_folder.rglob("*")
            if path.suffix.lower() in SUFFIXES and not path.name.startswith(".")
        )
        if not paths:
            raise GeneratorError(class_folder, "the class has no sounds", "Add sounds, or remove the folder.")
        for path in paths:
            yield Sound(path, class_folder.name, path.relative_to(folder).as_posix())


def _table_sounds(table: Path) -> Iterator[Sound]:
    seen: dict[str, int] = {}
    missing: list[str] = []
    for line, row in read_rows(table, ("path", "class", "recording")):
        blank = next((column for column in ("path", "class", "recording") if not row[column]), None)
        if blank:
            raise GeneratorError(table, f"row {line}: column '{blank}' is blank", _BLANK[blank])
        if row["path"] in seen:
            raise GeneratorError(
                table, f"row {line}: '{row['path']}' is in row {seen[row['path']]} already", "Keep one of the two."
            )
        seen[row["path"]] = line
        path = table.parent / row["path"]
        if not path.is_file():
            missing.append(f"'{row['path']}' (row {line})")
        yield Sound(path, row["class"], row["recording"])
    if missing:
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        raise GeneratorError(
            table, f"missing: {', '.join(missing[:3])}{more}", "Restore the files, or remove their rows."
        )


_BLANK = {
    "path": "Write the path of the sound, from the folder of the table.",
    "class": "Write the class of the sound.",
    "recording": "Write which recording the sound comes from; its own path where it is one of its own.",
}


def read_rows(table: Path, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """Read a CSV with at least these columns as (line number, stripped cells).

    Raises
    ------
    GeneratorError
        The table is missing, is not UTF-8 text, or lacks a column.
    """
    try:
        with table.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            names = reader.fieldnames or []
            lacking = next((column for column in columns if column not in names), None)
            if lacking:
                cure = did_you_mean(lacking, names) if names else "The first line names the columns."
                raise GeneratorError(table, f"column '{lacking}' is missing", cure)
            return [(reader.line_num, {name: (row[name] or "").strip() for name in names}) for row in reader]
    except FileNotFoundError:
        cure = 'Write it with the columns path, class, recording, or use layout = "folders".'
        raise GeneratorError(table, "there is no such table", cure) from None
    except OSError as error:
        raise GeneratorError(table, f"cannot be read ({error.strerror})", "Make it readable.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise GeneratorError(table, f"is not a CSV file in UTF-8 ({error})", "Export it again as UTF-8.") from None


def _classes(path: Path, used: set[str]) -> tuple[SoundClass, ...]:
    if not path.exists():
        return tuple(SoundClass(id=class_id) for class_id in sorted(used))
    try:
        classes = SOUND_CLASSES.validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "content"
        raise GeneratorError(path, f"{place}: {first['msg'].lower()}", "Correct it, or remove the file.") from None
    known = [sound_class.id for sound_class in classes]
    unknown = sorted(used - set(known))
    if unknown:
        raise GeneratorError(path, f"class '{unknown[0]}' is not described", did_you_mean(unknown[0], known))
    return tuple(sound_class for sound_class in classes if sound_class.id in used)
