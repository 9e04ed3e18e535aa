"""Find the soundfonts of the harmonic collection on this machine, and say under what terms they are."""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from generator.errors import GeneratorError
from generator.note_files import NoteFile, terms_of
from generator.soundfont import SoundFont, read_soundfont

FOLDERS = (
    Path("/usr/share/sounds/sf2"),
    Path("/usr/share/sounds/sf3"),
    Path("/usr/share/soundfonts"),
    Path("/usr/local/share/soundfonts"),
    Path("/opt/homebrew/share/soundfonts"),
    Path("~/Library/Audio/Sounds/Banks").expanduser(),
)
"""Where Debian, Fedora and Arch, Homebrew, and macOS itself keep soundfonts."""

FONTS = {
    "FluidR3": ("FluidR3_GM.sf2",),
    "MuseScore_General": ("MuseScore_General.sf3", "MuseScore_General.sf2"),
}
"""Fonts with real recordings of the seven instruments that may be passed on; the licence file of each has its name."""


def find_soundfonts(named: Sequence[Path] = ()) -> tuple[SoundFont, ...]:
    """Read the soundfonts that were named, else FluidR3 and MuseScore General as far as they are installed.

    Raises
    ------
    GeneratorError
        One that was named cannot be read, or none is installed.
    """
    paths = list(named) or [path for names in FONTS.values() if (path := _installed(names))]
    if not paths:
        raise GeneratorError(
            "soundfont",
            "neither FluidR3_GM.sf2 nor MuseScore_General.sf3 is installed",
            "Install them with 'apt-get install fluid-soundfont-gm musescore-general-soundfont' (Debian, Ubuntu); "
            "Homebrew has no package: put the file into ~/Library/Audio/Sounds/Banks, or name it with --soundfont.",
        )
    return tuple(read_soundfont(path) for path in paths)


def _installed(names: Sequence[str]) -> Path | None:
    return next((folder / name for name in names for folder in FOLDERS if (folder / name).is_file()), None)


def notice(fonts: Sequence[SoundFont], note_files: Sequence[NoteFile] = ()) -> str:
    """Return the notice that goes with sounds made from fonts and files: what they come from, on what terms."""
    head = "These sounds were rendered by Ascolto with FluidSynth from the soundfonts below.\n"
    if note_files:
        head = "These sounds were made by Ascolto from the soundfonts, with FluidSynth, and the recordings below.\n"
    head += "collection.csv says which sound comes from which sample of which font.\n"
    return ("\n" + "-" * 96 + "\n\n").join([head, *map(_terms, fonts), *terms_of(note_files)])


def _terms(font: SoundFont) -> str:
    known = next((name for name in FONTS if font.path.name.startswith(name)), None)
    if known:
        return (files("generator") / "licences" / f"{known}.txt").read_text(encoding="utf-8")
    said = font.copyright or "The font states no copyright."
    return f"{font.name}\n\n{said}\nFind out its terms before you pass the sounds on.\n"
