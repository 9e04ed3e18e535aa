"""Sounds that are made but not levelled yet, kept on disk, so that a stopped rendering goes on where it was."""

import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from generator.making import Made
from generator.path_measures import PathMeasures
from generator.stimulus_sets import Planned
from study.files import write_whole


def write_made(path: Path, planned: Sequence[Planned], made: Sequence[tuple[Planned, Made]]) -> None:
    """Write what was made of `planned`, whole or not at all."""
    places = [planned.index(one) for one, _ in made]
    words = [
        {"path": one.path, "is_from_model": one.is_from_model, "latent_distance": one.latent_distance}
        | {"measures": asdict(one.measures) if one.measures else None}
        for _, one in made
    ]
    with write_whole(path) as partial, partial.open("wb") as handle:
        np.savez(handle, y=np.stack([one.y for _, one in made]), places=places, words=json.dumps(words))


def read_made(path: Path, planned: Sequence[Planned]) -> list[tuple[Planned, Made]] | None:
    """Read what was made of `planned`; None where there is nothing whole."""
    try:
        with path.open("rb") as handle, np.load(handle, allow_pickle=False) as found:
            sounds, places, words = found["y"], found["places"].tolist(), json.loads(str(found["words"]))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return [
        (planned[place], Made(y, **word | {"measures": PathMeasures(**word["measures"]) if word["measures"] else None}))
        for place, y, word in zip(places, sounds, words, strict=True)
    ]
