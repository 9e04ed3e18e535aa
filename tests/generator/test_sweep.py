"""`generator.sweep`: each training once, whoever does it, and none lost to a kill."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy

from generator.collection import Collection
from generator.errors import GeneratorError
from generator.grid import Grid, check_preset, preset_at, slides_preset
from generator.presets import PRESETS
from generator.sweep import Sweep, checkpoint_bytes, estimate_s, open_study, ranking, work

GRID = Grid(batch_sizes=(8, 16), learning_rates=(1e-3,), epochs=(1, 3))

WORKER = """
import os, signal, sys, time
from pathlib import Path
import generator.sweep
import generator.training
from generator.collection import read_collection
from generator.grid import Grid
from generator.presets import PRESETS
from dataclasses import replace

sounds, folder, url, kill_in, go, heard = sys.argv[1:]
preset = replace(PRESETS["slides-harmonic"], hidden_units=8, latent_dimensions=4)
grid = Grid(batch_sizes=(8, 16), learning_rates=(1e-3,), epochs=(1, 3)) if kill_in != "0" else Grid(
    batch_sizes=(8, 16), learning_rates=(1e-3, 1e-4), epochs=(1,)
)
sweep = generator.sweep.Sweep(preset, grid, read_collection(Path(sounds), "folders"), 0, Path(folder))
whole, n_epochs = generator.training.train_epoch, 0

def counted(*arguments):
    global n_epochs
    n_epochs += 1
    if n_epochs == int(kill_in):
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(*arguments)

generator.training.train_epoch = counted
generator.training.SAVE_EVERY_S = 0.0
train_model = generator.sweep.train_model

def noted(path, *rest):
    with open(heard, "a") as handle:
        print(path.name, file=handle)
    return train_model(path, *rest)

generator.sweep.train_model = noted
study = generator.sweep.open_study(sweep, url, not url.startswith("sqlite"), heartbeat_s=1, grace_s=2)
Path(heard).touch()
while go != "-" and not Path(go).exists():
    time.sleep(0.02)
generator.sweep.work(sweep, study)
"""


@pytest.fixture
def sweep(tones: Collection, tmp_path: Path) -> Sweep:
    """Give two trainings with two checkpoints each, small enough for seconds."""
    preset = replace(PRESETS["slides-harmonic"], hidden_units=8, latent_dimensions=4)
    return Sweep(preset, GRID, tones, 0, tmp_path / "sweep")


@pytest.fixture
def start(tones_folder: Path) -> Callable[..., subprocess.Popen[str]]:
    """Start a worker in a process of its own: where, on which database, killed in which epoch, when, its notes."""

    def started(folder: Path, url: str, kill_in: int, go: str, heard: Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", WORKER, *map(str, (tones_folder, folder, url, kill_in, go, heard))]
        return subprocess.Popen(command, text=True, stderr=subprocess.PIPE)

    return started


@pytest.fixture
def own_database(postgresql: str) -> Iterator[str]:
    """Give the URL of an empty database of the sweep's own."""
    server = sqlalchemy.make_url(postgresql).set(drivername="postgresql+psycopg")
    engine = sqlalchemy.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE sweep")
    yield server.set(database="sweep").render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE sweep WITH (FORCE)")
    engine.dispose()


def local(sweep: Sweep) -> str:
    """Return the URL of the database in the sweep's folder."""
    sweep.folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{sweep.folder / 'sweep.db'}"


def test_slides_grid_is_36_combinations_in_nine_trainings() -> None:
    """Both presets of the slides lie on it."""
    grid = Grid()

    assert (9, 36) == (len(grid.trainings), grid.n_combinations)
    for name in ("slides-harmonic", "slides-non-harmonic"):
        preset = PRESETS[name]
        assert (preset.batch_size, preset.learning_rate) in grid.trainings
        assert preset.epochs in grid.epochs
        assert preset == preset_at(preset, preset.batch_size, preset.learning_rate, preset.epochs)


def test_epochs_of_a_falling_rate_are_no_checkpoints(tones: Collection) -> None:
    """A preset with a cosine is refused, with those that can be swept."""
    check_preset(slides_preset(tones))
    with pytest.raises(GeneratorError, match=r"no checkpoints\. Sweep slides-harmonic or slides-non-harmonic"):
        check_preset(PRESETS["convolutional"])


def test_killed_sweep_ends_as_one_that_was_not(
    sweep: Sweep, start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    """Killed in the middle of its second training, the sweep goes on with that one, to the same bytes and ranking."""
    whole = replace(sweep, folder=tmp_path / "whole")
    undisturbed = open_study(whole, local(whole), is_shared=False)
    work(whole, undisturbed)
    worker = start(sweep.folder, local(sweep), 5, "-", tmp_path / "heard")
    worker.communicate(timeout=300)
    study = open_study(sweep, local(sweep), is_shared=False)
    n_before = len(ranking(sweep, study))
    trained: list[object] = []
    work(sweep, study, lambda: trained.append(1))

    assert -9 == worker.returncode
    assert (2, 1) == (n_before, len(trained))
    assert 4 == len(ranking(sweep, study)) == sweep.grid.n_combinations
    assert ranking(whole, undisturbed) == ranking(sweep, study)
    checkpoints = sorted(path.name for path in sweep.folder.glob("batch-*.pt"))
    assert sorted(path.name for path in whole.folder.glob("batch-*.pt")) == checkpoints
    for name in checkpoints:
        assert (whole.folder / name).read_bytes() == (sweep.folder / name).read_bytes()


def test_ranks_by_the_bound(sweep: Sweep) -> None:
    """The best has the highest bound; every combination has its figures; a second run has nothing to do."""
    study = open_study(sweep, local(sweep), is_shared=False)
    work(sweep, study)
    found = ranking(sweep, study)
    trained: list[object] = []
    work(sweep, open_study(sweep, local(sweep), is_shared=False), lambda: trained.append(1))

    assert sorted((one.bound_nats for one in found), reverse=True) == [one.bound_nats for one in found]
    assert {(8, 1), (8, 3), (16, 1), (16, 3)} == {(one.batch_size, one.epochs) for one in found}
    assert all(one.bound_nats == -one.figures["loss_nats"] for one in found)
    assert [] == trained


def test_two_workers_divide_the_work(
    tones: Collection, own_database: str, start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    """Two processes on one PostgreSQL train four places: each place once, both workers at work."""
    notes = [tmp_path / "first", tmp_path / "second"]
    workers = [start(tmp_path / "sweep", own_database, 0, str(tmp_path / "go"), note) for note in notes]
    while not all(note.exists() or worker.poll() is not None for note, worker in zip(notes, workers, strict=True)):
        time.sleep(0.02)
    (tmp_path / "go").touch()
    errors = [worker.communicate(timeout=300)[1] for worker in workers]
    assert [0, 0] == [worker.returncode for worker in workers], errors
    heard = [note.read_text().split() for note in notes]

    assert 4 == len([*heard[0], *heard[1]]) == len({*heard[0], *heard[1]})
    assert min(len(lines) for lines in heard) >= 1


def test_estimate_counts_what_is_left(sweep: Sweep) -> None:
    """The estimate is of the trainings that are left; none left takes no time."""
    assert 0 < estimate_s(sweep, 1)
    assert 0 == estimate_s(sweep, 2)
    assert checkpoint_bytes(sweep) > 4 * 128 * 172 * 8 * 4
