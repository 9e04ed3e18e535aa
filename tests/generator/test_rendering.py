"""`generator.rendering`: whole sets that pass quality control, the same again from the same seed."""

import json
import multiprocessing
import shutil
import time
from pathlib import Path

import numpy as np
import pytest

from generator.chosen_sounds import Candidate
from generator.errors import GeneratorError
from generator.making import Maker
from generator.orders import RECIPE_NAME, is_rendered, order_of
from generator.rendering import plan_all, render_set
from generator.split import split_by_recording
from generator.training_data import HELD_OUT
from stimuli.audio import read_audio, write_flac
from stimuli.levels import fade, set_level
from stimuli.manifest import Manifest, read_manifest, verify_files, write_manifest
from stimuli.quality import check_set
from study.faults import Fault
from study.files import sha256_of
from study.folder import StudyFolder

STUDY = """
[study]
title = "Tones"
seed = 3
languages = ["en"]
contact = "the tests"

[collections.tones]
sounds = "sounds"
layout = "folders"
model = "tones"

[models.tones]
preset = "convolutional"

[sets.singles]
collection = "tones"
kind = "single"
n_sounds = 2
rungs = ["R0", "R1", "R2", "R3", "R4", "prior"]
controls = ["L1", "L2"]
duration_s = 1.0
loudness_lufs = -26.0

[sets.morphs]
collection = "tones"
kind = "morph"
n_morphs = 2
path = ["linear", "spherical"]
controls = ["crossfade", "hard-switch", "shuffled"]
duration_s = 1.0

[[sections]]
id = "all"
set = "singles"
questions = ["quality"]
n_heard = 3

[[questions]]
id = "quality"
kind = "rating"
prompt.en = "How good?"
labels.en = ["Bad", "Good"]
"""


@pytest.fixture(scope="module")
def folder(tones_folder: Path, trained_path: Path, tmp_path_factory: pytest.TempPathFactory) -> StudyFolder:
    """Give a study with the tones and their model."""
    path = tmp_path_factory.mktemp("study")
    (path / "study.toml").write_text(STUDY, encoding="utf-8")
    shutil.copytree(tones_folder, path / "sounds")
    (path / "models").mkdir()
    shutil.copy(trained_path, path / "models" / "tones.pt")
    return StudyFolder(path)


@pytest.fixture(scope="module")
def rendered(folder: StudyFolder) -> dict[str, Manifest]:
    """Render both sets once."""
    return {name: render_set(folder, name) for name in ("singles", "morphs")}


@pytest.mark.parametrize("name", ["singles", "morphs"])
def test_quality_control_finds_nothing(name: str, folder: StudyFolder, rendered: dict[str, Manifest]) -> None:
    """What is rendered passes the checks that any set must pass."""
    assert check_set(folder.manifest(name)) == []


def test_manifest_says_all(folder: StudyFolder, rendered: dict[str, Manifest]) -> None:
    """Singles have a class, the model's hash where the model was used, and roles by rung."""
    found = read_manifest(folder.manifest("singles"))
    n_of = {role: len(found.with_role(role)) for role in ("test", "reference", "anchor", "practice")}

    assert found == rendered["singles"]
    assert n_of == {"test": 10, "reference": 2, "anchor": 4, "practice": 2}
    assert all((one.intended_start == "") == (one.condition == "prior") for one in found.stimuli)
    assert all((one.intended_end != "") == (one.weight == 0.5) == (one.condition == "R4") for one in found.stimuli)
    assert {one.condition for one in found.stimuli if one.checkpoint} == {"R2", "R3", "R4", "prior"}
    assert found.loudness_lufs is not None
    assert found.loudness_lufs <= -26.0


def test_morphs_have_distances(rendered: dict[str, Manifest]) -> None:
    """Each morph has both classes, its latent distance, and for every path its length and bump."""
    for one in rendered["morphs"].with_role("test", "anchor", "practice"):
        assert one.intended_start != one.intended_end
        assert one.latent_distance
        assert len(one.recordings) == 2
        assert (one.bump is None) == (one.condition == "shuffled")
        assert one.path == (one.condition if one.role == "test" else "")


def test_names_are_hexadecimal_and_in_no_telling_order(rendered: dict[str, Manifest]) -> None:
    """Ids are eight hexadecimal digits; sorted by them, conditions are mixed."""
    ids = [one.id for one in rendered["singles"].stimuli]
    conditions = [one.condition for one in rendered["singles"].stimuli]

    assert ids == sorted(ids)
    assert all(len(one) == 8 and int(one, 16) >= 0 for one in ids)
    assert conditions != sorted(conditions)


