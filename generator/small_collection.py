"""The small harmonic collection that ships: every recording of the seven instruments once or twice.

With it the demonstration needs no network and no soundfont. ``python -m generator.small_collection``
makes it again from the installed fonts, into the package `stimuli`.
"""

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

from generator.collection import TABLE_NAME, Collection, read_collection
from generator.collection_folder import RECIPE_NAME, begin_collection, finish_collection
from generator.drawn_notes import Drawn, FontNote, Playable, draw_note, playable_notes
from generator.harmonic import Place, render_drawn
from generator.installed_soundfonts import find_soundfonts, notice
from generator.instruments import INSTRUMENTS, SOUND_CLASSES
from study.files import sha256_of, write_whole

SEED = 2026
DURATION_S = 3.0
PEAK_DBFS = -30.0
"""Lower than that of a collection built here: every 6 dB take a bit off each sample, and all must fit in
8 MB. What 16 bits cannot hold lies 68 dB under the peak, spread over all frequencies."""

MANY_RECORDINGS = 20
"""An instrument with more recordings than this has each once, the others twice."""

SHIPPED = files("stimuli") / "data" / "harmonic-small"


def copy_small_collection(folder: Path) -> Collection:
    """Copy the shipped collection into a study; a folder that has it already is left as it is.

    Raises
    ------
    GeneratorError
        The folder holds something else.
    """
    with as_file(SHIPPED) as shipped:
        recipe = json.loads((shipped / RECIPE_NAME).read_text(encoding="utf-8"))
        if not begin_collection(folder, recipe):
            paths = [path for path in sorted(shipped.rglob("*")) if path.is_file()]
            for path in sorted(paths, key=lambda path: path.name == TABLE_NAME):
                with write_whole(folder / path.relative_to(shipped)) as partial:
                    shutil.copyfile(path, partial)
    return read_collection(folder, "table")


def build_small_collection(folder: Path) -> Collection:
    """Render the collection from FluidR3 and MuseScore General; the same fonts give the same bytes.

    Raises
    ------
    GeneratorError
        FluidSynth or the fonts are missing, or the folder holds something else.
    """
    fonts = find_soundfonts()
    recipe = {
        "made_by": "python -m generator.small_collection",
        "seed": SEED,
        "soundfonts": {font.name: sha256_of(font.path) for font in fonts},
    }
    if not begin_collection(folder, recipe):
        playable = {instrument.id: playable_notes(fonts, instrument) for instrument in INSTRUMENTS}

        def draw(place: Place, attempt: int) -> Drawn:
            drawn = draw_note(*place, fonts, playable[place[0].id], SEED, attempt)
            assert isinstance(drawn, FontNote)
            return replace(drawn, note=replace(drawn.note, duration_s=DURATION_S))

        drawn = render_drawn(folder, list(_places(playable)), draw, PEAK_DBFS)
        finish_collection(folder, [note.row() for note in drawn], SOUND_CLASSES, notice(fonts))
    return read_collection(folder, "table")


def _places(playable: dict[str, Playable]) -> Iterator[Place]:
    for instrument in INSTRUMENTS:
        n_recordings = len(playable[instrument.id])
        for number in range(n_recordings if n_recordings > MANY_RECORDINGS else 2 * n_recordings):
            yield instrument, number


if __name__ == "__main__":
    with as_file(SHIPPED) as place:
        collection = build_small_collection(Path(sys.argv[1]) if len(sys.argv) > 1 else place)
    print(f"{collection.folder}: {len(collection.sounds)} sounds")
