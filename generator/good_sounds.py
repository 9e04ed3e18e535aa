"""The public data set good-sounds as a collection: single good notes of the seven instruments.

It comes as audio in `sound_files/<pack>/<microphone>/NNNN.wav` and three JSON tables by id: `sounds.json`
(what was played), `takes.json` (which file each microphone made of it), `packs.json` (sessions). A sound is one
recording, however many microphones took it.

Source: Romani Picas et al. (2015), AES Convention 138; https://zenodo.org/records/820937 and 4588740.
"""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from generator.errors import GeneratorError
from generator.instruments import INSTRUMENTS

TABLES = ("sounds.json", "takes.json", "packs.json")

KEPT_KLASS = "good-sound"
"""Tag of single notes that are well played; scales and bad examples have others."""

_INSTRUMENTS = frozenset(instrument.id for instrument in INSTRUMENTS)
"""The slides' classes; the data set has four saxophones and a bass besides."""

RATE_HZ = 48000
"""Rate of all files of the data set, in which its annotations count."""

LEAD_S = 0.05
"""How much before the annotated attack a sound begins; the files have seconds of silence there."""

Entry = tuple[Path, str, str, float]
"""Path, class, recording, where in the file the sound begins in seconds."""


def is_good_sounds(folder: Path) -> bool:
    """Tell whether a folder has the tables of the data set."""
    return all((folder / name).is_file() for name in TABLES)


def read_good_sounds(folder: Path) -> tuple[list[Entry], Counter[str]]:
    """List the good single notes of the seven instruments, and count what is left out.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of the three tables; the audio is in it, or in its folder `good-sounds`, as the archive unpacks.

    Returns
    -------
    entries : list of (path, class, recording, start_s)
        One for each file, in the order of the takes.
    left_out : collections.Counter
        Files by the reason they were left out for.

    Raises
    ------
    GeneratorError
        A table is missing or broken, a take names no sound, or files are missing.
    """
    sounds, takes, packs = (_table(folder / name) for name in TABLES)
    entries: list[Entry] = []
    left_out: Counter[str] = Counter()
    missing: list[str] = []
    for number, take in sorted(takes.items(), key=lambda item: int(item[0])):
        sound = sounds.get(str(take.get("sound_id")))
        if sound is None or "filename" not in take:
            raise GeneratorError(folder / "takes.json", f"take {number} has no sound or no file", "Download it again.")
        reason = _reason(sound)
        if reason:
            left_out[reason] += 1
            continue
        path = _audio(folder, str(take["filename"]))
        if path is None:
            missing.append(str(take["filename"]))
            continue
        pack = packs.get(str(sound.get("pack_id")), {}).get("name", "no pack")
        start_s = max(0.0, float(str(sound.get("attack") or 0)) / RATE_HZ - LEAD_S)
        entries.append((path, str(sound["instrument"]), f"{pack}/{sound['id']}", start_s))
    if missing:
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        raise GeneratorError(folder, f"missing: {', '.join(missing[:3])}{more}", "Unpack good-sounds.zip here.")
    return entries, left_out


def _table(path: Path) -> dict[str, dict[str, object]]:
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise GeneratorError(
            path, "there is no such table", "Download it: https://zenodo.org/records/4588740."
        ) from None
    except ValueError as error:
        raise GeneratorError(path, f"is not JSON ({error})", "Download it again.") from None
    if not isinstance(table, dict) or not all(isinstance(row, dict) for row in table.values()):
        raise GeneratorError(path, "is not a table of rows by id", "Download it again.")
    return table


def _reason(sound: Mapping[str, object]) -> str | None:
    """Say why a sound is left out; None for one to keep."""
    instrument, klass = sound.get("instrument"), sound.get("klass")
    if instrument not in _INSTRUMENTS:
        return f"instrument {instrument}"
    return None if klass == KEPT_KLASS else f"klass {klass}"


def _audio(folder: Path, filename: str) -> Path | None:
    return next((path for path in (folder / filename, folder / "good-sounds" / filename) if path.is_file()), None)