def test_same_seed_same_set(folder: StudyFolder, rendered: dict[str, Manifest], tmp_path: Path) -> None:
    """Rendered again from nothing, every hash is the same."""
    copy = StudyFolder(Path(shutil.copytree(folder.path, tmp_path / "copy", ignore=shutil.ignore_patterns("stimuli"))))

    assert render_set(copy, "singles") == rendered["singles"]


def test_unchanged_is_known_and_changed_is_not(
    folder: StudyFolder, rendered: dict[str, Manifest], tmp_path: Path
) -> None:
    """A set is taken as rendered until its plan, its files, or its recipe differ."""
    copy = Path(shutil.copytree(folder.path, tmp_path / "copy"))
    assert is_rendered(StudyFolder(copy), "singles")

    (copy / "study.toml").write_text(STUDY.replace("-26.0", "-27.0"), encoding="utf-8")
    assert not is_rendered(StudyFolder(copy), "singles")
    assert is_rendered(StudyFolder(copy), "morphs")

    next((copy / "stimuli" / "morphs").glob("*.flac")).write_bytes(b"")
    assert not is_rendered(StudyFolder(copy), "morphs")


def test_a_failure_leaves_the_old_set(
    folder: StudyFolder, rendered: dict[str, Manifest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a sound cannot be made, the set that was there stays whole; what was made waits beside it."""
    copy = StudyFolder(Path(shutil.copytree(folder.path, tmp_path / "copy")))
    before = read_manifest(copy.manifest("singles"))

    def fail(*_: object) -> None:
        raise GeneratorError("sound", "broken")

    monkeypatch.setattr(Maker, "make", fail)
    with pytest.raises(GeneratorError, match="broken"):
        render_set(copy, "singles")

    assert read_manifest(copy.manifest("singles")) == before
    assert check_set(copy.manifest("singles")) == []
    assert [path.name for path in copy.stimuli.iterdir() if path.name.startswith(".")] == [".singles.made"]


def test_a_model_that_repeats_its_sounds_is_found_out(
    folder: StudyFolder, rendered: dict[str, Manifest], tmp_path: Path
) -> None:
    """A training sound in place of a draw is found by the prints that lie in the set, without the sounds."""
    path = Path(shutil.copytree(folder.stimulus_set("singles"), tmp_path / "set")) / "manifest.json"
    order = order_of(folder, "singles")
    train, _ = split_by_recording(order.collection, HELD_OUT, seed=3)
    y = fade(train[0].audio().astype(np.float64), 22050, 0.01, 0.05)
    levelled = set_level([y], 22050, rendered["singles"].loudness_lufs)[0][0]
    at, draw = next((at, one) for at, one in enumerate(rendered["singles"].stimuli) if one.condition == "R3")
    stimuli = list(rendered["singles"].stimuli)
    stimuli[at] = draw.model_copy(update={"sha256": sha256_of(write_flac(path.parent / draw.file, levelled, 22050))})
    write_manifest(path.parent, rendered["singles"].model_copy(update={"stimuli": tuple(stimuli)}))

    assert [fault.kind for fault in check_set(path)] == ["near copy"]


@pytest.fixture
def alike(tones_folder: Path, trained_path: Path, tmp_path: Path) -> StudyFolder:
    """Give a study in which the sounds of two of its three classes are one tone."""
    rng = np.random.default_rng(0)
    for sound_class, name, n_sounds in (("x", "a", 3), ("y", "a", 3), ("z", "cccccccccc", 4)):
        for number in range(n_sounds):
            y = read_audio(tones_folder / name / "0.wav")[0] + 1e-3 * rng.standard_normal(22050)
            write_flac(tmp_path / "sounds" / sound_class / f"{number}.flac", y, 22050)
    (tmp_path / "models").mkdir()
    shutil.copy(trained_path, tmp_path / "models" / "tones.pt")
    text = STUDY.replace('path = ["linear", "spherical"]', 'path = ["linear"]').replace("n_morphs = 2", "n_morphs = 3")
    text = text.replace(
        'controls = ["crossfade", "hard-switch", "shuffled"]\nduration_s = 1.0', "controls = []\nduration_s = 0.5"
    )
    (tmp_path / "study.toml").write_text(text, encoding="utf-8")
    return StudyFolder(tmp_path)


def test_pairs_that_sound_alike_are_exchanged(alike: StudyFolder) -> None:
    """Two classes sound alike: each morph ends in the third, though the first plan takes others too."""
    order = order_of(alike, "morphs")
    candidates = [Candidate(sound, is_held_out=False) for sound in order.collection.sounds]
    planned = [one for one in plan_all(order, candidates, {}) if one.role == "test"]
    manifest = render_set(alike, "morphs")

    assert {"x", "y"} in [{sound.sound_class for sound in one.sounds} for one in planned]
    assert all("z" in (one.intended_start, one.intended_end) for one in manifest.with_role("test"))
    assert check_set(alike.manifest("morphs")) == []


def test_the_sound_of_a_faulty_anchor_is_exchanged(
    folder: StudyFolder, rendered: dict[str, Manifest], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside R4, which comes from two sounds, an anchor comes from one: that one is found and taken out."""
    copy = StudyFolder(Path(shutil.copytree(folder.path, tmp_path / "copy")))
    first = next(one for one in rendered["singles"].stimuli if one.condition == "L2" and one.role == "anchor")
    real = check_set

    def find(path: Path) -> list[Fault]:
        now = next(
            (
                one
                for one in read_manifest(path).stimuli
                if (one.condition, one.role, one.recordings) == ("L2", "anchor", first.recordings)
            ),
            None,
        )
        return [Fault("clipping", str(path.parent / now.file), "is clipped")] if now else real(path)

    monkeypatch.setattr("generator.rendering.check_set", find)
    shutil.rmtree(copy.stimulus_set("singles"))
    again = render_set(copy, "singles")

    assert not [one for one in again.stimuli if one.recordings[:1] == first.recordings and one.role != "example"]


def test_faults_that_no_exchange_mends_end_the_rendering(
    folder: StudyFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If what was refused comes again it is one line, not a loop without end."""
    copy = StudyFolder(Path(shutil.copytree(folder.path, tmp_path / "copy")))
    shutil.rmtree(copy.stimulus_set("singles"))
    planned = plan_all(order_of(copy, "singles"), _candidates_of(copy), {})
    monkeypatch.setattr("generator.rendering.plan_all", lambda *_: planned)

    def find(path: Path) -> list[Fault]:
        stimulus = next(one for one in read_manifest(path).stimuli if one.condition == "R0")
        return [Fault("clipping", str(path.parent / stimulus.file), "is clipped")]

    monkeypatch.setattr("generator.rendering.check_set", find)
    with pytest.raises(GeneratorError, match="is clipped"):
        render_set(copy, "singles")


def _candidates_of(folder: StudyFolder) -> list[Candidate]:
    return [Candidate(sound, is_held_out=False) for sound in order_of(folder, "singles").collection.sounds]


def test_killed_at_any_moment_rendering_ends_with_the_same_bytes(
    folder: StudyFolder, rendered: dict[str, Manifest], tmp_path: Path
) -> None:
    """Killed after the first sound, after some, while files are written, and again: the set is as if never killed."""
    copy = StudyFolder(Path(shutil.copytree(folder.path, tmp_path / "copy", ignore=shutil.ignore_patterns("stimuli"))))
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["generator.rendering"])
    made, whole = (copy.stimuli / f".singles.{name}" for name in ("made", "whole"))
    moments = (
        lambda: len(list(made.glob("*.npz"))) > 0,
        lambda: len(list(made.glob("*.npz"))) > 3,
        lambda: len(list(whole.glob("*.flac"))) > 0,
        lambda: len(list(whole.glob("*.flac"))) > 5,
    )
    for has_come in moments:
        process = processes.Process(target=render_set, args=(copy, "singles"))
        process.start()
        while not has_come() and process.is_alive():
            time.sleep(0.001)
        process.kill()
        process.join()

        assert process.exitcode == -9
        assert not is_rendered(copy, "singles")
        assert not copy.stimulus_set("singles").exists()

    assert render_set(copy, "singles") == rendered["singles"]
    verify_files(copy.manifest("singles"), rendered["singles"])
    assert [path.name for path in copy.stimuli.iterdir()] == ["singles"]


def test_without_a_model_says_how_to_get_one(folder: StudyFolder, tmp_path: Path) -> None:
    """The line names the checkpoint and the command."""
    copy = Path(shutil.copytree(folder.path, tmp_path / "copy"))
    (copy / "models" / "tones.pt").unlink()

    with pytest.raises(GeneratorError, match=r"tones\.pt: the model is not trained yet.*'ascolto train'"):
        render_set(StudyFolder(copy), "singles")


def test_recipe_lies_beside_the_manifest(folder: StudyFolder, rendered: dict[str, Manifest]) -> None:
    """The recipe names plan, model, sounds and seed."""
    recipe = json.loads((folder.stimulus_set("singles") / RECIPE_NAME).read_text(encoding="utf-8"))

    assert set(recipe) == {"made_by", "set", "plan", "collection", "checkpoint", "seed"}
    assert recipe == order_of(folder, "singles").recipe()
