"""The harmonic collection: notes of seven sampled instruments, 3 to 8 seconds, drawn by a seed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from tqdm import tqdm

from generator.audio import SAMPLE_RATE_HZ, SILENCE_DBFS, Audio
from generator.collection import Collection, read_collection
from generator.collection_folder import PEAK_DBFS, begin_collection, finish_collection, write_sound
from generator.drawn_notes import Drawn, FileNote, FontNote, draw_note, playable_notes
from generator.errors import GeneratorError
from generator.fluidsynth import render_notes
from generator.installed_soundfonts import find_soundfonts, notice
from generator.instruments import INSTRUMENTS, SOUND_CLASSES, Instrument
from generator.note_files import find_note_files, play
from study.files import sha256_of

NOTES_PER_RUN = 100
"""Bounds the temporary file of one run of FluidSynth to some 250 MB."""

MAX_DRAWS = 10
"""How often a silent note is drawn anew before its recording is given up as unplayable."""

Place = tuple[Instrument, int]
"""A sound to be: its instrument, its number among the sounds of the instrument."""


def build_harmonic(
    folder: Path,
    n_sounds: int = 2000,
    seed: int = 0,
    soundfonts: Sequence[Path] = (),
    recordings: Sequence[Path] = (),
) -> Collection:
    """Build the harmonic collection in `folder`; a folder built before by the same recipe is left as it is.

    Parameters
    ----------
    folder : pathlib.Path
        New or empty folder.
    n_sounds : int
        Number of sounds, spread evenly over the seven instruments.
    seed : int
        The same seed, fonts and FluidSynth give the same bytes.
    soundfonts : sequence of pathlib.Path
        Fonts to use in place of the installed ones.
    recordings : sequence of pathlib.Path
        Folders of more recordings, see :func:`generator.note_files.find_note_files`.

    Raises
    ------
    GeneratorError
        FluidSynth or the fonts are missing, a font lacks an instrument, or the folder holds something else.
    StimulusError
        A recording is broken.
    """
    fonts, note_files = find_soundfonts(soundfonts), find_note_files(recordings)
    recipe: dict[str, object] = {
        "made_by": "ascolto sounds build harmonic",
        "n_sounds": n_sounds,
        "seed": seed,
        "soundfonts": {font.name: sha256_of(font.path) for font in fonts},
    }
    if note_files:
        recipe["recordings"] = {note.name: sha256_of(note.path) for note in note_files}
    if not begin_collection(folder, recipe):
        playable = {instrument.id: playable_notes(fonts, instrument) for instrument in INSTRUMENTS}

        def draw(place: Place, attempt: int) -> Drawn:
            return draw_note(*place, fonts, playable[place[0].id], seed, attempt, note_files)

        drawn = render_drawn(folder, list(_places(n_sounds)), draw)
        finish_collection(folder, [note.row() for note in drawn], SOUND_CLASSES, notice(fonts, note_files))
    return read_collection(folder, "table")


def render_drawn(
    folder: Path, places: Sequence[Place], draw: Callable[[Place, int], Drawn], peak_dbfs: float = PEAK_DBFS
) -> list[Drawn]:
    """Draw, render and write the sounds of all places; draw silent ones anew. Return what was written, in order.

    Raises
    ------
    GeneratorError
        FluidSynth is missing or fails, or a recording stays silent.
    """
    written: dict[Place, Drawn] = {}
    pending = list(places)
    with tqdm(total=len(places), desc="notes", unit="sound", disable=None) as progress:
        for attempt in range(MAX_DRAWS):
            for note, y in _rendered([draw(place, attempt) for place in pending]):
                if np.abs(y).max() >= 10 ** (SILENCE_DBFS / 20):
                    write_sound(folder / note.path, y, peak_dbfs)
                    written[note.instrument, note.number] = note
                    progress.update()
            pending = [place for place in pending if place not in written]
            if not pending:
                return [written[place] for place in places]
    silent = draw(pending[0], 0)
    problem = f"recording '{silent.recording}' of the {silent.instrument.id} was silent {MAX_DRAWS} times"
    raise GeneratorError(silent.font.path if isinstance(silent, FontNote) else folder, problem, "Install it again.")


def _rendered(drawn: Sequence[Drawn]) -> Iterator[tuple[Drawn, Audio]]:
    for one in drawn:
        if isinstance(one, FileNote):
            y = play(one.file, one.cents, one.duration_s)
            duration_s = min(one.duration_s, len(y) * 100 // SAMPLE_RATE_HZ / 100)  # whole hundredths, as drawn
            yield replace(one, duration_s=duration_s), y[: round(duration_s * SAMPLE_RATE_HZ)]
    notes = [one for one in drawn if isinstance(one, FontNote)]
    for font in dict.fromkeys(one.font.path for one in notes):
        of_font = [one for one in notes if one.font.path == font]
        for start in range(0, len(of_font), NOTES_PER_RUN):
            run = of_font[start : start + NOTES_PER_RUN]
            yield from zip(run, render_notes(font, [one.note for one in run]), strict=True)


def _places(n_sounds: int) -> Iterator[Place]:
    """Yield instrument and number within its class; the first classes take what seven does not divide."""
    for position, instrument in enumerate(INSTRUMENTS):
        for number in range(n_sounds // len(INSTRUMENTS) + (position < n_sounds % len(INSTRUMENTS))):
            yield instrument, number
