"""Draw notes of an instrument so that each sounds one recording, and know which.

Every recording gives equally many notes, whatever the number of keys it spans, because it is the
variety of recordings that a model learns from. A note that sounds two recordings at once (an attack
laid over a sustained tone) belongs to none alone and is not drawn.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from generator.errors import GeneratorError
from generator.fluidsynth import Note
from generator.instruments import Instrument
from generator.note_files import NoteFile
from generator.sampled_recordings import recordings_of
from generator.soundfont import SoundFont
from study.tables import LIST_SEPARATOR

DURATIONS_S = (3.0, 8.0)
"""Shortest and longest sound (the slides)."""

VELOCITIES = (40, 120)
"""Softest and loudest note: pianissimo to fortissimo; under 40 the fonts are nearly silent."""

LARGEST_DETUNING_CENTS = 20
"""Players differ by so much; larger shifts would sound out of tune."""

Playable = dict[str, list[tuple[int, int, int]]]
"""What sounds each recording alone: position of the font, key, velocity."""


LARGEST_TRANSPOSITION = 1
"""Semitones by which a recording in a file is played higher or lower; the keys of a font reach about as far."""


@dataclass(frozen=True)
class Drawn:
    """A sound that was drawn."""

    instrument: Instrument
    number: int
    """Its number among the sounds of the instrument, from 0."""
    recording: str

    @property
    def path(self) -> str:
        """Path of the sound in its collection."""
        return f"{self.instrument.id}/{self.instrument.id}-{self.number + 1:04d}.flac"

    def row(self) -> dict[str, object]:
        """Return its row in the table of the collection; a file has no font, key or velocity."""
        return {
            "path": self.path,
            "class": self.instrument.id,
            "recording": f"{self.instrument.id}/{self.recording}",
            **dict.fromkeys(("font", "sample", "program", "key", "velocity", "cents", "duration_s"), ""),
        }


@dataclass(frozen=True)
class FontNote(Drawn):
    """A note of a soundfont."""

    font: SoundFont
    note: Note

    def row(self) -> dict[str, object]:
        """Return its row in the table of the collection."""
        note = self.note
        samples = self.font.sounding(note.program, note.key, note.velocity)
        names = LIST_SEPARATOR.join(sample.name for sample in samples)
        return {**super().row(), "font": self.font.name, "sample": names, **asdict(note)}


@dataclass(frozen=True)
class FileNote(Drawn):
    """A recording that lies in a file."""

    file: NoteFile
    cents: int
    """How much sharper than it is recorded."""
    duration_s: float

    def row(self) -> dict[str, object]:
        """Return its row in the table of the collection."""
        return {**super().row(), "sample": self.file.name, "cents": self.cents, "duration_s": self.duration_s}


def playable_notes(fonts: Sequence[SoundFont], instrument: Instrument) -> Playable:
    """Return, for each recording of an instrument, the notes in its range that sound this recording and no other.

    Raises
    ------
    GeneratorError
        The fonts have no such note.
    """
    recordings = recordings_of(fonts, instrument.program)
    playable: Playable = {}
    for position, font in enumerate(fonts):
        for key in range(instrument.lowest_key, instrument.highest_key + 1):
            for velocity in range(VELOCITIES[0], VELOCITIES[1] + 1):
                samples = font.sounding(instrument.program, key, velocity)
                heard = {recordings[position, sample.index] for sample in samples}
                if len(heard) == 1:
                    playable.setdefault(heard.pop(), []).append((position, key, velocity))
    if not playable:
        names = ", ".join(str(font.path) for font in fonts)
        raise GeneratorError(
            names, f"has no {instrument.id} (program {instrument.program})", "Name a General MIDI font."
        )
    return playable


def draw_note(
    instrument: Instrument,
    number: int,
    fonts: Sequence[SoundFont],
    playable: Playable,
    seed: int,
    attempt: int = 0,
    note_files: Sequence[NoteFile] = (),
) -> Drawn:
    """Draw one note of an instrument.

    Parameters
    ----------
    instrument : Instrument
        What plays it.
    number : int
        Number of the sound in its class, from 0; recordings take turns by it, in an order the seed decides.
    fonts : sequence of SoundFont
        The fonts `playable` counts through.
    playable : dict
        What :func:`playable_notes` gives.
    seed : int
        Seed of the collection.
    attempt : int
        Another attempt draws another note of the same recording.
    note_files : sequence of NoteFile
        More recordings; those of other instruments are passed over.
    """
    in_files = {file.name: file for file in note_files if file.instrument_id == instrument.id}
    recordings = np.random.default_rng([seed, instrument.program]).permutation(sorted([*playable, *in_files]))
    recording = str(recordings[number % len(recordings)])
    rng = np.random.default_rng([seed, instrument.program, number, attempt])
    if recording in in_files:
        semitones = int(rng.integers(-LARGEST_TRANSPOSITION, LARGEST_TRANSPOSITION + 1))
        cents = 100 * semitones + _detuning_cents(rng)
        return FileNote(instrument, number, recording, in_files[recording], cents, _duration_s(rng))
    position, key, velocity = playable[recording][rng.integers(len(playable[recording]))]
    note = Note(instrument.program, key, velocity, _detuning_cents(rng), _duration_s(rng))
    return FontNote(instrument, number, recording, fonts[position], note)


def _detuning_cents(rng: np.random.Generator) -> int:
    return int(rng.integers(-LARGEST_DETUNING_CENTS, LARGEST_DETUNING_CENTS + 1))


def _duration_s(rng: np.random.Generator) -> float:
    return round(float(rng.uniform(*DURATIONS_S)), 2)
