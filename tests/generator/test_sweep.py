"""`generator.sweep`: each training once, whoever does it, and none lost to a kill."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import optuna
import pytest
import sqlalchemy

import generator.sweep
from generator.collection import Collection
from generator.errors import GeneratorError
from generator.grid import Grid, check_preset, preset_at, slides_preset
from generator.presets import PRESETS
from generator.sweep import Sweep, checkpoint_bytes, estimate_s, open_study, ranking, whole_batches, work

GRID = Grid(batch_sizes=(8, 16), learning_rates=(1e-4, 1e-3), epochs=(1, 2))

WORKER = """
import json, os, signal, sys, time
from dataclasses import asdict, replace
from pathlib import Path
import generator.sweep
import generator.training
from generator.collection import read_collection
from generator.grid import Grid
from generator.presets import PRESETS

sounds, folder, url, kill_in, own, *others = sys.argv[1:]
preset = replace(PRESETS["slides-harmonic"], hidden_units=8, latent_dimensions=4)
grid = Grid(batch_sizes=(8, 16), learning_rates=(1e-4, 1e-3), epochs=(1, 2))
sweep = generator.sweep.Sweep(preset, grid, read_collection(Path(sounds), "folders"), 0, Path(folder))
train_epoch, train_model, n_epochs = generator.training.train_epoch, generator.sweep.train_model, 0

def counted(*arguments):
    global n_epochs
    n_epochs += 1
    if n_epochs == int(kill_in):
        os.kill(os.getpid(), signal.SIGKILL)
    return train_epoch(*arguments)

def n_trained(notes):
    return len(Path(notes).read_text().split()) if Path(notes).exists() else 0

def noted(path, *rest):
    with open(own, "a") as handle:
        print(path.name, file=handle)
    in_step = min(n_trained(own), 2)  # the first two trainings begin at once, whatever else the machine does
    while any(n_trained(other) < in_step for other in others):
        time.sleep(0.02)
    return train_model(path, *rest)

generator.training.train_epoch, generator.sweep.train_model = counted, noted
generator.training.SAVE_EVERY_S = 0.0
is_shared = not url.startswith("sqlite")
study = generator.sweep.open_study(sweep, url, is_shared, heartbeat_s=1, grace_s=180 if int(kill_in) else 5)
generator.sweep.work(sweep, study)
print(json.dumps([asdict(one) for one in generator.sweep.ranking(sweep, study)]))
"""


@pytest.fixture(scope="module")
def whole(tones: Collection, tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    """Give four trainings with two checkpoints each, small enough for seconds, done without a disturbance."""
    preset = replace(PRESETS["slides-harmonic"], hidden_units=8, latent_dimensions=4)
    sweep = Sweep(preset, GRID, tones, 0, tmp_path_factory.mktemp("sweep") / "whole")
    work(sweep, open_study(sweep, local(sweep), is_shared=False))
    return sweep


@pytest.fixture
def sweep(whole: Sweep, tmp_path: Path) -> Sweep:
    """Give the same sweep, not begun."""
    return replace(whole, folder=tmp_path / "sweep")


@pytest.fixture
def start(tones_folder: Path) -> Callable[..., Popen[str]]:
    """Start a worker in a process of its own.

    Given are the sweep, the database, the epoch to be killed in (0: none), where to note its trainings, and the
    notes of others, without whom it does not begin.
    """

    def started(sweep: Sweep, url: str, kill_in: int, *notes: Path) -> Popen[str]:
        command = [sys.executable, "-c", WORKER, *map(str, (tones_folder, sweep.folder, url, kill_in, *notes))]
        return Popen(command, text=True, stdout=PIPE, stderr=PIPE)

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


def ranked(sweep: Sweep) -> list[dict[str, Any]]:
    """Return the ranking that a sweep on this machine alone has found."""
    return [asdict(one) for one in ranking(sweep, open_study(sweep, local(sweep), is_shared=False))]


def assert_same_checkpoints(whole: Sweep, sweep: Sweep) -> None:
    """Hold a sweep's folder against that of the undisturbed one: the same files, the same bytes, no state left."""
    checkpoints = sorted(path.name for path in sweep.folder.glob("batch-*"))

    assert sorted(path.name for path in whole.folder.glob("batch-*")) == checkpoints
    for name in checkpoints:
        assert (whole.folder / name).read_bytes() == (sweep.folder / name).read_bytes()


