"""Draw the map of each model's latent space, with the classes of its sounds (t-SNE).

Writes a PNG and an SVG for papers and a JSON file with every sound's place. The map shows which
sounds are neighbours; its distances are not latent distances, and it says so.
"""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from ascolto.options import add_out, add_study
from ascolto.train import chosen, collection_of
from study.folder import StudyFolder

if TYPE_CHECKING:
    from generator.sound_map import SoundMap


def configure(parser: ArgumentParser) -> None:
    """Declare the command's options."""
    add_study(parser)
    add_out(parser, "the maps, a folder (default: models/ in the study folder)")
    parser.add_argument("models", metavar="MODEL", nargs="*", help="models to map (default: all of the study)")


def run(options: Namespace) -> int:
    """Draw a map of each model."""
    from generator.collection import read_collection
    from generator.map_picture import draw_map
    from generator.model import read_model
    from generator.pictures import write_picture
    from generator.sound_map import make_map, write_map

    folder = StudyFolder(options.study)
    for name in chosen(folder, options.models):
        collection_name = collection_of(folder.study, name)
        collection = read_collection(folder.sounds(collection_name), folder.study.collections[collection_name].layout)
        path: Path = folder.checkpoint(name)
        sound_map = make_map(read_model(path), collection, collection_name, path.parent / "features")
        target = (options.out or path.parent) / f"{name}.map.json"
        write_map(target, sound_map)
        print(summary(name, sound_map))
        for written in (target, *write_picture(draw_map(sound_map), target)):
            print(f"written: {written}")
    return 0


def summary(name: str, sound_map: "SoundMap") -> str:
    """Say how pure the neighbourhoods are, how far the map can be trusted, and what it does not show."""
    n_held_out = sum(point.is_held_out for point in sound_map.points)
    return "\n".join(
        [
            f"model {name}: {len(sound_map.points)} sounds of {sound_map.collection}, "
            f"{n_held_out} of them from recordings it never heard",
            f"  5-nearest-neighbour purity of those: {sound_map.purity:.2f} in latent space, "
            f"{sound_map.purity_on_map:.2f} on the map, chance {sound_map.chance:.2f}",
            *([f"  {sound_map.told}"] if sound_map.told else []),
            f"  trustworthiness of the map: {sound_map.trustworthiness:.3f}",
            f"  NOTE: {sound_map.warning}",
        ]
    )
