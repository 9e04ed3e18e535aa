"""`generator.sound_map`, `generator.map_picture`: neighbours are kept, and the map says what it does not show."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from generator.collection import Collection
from generator.errors import GeneratorError
from generator.map_picture import draw_map
from generator.model import Model
from generator.pictures import write_picture
from generator.presets import PRESETS
from generator.sound_map import WARNING, SoundMap, make_map, positions, write_map


@pytest.fixture(scope="module")
def tones_map(trained: Model, tones: Collection, tmp_path_factory: pytest.TempPathFactory) -> SoundMap:
    """Map the tones once."""
    return make_map(trained, tones, "tones", tmp_path_factory.mktemp("features"))


def test_clusters_stay_together() -> None:
    """Three clouds far apart in latent space are three clouds on the map: nearest neighbours are of the same cloud."""
    rng = np.random.default_rng(0)
    latents = np.concatenate([rng.normal(20 * at, 1, size=(15, 6)) for at in range(3)]).astype(np.float32)
    places = positions(latents, 0)
    distances = np.linalg.norm(places[:, None] - places[None], axis=2) + np.diag(np.full(45, np.inf))

    assert (np.arange(45) // 15).tolist() == (distances.argmin(axis=1) // 15).tolist()


def test_a_model_that_tells_nothing_apart_has_no_map(trained: Model, tones: Collection, tmp_path: Path) -> None:
    """Where all latents are equal there are no neighbours to keep; the command says so."""
    preset = replace(PRESETS["slides-harmonic"], hidden_units=4, latent_dimensions=2)
    configuration = replace(trained.configuration, preset=preset)
    network = configuration.network()
    with torch.no_grad():
        network.posterior.weight.zero_()
    blind = replace(trained, configuration=configuration, network=network)

    with pytest.raises(GeneratorError, match="gives every sound the same latents"):
        make_map(blind, tones, "tones", tmp_path)


def test_every_sound_has_its_place(tones_map: SoundMap, tones: Collection) -> None:
    """All sounds are there with class and recording; shares are shares; held-out ones are marked."""
    assert {sound.path.relative_to(tones.folder).as_posix() for sound in tones.sounds} == {
        point.file for point in tones_map.points
    }
    assert 3 == sum(point.is_held_out for point in tones_map.points)
    shares = [tones_map.purity, tones_map.purity_on_map, tones_map.purity_without_them, tones_map.trustworthiness]
    assert all(0 <= share <= 1 for share in shares)
    assert pytest.approx(1 / 3) == tones_map.chance


def test_file_has_all_and_the_warning(tones_map: SoundMap, tmp_path: Path) -> None:
    """What is read back is the map, its warning included."""
    write_map(tmp_path / "tones.map.json", tones_map)
    found = json.loads((tmp_path / "tones.map.json").read_text(encoding="utf-8"))

    assert WARNING == found["warning"]
    assert len(tones_map.points) == len(found["points"])
    assert "points" == list(found)[-1]


def test_picture_names_every_class_and_says_the_warning(tones_map: SoundMap) -> None:
    """The legend has a line per class, held-out recordings are explained, the warning stands under the map."""
    picture = draw_map(tones_map)
    legend = [text.get_text() for text in picture.legends[0].get_texts()]
    under = picture.get_supxlabel()
    untold = draw_map(replace(tones_map, n_class_axes=0)).get_supxlabel()

    assert list(tones_map.class_names.values()) == legend
    assert WARNING in under
    assert f"Trustworthiness of the map {tones_map.trustworthiness:.3f}" in under
    assert "2 latent dimensions were made from the classes of the training sounds" in under
    assert "made from the classes" not in untold


def test_many_classes_are_numbered_and_many_points_stay_light(tones_map: SoundMap, tmp_path: Path) -> None:
    """21 classes have numbers in legend and map; 2,000 points make an SVG of less than 400 kB."""
    ids = [f"class-{number}" for number in range(21)]
    rng = np.random.default_rng(0)
    points = tuple(
        replace(tones_map.points[0], sound_class=ids[at % 21], x=float(x), y=float(y), is_held_out=at % 7 == 0)
        for at, (x, y) in enumerate(rng.normal(size=(2000, 2)))
    )
    crowded = replace(tones_map, points=points, class_names={one: one.title() for one in ids})
    picture = draw_map(crowded)
    _, svg = write_picture(picture, tmp_path / "crowded.json")

    assert "21 Class-20" == picture.legends[0].get_texts()[-1].get_text()
    assert [str(number) for number in range(1, 22)] == [text.get_text() for text in picture.axes[0].texts]
    assert svg.stat().st_size < 400_000
    assert re.search("<image", svg.read_text(encoding="utf-8"))