def test_killed_sweep_ends_as_one_that_was_not(
    sweep: Sweep, whole: Sweep, start: Callable[..., Popen[str]], tmp_path: Path
) -> None:
    """Killed in the middle of its second training, the sweep goes on with that one, to the same bytes and ranking."""
    worker = start(sweep, local(sweep), 4, tmp_path / "notes")
    worker.communicate(timeout=300)
    study = open_study(sweep, local(sweep), is_shared=False)
    n_before = len(ranking(sweep, study))
    told: list[tuple[int, int]] = []
    work(sweep, study, lambda *counts: told.append(counts))

    assert -9 == worker.returncode
    assert (2, [(2, 0), (3, 0), (4, 0)]) == (n_before, told)
    assert ranked(whole) == ranked(sweep)
    assert_same_checkpoints(whole, sweep)


def test_ranks_by_the_bound(whole: Sweep) -> None:
    """The best has the highest bound; every combination has its figures; a second run has nothing to do."""
    study = open_study(whole, local(whole), is_shared=False)
    found = ranking(whole, study)
    told: list[tuple[int, int]] = []
    work(whole, study, lambda *counts: told.append(counts))

    assert sorted((one.bound_nats for one in found), reverse=True) == [one.bound_nats for one in found]
    places = {(one.batch_size, one.learning_rate, one.epochs) for one in found}
    assert 8 == len(found) == len(places) == whole.grid.n_combinations
    assert all(one.bound_nats == -one.figures["loss_nats"] for one in found)
    assert [] == told


def test_two_workers_divide_the_work_and_one_is_killed(
    sweep: Sweep, whole: Sweep, own_database: str, start: Callable[..., Popen[str]], tmp_path: Path
) -> None:
    """On one PostgreSQL two workers train each place once; what one was killed in, the other ends."""
    notes = [tmp_path / "killed", tmp_path / "other"]
    killed, other = (start(sweep, own_database, *rest) for rest in ((4, *notes), (0, *reversed(notes))))
    killed.communicate(timeout=300)
    found, error = other.communicate(timeout=300)
    assert [-9, 0] == [killed.returncode, other.returncode], error
    first, left = notes[0].read_text().split()
    *others, taken = notes[1].read_text().split()

    assert left == taken
    assert 4 == len({first, left, *others}) == len([first, left, *others])
    assert ranked(whole) == json.loads(found)
    assert_same_checkpoints(whole, sweep)


def test_a_worker_taken_for_dead_goes_on(sweep: Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its trial is failed while it trains, as when a laptop sleeps: it is no error, and every place is found once."""
    study = open_study(sweep, local(sweep), is_shared=False)
    train, failed = generator.sweep._train, []

    def asleep(*arguments: Any) -> dict[int, dict[str, float]]:
        if not failed:
            (running,) = study.get_trials(states=(optuna.trial.TrialState.RUNNING,))
            failed.append(study.tell(running.number, state=optuna.trial.TrialState.FAIL))
        return train(*arguments)

    monkeypatch.setattr(generator.sweep, "_train", asleep)
    work(sweep, study)

    assert 1 == len(failed)
    assert 8 == len(ranking(sweep, study))


def test_batches_of_all_sounds_are_one_training(sweep: Sweep) -> None:
    """Of 15 training sounds a batch of 15 holds all, as one of 16 does; one of 8 does not."""
    assert (15, [15, 16]) == whole_batches(replace(sweep, grid=replace(GRID, batch_sizes=(8, 15, 16))))


def test_estimate_counts_what_is_left(sweep: Sweep) -> None:
    """The estimate is of the trainings that are left; none left takes no time."""
    assert 0 < estimate_s(sweep, 3)
    assert 0 == estimate_s(sweep, 4)
    assert checkpoint_bytes(sweep) > 4 * 128 * 172 * 8 * 4
